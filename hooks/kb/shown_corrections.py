"""Corrections as the templates print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.amendments import Correction
from kb.sentences import Reading

_SAID = {"wrong": "Corrected", "math": "Corrected", "outdated": "What changed"}


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction as the template prints it, with the author's words."""

    original: str
    correction: Correction


def shown_corrections(readings: Iterable[Reading]) -> tuple[ShownCorrection, ...]:
    """Return the corrections among readings, without the quiet ones."""
    return tuple(
        ShownCorrection(" ".join(reading.original.split()), correction)
        for reading in readings
        if (correction := reading.amendment.correction) and not correction.is_quiet
    )


def said_of(corrections: Iterable[ShownCorrection]) -> str:
    """Return how the site speaks of corrections."""
    kinds = (shown.correction.kind for shown in corrections)
    return " · ".join(dict.fromkeys(_SAID[kind] for kind in kinds if kind in _SAID))
