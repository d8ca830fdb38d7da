"""The documents of the site: Markdown with one raw HTML block per section.

The words of notes never pass through a Markdown parser; headings and links of the page do, so
that the theme's navigation and table of contents know them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from kb.layout import UNSORTED, Addresses, Page, Part, Topic
from kb.memory import Recall
from kb.model import Level, Problem
from kb.numbered import Numbered
from kb.sections import groups_of
from kb.shown import Ground, PageWriter
from kb.source_pages import SourcePage
from kb.typography import visible

_NOT_IN_YAML = re.compile(
    "[^ -~\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]"
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()>#+\-.!])")
_WIDTH = re.compile(r'<svg [^<>]*\bwidth="(\d+\.?\d*)ex"')
_WIDE = 50  # ex of a formula that one of two columns does not hold


def _markdown(text: str) -> str:
    """Return plain text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


def _front_matter(value: object, **_: object) -> str:
    """Return a value as JSON that YAML reads too: it knows no pairs of surrogates."""
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


POLICIES = {"json.dumps_function": _front_matter}  # of the filter tojson
FILTERS = {
    "markdown": lambda text: Markup(_markdown(text)),
    "visible": lambda t: Markup(visible(t)),
    "has_wide_formula": lambda html: any(float(width) > _WIDE for width in _WIDTH.findall(html)),
}

_MARKER = re.compile(r"<!--\s*kb:topics\s*-->")


def without_topics(front: str | None) -> list[Problem]:
    """Return a notice if the front page, as it is written by hand, names no place for the topics.

    ``front`` is its text, None if there is none.
    """
    if not front or _MARKER.search(front):
        return []
    message = "the topics stand nowhere on the front page, expected a line <!-- kb:topics -->"
    return [Problem(Level.NOTICE, "index.md", None, message)]


def _frozen(value: object) -> object:
    """Return a value with its lists as tuples, so that it may have a hash."""
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value


def _written(templates: Environment, template: str, values: tuple[tuple[str, object], ...]) -> str:
    return templates.get_template(template).render(values)


@dataclass(frozen=True, slots=True)
class Writer(Ground):
    """Writes the documents, each from its template."""

    section_urls: Mapping[tuple[str, str], str]  # topic and section -> its address
    recall: Recall

    @property
    def addresses(self) -> Addresses:
        return self.frame.addresses

    def write(self, template: str, **values: object) -> str:
        """Return a document; of the same template and values it is written only once."""
        given = tuple((name, _frozen(value)) for name, value in values.items())
        return self.recall(_written, self.frame.templates, template, given)

    def turns(
        self, page: Numbered[Any], pages: Sequence[Numbered[Any]]
    ) -> list[tuple[str, str | None]]:
        """Return the numbers of the pages of a run with their addresses; ``page`` has none."""
        root = self.addresses.root(page.path)
        return [
            (str(other.number), None if other == page else root + self.addresses.url(other.path))
            for other in pages
        ]

    def on(self, path: str) -> PageWriter:
        """Return what sets notes on the page of a document."""
        ground = {field.name: getattr(self, field.name) for field in fields(Ground)}
        return PageWriter(**ground, root=self.addresses.root(path), linked={})

    def topic_page(self, page: Page, pages: Sequence[Page]) -> str:
        writer = self.on(page.path)
        root = writer.root
        pictures = self.knowledge.pictures.sections
        parts = [
            (
                part,
                () if part.continued else pictures.get((page.topic, part.title), ()),
                groups_of(part.notes, writer),
                self._related(page.topic, part, root),
            )
            for part in page.parts
        ]
        return self.write(
            "topic.md",
            page=page,
            parts=parts,
            before=self._turn(pages, page.number - 1, root),
            after=self._turn(pages, page.number + 1, root),
            unsorted=page.topic == UNSORTED,
            terms=writer.terms,
        )

    def _turn(self, pages: Sequence[Page], number: int, root: str) -> tuple[Page, str] | None:
        """Return the page of a topic with this number and its address, if there is one."""
        if not 0 < number <= len(pages):
            return None
        return pages[number - 1], root + self.addresses.url(pages[number - 1].path)

    def _related(self, topic: str, part: Part, root: str) -> list[tuple[str, str]]:
        """Return title and address of the sections like this one."""
        return [
            (place[1], root + self.section_urls[place])
            for place in self.knowledge.related_sections.get((topic, part.title), ())
        ]

    def source_page(self, page: SourcePage, pages: Sequence[SourcePage]) -> str:
        root = self.addresses.root(page.path)
        own = [other for other in pages if other.source == page.source]
        return self.write(
            "source.md",
            page=page,
            root=root,
            name=page.source.removeprefix("raw/"),
            turns=[
                (
                    f"{other.lines[0].number}–{other.lines[-1].number}" if other.lines else "",
                    None if other == page else root + self.addresses.url(other.path),
                )
                for other in own
            ],
            edit=self.frame.edit_url(page.source),
            index=root + self.addresses.url("sources/index.md"),
        )

    def source_index(self, pages: Sequence[SourcePage]) -> str:
        root = self.addresses.root("sources/index.md")
        firsts = [page for page in pages if page.number == 1]
        return self.write(
            "sources.md",
            files=[(page.source, root + self.addresses.url(page.path)) for page in firsts],
            dropped=[(x, root + self.line_urls[x.source, x.first]) for x in self.library.dropped],
        )

    def front_page(
        self,
        topics: Sequence[Topic],
        since: str | None,
        news: Sequence[tuple[str, str]],
        study: Sequence[tuple[str, str]],
    ) -> str:
        """Return the hand-written front page with the topic cards at its marker.

        ``news`` are sentences with the address of their note, ``study`` the other pages with
        their documents.
        """
        cards = self.write(
            "topics.html",
            topics=[
                (topic, [(page, self.addresses.url(page.path)) for page in topic.pages])
                for topic in topics
            ],
            since=since,
            news=news,
            study=[(title, self.addresses.url(path)) for title, path in study],
            corrections=self.addresses.url("corrections.md"),
        )
        front = self.frame.front or f"# {_markdown(self.frame.name)}\n\n<!-- kb:topics -->\n"
        return _MARKER.sub(lambda _: cards, front)
