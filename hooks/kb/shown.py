"""Notes as a page shows them: their words as HTML, and all that is said beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.amendments import Correction
from kb.body import as_written, body_of
from kb.frame import Frame
from kb.glossary import Term
from kb.knowledge import Knowledge
from kb.library import Library
from kb.linker import Linker
from kb.links import Links
from kb.model import Note, is_markdown
from kb.patterns import Split
from kb.phrases import Context, both_sides, plain_mark
from kb.pictures import Picture
from kb.repeats import Twin
from kb.sentences import Reading, Sentence, sentence_at
from kb.shown_corrections import ShownCorrection, said_of, shown_corrections
from kb.surroundings import beginning

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")


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
    shapes: tuple[tuple[str, str], ...]  # title and address of those elsewhere that quote it
    pictures: tuple[Picture, ...]
    term: str | None = None  # of a definition; ``html`` is its meaning

    @property
    def said(self) -> str:
        return said_of(self.corrections)

    @property
    def outdated(self) -> Correction | None:
        """The correction that says since when it no longer holds."""
        found = (x.correction for x in self.corrections if x.correction.kind == "outdated")
        return next(found, None)


@dataclass(frozen=True, slots=True)
class ShapeUrls:
    """Where shapes stand, relative to the root of the site, by their anchors."""

    places: Mapping[str, str]  # in their sections; of those that have none, on the Compare page
    compare: Mapping[str, str]  # on the Compare page


@dataclass(frozen=True, slots=True)
class Ground:
    """What all pages are written from."""

    frame: Frame
    library: Library
    knowledge: Knowledge
    links: Links
    line_urls: Mapping[tuple[str, int], str]  # raw file and line -> address of that line
    note_urls: Mapping[str, str]  # note id -> its address
    term_urls: Mapping[str, str]  # term -> address of its entry in the glossary
    shape_urls: ShapeUrls


@dataclass(frozen=True, slots=True)
class PageWriter(Ground):
    """Sets the notes of one page."""

    root: str  # the way from this page to the root of the site, where addresses begin
    linked: dict[str, Term]  # collects the terms that are linked on this page

    @property
    def terms(self) -> list[tuple[Term, str]]:
        """The terms linked so far, with their addresses."""
        return [
            (term, self.root + self.term_urls[name]) for name, term in sorted(self.linked.items())
        ]

    def url(self, note: Note) -> str:
        return self.root + self.note_urls[note.id]

    def first_words(self, note: Note) -> str:
        """Return the first words of a note, corrected."""
        return beginning(self.first_sentence(note).text)

    def first_sentence(self, note: Note) -> Sentence:
        """Return the first line of a note as it is to be read."""
        line = note.lines[0]
        return sentence_at(self.knowledge.sentences(note), (line.number, 0), line.text)

    def _linker(self, note: Note) -> Linker | None:
        context = self.knowledge.glossary.contexts.get(note.id)
        if context is None or note.kind == "heading":
            return None
        matcher = self.knowledge.glossary.matcher
        return Linker(matcher, context, self.root, self.term_urls, self.linked)

    def context(self, note: Note, mark: Callable[[Reading], str] = plain_mark) -> Context:
        """Return what the words of a note need; ``mark`` makes what follows corrected words."""
        return Context(
            resolve=lambda address: self.links.target(address, note, self.root),
            markdown=is_markdown(note.source),
            references=self.library.references.get(note.source),
            sentences=self.knowledge.sentences(note),
            typeset=self.knowledge.typeset,
            linker=self._linker(note),
            mark=mark,
        )

    def note(self, note: Note) -> ShownNote:
        context = self.context(note)
        body = body_of(note, context)
        return self.shown(note, body.html, body.as_written)

    def definition(self, note: Note, split: Split) -> ShownNote:
        """Return a note of one line as a term and its meaning."""
        context, sentence = self.context(note), self.first_sentence(note)
        term, html = both_sides(sentence, split, context)
        return self.shown(note, html, as_written(note, f"{term} {html}", context), term)

    def shown(
        self, note: Note, html: str, written: str | None, term: str | None = None
    ) -> ShownNote:
        """Return a note with all that stands beside it; ``written`` are its raw words."""
        return ShownNote(
            id=note.id,
            kind=note.kind,
            html=html,
            as_written=written,
            source=note.source.removeprefix("raw/"),
            line=note.first,
            source_url=self.root + self.line_urls[note.source, note.first],
            edit_url=self.frame.edit_url(note.source, note.first),
            reason=self.knowledge.places[note.id].reason,
            right_to_left=bool(_RIGHT_TO_LEFT.search(note.text)),
            corrections=self.corrections(note),
            twins=tuple(
                (twin, self.first_words(twin.note), self.url(twin.note))
                for twin in self.knowledge.twins.get(note.id, ())
            ),
            term=term,
            shapes=self.shapes_with(note),
            pictures=tuple(self.knowledge.pictures.notes.get(note.id, ())),
        )

    def shapes_with(self, note: Note) -> tuple[tuple[str, str], ...]:
        """Return title and address of the shapes elsewhere that quote a note."""
        found = (self.knowledge.shapes[at] for at in self.knowledge.homes.quoted.get(note.id, ()))
        return tuple((x.title, self.root + self.shape_urls.places[x.anchor]) for x in found)

    def corrections(self, note: Note) -> tuple[ShownCorrection, ...]:
        """Return the corrections of a note that are marked."""
        return shown_corrections(self.knowledge.said_of(note))
