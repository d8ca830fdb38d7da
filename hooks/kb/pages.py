"""The documents of the site: Markdown with one raw HTML block per section.

The words of notes never pass through a Markdown parser; headings and links of the page do, so
that the theme's navigation, table of contents and search know them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

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
from kb.model import Note, is_markdown
from kb.numbered import Numbered
from kb.pictures import Picture
from kb.repeats import Twin
from kb.shown import ShownCorrection, said_of, shown_corrections
from kb.source_pages import SourcePage
from kb.typography import visible

_FRONT = """# AWS ML notes

<!-- kb:topics -->
"""
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

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")
_MARKER = re.compile(r"<!--\s*kb:topics\s*-->")


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
    pictures: tuple[Picture, ...]

    @property
    def said(self) -> str:
        return said_of(self.corrections)

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
    headings: Mapping[str, Note]  # by their ids

    @property
    def addresses(self) -> Addresses:
        return self.frame.addresses

    def write(self, template: str, **values: object) -> str:
        return self.frame.templates.get_template(template).render(**values)

    def turns(
        self, page: Numbered[Any], pages: Sequence[Numbered[Any]]
    ) -> list[tuple[str, str | None]]:
        """Return the numbers of the pages of a run with their addresses; ``page`` has none."""
        root = self.addresses.root(page.path)
        return [
            (str(other.number), None if other == page else root + self.addresses.url(other.path))
            for other in pages
        ]

    def edit_url(self, source: str, line: int) -> str | None:
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
            pictures=tuple(self.knowledge.pictures.notes.get(note.id, ())),
            corrections=shown_corrections(
                reading for sentence in sentences.values() for reading in sentence.readings
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
        pictures = self.knowledge.pictures.sections
        parts = [
            (
                part,
                () if part.continued else pictures.get((page.topic, part.title), ()),
                self.groups(part.notes, root, linked),
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
            turns=[
                (
                    f"{other.lines[0].number}–{other.lines[-1].number}" if other.lines else "",
                    None if other == page else root + self.addresses.url(other.path),
                )
                for other in own
            ],
            edit_url=self.edit_url,
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
