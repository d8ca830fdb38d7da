"""Formulas in the notes: where they are in a line, and their TeX.

TeX that was typed is passed on as it is; plain-text mathematics is read by
:mod:`kb.candidates`, judged by :mod:`kb.evidence` and written by :mod:`kb.tex`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.candidates import Candidate, candidates
from kb.evidence import is_formula
from kb.expressions import Relation
from kb.figures import figures
from kb.tex import aligned, tex
from kb.typed_tex import Typed, masked, typed_tex


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a text.  ``text`` is ``text[start:end]`` of it, the raw words."""

    start: int
    end: int
    tex: str  # without delimiters
    display: bool  # the point of the note: it stands on its own line
    text: str


# One of these is in every formula: a line without them is done.
_SIGN = re.compile(
    r"[=/*^$\\×÷²³√Σ∑≤≥·−<>∩]|\d[-xX]\d|(?:max|min|sqrt|log|exp)\(|divided by", re.IGNORECASE
)
# A line of a program, whatever signs are in it.
_PROGRAM = re.compile(
    r"\bfor \w+ in\b|^\s*(?:def|import|return|class|while|from \w+ import)\b|\bprint\("
    r"|;\s*$|\bSELECT\b"
)
_DISPLAY_SHARE = 0.55  # of the line's characters
_BULLET = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+")
_SET_OFF = re.compile(r"\s*(?:$|[-–—,;:(.]|<=|=>|->|where\b)")


def _stands_alone(text: str, candidate: Candidate) -> bool:
    """Return whether a formula is the point of its line rather than part of a sentence."""
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else len(text) - len(text.lstrip())
    length = candidate.end - candidate.start
    if length >= _DISPLAY_SHARE * len(text[begin:].rstrip()):
        return length > 6 or not text[begin : candidate.start].strip()
    leads = candidate.start == begin and _SET_OFF.match(text, candidate.end) is not None
    return leads and isinstance(candidate.tree, Relation) and length > 10


def _plain(text: str) -> list[Formula]:
    if _PROGRAM.search(text):
        return []
    accepted = [candidate for candidate in candidates(text) if is_formula(candidate)]
    accepted.sort(key=lambda candidate: (candidate.start - candidate.end, candidate.start))
    formulas: list[Formula] = []
    for found in accepted:
        if any(found.start < kept.end and kept.start < found.end for kept in formulas):
            continue
        display = _stands_alone(text, found)
        shown = aligned(found.tree) if display else tex(found.tree)
        words = text[found.start : found.end]
        formulas.append(Formula(found.start, found.end, shown, display, words))
    return formulas


def formulas_in(text: str) -> list[Formula]:
    """Return the formulas of one line or sentence, in order, none over another."""
    if not _SIGN.search(text):
        return []
    typed: list[Typed] = typed_tex(text)
    rest = masked(text, typed)
    found = [Formula(t.start, t.end, t.tex, t.display, text[t.start : t.end]) for t in typed]
    for plain in _plain(rest):
        found.append(
            Formula(plain.start, plain.end, plain.tex, plain.display, text[plain.start : plain.end])
        )
    taken = sorted(found, key=lambda formula: formula.start)
    for start, end, shown in figures(rest):
        if not any(start < formula.end and formula.start < end for formula in taken):
            found.append(Formula(start, end, shown, False, text[start:end]))
    return sorted(found, key=lambda formula: formula.start)
