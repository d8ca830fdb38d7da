"""Which page, section and place every note has, and the addresses that follow from it.

A topic is one page until that page would get too long; then it goes on on further pages
(``modeling/``, ``modeling/2/``), so that no page grows without bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.ids import unique
from kb.model import Note, Placement
from kb.numbered import path_of, title_of

UNSORTED = "Unsorted"
_PAGE = 400_000  # characters of HTML on one page, about: some 500 notes
# Names of other pages and folders of the site.
_RESERVED = (
    "404",
    "assets",
    "cards",
    "compare",
    "corrections",
    "formulas",
    "glossary",
    "index",
    "last-night",
    "map",
    "practice",
    "numbers",
    "raw",
    "search",
    "sources",
)
_DEEPEST = 8  # levels of headings
_NOTE = 600  # characters of a note's own markup


@dataclass(frozen=True, slots=True)
class Addresses:
    """How paths of documents become addresses on the site."""

    directories: bool = True  # modeling/ rather than modeling.html

    def url(self, path: str) -> str:
        """Return the address of a document, relative to the site root."""
        stem = path.removesuffix(".md")
        if stem == "index" or stem.endswith("/index"):
            return stem.removesuffix("index") if self.directories else f"{stem}.html"
        return f"{stem}/" if self.directories else f"{stem}.html"

    def root(self, path: str) -> str:
        """Return the relative way from a document's page to the site root."""
        return "../" * self.url(path).count("/")


@dataclass(frozen=True, slots=True)
class Part:
    """A section, or the part of it that stands on one page."""

    title: str
    anchor: str
    notes: tuple[Note, ...]
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    topic: str
    number: int  # from 1
    path: str  # of the document, relative to the site's source folder
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        return title_of(self.topic, self.number)


@dataclass(frozen=True, slots=True)
class Topic:
    title: str
    pages: tuple[Page, ...]

    @property
    def count(self) -> int:
        """How many notes it has, headings not counted."""
        return sum(self.sections.values())

    @property
    def notes(self) -> Iterator[tuple[str, Note]]:
        """Its notes in order, each with the title of its section."""
        return (
            (part.title, note) for page in self.pages for part in page.parts for note in part.notes
        )

    @property
    def sections(self) -> dict[str, int]:
        """The titles of its sections with the number of their notes."""
        counts: dict[str, int] = {}
        for page in self.pages:
            for part in page.parts:
                notes = sum(note.kind != "heading" for note in part.notes)
                counts[part.title] = counts.get(part.title, 0) + notes
        return counts


Weights = Mapping[str, int]  # note id -> characters of HTML beside its words: formulas, pictures
Blocks = Mapping[str, int]  # note id -> the number of the block (a shape) that it stands in, if any


def _size(note: Note, weights: Weights) -> int:
    return len(note.text) + _NOTE + weights.get(note.id, 0)


def _gathered(notes: Sequence[Note], blocks: Blocks) -> list[Note]:
    """Return the notes of a section, those of each block together where its first one stands."""
    found: dict[tuple[str, int], list[Note]] = {}
    for at, note in enumerate(notes):
        key = ("block", blocks[note.id]) if note.id in blocks else ("note", at)
        found.setdefault(key, []).append(note)
    return [note for block in found.values() for note in block]


def _chunks(notes: Sequence[Note], weights: Weights, blocks: Blocks) -> Iterable[tuple[Note, ...]]:
    """Yield the notes of a section in runs of a page at most.

    A heading is not left alone, and a block is not divided.
    """
    chunk: list[Note] = []
    size = 0
    for note in notes:
        inside = chunk and note.id in blocks and blocks[note.id] == blocks.get(chunk[-1].id)
        if chunk and not inside and size + _size(note, weights) > _PAGE:
            kept = len(chunk)
            while kept > max(1, len(chunk) - _DEEPEST) and _heads(chunk[kept - 1], blocks):
                kept -= 1
            yield tuple(chunk[:kept])
            chunk = chunk[kept:]
            size = sum(_size(kept_note, weights) for kept_note in chunk)
        chunk.append(note)
        size += _size(note, weights)
    if chunk:
        yield tuple(chunk)


def _heads(note: Note, blocks: Blocks) -> bool:
    """Tell whether a note is a heading of those below it."""
    return note.kind == "heading" and note.id not in blocks


def _pages(
    topic: str,
    stem: str,
    sections: Sequence[tuple[str, Sequence[Note]]],
    weights: Weights,
    blocks: Blocks,
) -> tuple[Page, ...]:
    """Return the pages of a topic; a new page begins when the one before is full."""
    pages: list[list[Part]] = [[]]
    size = 0
    taken: Counter[str] = Counter()
    for title, notes in sections:
        anchor = unique(title, taken)
        whole = sum(_size(note, weights) for note in notes)
        if size and size + whole > _PAGE:
            pages.append([])
            size = 0
        for count, chunk in enumerate(_chunks(_gathered(notes, blocks), weights, blocks)):
            if count:
                pages.append([])
                size = 0
            pages[-1].append(Part(title, anchor, chunk, continued=count > 0))
            size += sum(_size(note, weights) for note in chunk)
    return tuple(
        Page(topic, number, path_of(stem, number), tuple(parts))
        for number, parts in enumerate(pages, start=1)
    )


def topics(
    notes: Iterable[Note],
    placements: Mapping[str, Placement],
    order: Sequence[tuple[str, Sequence[str]]],
    weights: Weights,
    blocks: Blocks,
) -> tuple[Topic, ...]:
    """Return the topics in order, and Unsorted last if it has something to hold.

    ``order`` gives every topic with its sections, in the order of the site.  Sections without
    notes are left out; a topic without notes keeps its (empty) page.  The notes of a block are of
    one section.
    """
    held: dict[tuple[str, str], list[Note]] = {}
    for note in notes:
        place = placements[note.id]
        key = (place.topic or UNSORTED, place.section or UNSORTED)
        held.setdefault(key, []).append(note)
    found = []
    taken = Counter(_RESERVED)
    for topic, sections in order:
        filled = [(name, held[topic, name]) for name in sections if (topic, name) in held]
        stem = unique(topic, taken)
        found.append(Topic(topic, _pages(topic, stem, filled, weights, blocks)))
    if unsorted := held.get((UNSORTED, UNSORTED)):
        stem = unique(UNSORTED, taken)
        waiting = [("Not placed yet", unsorted)]
        found.append(Topic(UNSORTED, _pages(UNSORTED, stem, waiting, weights, blocks)))
    return tuple(found)


def note_urls(found: Iterable[Topic], addresses: Addresses) -> dict[str, str]:
    """Return note id -> address of the note, relative to the site root."""
    return {
        note.id: f"{addresses.url(page.path)}#{note.id}"
        for topic in found
        for page in topic.pages
        for part in page.parts
        for note in part.notes
    }


def topic_urls(found: Iterable[Topic], addresses: Addresses) -> dict[str, str]:
    """Return topic -> address of its first page, relative to the site root."""
    return {topic.title: addresses.url(topic.pages[0].path) for topic in found}


def section_urls(found: Iterable[Topic], addresses: Addresses) -> dict[tuple[str, str], str]:
    """Return (topic, section) -> its address, relative to the site root."""
    return {
        (topic.title, part.title): f"{addresses.url(page.path)}#{part.anchor}"
        for topic in found
        for page in topic.pages
        for part in page.parts
        if not part.continued
    }
