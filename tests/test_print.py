"""Pages on paper: only the words, black on white, nothing cut, corrections to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from pypdf import PdfReader

from conftest import Make, served

PAGES = [
    "",
    "modeling/",
    "glossary/",
    "last-night/",
    "numbers/",
    "compare/",
    "formulas/",
    "corrections/",
    "map/",
    "sources/",
    "sources/aws-ml-specialty-txt/",
]
A4: ViewportSize = {
    "width": 680,
    "height": 980,
}  # px of A4 (210 mm) between its margins (15 mm each)
# Words of the frame and of controls.  None of them stands in the author's notes.
FRAME = ["Skip to content", "Search", "Made with", "Copy link", "Copy TeX", "As written", "Edit"]

# Everything that is painted: whether a colour is dark or light, and how far to the right it goes.
PAINTED = """() => {
  const bright = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return a === 0 ? null : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  };
  const found = {dim: [], dark: [], wide: []};
  const all = "body, body *:not(svg *, .kb-math-mml, .kb-math-mml *)";
  for (const each of document.querySelectorAll(all)) {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    if (style.display === "none" || !box.width || !box.height) continue;
    const text = [...each.childNodes].some((x) => x.nodeType === 3 && x.textContent.trim());
    if (text && bright(style.color) > 0.5) found.dim.push(each.outerHTML.slice(0, 80));
    const ground = bright(style.backgroundColor);
    if (ground !== null && ground < 0.9) found.dark.push(each.outerHTML.slice(0, 80));
    if (box.right > innerWidth + 1) found.wide.push(each.outerHTML.slice(0, 80));
  }
  return found;
}"""


Paper = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def paper(browser: Browser, address: str) -> Paper:
    """Path of a page -> the texts of its sheets as Chromium prints them, each page once.

    The reader prefers the dark palette: paper is white for them too.
    """

    @cache
    def sheets(path: str) -> list[str]:
        page = browser.new_page(viewport=A4, color_scheme="dark")
        page.goto(address + path)
        printed = PdfReader(BytesIO(page.pdf(format="A4")))
        page.close()
        return [sheet.extract_text() for sheet in printed.pages]

    return sheets


def joined(sheets: list[str]) -> str:
    """Return the text of sheets as one line: on paper it wraps elsewhere."""
    return " ".join(" ".join(sheets).split())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport=A4, color_scheme="dark")
    yield opened
    opened.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_printed_without_the_frame(
    page: Page, address: str, paper: Paper, path: str
) -> None:
    text = "\n".join(paper(path))
    assert len(text) > 100
    assert [words for words in FRAME if words in text] == []
    page.goto(address + path)
    page.emulate_media(media="print")
    frame = page.locator(".md-header, .md-tabs, .md-sidebar, .md-footer")
    assert frame.locator("visible=true").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_black_on_white_in_either_palette(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport=A4, color_scheme=scheme)
    page.emulate_media(media="print")
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate(PAINTED) == {"dim": [], "dark": [], "wide": []}, path
    page.close()


def test_corrections_can_be_read_on_paper_and_stay_folded_on_the_screen(
    page: Page, address: str, paper: Paper
) -> None:
    reason = "Without brackets only min(x)/max(x) is divided"
    text = joined(paper("modeling/"))
    assert reason in text
    assert "The notes say “Nm =x - min(x)/max(x)-min(x)”" in text
    assert "the standard deviation 1" in text  # a remark
    page.goto(address + "modeling/")
    assert page.get_by_text(reason).is_hidden()


def test_sources_of_corrections_are_printed_with_their_addresses(paper: Paper) -> None:
    assert "https://docs.aws.amazon.com/" in "\n".join(paper("corrections/"))
    assert "https://docs.aws.amazon.com/Amazon" not in "\n".join(paper("glossary/"))


def test_what_is_chosen_for_the_last_night_fits_on_four_sheets(paper: Paper) -> None:
    assert 2 <= len(paper("last-night/")) <= 4


def test_formulas_are_printed_two_abreast(page: Page, address: str, paper: Paper) -> None:
    assert len(paper("formulas/")) == 1
    page.goto(address + "formulas/")
    page.emulate_media(media="print")
    lefts = page.locator(".kb-formulas > li").evaluate_all(
        "all => all.map(each => Math.round(each.getBoundingClientRect().left))"
    )
    assert len(set(lefts)) == 2
    heights = page.locator(".kb-math > svg").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert min(heights) > 8  # none is made too small to be read


def test_notes_rows_and_pictures_are_not_cut_by_the_end_of_a_sheet(
    page: Page, address: str
) -> None:
    page.emulate_media(media="print")
    for path, kinds in {
        "modeling/": ".kb-note, .kb-math-display",
        "corrections/": ".kb-corrections > li",
        "numbers/": ".kb-numbers > li",
        "last-night/": ".kb-pick",
        "glossary/": ".kb-entry",
    }.items():
        page.goto(address + path)
        kept = page.locator(kinds).evaluate_all(
            "all => all.map(each => getComputedStyle(each).breakInside)"
        )
        assert set(kept) == {"avoid"}
        heads = page.locator("h2").evaluate_all(
            "all => all.map(each => getComputedStyle(each).breakAfter)"
        )
        assert set(heads) == {"avoid"}


WIDE = f"""# S3 {"very" * 60}

- S3 {"x" * 400}
- S3 https://example.org/{"path/" * 60}

| {" | ".join(f"S3 column {n}" for n in range(14))} |
|{"---|" * 14}
| {" | ".join("averyverylongword" + str(n) for n in range(14))} |

- S3 code

      {"code " * 60}

```
{"S3 " * 90}
```

- S3 $$ {" + ".join(f"x_{{{n}}} y_{{{n}}}" for n in range(60))} $$
"""


def test_wide_things_are_made_to_fit_the_paper(browser: Browser, project: Make) -> None:
    made = project({"a.md": WIDE}).without_glossary()
    assert made.build().returncode == 0
    page = browser.new_page(viewport=A4)
    page.emulate_media(media="print")
    with served(made.site) as address:
        for path in ("data-engineering/", "formulas/", "sources/a-md/"):
            page.goto(address + path)
            assert page.evaluate(PAINTED)["wide"] == [], path
            rights = page.locator(".kb-math > svg").evaluate_all(
                "all => all.map(each => each.getBoundingClientRect().right)"
            )
            assert max(rights, default=0) <= A4["width"] + 1
    page.close()
