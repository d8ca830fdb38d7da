"""The built site on paper: python hooks/pdf.py SITE FOLDER writes one PDF of all and one a sheet.

A Chromium prints the pages that the navigation names: those with notes and, after them, the sheets.
A table of contents needs to know on which page a heading lands, so a book is printed until its
numbers are right.  ``make pdf`` builds the site first and finds the browser.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jinja2
from playwright.sync_api import Error, Page, Route, sync_playwright
from pypdf import PdfReader

from browser import launch
from kb.ids import slug

_HERE = Path(__file__).parent
_TEMPLATES = _HERE.parent / "theme_overrides" / "documents"
_ROOT = "http://site.invalid/"  # no request leaves: what is asked for is read from the folder
_BOOK = f"{_ROOT}kb-book.html"
_TRIES = 4  # printings until the page numbers in a table of contents are right
_PATIENCE = 600_000  # ms
_FRONT = """() => {
  const one = (what, name) => document.querySelector(what)?.getAttribute(name) ?? "";
  const all = (what) => [...document.querySelectorAll(what)].map(x => x.href);
  return {
    title: one(".md-logo", "title") || document.title,
    language: document.documentElement.lang,
    description: one("meta[name=description]", "content"),
    home: one("link[rel=canonical]", "href"),
    styles: all("link[rel=stylesheet]"),
    order: all(".md-nav--primary a.md-nav__link[href]").map(x => x.split("#")[0]),
  };
}"""
_NUMBER = re.compile(r" \(\d+\)$")  # of the further pages of a topic or a sheet


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the site in a book."""

    anchor: str
    title: str
    sections: tuple[tuple[str, str], ...]  # anchor and title
    html: str
    path: str  # of its address, relative to the site root
    has_notes: bool

    @property
    def name(self) -> str:
        """The title of the first page of its run."""
        return _NUMBER.sub("", self.title)

    @property
    def file(self) -> str:
        """The name of a PDF that begins with it."""
        return f"{slug(self.path.removesuffix('.html'), words=9)}.pdf"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the books of a site share."""

    title: str
    description: str
    language: str
    home: str  # where the site is published
    styles: tuple[str, ...]


def books(site: Path, paper: str) -> dict[str, bytes]:
    """Return file name -> PDF: the book of all, and one of each sheet.

    Raises OSError and playwright's Error.
    """
    topics = {topic["url"] for topic in json.loads((site / "notes.json").read_bytes())["topics"]}
    with_notes = set(json.loads((site / "anchors.json").read_bytes()))
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(java_script_enabled=False)
        context.set_default_timeout(_PATIENCE)
        context.route("**/*", lambda route: _answer(route, site))
        page = context.new_page()
        page.emulate_media(media="print", color_scheme="light")
        frame, addresses = _frame(page)
        order = [x for x in addresses if x.removeprefix(_ROOT) not in topics - with_notes]
        chapters = [found for x in order if (found := _chapter(page, x, order, frame, with_notes))]
        made = _printed_all(_Press(page, frame, paper), chapters)
        browser.close()
    return made


def _printed_all(press: _Press, chapters: Sequence[Chapter]) -> dict[str, bytes]:
    title = press.frame.title
    made = {f"{slug(title, words=9)}.pdf": press.printed(title, chapters, cover=True)}
    sheets = [chapter for chapter in chapters if not chapter.has_notes]
    for name, run in groupby(sheets, lambda chapter: chapter.name):
        pages = list(run)
        made[pages[0].file] = press.printed(name, pages, cover=False)
    return made


def _answer(route: Route, site: Path) -> None:
    """Answer a request of the browser from the built site."""
    path = unquote(urlsplit(route.request.url).path).lstrip("/")
    file = site / path / "index.html" if path.endswith("/") or not path else site / path
    if route.request.url.startswith(_ROOT) and file.is_file():
        route.fulfill(path=file)
    else:
        route.abort()


def _frame(page: Page) -> tuple[Frame, list[str]]:
    """Return what the front page says of the site, and the addresses in its navigation."""
    page.goto(_ROOT)
    found: dict[str, Any] = page.evaluate(_FRONT)
    order = [address for address in dict.fromkeys(found.pop("order")) if address != _ROOT]
    return Frame(**{**found, "styles": tuple(found["styles"])}), order


def _chapter(
    page: Page, address: str, order: Sequence[str], frame: Frame, with_notes: Collection[str]
) -> Chapter | None:
    """Return a page as a chapter; None of one that has nothing for paper."""
    page.goto(address)
    found = page.evaluate(
        (_HERE / "pdf.js").read_text("utf-8"),
        {"order": order, "root": _ROOT, "home": frame.home},
    )
    if found is None:
        return None
    sections = tuple((anchor, title) for anchor, title in found.pop("sections"))
    path = address.removeprefix(_ROOT)
    return Chapter(**found, sections=sections, path=path, has_notes=path in with_notes)


@dataclass(frozen=True, slots=True)
class _Press:
    page: Page
    frame: Frame
    paper: str

    def printed(self, title: str, chapters: Sequence[Chapter], *, cover: bool) -> bytes:
        """Return a PDF with a table of contents: on pages of its own after a cover, or a line."""
        numbers: Mapping[str, int] = {}
        for _ in range(_TRIES):
            pdf = self._once(title, chapters, numbers, cover=cover)
            found = page_numbers(pdf)
            if found == numbers:
                break
            numbers = found
        else:
            print(f"{title}: page numbers in its contents may be off by some", file=sys.stderr)
        return pdf

    def _once(
        self, title: str, chapters: Sequence[Chapter], numbers: Mapping[str, int], *, cover: bool
    ) -> bytes:
        templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True
        )
        html = templates.get_template("book.html").render(
            title=title, frame=self.frame, chapters=chapters, numbers=numbers, cover=cover
        )
        self.page.unroute(_BOOK)
        self.page.route(_BOOK, lambda route: route.fulfill(body=html, content_type="text/html"))
        self.page.goto(_BOOK)
        footer = templates.get_template("book-footer.html").render()
        return self.page.pdf(
            format=self.paper,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=footer,
            outline=True,
            tagged=True,
        )


def page_numbers(pdf: bytes) -> dict[str, int]:
    """Return anchor -> number of its page, from 1, of all anchors that something leads to."""
    reader = PdfReader(BytesIO(pdf))
    return {
        name.lstrip("/"): number + 1
        for name, destination in reader.named_destinations.items()
        if (number := reader.get_destination_page_number(destination)) is not None
    }


def main(site: Path, folder: Path, paper: str) -> None:
    made = books(site, paper)
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.pdf"):
        old.unlink()
    for name, pdf in made.items():
        (folder / name).write_bytes(pdf)
        pages = len(PdfReader(BytesIO(pdf)).pages)
        print(f"{folder / name}: {pages} page{'s' if pages > 1 else ''}")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    except (OSError, Error) as problem:
        sys.exit(f"hooks/pdf.py: {' '.join(str(problem).split())[:300]}")
