"""The cells of tables as plain text, for what asks about them: which row, which column, what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.sentences import Sentences, raw_sentences
from kb.shapes import Cell, Piece, Shape


@dataclass(frozen=True, slots=True)
class TableCell:
    """A filled cell beside the heads of its row and column.

    Texts are corrected, and hold TeX between dollar signs where an author typed it.  ``url`` is
    the address of the note that is quoted (the first of several), relative to the site root.
    """

    table: str
    topic: str | None  # None for a table that crosses topics
    row: str
    column: str
    text: str
    corrected: bool  # what is right differs from what the note says, or a remark belongs to it
    url: str


def cells_of(
    shapes: Iterable[Shape], readings: Mapping[str, Sentences], urls: Mapping[str, str]
) -> Iterator[TableCell]:
    """Yield every cell that tables fill with the author's words, apart from their first column.

    ``readings`` and ``urls``: note id -> its corrected sentences, its address.
    """
    for shape in shapes:
        if shape.kind != "table":
            continue
        columns = [_text(cell, readings) for cell in shape.columns]
        for first, *cells in shape.rows:
            row = _text(first, readings)
            for column, cell in zip(columns[1:], cells, strict=True):
                notes = [piece.note for piece in cell if piece.note]
                if not (row and notes):
                    continue
                yield TableCell(
                    table=shape.title,
                    topic=shape.place and shape.place[0],
                    row=row,
                    column=column,
                    text=_text(cell, readings),
                    corrected=any(_is_corrected(piece, readings) for piece in (*first, *cell)),
                    url=urls[notes[0].id],
                )


def _sentences(piece: Piece, readings: Mapping[str, Sentences]) -> Sentences:
    """Return the sentences of a piece that are corrected or hold formulas."""
    if piece.excerpt:
        return {piece.excerpt.key: piece.excerpt.sentence}
    return readings.get(piece.note.id, {}) if piece.note else {}


def _text(cell: Cell, readings: Mapping[str, Sentences]) -> str:
    return "; ".join(dict.fromkeys(_words(piece, readings) for piece in cell))


def _words(piece: Piece, readings: Mapping[str, Sentences]) -> str:
    sentences = _sentences(piece, readings)
    if piece.excerpt:
        return piece.excerpt.sentence.text
    if piece.note is None:
        return piece.words
    typed = raw_sentences(piece.note)
    return " ".join(sentences[key].text if key in sentences else raw for key, raw in typed)


def _is_corrected(piece: Piece, readings: Mapping[str, Sentences]) -> bool:
    return any(
        reading.amendment.correction is not None and not reading.amendment.correction.is_quiet
        for sentence in _sentences(piece, readings).values()
        for reading in sentence.readings
    )
