"""Corrections as the templates print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.amendments import Correction
from kb.sentences import Reading

_SAID = {"wrong": "Corrected", "math": "Corrected", "outdated": "What changed"}


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction as the template prints it, with the author's words.

    Of a card it may be said ``elsewhere`` in the note that the card is made of.
    """

    original: str
    correction: Correction
    elsewhere: bool = False


def shown_corrections(readings: Iterable[Reading]) -> tuple[ShownCorrection, ...]:
    """Return the corrections among readings, without the quiet ones."""
    return tuple(
        ShownCorrection(reading.typed, reading.marked) for reading in readings if reading.marked
    )


def said_of(corrections: Iterable[ShownCorrection]) -> str:
    """Return how the site speaks of corrections."""
    kinds = (shown.correction.kind for shown in corrections)
    return " · ".join(dict.fromkeys(_SAID[kind] for kind in kinds if kind in _SAID))
