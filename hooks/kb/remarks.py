"""What is said of the notes in a table: numbered below it, as there is no room beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from kb.amendments import Correction
from kb.shapes import Piece, Shape, anchor_of
from kb.shown import ShownNote
from kb.shown_corrections import ShownCorrection


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said below a shape about a note that has its home in it.

    ``corrections`` are a single one that is a remark, or all the others of the note.
    """

    anchor: str
    number: str  # "" for the only one
    note: ShownNote
    corrections: tuple[ShownCorrection, ...]

    @property
    def is_remark(self) -> bool:
        return self.corrections[0].correction.is_remark

    @property
    def mark(self) -> str:
        said = self.corrections[0].correction.fix if self.is_remark else self.note.said
        return mark_of(f"#{self.anchor}", self.number, said)


def remarks_of(shape: Shape, notes: Mapping[str, ShownNote]) -> list[Remark]:
    """Return what is to be said of the notes at home in a shape, in the order of their marks.

    The corrections of a note are said together, each remark is said alone.
    """
    found: dict[tuple[str, Correction | None], None] = {}
    every = {identity: [x.correction for x in note.corrections] for identity, note in notes.items()}
    pieces = [(x.note.id, x) for x in shape.pieces if x.note and x.note.id in notes]
    marked = [(identity, _marked(x) if x.excerpt else every[identity]) for identity, x in pieces]
    for identity, corrections in (*marked, *every.items()):
        for correction in corrections:
            found.setdefault((identity, correction if correction.is_remark else None))
    return [
        Remark(
            anchor=f"{anchor_of(shape)}.{number}",
            number=str(number) if len(found) > 1 else "",
            note=notes[identity],
            corrections=tuple(
                x
                for x in notes[identity].corrections
                if (x.correction == remark if remark else not x.correction.is_remark)
            ),
        )
        for number, (identity, remark) in enumerate(found, start=1)
    ]


def _marked(piece: Piece) -> list[Correction]:
    """Return the corrections whose marks stand in quoted words."""
    readings = piece.excerpt.sentence.readings if piece.excerpt else ()
    return [reading.marked for reading in readings if reading.marked]


def mark_of(url: str, number: str, name: str) -> str:
    """Return a mark that leads to what is said of corrected words."""
    return f'<a class="kb-mark" href="{escape(url)}" title="{escape(name)}">†{number}</a>'
