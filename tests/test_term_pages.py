"""Terms on the pages: linked once a note, explained on the spot, traced back from the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import AUTHOR, PHONE, ROOT, Make, Project
from kb.glossary import terms_from
from kb.mentions import Matcher
from test_build import files_in, texts_in

GLOSSARY = """
terms:
  - term: Glue Data Catalog
    aliases: [data catalog]
    definition: Where tables are described.
    topic: Glue
  - term: AWS Glue
    aliases: [Glue]
    definition: A service & more.
    topic: Glue
  - term: k-means
    definition: A clustering method.
    topic: Modeling
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_a_note_links_each_of_its_terms_once(page: Page, address: str) -> None:
    for path in ("modeling/", "glue/", "security-iam/"):
        page.goto(address + path)
        for note in page.locator(".kb-note").all():
            links = note.evaluate(
                """note => [...note.querySelectorAll("a.kb-term")]
                    .filter(link => link.closest(".kb-note, .kb-piece") === note)
                    .map(link => link.getAttribute("href"))"""
            )
            assert len(links) == len(set(links))
        assert page.locator("a.kb-term").count() > 20


# A browser ends a link where another one begins: only the file tells.
LINK_IN_LINK = re.compile(r'<a\b(?:(?!</a>).)*<a [^<>]*class="kb-term"', re.DOTALL)


def test_no_term_is_linked_inside_code_formulas_headings_or_links(
    page: Page, address: str, author: Project
) -> None:
    assert LINK_IN_LINK.search('<a href="x">a <b><a class="kb-term" href="y">b</a></b></a>')
    for path in ("modeling/", "glue/", "sagemaker-deployment/", "data-engineering/"):
        page.goto(address + path)
        for inside in ("code", ".kb-math", "h1", "h2", "h3", "pre"):
            assert page.locator(f"{inside} a.kb-term").count() == 0
        html = (author.site / path / "index.html").read_text("utf-8")
        assert 'class="kb-term"' in html and not LINK_IN_LINK.search(html)


def test_the_longest_term_wins_and_the_first_mention_is_linked(project: Make) -> None:
    made = project({"a.txt": "- glue reads the glue data catalogs; glue and kmeans, `glue`\n"})
    (made.folder / "notes" / "glossary.yml").write_text(GLOSSARY)
    assert made.build("--strict").returncode == 0
    (note,) = made.data["notes"]
    html = (made.site / note["url"].partition("#")[0] / "index.html").read_text("utf-8")
    linked = re.findall(r'<a class="kb-term" href="([^"]+)">([^<]+)</a>', html)
    assert linked == [
        ("../glossary/#aws-glue", "glue"),
        ("../glossary/#glue-data-catalog", "glue data catalogs"),
        ("../glossary/#k-means", "kmeans"),
    ]
    assert note["terms"] == ["AWS Glue", "Glue Data Catalog", "k-means"]
    assert made.data["terms"][0] == {
        "term": "Glue Data Catalog",
        "aliases": ["data catalog"],
        "url": "glossary/#glue-data-catalog",
    }


def test_a_term_of_a_topic_that_is_none_is_noticed(project: Make) -> None:
    made = project({"a.txt": "- glue\n"})
    (made.folder / "notes" / "glossary.yml").write_text(GLOSSARY.replace("Modeling", "Cooking"))
    result = made.build("--strict")
    assert result.returncode == 0
    assert 'the topic "Cooking" of "k-means" is not known, expected one of: Data' in result.stderr


def test_the_preview_can_be_reached_with_the_mouse(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(address + "glue/")
    term = page.locator("a.kb-term").nth(2)
    preview = page.locator(".kb-preview")
    term.hover()
    page.clock.run_for(1_000)
    expect(preview).to_be_visible()
    box = preview.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 10, steps=12)
    page.clock.run_for(10_000)
    expect(preview).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(1_000)
    expect(preview).to_be_hidden()


def test_a_site_without_a_glossary_is_built(project: Make) -> None:
    made = project({"a.txt": "- glue\n"})
    for name in ("glossary", "corrections", "formulas", "repeats", "shapes"):
        (made.folder / "notes" / f"{name}.yml").unlink(missing_ok=True)
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    assert not (made.site / "glossary").exists()


def test_no_link_of_the_site_is_dead(author: Project) -> None:
    anchors = {
        file.relative_to(author.site).as_posix(): set(texts_in(file))
        | set(re.findall(r'id="([^"]+)"', file.read_text("utf-8")))
        for file in files_in(author.site)
        if file.suffix == ".html"
    }
    for name in anchors:
        if name == "404.html":
            continue
        html = (author.site / name).read_text("utf-8")
        for href in re.findall(r'<a [^>]*?href="([^"]+)"', html):
            if re.match(r"https?:|mailto:|\?", href):
                continue
            path, _, anchor = urljoin(f"/{name}", href).partition("#")
            target = path.partition("?")[0].lstrip("/")
            if target == "" or target.endswith("/"):
                target += "index.html"
            assert (author.site / target).exists(), (name, href)
            if anchor and target in anchors:
                assert anchor in anchors[target], (name, href)


def test_backlinks_land_on_their_note(page: Page, address: str) -> None:
    page.goto(address + "glossary/#amazon-s3")
    entry = page.locator("#amazon-s3")
    entry.locator("summary").click()
    link = entry.locator("details a").nth(2)
    words = link.inner_text().split()[1]
    link.click()
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(":target")).to_contain_text(words)


def test_every_mention_is_a_backlink(author: Project) -> None:
    mentions = sum(len(note["terms"]) for note in author.data["notes"])
    pages = [author.site / "glossary" / "index.html"]
    listed = sum(
        int(count)
        for page in pages
        for count in re.findall(r"Mentioned in (\d+) note", page.read_text("utf-8"))
    )
    assert listed == mentions > 400


def test_the_preview_opens_by_mouse_and_closes_by_escape(page: Page, address: str) -> None:
    page.goto(address + "modeling/")
    term = page.locator("a.kb-term:visible").nth(4)
    preview = page.locator(".kb-preview")
    term.hover()
    expect(preview).to_be_visible()
    expect(term).to_have_attribute("aria-describedby", "kb-preview")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.mouse.move(2, 2)
    term.hover()
    expect(preview).to_be_visible()
    page.mouse.move(2, 2)
    expect(preview).to_be_hidden()


def test_no_definition_opens_after_the_mouse_has_left(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(address + "modeling/")
    focused, passed = (page.locator("a.kb-term:visible").nth(at) for at in (0, 1))
    page.keyboard.press("Tab")
    focused.evaluate("e => { e.focus({focusVisible: true}); }")
    page.clock.run_for(1_000)
    expect(focused).to_have_attribute("aria-describedby", "kb-preview")
    passed.dispatch_event("pointerover", {"bubbles": True})
    page.locator("h1").dispatch_event("pointerover", {"bubbles": True})
    page.clock.run_for(1_000)
    expect(focused).to_have_attribute("aria-describedby", "kb-preview")


def test_the_preview_opens_by_keyboard(page: Page, address: str) -> None:
    page.goto(address + "modeling/")
    first = page.locator("a.kb-term").first
    first.evaluate("e => { e.focus({focusVisible: true}); }")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    expect(page.locator(".kb-preview")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".kb-preview")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("glossary/#"))


def test_on_touch_the_first_tap_shows_the_definition(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(address + "glue/")
    preview = page.locator(".kb-preview")
    page.locator("a.kb-term").nth(1).tap()
    expect(preview).to_be_visible()
    assert page.url.endswith("/glue/")
    page.locator("h1").tap()
    expect(preview).to_be_hidden()
    page.locator("a.kb-term").nth(1).tap()
    preview.get_by_role("link", name="Glossary entry").tap()
    page.wait_for_url(re.compile("glossary/#"))
    context.close()


def test_sections_and_entries_name_related_ones(page: Page, address: str) -> None:
    page.goto(address + "modeling/")
    related = page.locator(".kb-related")
    assert related.count() > 3
    assert all(1 <= line.locator("a").count() <= 4 for line in related.all())
    related.first.locator("a").first.click()
    expect(page.locator("h2:target")).to_be_in_viewport()


def test_repeated_notes_name_their_twin(page: Page, address: str, author: Project) -> None:
    for one, other, said in ((190, 212, "Also noted"), (229, 242, "Contradicts")):
        note = author.note_at(one)
        page.goto(address + note["url"])
        twins = page.locator(f"[id='{note['id']}'] .kb-twins")
        expect(twins).to_contain_text(said)
        href = str(twins.locator("a").first.get_attribute("href"))
        assert href.endswith("#" + author.note_at(other)["id"])


def test_corrections_are_listed_and_shown(page: Page, address: str, author: Project) -> None:
    noted = [fix for note in author.data["notes"] for fix in note["corrections"]]
    assert {fix["kind"] for fix in noted} == {"typo", "wrong", "math", "outdated", "unclear"}
    for fix in noted:
        if fix["kind"] in ("wrong", "math", "outdated"):
            assert str(fix["source"]).startswith("https://") and fix["checked"]
    page.goto(address + "corrections/")
    assert page.locator(".kb-corrections > li").count() == len(noted)
    oldest = min(fix["checked"] for fix in noted if fix["checked"])
    page.goto(address)
    said = " ".join(page.locator(".kb-foot").all_inner_texts())
    assert f"Facts checked since {oldest}" in said
    assert "MLS-C01" in said and "31 March 2026" in said


def test_the_right_words_stand_in_the_note_and_the_author_s_are_kept(
    page: Page, address: str, author: Project
) -> None:
    note = author.note_at(221)
    page.goto(address + note["url"])
    item = page.locator(f"[id='{note['id']}']")
    expect(item).to_contain_text("PCA can work on numeric data")
    written = item.locator("details.kb-written")
    expect(written.locator("pre")).to_be_hidden()
    item.hover()
    written.locator("summary").click()
    expect(written.locator("pre")).to_contain_text("PAC can work")


def marked_mentions() -> list[tuple[int, str]]:
    """Return (line, words) of the terms that a reader marked in the author's notes."""
    rows = (ROOT / "tests" / "data" / "mentions.txt").read_text("utf-8").split("\n")[1:]
    pairs = (row.split(" | ") for row in rows if row)
    return [(int(line), words) for words, lines in pairs for line in lines.split()]


def test_each_mention_that_a_reader_marked_is_found() -> None:
    """By the term itself or by a longer one around it ("Glue" in "Glue Data Catalog")."""
    terms, _ = terms_from("glossary.yml", (ROOT / "notes" / "glossary.yml").read_text("utf-8"))
    matcher = Matcher(terms)
    lines = AUTHOR.read_text("utf-8").split("\n")
    missed = []
    for number, words in marked_mentions():
        line = lines[number - 1]
        context = "\n".join(lines[max(0, number - 4) : number + 3])
        spans = [(m.start, m.end) for m in matcher.mentions(line, context)]
        if not any(
            start < found.end() and found.start() < end
            for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", line, re.IGNORECASE)
            for start, end in spans
        ):
            missed.append((number, words))
    assert missed == []


def test_the_pages_of_a_term_that_many_notes_mention_lead_to_each_other(project: Make) -> None:
    made = project({"a.txt": "".join(f"- glue job {n}\n" for n in range(650))})
    (made.folder / "notes" / "glossary.yml").write_text(GLOSSARY)
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    first = (made.site / "glossary" / "aws-glue" / "index.html").read_text("utf-8")
    assert '<strong>1</strong> · <a href="../../glossary/aws-glue/2/">2</a></p>' in first
    second = (made.site / "glossary" / "aws-glue" / "2" / "index.html").read_text("utf-8")
    assert '<a href="../../../glossary/aws-glue/">1</a> · <strong>2</strong></p>' in second
