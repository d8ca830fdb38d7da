"""Tables, steps, definitions and other shapes that a person makes of notes, in quoted words.

Every word in a cell is the author's: the data file names the note that it is quoted from.  What
is typed in the data file itself are labels, for titles and for the heads of rows and columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.data import Choice, Fields, ListOf, MapOf, Record, Text, loaded
from kb.excerpts import Excerpt, excerpt_of
from kb.ids import unique
from kb.model import KbError, Level, Note, Problem
from kb.quotes import Quote, in_no_line, resolve
from kb.sentences import Sentences

_WITH_ROWS = ("table", "definitions")
_WITH_ITEMS = ("steps", "flow", "callout", "example")
_PIECE = Fields({}, {"words": Text(), "in": Text(), "note": Text(), "label": Text()}, short="words")
_CELL = ListOf(_PIECE, loose=True)
_HEAD = ListOf(replace(_PIECE, short="label"), loose=True)
_ROW = Fields({"cells": ListOf(_CELL)}, {"label": Text(), "in": Text()}, short="cells")
_SHAPE = MapOf(
    ListOf(
        Fields(
            required={"title": Text(), "shape": Choice(*_WITH_ROWS, *_WITH_ITEMS)},
            optional={
                "topic": Text(),
                "section": Text(),
                "columns": ListOf(_HEAD),
                "lead": _CELL,
                "rows": ListOf(_ROW),
                "items": ListOf(_CELL),
            },
        )
    )
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in a cell: some words of a note, a note as a whole, or a label of ours."""

    words: str
    quote: Quote | None = None  # a label has none
    whole: bool = False
    note: Note | None = None  # the one that is quoted
    excerpt: Excerpt | None = None  # its words; none for a whole note

    @property
    def text(self) -> str:
        """All that it says, as plain text: corrected, if some words; as typed, if a whole note."""
        if self.excerpt:
            return self.excerpt.sentence.text
        return self.note.text if self.note else self.words


Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape.  One with items has a row of a single cell for each of them."""

    file: str
    line: int
    kind: str  # one of those that "shape" may be in the data file
    title: str
    place: tuple[str, str] | None  # topic and section; none stands on the Compare page only
    columns: tuple[Cell, ...]
    lead: Cell
    rows: tuple[tuple[Cell, ...], ...]
    anchor: str = ""

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell in the order of reading."""
        yield self.lead
        yield from self.columns
        for row in self.rows:
            yield from row

    @property
    def pieces(self) -> Iterator[Piece]:
        return (piece for cell in self.cells for piece in cell)


def anchor_of(shape: Shape) -> str:
    """Return the anchor of a shape on a page; those of notes and sections have no dot."""
    return f"shape.{shape.anchor}"


def shapes_from(file: str, text: str) -> dict[str, list[Shape]]:
    """Return raw file -> its shapes, as they are described.  Raises :class:`KbError`."""
    titles: dict[str, int] = {}
    found: dict[str, list[Shape]] = {}
    for source, entries in loaded(file, text, _SHAPE).items():
        for entry in entries:
            title = entry["title"]
            if first := titles.get(title):
                message = f'the title "{title}" is in line {first}, expected it once'
                raise _refused(file, entry, message)
            titles[title] = entry.line
            found.setdefault(source, []).append(_shape(file, entry))
    return found


def _refused(file: str, record: Record, message: str) -> KbError:
    return KbError(f"{file}:{record.line}: {message}")


def _shape(file: str, entry: Record) -> Shape:
    kind, topic, section = entry["shape"], entry.get("topic"), entry.get("section")
    if (topic is None) != (section is None) or (topic is None and kind != "table"):
        expected = 'expected "topic" and "section" (a table that crosses topics has neither)'
        raise _refused(file, entry, f"this shape has no full place, {expected}")
    used, unused = ("rows", "items") if kind in _WITH_ROWS else ("items", "rows")
    if unused in entry or not entry.get(used):
        raise _refused(file, entry, f'a shape "{kind}" is made of {used}, expected "{used}" alone')
    if ("columns" in entry) != (kind == "table"):
        raise _refused(file, entry, 'a table has "columns" and no other shape has, expected so')
    columns = tuple(_cell(file, cell) for cell in entry.get("columns", ()))
    if kind in _WITH_ROWS:
        width = len(columns) if kind == "table" else 2
        rows = tuple(_row(file, row, width) for row in entry["rows"])
    else:
        rows = tuple((_cell(file, item),) for item in entry["items"])
    return Shape(
        file=file,
        line=entry.line,
        kind=kind,
        title=entry["title"],
        place=(topic, section) if topic and section else None,
        columns=columns,
        lead=_cell(file, entry.get("lead", [])),
        rows=rows,
    )


def _row(file: str, row: Record, width: int) -> tuple[Cell, ...]:
    cells = [_cell(file, cell, row.get("in")) for cell in row["cells"]]
    if "label" in row:
        cells.insert(0, (Piece(row["label"]),))
    if len(cells) != width:
        raise _refused(file, row, f"this row has {len(cells)} cells, expected {width}")
    return tuple(cells)


def _cell(file: str, pieces: Sequence[Record], within: str | None = None) -> Cell:
    return tuple(_piece(file, piece, within) for piece in pieces)


def _piece(file: str, piece: Record, within: str | None) -> Piece:
    kinds = [key for key in ("words", "note", "label") if key in piece]
    if len(kinds) != 1 or (kinds == ["label"] and "in" in piece):
        expected = 'expected one of "words", "note" and "label" ("in" not with a label)'
        said = "says in two ways" if kinds else "does not say"
        raise _refused(file, piece, f"this {said} what stands here, {expected}")
    (kind,) = kinds
    if kind == "label":
        return Piece(piece["label"])
    whole = kind == "note"
    quote = Quote(file, piece.line, piece[kind], piece.get("in", None if whole else within))
    return Piece(piece[kind], quote, whole)


def shapes_of(
    outlines: Mapping[str, Sequence[Shape]],
    notes: Sequence[Note],
    readings: Mapping[str, Sentences],
    sections: Mapping[str, Sequence[str]],
) -> tuple[list[Shape], list[Problem]]:
    """Return the shapes with the notes they quote, and what is wrong with the quotations.

    ``readings``: note id -> its corrected sentences; ``sections``: topic -> its sections.  What
    cannot be found leaves its cell empty; a row that quotes nothing at all is left out.
    """
    quotes = {
        source: list(dict.fromkeys(p.quote for s in shapes for p in s.pieces if p.quote))
        for source, shapes in outlines.items()
    }
    resolved, problems = resolve(quotes, notes)
    found: list[Shape] = []
    taken: Counter[str] = Counter()
    for outline in (shape for shapes in outlines.values() for shape in shapes):
        shape = _resolved(outline, resolved, readings, problems)
        if not shape.rows:
            continue
        if shape.place and shape.place[1] not in sections.get(shape.place[0], ()):
            problems.append(_astray(shape, sections))
            shape = replace(shape, place=None)
        anchor = unique(shape.title, taken)
        found.append(replace(shape, anchor=anchor))
    return found, problems


def excerpts_in(shapes: Iterable[Shape]) -> Iterator[Sentences]:
    """Yield the sentences that shapes quote, as they are to be read."""
    for piece in (piece for shape in shapes for piece in shape.pieces):
        if piece.excerpt:
            yield {piece.excerpt.key: piece.excerpt.sentence}


def _resolved(
    shape: Shape,
    resolved: Mapping[Quote, Note],
    readings: Mapping[str, Sentences],
    problems: list[Problem],
) -> Shape:
    def cell_of(cell: Cell) -> Cell:
        return tuple(found for piece in cell if (found := piece_of(piece)))

    def piece_of(piece: Piece) -> Piece | None:
        if piece.quote is None:
            return piece
        if (note := resolved.get(piece.quote)) is None:
            return None
        if piece.whole:
            return replace(piece, note=note)
        if excerpt := excerpt_of(note, piece.words, readings.get(note.id, {})):
            return replace(piece, note=note, excerpt=excerpt)
        message = in_no_line(piece.words)
        problems.append(Problem(Level.WARNING, piece.quote.file, piece.quote.line, message))
        return None

    rows = [tuple(map(cell_of, row)) for row in shape.rows]
    return replace(
        shape,
        columns=tuple(map(cell_of, shape.columns)),
        lead=cell_of(shape.lead),
        rows=tuple(row for row in rows if any(piece.note for cell in row for piece in cell)),
    )


def _astray(shape: Shape, sections: Mapping[str, Sequence[str]]) -> Problem:
    topic, section = shape.place or ("", "")
    known = ", ".join(sections.get(topic, sections))
    what = f'section "{section}" in {topic}' if topic in sections else f'topic "{topic}"'
    message = f"there is no {what}, expected one of: {known}"
    return Problem(Level.WARNING, shape.file, shape.line, message)
