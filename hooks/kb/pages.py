"""The documents of the site: Markdown with one raw HTML block per section.

The words of notes never pass through a Markdown parser; headings and links of the page do, so
that the theme's navigation, table of contents and search know them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from kb.amendments import Correction
from kb.body import Context, body_of
from kb.context import beginning
from kb.frame import Frame
from kb.glossary import Term
from kb.knowledge import Knowledge
from kb.layout import UNSORTED, Addresses, Page, Part, Topic
from kb.library import Library
from kb.linker import Linker
from kb.links import Links
from kb.memory import Recall
from kb.model import Note, is_markdown
from kb.repeats import Twin
from kb.source_pages import SourcePage
from kb.typography import visible

_FRONT = """# AWS ML notes

<!-- kb:topics -->
"""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()>#+\-.!])")


def _markdown(text: str) -> str:
    """Return plain text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


FILTERS = {
    "markdown": lambda text: Markup(_markdown(text)),
    "visible": lambda t: Markup(visible(t)),
}

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")
_SAID = {"wrong": "Corrected", "math": "Corrected", "outdated": "What changed"}
_MARKER = re.compile(r"<!--\s*kb:topics\s*-->")


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction as the template prints it, with the author's words."""

    original: str
    correction: Correction


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note as the template prints it; addresses are relative to its page."""

    id: str
    kind: str
    html: str
    as_written: str | None
    source: str
    line: int
    source_url: str
    edit_url: str | None
    reason: str
    right_to_left: bool
    corrections: tuple[ShownCorrection, ...]
    twins: tuple[tuple[Twin, str, str], ...]  # with the first words and the address of each

    @property
    def said(self) -> str:
        """How the site speaks of its corrections."""
        kinds = (shown.correction.kind for shown in self.corrections)
        return " · ".join(dict.fromkeys(_SAID[kind] for kind in kinds if kind in _SAID))

    @property
    def outdated(self) -> Correction | None:
        """The correction that says since when it no longer holds."""
        found = (x.correction for x in self.corrections if x.correction.kind == "outdated")
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the author's with the notes below it, or notes without one."""

    heading: ShownNote | None
    notes: tuple[ShownNote, ...]


def _frozen(value: object) -> object:
    """Return a value with its lists as tuples, so that it may have a hash."""
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value


def _written(templates: Environment, template: str, values: tuple[tuple[str, object], ...]) -> str:
    return templates.get_template(template).render(values)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the documents, each from its template."""

    frame: Frame
    library: Library
    knowledge: Knowledge
    links: Links
    line_urls: Mapping[tuple[str, int], str]  # raw file and line -> address of that line
    note_urls: Mapping[str, str]  # note id -> its address
    term_urls: Mapping[str, str]  # term -> address of its entry in the glossary
    section_urls: Mapping[tuple[str, str], str]  # topic and section -> its address
    recall: Recall

    @property
    def addresses(self) -> Addresses:
        return self.frame.addresses

    def write(self, template: str, **values: object) -> str:
        """Return a document; of the same template and values it is written only once."""
        given = tuple((name, _frozen(value)) for name, value in values.items())
        return self.recall(_written, self.frame.templates, template, given)

    def edit_url(self, source: str, line: int | str) -> str | None:
        base = self.frame.edit_base
        return f"{base}{quote(source)}#L{line}" if base else None

    def first_words(self, note: Note) -> str:
        """Return the first words of a note, corrected."""
        sentences = self.knowledge.readings.get(note.id, {})
        first = sentences.get((note.lines[0].number, 0))
        return beginning(note.lines[0].text if first is None else first.text)

    def linker(self, note: Note, root: str, linked: dict[str, Term]) -> Linker | None:
        """Return what links the terms of a note; ``linked`` collects the terms of its page."""
        context = self.knowledge.glossary.contexts.get(note.id)
        if context is None or note.kind == "heading":
            return None
        return Linker(self.knowledge.glossary.matcher, context, root, self.term_urls, linked)

    def note(self, note: Note, root: str, linked: dict[str, Term]) -> ShownNote:
        sentences = self.knowledge.readings.get(note.id, {})
        context = Context(
            resolve=lambda address: self.links.target(address, note, root),
            markdown=is_markdown(note.source),
            references=self.library.references.get(note.source),
            sentences=sentences,
            typeset=self.knowledge.typeset,
            linker=self.linker(note, root, linked),
        )
        body = body_of(note, context)
        return ShownNote(
            id=note.id,
            kind=note.kind,
            html=body.html,
            as_written=body.as_written,
            source=note.source.removeprefix("raw/"),
            line=note.first,
            source_url=root + self.line_urls[note.source, note.first],
            edit_url=self.edit_url(note.source, note.first),
            reason=self.knowledge.places[note.id].reason,
            right_to_left=bool(_RIGHT_TO_LEFT.search(note.text)),
            twins=tuple(
                (twin, self.first_words(twin.note), root + self.note_urls[twin.note.id])
                for twin in self.knowledge.twins.get(note.id, ())
            ),
            corrections=tuple(
                ShownCorrection(" ".join(reading.original.split()), correction)
                for sentence in sentences.values()
                for reading in sentence.readings
                if (correction := reading.amendment.correction) and not correction.is_quiet
            ),
        )

    def groups(self, notes: Sequence[Note], root: str, linked: dict[str, Term]) -> list[Group]:
        """Return the notes of a section, those under a heading of the author's together."""
        groups: list[tuple[Note | None, list[Note]]] = []
        for note in notes:
            heading = groups[-1][0] if groups else None
            if note.kind == "heading":
                groups.append((note, []))
            elif heading is not None and heading.id not in note.headings:
                groups.append((None, [note]))
            elif groups:
                groups[-1][1].append(note)
            else:
                groups.append((None, [note]))
        return [
            Group(
                None if heading is None else self.note(heading, root, linked),
                tuple(self.note(note, root, linked) for note in below),
            )
            for heading, below in groups
        ]

    def topic_page(self, page: Page, pages: Sequence[Page]) -> str:
        root = self.addresses.root(page.path)
        linked: dict[str, Term] = {}
        parts = [
            (part, self.groups(part.notes, root, linked), self._related(page.topic, part, root))
            for part in page.parts
        ]
        return self.write(
            "topic.md",
            page=page,
            parts=parts,
            before=self._turn(pages, page.number - 1, root),
            after=self._turn(pages, page.number + 1, root),
            unsorted=page.topic == UNSORTED,
            terms=[(term, root + self.term_urls[name]) for name, term in sorted(linked.items())],
        )

    def _turn(self, pages: Sequence[Page], number: int, root: str) -> tuple[Page, str] | None:
        """Return the page of a topic with this number and its address, if there is one."""
        if not 0 < number <= len(pages):
            return None
        return pages[number - 1], root + self.addresses.url(pages[number - 1].path)

    def _related(self, topic: str, part: Part, root: str) -> list[tuple[str, str, str]]:
        """Return topic, section and address of the sections like this one."""
        return [
            (*place, root + self.section_urls[place])
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
            others=[(other, root + self.addresses.url(other.path)) for other in own],
            edit=self.edit_url(page.source, ""),
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
        return _MARKER.sub(lambda _: cards, self.frame.front or _FRONT)
