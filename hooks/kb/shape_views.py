"""Shapes as a page shows them: which part carries which permalink, and what leads home."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kb.amendments import Correction
from kb.body import as_written, body_of
from kb.homes import distinct, rows_of
from kb.model import Note
from kb.phrases import Context, html_of, plain_mark
from kb.pictures import Picture
from kb.remarks import Remark, mark_of, remarks_of
from kb.sentences import Reading
from kb.shapes import Cell, Piece, Shape, anchor_of
from kb.shown import PageWriter, ShownNote
from kb.typography import visible

_CLOSE = ("table", "flow")
_SHORT = 24  # characters of a cell


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Some words in a cell; ``note`` is the one whose home they are."""

    html: str
    text: str  # the same without markup
    is_label: bool = False
    note: ShownNote | None = None
    outdated: Correction | None = None
    home: str | None = None  # of a quotation: the address of its note, unless the row has it
    name: str = ""  # the first words of that note


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row, or an item; ``note`` is the one whose home it is.

    ``home`` and ``name`` are given where all of it quotes one note that has its home elsewhere.
    """

    cells: tuple[tuple[ShownPiece, ...], ...]
    note: ShownNote | None = None
    home: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShownShape:
    kind: str
    title: str
    anchor: str
    section: str | None
    columns: tuple[tuple[ShownPiece, ...], ...]
    lead: tuple[ShownPiece, ...]
    rows: tuple[ShownRow, ...]
    remarks: tuple[Remark, ...]
    beside: tuple[ShownNote, ...]  # the notes at home in it
    compare: str | None  # its address on the Compare page
    is_short: bool  # it fits on a phone
    close: bool  # no room beside the words: what is said of the notes stands below
    caption: ShownNote | None = None  # the author's own heading of what stands here
    folded: tuple[ShownNote, ...] = ()
    figures: tuple[tuple[str, tuple[Picture, ...]], ...] = ()  # of its notes, by their ids


def shown_shape(notes: Sequence[Note], writer: PageWriter) -> ShownShape:
    """Return a shape on the page of its section; ``notes`` are all that stand with it."""
    homes = writer.knowledge.homes
    number = homes.blocks[notes[0].id]
    captions = [note for note in notes if homes.spots.get(note.id) == (number,)]
    inside = [note for note in notes if note.id in homes.spots and note not in captions]
    view = _View(writer, writer.knowledge.shapes[number], number)
    shape = view.shape(inside)
    folded = [writer.note(note) for note in notes if note.id in homes.folded]
    caption = writer.note(captions[0]) if captions else None
    found = [*([caption] if caption else []), *shape.beside, *folded]
    return replace(
        shape,
        caption=caption,
        folded=tuple(replace(view.without_twins(note), pictures=()) for note in folded),
        figures=tuple((note.id, note.pictures) for note in found if note.pictures),
    )


def shapes_after(notes: Sequence[Note], writer: PageWriter) -> list[ShownShape]:
    """Return the shapes that stand after that of some notes: all they quote stands elsewhere."""
    knowledge = writer.knowledge
    numbers = knowledge.homes.after.get(knowledge.homes.blocks[notes[0].id], ())
    return [_View(writer, knowledge.shapes[number], number).shape() for number in numbers]


def quoted_shape(shape: Shape, writer: PageWriter) -> ShownShape:
    """Return a shape whose notes all have their homes elsewhere."""
    return _View(writer, shape, None).shape()


def _outdated(piece: Piece, context: Context) -> Correction | None:
    """Return the correction that says since when quoted words no longer hold."""
    sentences = [piece.excerpt.sentence] if piece.excerpt else context.sentences.values()
    found = (x.correction for sentence in sentences for x in sentence.readings)
    return next((x for x in found if x and x.kind == "outdated"), None)


@dataclass(slots=True)
class _View:
    """A shape while it is set.  ``number`` is None where no note has its home in it."""

    writer: PageWriter
    of: Shape
    number: int | None
    contexts: dict[str, Context] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    beside: list[ShownNote] = field(default_factory=list)

    def shape(self, inside: Sequence[Note] = ()) -> ShownShape:
        """Return the shape; ``inside`` are the notes at home in it."""
        if close := self.of.kind in _CLOSE:
            notes = {note.id: self.writer.shown(note, "", None) for note in inside}
            self.remarks = remarks_of(self.of, notes)
        compare = self.writer.shape_urls.compare.get(self.of.anchor)
        lead, heads, *rows = [self.row(row, at) for at, row in enumerate(rows_of(self.of))]
        return ShownShape(
            kind=self.of.kind,
            title=self.of.title,
            anchor=anchor_of(self.of),
            section=self.of.place and self.of.place[1],
            columns=heads.cells,
            lead=lead.cells[0],
            rows=tuple(rows),
            remarks=tuple(self.remarks),
            beside=tuple(self.beside),
            compare=compare and self.writer.root + compare,
            is_short=all(len(piece.text) <= _SHORT for piece in self.of.pieces),
            close=close,
        )

    def row(self, row: tuple[Cell, ...], at: int) -> ShownRow:
        notes = {piece.note.id: piece.note for cell in row for piece in cell if piece.note}
        own = next((note for note in notes.values() if self.is_home(note, at)), None)
        cells = tuple(self.cell(cell, at, column, own) for column, cell in enumerate(row))
        if own:
            theirs = [cells[x] for x, cell in enumerate(row) if any(p.note == own for p in cell)]
            html = " ".join(piece.html for cell in theirs for piece in cell)
            return ShownRow(cells, self.at_home(own, html))
        pieces = [piece for cell in cells for piece in cell]
        homes = {piece.home: piece.name for piece in pieces if piece.home}
        if at > 1 and len(homes) == 1 and not any(piece.note for piece in pieces):
            ((home, name),) = homes.items()
            bare = tuple(tuple(replace(piece, home=None) for piece in cell) for cell in cells)
            return ShownRow(bare, home=home, name=name)
        return ShownRow(cells)

    def cell(self, cell: Cell, at: int, column: int, own: Note | None) -> tuple[ShownPiece, ...]:
        pieces = [
            self.piece(cell[position], (at, column, position), own) for position in distinct(cell)
        ]
        last = {piece.home: position for position, piece in enumerate(pieces)}
        return tuple(  # of several pieces of one note, the last one leads to it
            piece if last[piece.home] == position else replace(piece, home=None)
            for position, piece in enumerate(pieces)
        )

    def piece(self, piece: Piece, spot: tuple[int, ...], own: Note | None) -> ShownPiece:
        note = piece.note
        if note is None:
            return ShownPiece(visible(piece.words), piece.words, is_label=True)
        context = self.context(note)
        html = (
            html_of(piece.excerpt.sentence, context)
            if piece.excerpt
            else body_of(note, context).html
        )
        shown = ShownPiece(html, piece.text, outdated=_outdated(piece, context))
        if note == own:
            return shown
        if self.is_home(note, *spot):
            return replace(shown, note=self.at_home(note, html))
        return replace(shown, home=self.writer.url(note), name=self.writer.first_words(note))

    def is_home(self, note: Note, *spot: int) -> bool:
        spots = self.writer.knowledge.homes.spots
        return self.number is not None and spots.get(note.id) == (self.number, *spot)

    def at_home(self, note: Note, html: str) -> ShownNote:
        """Return a note whose home is here; ``html`` has all its words."""
        written = as_written(note, html, self.context(note))
        shown = self.without_twins(self.writer.shown(note, html, written))
        self.beside.append(shown)
        return shown

    def without_twins(self, shown: ShownNote) -> ShownNote:
        """Return a note that does not name those that repeat it in this very shape."""
        blocks = self.writer.knowledge.homes.blocks
        twins = tuple(
            twin
            for twin in shown.twins
            if twin[0].kind != "repeats" or blocks.get(twin[0].note.id) != self.number
        )
        return replace(shown, twins=twins)

    def context(self, note: Note) -> Context:
        """Return what the words of a note need; they link each of its terms once in a shape."""
        if note.id not in self.contexts:
            self.contexts[note.id] = self.writer.context(note, self.marks_of(note))
        return self.contexts[note.id]

    def marks_of(self, note: Note) -> Callable[[Reading], str]:
        """Return what makes the marks of corrected words; each leads to what is said of them."""
        spot = self.writer.knowledge.homes.spots.get(note.id)
        if self.number is None or spot is None or spot[0] != self.number:
            url, name = self.writer.url(note), self.writer.first_words(note)
            return lambda reading: mark_of(url, "", name)
        if self.of.kind not in _CLOSE:
            return plain_mark
        marks: dict[Correction | None, str] = {
            shown.correction: remark.mark
            for remark in self.remarks
            if remark.note.id == note.id
            for shown in remark.corrections
        }
        return lambda reading: marks[reading.correction]
