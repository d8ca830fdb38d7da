"""The site: its documents, the data beside them, the navigation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb import export, layout
from kb.correction_pages import checked_since, correction_pages
from kb.formula_pages import formula_pages
from kb.frame import Frame
from kb.knowledge import Knowledge
from kb.library import Library
from kb.links import Links, heading_anchors
from kb.model import Problem
from kb.pages import Writer
from kb.source_pages import line_urls, source_pages

# Titles, each with the path of a document or with titles and paths of several, in their order.
Nav = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Site:
    """What the build writes."""

    documents: Mapping[str, str]  # path -> Markdown
    files: Mapping[str, bytes]  # path -> content
    nav: Nav
    problems: tuple[Problem, ...]


class _Numbered(Protocol):
    """A page of a run of pages."""

    @property
    def title(self) -> str: ...
    @property
    def path(self) -> str: ...


def site_of(library: Library, knowledge: Knowledge, frame: Frame) -> Site:
    """Return the site of what is known about the notes."""
    addresses, readings = frame.addresses, knowledge.readings
    topics = layout.topics(
        library.notes, knowledge.places, knowledge.topics.order, knowledge.weights
    )
    urls = layout.note_urls(topics, addresses)
    raw_pages = source_pages(library.sources, library.entries, urls)
    page_urls = {page.path: addresses.url(page.path) for page in raw_pages}
    links = Links(
        images=frame.images,
        files={page.source: page_urls[page.path] for page in raw_pages if page.number == 1},
        headings=heading_anchors(library.notes, urls),
    )
    writer = Writer(frame, library, knowledge, links, line_urls(raw_pages, page_urls))
    formulas = formula_pages(topics, urls, readings, knowledge.typeset)
    corrections = correction_pages(topics, urls, readings)
    since = checked_since(corrections)
    documents = {
        "index.md": writer.front_page(topics, since),
        **{p.path: writer.topic_page(p, t.pages) for t in topics for p in t.pages},
        **{page.path: writer.formula_page(page, formulas) for page in formulas},
        **{page.path: writer.correction_page(page, corrections, since) for page in corrections},
        **{page.path: writer.source_page(page, raw_pages) for page in raw_pages},
        "sources/index.md": writer.source_index(raw_pages),
    }
    files = {
        "notes.json": export.notes_json(library, knowledge, topics, urls, addresses),
        "anchors.json": export.anchors_json(urls),
    }
    nav: Nav = [("Home", "index.md")]
    for topic in topics:
        nav += _entry(topic.title, topic.pages)
    nav += [*_entry("Formulas", formulas), *_entry("Corrections", corrections)]
    return Site(documents, files, nav, tuple(links.problems))


def _entry(title: str, found: Sequence[_Numbered]) -> Nav:
    if len(found) < 2:
        return [(title, page.path) for page in found]
    return [(title, [(page.title, page.path) for page in found])]
