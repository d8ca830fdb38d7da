"""Shapes in the browser: the way from a cell to its note and back, on a desk and on a phone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from axe import violations
from conftest import PHONE, Make, Project
from test_build import check_export

FRAMES = "[id='shape.glue-dataframe-spark-dataframe-dynamicframe']"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    yield opened
    opened.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    yield context.new_page()
    context.close()


def at(page: Page, note: dict[str, str]) -> Locator:
    return page.locator(f"[id='{note['id']}']")


def test_every_note_of_the_author_has_one_home(author: Project) -> None:
    ids: Counter[str] = Counter()
    pages: dict[str, str] = {}
    for file in author.site.rglob("*.html"):
        for identity in re.findall(r' id="([^"]+)"', file.read_text("utf-8")):
            ids[identity] += 1
            pages[identity] = f"{file.parent.relative_to(author.site).as_posix()}/"
    for note in author.data["notes"]:
        assert ids[note["id"]] == 1, note["id"]
        assert note["url"] == f"{pages[note['id']]}#{note['id']}"


def test_a_cell_leads_to_its_note_and_back(page: Page, address: str, author: Project) -> None:
    note = author.note_at(236)
    page.goto(address + "compare/#what-protects-data-in-s3")
    row = page.locator("tr", has_text="protects from accidental deletes")
    way = row.get_by_role("link", name="Note")
    row.hover()
    way.click()
    page.wait_for_url(address + note["url"])
    home = at(page, note)
    expect(home).to_be_in_viewport()
    assert home.evaluate("e => e.matches('tr:target')")
    page.go_back()
    expect(row).to_be_in_viewport()


def test_a_table_leads_to_the_compare_page_and_back(page: Page, address: str) -> None:
    page.goto(address + "glue/")
    page.locator(f"{FRAMES} .kb-caption").hover()
    page.locator(FRAMES).get_by_role("link", name="Compare").click()
    heading = page.locator("h3:target")
    expect(heading).to_have_text("Glue DataFrame, Spark DataFrame, DynamicFrame")
    page.locator("h3:target + .kb-home a").click()
    page.wait_for_url(re.compile(r"glue/#shape\.glue-dataframe"))


def test_a_note_leads_to_a_table_elsewhere_that_quotes_it(
    page: Page, address: str, author: Project
) -> None:
    note = author.note_at(215)  # under "Users and accounts", in a table on roles
    page.goto(address + note["url"])
    at(page, note).hover()
    at(page, note).get_by_role("link", name="Compare").click()
    page.wait_for_url(re.compile(r"#shape\.who-gets-access-and-how$"))


def test_no_cell_of_the_compare_page_is_the_home_of_a_note(page: Page, address: str) -> None:
    page.goto(address + "compare/")
    assert page.locator(".kb-note, tr[id], td[id], .kb-piece[id]").count() == 0
    for row in page.locator(".kb-grid tbody tr").all():
        quoted = row.locator("> :is(th, td):not(.kb-empty)").count()
        assert quoted and row.get_by_role("link", name="Note").count() >= 1


def test_a_permalink_opens_the_fold_that_its_note_is_in(
    page: Page, address: str, author: Project
) -> None:
    note = author.note_at(3)  # gives cells to three rows
    page.goto(address + note["url"])
    expect(at(page, note)).to_be_in_viewport()
    fold = page.locator("details", has=at(page, note)).last
    fold.locator("summary").first.click()
    expect(at(page, note)).to_be_hidden()
    row = page.locator("tr", has=page.get_by_role("cell", name="apply data analytics"))
    row.hover()
    row.get_by_role("link", name="Note").click()
    expect(at(page, note)).to_be_in_viewport()


def test_a_mark_in_a_table_opens_what_is_said_below(
    page: Page, address: str, author: Project
) -> None:
    note = author.note_at(115)
    page.goto(address + note["url"])
    said = page.locator(f"[data-note='{note['id']}']").get_by_text("The notes say “FP / FP + TN”")
    expect(said).to_be_hidden()
    at(page, note).locator("a.kb-mark").click()
    expect(said).to_be_in_viewport()


def test_the_raw_words_of_a_table_are_one_gesture_away(
    page: Page, address: str, author: Project
) -> None:
    note = author.note_at(258)  # "destin", mended quietly
    page.goto(address + note["url"])
    expect(at(page, note)).to_contain_text("data source & destination")
    page.locator(FRAMES).get_by_text("As written").click()
    expect(page.locator(f"pre[data-note='{note['id']}']")).to_contain_text("& destin")


def test_controls_of_a_row_appear_on_hover_and_never_shift_the_text(
    page: Page, address: str, author: Project
) -> None:
    note = author.note_at(207)
    page.goto(address + note["url"])
    tools = at(page, note).locator("> th > .kb-tools")
    before = at(page, note).bounding_box()
    page.mouse.move(2, 2)
    expect(tools).to_have_css("opacity", "0")
    at(page, note).locator("td").last.hover()
    expect(tools).to_have_css("opacity", "1")
    assert at(page, note).bounding_box() == before


def test_on_a_phone_the_first_column_stays_and_the_page_does_not_scroll(
    phone: Page, address: str
) -> None:
    phone.goto(address + "glue/#shape.glue-dataframe-spark-dataframe-dynamicframe")
    box = phone.locator(f"{FRAMES} .kb-scroll")
    head = box.locator("tbody th").first
    last = box.locator("tbody tr").nth(1).locator("td").last
    expect(last).not_to_be_in_viewport()
    before = head.bounding_box()
    box.focus()
    box.evaluate("e => { e.scrollLeft = e.scrollWidth; }")
    expect(last).to_be_in_viewport(ratio=1)
    after = head.bounding_box()
    assert before and after and abs(before["x"] - after["x"]) <= 4
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_table_is_a_stop_of_the_keyboard_only_where_it_scrolls(
    page: Page, phone: Page, address: str
) -> None:
    for opened, stops in ((page, False), (phone, True)):
        opened.goto(address + "glue/")
        box = opened.locator(f"{FRAMES} .kb-scroll")
        assert (box.get_attribute("tabindex") == "0") is stops


def test_what_scrolls_becomes_a_stop_once_it_is_unfolded(page: Page, address: str) -> None:
    page.goto(address + "glue/")
    page.locator("article").evaluate("""article => article.insertAdjacentHTML("afterbegin", `
        <details id="test"><summary>More</summary>
        <div class="kb-scroll" style="width: 5rem"><pre style="width: 50rem">wide</pre></div>
        </details>`)""")
    page.locator("#test summary").click()
    expect(page.locator("#test .kb-scroll")).to_have_attribute("tabindex", "0")


def test_a_tap_on_a_quotation_shows_the_way_to_its_note(phone: Page, address: str) -> None:
    phone.goto(address + "compare/#what-protects-data-in-s3")
    row = phone.locator("tr", has_text="protects from accidental deletes")
    way = row.get_by_role("link", name="Note")
    expect(way).to_be_hidden()
    row.locator("td").tap(position={"x": 100, "y": 12})
    expect(way).to_be_visible()
    size = way.bounding_box()
    assert size and size["height"] >= 44 and size["width"] >= 44
    phone.locator("h1").tap()
    expect(way).to_be_hidden()


@pytest.mark.parametrize("path", ["glue/", "modeling/", "sagemaker-deployment/", "compare/"])
def test_a_flow_and_tables_stay_within_a_phone(phone: Page, address: str, path: str) -> None:
    phone.goto(address + path)
    wide = phone.evaluate(
        """() => [...document.querySelectorAll(".md-content *")]
            .filter(e => !e.closest(".kb-scroll, .kb-math, .kb-hidden, .kb-tools, pre"))
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert wide == []


@pytest.mark.parametrize("path", ["security-iam/", "glue/", "compare/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone(
    browser: Browser, address: str, path: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport=PHONE,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(address + path)
    for fold in page.locator("details.kb-fold").all():
        fold.evaluate("e => { e.open = true; }")
    assert violations(page) == []
    context.close()


def test_shapes_read_without_scripts(browser: Browser, address: str, author: Project) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    note = author.note_at(266)
    page.goto(address + note["url"])
    expect(at(page, note)).to_be_visible()
    folded = author.note_at(3)
    page.goto(address + "data-engineering/")
    page.locator("details", has=at(page, folded)).last.locator("summary").first.click()
    expect(at(page, folded)).to_be_visible()
    context.close()


# -- notes of others ----------------------------------------------------------------------------

OTHERS = """# Kinesis

- Kinesis streams - keep data for a day, see [limits](gone.txt)
- Kinesis firehose - delivers **fast** <b>at once</b>
- `shards` of Kinesis streams scale

| Kinesis | keeps |
|---|---|
| streams | a day |
"""
SHAPES = """
raw/own.md:
  - title: 'Kinesis: <i>two</i> & more'
    topic: Data Engineering
    section: Streaming
    shape: table
    columns: ["<b>Service</b>", Use]
    rows:
      - {in: keep data, cells: [Kinesis streams, "keep data for a day, see [limits](gone.txt)"]}
      - {in: delivers, cells: [Kinesis firehose, "delivers **fast** <b>at once</b>"]}
      - {label: "<script>", cells: [note: shards]}
raw/gone.txt:
  - {title: Gone, topic: Data Engineering, section: Streaming, shape: steps, items: [x]}
"""


def test_shapes_of_other_notes_are_published_whole(project: Make) -> None:
    made = project({"own.md": OTHERS})
    (made.folder / "notes" / "shapes.yml").write_text(SHAPES)
    result = made.build()
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("dead link") == 1  # though the words stand on two pages
    message = "shapes.yml: raw/gone.txt is not there, what stands here for it is left out"
    assert message in result.stderr
    check_export(made)
    for page in ("data-engineering", "compare"):
        html = (made.site / page / "index.html").read_text("utf-8")
        assert "Kinesis: &lt;i&gt;two&lt;/i&gt; &amp; more" in html
        assert "&lt;b&gt;Service&lt;/b&gt;" in html and "&lt;script&gt;" in html
        assert "<strong>fast</strong> &lt;b&gt;at once&lt;/b&gt;" in html


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("items: [a: b: c]", "shapes.yml:2: YAML cannot be read"),
        ("shape: chart", 'shapes.yml:2: "shape" is "chart", expected "table" or'),
    ],
)
def test_a_broken_file_stops_the_build_with_one_line(
    project: Make, entry: str, message: str
) -> None:
    made = project({"a.txt": "- Kinesis streams\n"})
    (made.folder / "notes" / "shapes.yml").write_text(f"raw/a.txt:\n  - {{title: A, {entry}}}\n")
    result = made.build()
    assert result.returncode != 0 and "Traceback" not in result.stderr
    assert len([line for line in result.stderr.split("\n") if message in line]) == 1


def test_a_wrong_quotation_fails_a_strict_build_only(project: Make) -> None:
    made = project({"a.txt": "- Kinesis streams\n"})
    place = "topic: Data Engineering, section: Streaming"
    entry = f"{{title: A, {place}, shape: steps, items: [Kinesis, Kafka]}}"
    (made.folder / "notes" / "shapes.yml").write_text(f"raw/a.txt:\n  - {entry}\n")
    strict = made.build("--strict")
    assert strict.returncode != 0
    assert 'shapes.yml:2: no note in raw/a.txt contains "Kafka", expected' in strict.stderr
    assert made.build().returncode == 0
    check_export(made)
    assert not (made.site / "compare").exists()
