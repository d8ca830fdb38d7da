"""Formulas on the pages: finished, readable without scripts, still when the page loads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from conftest import PHONE, Make, Project

# Lines of the author's notes that hold formulas, and what is read there.
TYPESET = {
    31: [r"0 \text{ to } 1", r"\frac{x - \min(x)}{\max(x) - \min(x)}"],
    36: [r"\frac{x - \operatorname{mean}(x)}{\operatorname{std}(x)}"],
    65: [r"\mathrm{slope}_j^2", r"\lvert \mathrm{slope}_j \rvert"],
    67: [r"32 \times 32"],
    71: [r"\mathrm{accuracy} = \frac{\mathrm{TP} + \mathrm{TN}}"],
    73: [r"\text{error rate} = \frac{\mathrm{FP} + \mathrm{FN}}"],
    111: [r"\frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FN}}"],
    113: [r"\frac{\mathrm{TN}}{\mathrm{TN} + \mathrm{FP}}"],
    115: [r"\frac{\mathrm{FP}}{\mathrm{FP} + \mathrm{TN}}"],
    117: [r"\frac{\mathrm{FN}}{\mathrm{FN} + \mathrm{TP}}"],
    119: [r"T \to F,\ F \to T"],
    136: [r"\cdot \text{safety factor} \cdot 60"],
    373: [r"\text{information gain} = \text{entropy}(\text{parent})"],
    389: [r"\lVert x_i - \mu_j \rVert^2"],
    400: [r"\frac{100}{5} = 20", r"\mathrm{epoch} \cdot \mathrm{iteration}"],
    428: [r"0, \dots, n - 1"],
}


def test_the_formulas_of_the_author_s_notes_are_typeset_and_no_others(author: Project) -> None:
    found = {
        note["lines"][0]: [formula["tex"] for formula in note["formulas"]]
        for note in author.data["notes"]
        if note["formulas"]
    }
    assert sorted(found) == sorted(TYPESET)
    for line, wanted in TYPESET.items():
        for tex, part in zip(found[line], wanted, strict=True):
            assert part in tex


def test_the_words_of_a_formula_are_those_of_the_note(author: Project) -> None:
    for note in author.data["notes"]:
        for formula in note["formulas"]:
            assert formula["text"] in note["text"]


def test_formulas_are_finished_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address + "formulas/")
    formulas = page.locator(".kb-math > svg")
    assert formulas.count() > 15
    for formula in formulas.all():
        box = formula.bounding_box()
        assert box and box["width"] > 5 and box["height"] > 5
    assert not [url for url in requested if "math" in url.lower()]
    context.close()


def test_formulas_are_read_aloud_by_mathml(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "formulas/")
    assert page.locator(".kb-math > svg:not([aria-hidden='true'])").count() == 0
    assert page.get_by_role("math").count() == page.locator(".kb-math").count()
    page.close()


def test_nothing_moves_while_a_page_with_formulas_loads(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "modeling/", wait_until="networkidle")
    shift = page.evaluate(
        """() => new Promise(resolve => {
             let total = 0;
             const observer = new PerformanceObserver(list => {
               for (const entry of list.getEntries()) total += entry.value;
             });
             observer.observe({type: "layout-shift", buffered: true});
             requestAnimationFrame(() => requestAnimationFrame(() => {
               for (const entry of observer.takeRecords()) total += entry.value;
               resolve(total);
             }));
           })"""
    )
    assert shift == 0
    page.close()


def test_a_long_formula_scrolls_inside_its_own_box_on_a_phone(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(address + "sagemaker-deployment/")
    wide = page.locator(".kb-math-display").first
    assert wide.evaluate("e => e.scrollWidth > e.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_formulas_follow_the_colour_of_the_text(
    browser: Browser, address: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(address + "formulas/")
    path = page.locator(".kb-math svg path").first
    words = page.locator(".kb-math").first
    colour = words.evaluate("e => getComputedStyle(e).color")
    assert path.evaluate("e => getComputedStyle(e).fill") == colour
    context.close()


def test_copy_tex_copies_the_tex(browser: Browser, address: str, author: Project) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    note = author.note_at(71)
    page.goto(address + note["url"])
    item = page.locator(f"[id='{note['id']}']")
    item.hover()
    item.get_by_role("button", name="Copy TeX").click()
    expect(item.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied and note["formulas"][0]["tex"].endswith(copied)  # its name heads the row
    context.close()


def test_copied_twice_the_button_says_what_it_said(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.clock.install()
    page.goto(address + "formulas/")
    button = page.locator(".kb-tex").first
    for _ in range(2):
        button.dispatch_event("click")
        expect(button).to_have_text("Copied")
        page.evaluate("navigator.clipboard.readText()")  # the second click is dealt with too
    page.clock.run_for(5_000)
    expect(button).to_have_text("Copy TeX")
    context.close()


def test_without_a_clipboard_no_copy_is_offered(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {get() {}});")
    page.goto(address + "formulas/")
    expect(page.locator(".kb-math").first).to_be_visible()
    expect(page.locator(".kb-tex")).to_have_count(0)
    page.close()


def test_the_original_words_are_one_gesture_away(
    browser: Browser, address: str, author: Project
) -> None:
    page = browser.new_page()
    note = author.note_at(111)
    page.goto(address + note["url"])
    why = page.locator(f"[data-note='{note['id']}'] details.kb-why")
    said = why.get_by_text("The notes say “TP / TP + FN”")
    expect(said).to_be_hidden()
    why.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(said).to_be_visible()
    assert str(why.get_by_role("link", name="Source").get_attribute("href")).startswith("https://")
    page.close()


def test_each_formula_leads_to_its_note(browser: Browser, address: str, author: Project) -> None:
    page = browser.new_page()
    page.goto(address + "formulas/")
    links = page.locator(".kb-formulas .kb-from")
    held = sum(len(note["formulas"]) for note in author.data["notes"])
    assert links.count() == held
    links.nth(3).click()
    expect(page.locator(":target .kb-math").first).to_be_in_viewport()
    page.close()


def test_bad_tex_fails_a_strict_build_with_its_line_and_is_marked_in_a_plain_one(
    project: Make,
) -> None:
    bad = [r"\frac{1}{", r"\foo{x}", r"x_{a}_{b}", r"\left( x"]
    made = project({"a.txt": "".join(f"- Kinesis formula ${tex}$ here\n" for tex in bad)})
    strict = made.build("--strict")
    assert strict.returncode != 0
    for line in range(1, len(bad) + 1):
        assert strict.stderr.count(f"raw/a.txt:{line}: MathJax rejects") == 1
    assert "Traceback" not in strict.stderr
    assert made.build().returncode == 0
    page = made.site / "data-engineering" / "index.html"
    assert page.read_text().count('class="kb-rejected"') == len(bad)


def test_a_second_build_starts_no_node(project: Make) -> None:
    made = project({"a.txt": "- y = (a + b) / (c + d)\n"}).without_glossary()
    assert made.build("--strict").returncode == 0
    again = made.build("--strict", PATH="", NODE_OPTIONS="--no-such-option")
    assert again.returncode == 0, again.stderr
    assert made.with_search_only().build("--strict").returncode == 0


def test_a_missing_mathjax_is_named_with_the_command_that_mends_it(project: Make) -> None:
    made = project({"a.txt": "- y = (a + b) / (c + d)\n"})
    (made.folder / "node_modules").unlink()
    result = made.build()
    assert result.returncode != 0
    assert "make build" in result.stderr and "Traceback" not in result.stderr
