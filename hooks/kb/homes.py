"""Where every note that a shape quotes has its home: the one place with its permalink.

A note moves into the first shape of its own section that says all its words in one place, be it
a piece of a cell, a row or an item; there it has its permalink, source and corrections.  A note
that a shape quotes only in part stays a note, listed below the shape.  Everywhere else its words
are a quotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.excerpts import Excerpt, leave_words
from kb.model import Level, Note, Placement, Problem
from kb.shapes import Cell, Shape

# The number of a shape alone is its caption; then follow its row (see `rows_of`), cell and piece.
Spot = tuple[int, ...]
_Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Homes:
    """Shapes are given by their numbers."""

    spots: Mapping[str, Spot]  # note id -> the part of a shape that it has moved into
    folded: Mapping[str, int]  # note id -> the shape below which it is listed
    blocks: Mapping[str, int]  # note id -> the shape with which it stands, in either way
    quoted: Mapping[str, Sequence[int]]  # note id -> the shapes elsewhere that quote it
    after: Mapping[int, Sequence[int]]  # shape -> those that stand after it, without own notes


def rows_of(shape: Shape) -> list[tuple[Cell, ...]]:
    """Return the rows of a shape as spots count them: the lead, heads of columns, then the rows."""
    return [(shape.lead,), shape.columns, *shape.rows]


def distinct(cell: Cell) -> list[int]:
    """Return which pieces of a cell are shown: what two notes say in the same words stands once."""
    said: set[str] = set()
    found = []
    for at, piece in enumerate(cell):
        words = " ".join(piece.words.split())
        if piece.excerpt is None or words not in said:
            found.append(at)
        said.add(words)
    return found


def homes_of(
    shapes: Sequence[Shape], notes: Sequence[Note], places: Mapping[str, Placement]
) -> tuple[Homes, list[Problem]]:
    """Return where the notes that shapes quote have their homes, and what is wrong with shapes.

    A note moves only within its own topic and section; of several shapes there the one that
    stands first has it.
    """
    at_place = {note.id: (places[note.id].topic, places[note.id].section) for note in notes}
    owned: dict[int, list[Note]] = {}
    problems: list[Problem] = []
    for number, shape in enumerate(shapes):
        own = [note for note in _notes_of(shape) if at_place[note.id] == shape.place]
        if own:
            owned[number] = own
        elif shape.place:
            message = f"none of these notes is in {shape.place[1]}, expected one that stands there"
            problems.append(Problem(Level.WARNING, shape.file, shape.line, message))
    order = {note.id: at for at, note in enumerate(notes)}
    standing = sorted(owned, key=lambda number: min(order[note.id] for note in owned[number]))
    spots: dict[str, Spot] = {}
    for number in standing:
        spots |= _spots(number, shapes[number], {n.id for n in owned[number]} - spots.keys())
    folded: dict[str, int] = {}
    for number in standing:
        for note in owned[number]:
            if note.id not in spots:
                folded.setdefault(note.id, number)
    _add_headings(notes, at_place, spots, folded)
    blocks = {**folded, **{identity: spot[0] for identity, spot in spots.items()}}
    after: dict[int, list[int]] = {}
    for number in standing:
        if number not in blocks.values():
            first = min(owned[number], key=lambda note: order[note.id])
            after.setdefault(blocks[first.id], []).append(number)
    return Homes(spots, folded, blocks, _quoted(shapes, standing, blocks), after), problems


def _notes_of(shape: Shape) -> list[Note]:
    found = {piece.note.id: piece.note for piece in shape.pieces if piece.note}
    return list(found.values())


def _spots(number: int, shape: Shape, free: set[str]) -> dict[str, Spot]:
    """Return the notes that have a place of their own in a shape; ``free`` are those that may."""
    spots: dict[str, Spot] = {}
    for at, row in enumerate(rows_of(shape)):
        for note, spot in _whole_pieces(row):
            if note.id in free:
                item = at > 1 and len(row) == len(row[0]) == 1
                spots.setdefault(note.id, (number, at) if item else (number, at, *spot))
        if at > 1:
            whole = (note for note in _whole_rows(row) if note.id in free - spots.keys())
            for note in list(whole)[:1]:  # a row has room for one permalink
                spots[note.id] = (number, at)
    return spots


def _whole_pieces(row: Sequence[Cell]) -> Iterator[tuple[Note, tuple[int, int]]]:
    """Yield the notes of which one piece of a row says all, with its cell and number there."""
    for column, cell in enumerate(row):
        for position in distinct(cell):
            piece = cell[position]
            excerpts = [piece.excerpt] if piece.excerpt else []
            if piece.note and not (excerpts and leave_words(piece.note, excerpts)):
                yield piece.note, (column, position)


def _whole_rows(row: Sequence[Cell]) -> Iterator[Note]:
    """Yield the notes of which a row says all."""
    notes: dict[str, Note] = {}
    excerpts: dict[str, list[Excerpt]] = {}
    for piece in (piece for cell in row for piece in cell):
        if piece.note and piece.excerpt:
            notes[piece.note.id] = piece.note
            excerpts.setdefault(piece.note.id, []).append(piece.excerpt)
    for identity, found in excerpts.items():
        if not leave_words(notes[identity], found):
            yield notes[identity]


def _add_headings(
    notes: Sequence[Note],
    at_place: Mapping[str, _Place],
    spots: dict[str, Spot],
    folded: dict[str, int],
) -> None:
    """Give the headings a place whose notes have all gone into one shape: one captions it."""
    blocks = {**folded, **{identity: spot[0] for identity, spot in spots.items()}}
    below: dict[tuple[str, _Place], set[int | None]] = {}
    for note in notes:
        for heading in note.headings if note.kind != "heading" else ():
            below.setdefault((heading, at_place[note.id]), set()).add(blocks.get(note.id))
    captioned: set[int] = set()
    for note in notes:
        found = below.get((note.id, at_place[note.id]), set())
        if note.kind != "heading" or note.id in blocks or len(found) != 1:
            continue
        (number,) = found
        if number is None:
            continue
        if number in captioned:
            folded[note.id] = number
        else:
            spots[note.id] = (number,)
            captioned.add(number)


def _quoted(
    shapes: Sequence[Shape], standing: Sequence[int], blocks: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return note id -> the shapes that quote it, apart from that with which it stands."""
    found: dict[str, list[int]] = {}
    for number, shape in enumerate(shapes):
        if shape.kind == "table" or number in standing:
            for note in _notes_of(shape):
                if blocks.get(note.id) != number:
                    found.setdefault(note.id, []).append(number)
    return found
