"""Grids: what stands in rows against what stands in columns, such as a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.data import Fields, ListOf, MapOf, Record, Text
from kb.model import KbError
from kb.pictures.drawing import WIDEST, Drawing, Label, Stroke, Words, box, drawing, label_of

SHAPE = Fields(
    required={"columns": ListOf(Text()), "rows": MapOf(ListOf(Text()))},
    optional={"across": Text(), "down": Text()},
)
_MOST = 6  # columns or rows: what is larger belongs in a table
_PAD = 8.0  # px, between words and the edge of their cell
_WIDE, _HIGH = 96.0, 46.0  # px, of a cell at least, if there is room


def grid_from(file: str, record: Record) -> Drawing:
    """Return a grid; a cell is marked whose row and column have the same name.

    Raises :class:`KbError`.
    """
    columns, rows = record["columns"], record["rows"]
    for name, items in (("columns", columns), ("rows", rows)):
        if not 0 < len(items) <= _MOST:
            expected = f"expected 1 to {_MOST}"
            raise KbError(f'{file}:{record.line}: "{name}" has {len(items)}, {expected}')
    for name, cells in rows.items():
        if len(cells) != len(columns):
            expected = f"expected {len(columns)}, one for each column"
            raise KbError(
                f'{file}:{rows.line}: the row "{name}" has {len(cells)} cells, {expected}'
            )
    sides = [label_of(text, WIDEST / 3) for text in (record.get("down", ""), *rows)]
    left = max(label.width for label in sides) + _PAD
    wide = min(_WIDE, (WIDEST - left - 2) / len(columns))
    return _drawn(_Frame(left, wide), record, sides)


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float  # px, where the columns begin
    wide: float  # px, of a column

    def middle(self, column: float) -> float:
        return self.left + self.wide * (column + 0.5)


def _drawn(frame: _Frame, record: Record, sides: Sequence[Label]) -> Drawing:
    columns, rows = record["columns"], record["rows"]
    strokes: list[Stroke] = []
    words, top = _head(frame, record)
    for (name, cells), side in zip(rows.items(), sides[1:], strict=True):
        labels = [label_of(cell, frame.wide - _PAD, "cell") for cell in cells]
        high = max(_HIGH, *(label.height + 2 * _PAD for label in (*labels, side)))
        words += side.at(frame.left - _PAD, top + high / 2, "end")
        for at, label in enumerate(labels):
            words += label.at(frame.middle(at), top + high / 2)
            look = "right" if columns[at] == name else "box"
            strokes.append(Stroke(look, box(frame.left + frame.wide * at, top, frame.wide, high)))
        top += high
    return drawing(frame.left + frame.wide * len(columns) + 1, top + 1, strokes, words)


def _head(frame: _Frame, record: Record) -> tuple[list[Words], float]:
    """Return the words above the cells, and where the cells begin."""
    columns = record["columns"]
    across = label_of(record.get("across", ""), frame.wide * len(columns), "quiet")
    labels = [label_of(column, frame.wide - _PAD) for column in columns]
    high = max(label.height for label in labels)
    low = across.height + 2 + high
    words = across.at(frame.middle((len(columns) - 1) / 2), across.height / 2)
    for at, label in enumerate(labels):
        words += label.at(frame.middle(at), low - label.height / 2)
    down = label_of(record.get("down", ""), frame.left, "quiet")
    return words + down.at(frame.left - _PAD, low - down.height / 2, "end"), low + 5
