"""Pictures on the pages: where they stand, what a browser and a screen reader make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from axe import violations
from conftest import PHONE, Make, Project

FIGURE = re.compile(r'<figure class="kb-figure">.*?</figure>', re.DOTALL)
NOTES = {  # line of the raw file -> words of the caption
    368: "A small and a large learning rate (sketch)",
    371: "A ROC curve and the area under it (sketch)",
    389: "Inertia falls as k increases (sketch)",
    162: "The parts of a multi-model endpoint",
}
SECTIONS = {  # anchor on the page of modeling
    "evaluation-metrics": "The confusion matrix",
    "neural-networks": "Activation functions (the leaky one with a slope of 0.1)",
}
PAGES = ["modeling/", "sagemaker-deployment/"]

# The contrast of what is seen of each stroke and word with the page, by WCAG.
CONTRASTS = """svg => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const page = light(rgb(getComputedStyle(document.body).backgroundColor));
  return [...svg.querySelectorAll('path, text')].map(part => {
    const style = getComputedStyle(part);
    const seen = part.tagName === 'path' && style.stroke !== 'none' ? style.stroke : style.fill;
    const own = light(rgb(seen));
    const ratio = (Math.max(own, page) + .05) / (Math.min(own, page) + .05);
    return [part.tagName, part.getAttribute('class'), ratio];
  });
}"""


def figures(site: Path) -> list[str]:
    return [figure for page in PAGES for figure in FIGURE.findall(text_of(site, page))]


def text_of(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text("utf-8")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_each_picture_stands_with_its_note_or_section(
    page: Page, address: str, author: Project
) -> None:
    for line, caption in NOTES.items():
        note = author.note_at(line)
        page.goto(address + note["url"])
        here = page.locator(f"[id='{note['id']}']")
        figure = page.locator("figure.kb-figure", has=page.locator(f"[id^='{note['id']}-picture']"))
        expect(here).to_have_count(1)
        expect(figure.locator("figcaption")).to_have_text(caption)
        expect(figure.locator("svg")).to_be_visible()
    page.goto(address + "modeling/")
    for anchor, caption in SECTIONS.items():
        figure = page.locator(f"h2[id='{anchor}'] + .kb-section > figure:first-child")
        expect(figure.locator("figcaption")).to_have_text(caption)
    assert len(figures(author.site)) == len(NOTES) + len(SECTIONS)


def test_pictures_are_plain_svg_with_a_text_alternative(author: Project) -> None:
    for figure in figures(author.site):
        tree = ElementTree.fromstring(figure.replace(" data-search-exclude", ""))
        svg, caption = tree
        assert caption.tag == "figcaption" and svg.get("role") == "img"
        tags = {part.tag for part in svg.iter()} - {"svg", "desc", "path", "text"}
        assert tags == set()
        (alternative,) = svg.iter("desc")
        assert svg.get("aria-labelledby") == alternative.get("id")
        assert len(alternative.text or "") > 80
        for part in svg.iter():
            allowed = {"class", "d", "x", "y", "text-anchor"}
            if part.tag in ("path", "text"):
                assert {*part.keys()} <= allowed
        width, height = (float(side) for side in str(svg.get("viewBox")).split()[2:])
        assert 0 < width <= 400 and 0 < height <= 400


def test_a_sketch_has_no_numbers_on_its_axes(author: Project) -> None:
    for figure in figures(author.site):
        assert ("(sketch)" in figure) <= ("kb-p-number" not in figure)
    assert sum("kb-p-number" in figure for figure in figures(author.site)) == 1


@pytest.mark.parametrize("path", PAGES)
def test_no_id_is_on_a_page_twice(author: Project, path: str) -> None:
    found = re.findall(r'<[^<>]* id="([^"]+)"', text_of(author.site, path))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_lines_and_words_stand_out_in_both_palettes(
    browser: Browser, address: str, path: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(address + path)
    for svg in page.locator("svg.kb-picture").all():
        for tag, look, contrast in svg.evaluate(CONTRASTS):
            assert contrast >= (3 if tag == "path" else 4.5), look
    context.close()


def test_words_are_in_the_font_of_the_page(page: Page, address: str) -> None:
    page.goto(address + "modeling/")
    fonts = "e => [getComputedStyle(e).fontFamily, getComputedStyle(document.body).fontFamily]"
    found, wanted = page.locator("svg.kb-picture text").first.evaluate(fonts)
    assert found == wanted


def test_words_keep_to_the_picture(page: Page, address: str) -> None:
    page.goto(address + "modeling/")
    sides = """svg => [...svg.querySelectorAll('text')].map(text => {
      const [box, whole] = [text.getBoundingClientRect(), svg.getBoundingClientRect()];
      return Math.min(box.left - whole.left, whole.right - box.right);
    })"""
    for svg in page.locator("svg.kb-picture").all():
        assert min(svg.evaluate(sides)) > -4


def test_on_a_phone_pictures_are_centred_and_fit(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        for figure in page.locator(".kb-figure").all():
            box = figure.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
            assert abs(box["x"] + box["width"] / 2 - PHONE["width"] / 2) < 12
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        assert violations(page, part=".kb-figure") == []
    context.close()


def test_a_picture_is_not_cut_by_the_edge_of_a_printed_page(page: Page, address: str) -> None:
    page.goto(address + "modeling/")
    page.emulate_media(media="print")
    figure = page.locator(".kb-figure").first
    expect(figure).to_have_css("break-inside", "avoid")
    expect(figure.locator("svg")).to_be_visible()


# -- pictures of other people -------------------------------------------------------------------

MINE = """
notes:
  raw/a.txt:
    - note: shards
      caption: a < b
      alt: '"quoted" <script>alert(1)</script>'
      boxes:
        '<b>bold</b>':
    - note: shards
      caption: second
      alt: b
      plots:
        - {from: 0, to: 1, up: '<i> & "x"', curves: [{y: x, label: </svg>}]}
    - note: Streams
      caption: of a heading
      alt: c
      boxes: {A: }
"""


def test_words_of_a_picture_are_never_markup(project: Make, browser: Browser) -> None:
    made = project({"a.txt": "# Streams\n- Kinesis streams have shards\n"})
    (made.folder / "notes" / "pictures.yml").write_text(MINE)
    result = made.build()
    assert result.returncode == 0, result.stderr
    page = browser.new_page()
    (note,) = (note for note in made.data["notes"] if "shards" in note["text"])
    page.goto((made.site / note["url"].partition("#")[0] / "index.html").as_uri())
    assert page.locator(".kb-figure script, .kb-figure b, .kb-figure i").count() == 0
    said = page.locator(".kb-figure text").all_text_contents()
    assert {"<b>bold</b>", '<i> & "x"', "</svg>"} <= {*said}
    captions = page.locator("figcaption").all_text_contents()
    assert captions == ["of a heading", "a < b", "second"]
    assert page.locator("[id$=-picture2]").count() == 1
    page.close()


def test_wrong_pictures_stop_the_build_with_one_line(project: Make) -> None:
    made = project({"a.txt": "- Kinesis streams have shards\n"})
    (made.folder / "notes" / "pictures.yml").write_text(MINE.replace("y: x,", "y: x^2,"))
    result = made.build()
    assert result.returncode == 1
    (line,) = [line for line in result.stderr.splitlines() if "pictures.yml" in line]
    assert 'pictures.yml:13: "^" in "x^2" is not known, expected numbers' in line
    assert "Traceback" not in result.stderr


def test_other_notes_are_built_without_a_word_about_ours(project: Make) -> None:
    made = project({"a.txt": "- Kinesis streams have shards\n"})
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    assert "kb-figure" not in "".join(x.read_text("utf-8") for x in made.site.rglob("*.html"))
    assert not (made.folder / ".cache" / "plots.kept").exists()
    (made.folder / "notes" / "pictures.yml").unlink()
    assert made.build("--strict").returncode == 0
