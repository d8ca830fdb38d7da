"""Formulas in the notes: where they are in a line, and their TeX.

TeX that was typed is passed on as it is; plain-text mathematics is read by
:mod:`kb.maths.candidates`, judged by :mod:`kb.maths.evidence` and written by :mod:`kb.maths.tex`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.maths.candidates import Candidate, candidates
from kb.maths.evidence import is_formula
from kb.maths.expressions import Relation
from kb.maths.figures import figures
from kb.maths.tex import aligned, tex
from kb.maths.typed_tex import masked, typed_tex
from kb.model import Tex


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a text.  ``text`` is ``text[start:end]`` of it, the raw words."""

    start: int
    end: int
    tex: str  # without delimiters
    display: bool  # the point of the note: it stands on its own line
    text: str

    @property
    def key(self) -> Tex:
        """By which it is known once it is typeset."""
        return self.tex, self.display


# What every formula has one of; looking for single characters is the fastest of all checks.
_SIGNS = ("=", "/", "*", "^", "$", "\\", ">", "<", "max(", "min(", "log(", "sqrt(", "divided by")
_FIGURE = re.compile(r"\d[-xX]\d")
_LONGEST = 8000  # characters: a longer line is data, in which only typed TeX is looked for
# A line of a program, whatever signs are in it.
_PROGRAM = re.compile(
    r"\bfor \w+ in\b|^\s*(?:def|import|return|class|while|from \w+ import)\b|\bprint\("
    r"|;\s*$|\bSELECT\b"
)
_DISPLAY_SHARE = 0.55  # of the line's characters
_BULLET = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+")
_HALF = re.compile(r"(?<!\w)[A-Za-z]_?1/2(?!\w)")  # "t1/2": a half-life, or the half of it
_GOES_ON = re.compile(r"[A-Za-z0-9_^~]")
_COMES_FROM = re.compile(r"[A-Za-z0-9_^~\]]")
_SET_OFF = re.compile(r"\s*(?:$|[-–—,;:(.]|<=|=>|->|where\b)")


def _may_hold(text: str) -> bool:
    for sign in _SIGNS:
        if sign in text:
            return True
    return not text.isascii() or _FIGURE.search(text) is not None


def _stands_alone(sentence: str, begin: int, candidate: Candidate) -> bool:
    """Return whether a formula is the point of its line, from ``begin`` on, not part of it."""
    length = candidate.end - candidate.start
    if length >= _DISPLAY_SHARE * (len(sentence) - begin):
        return length > 6 or not sentence[begin : candidate.start].strip()
    leads = candidate.start == begin and _SET_OFF.match(sentence, candidate.end) is not None
    return leads and isinstance(candidate.tree, Relation) and length > 10


def _is_torn(text: str, candidate: Candidate) -> bool:
    """Return whether a word or a term goes on at either end: "[A]0 e^(-kt)", "x^2^"; or "t1/2"."""
    if _HALF.search(text, candidate.start, candidate.end):
        return True
    before, after = text[: candidate.start][-1:], text[candidate.end : candidate.end + 1]
    return _GOES_ON.match(after) is not None or _COMES_FROM.match(before) is not None


def _plain(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield start, end, TeX and display of the formulas in plain text, the outermost of nested."""
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else len(text) - len(text.lstrip())
    sentence = text.rstrip()
    position = 0
    for found in sorted(candidates(text), key=lambda c: (c.start, -c.end)):
        if found.start >= position and not _is_torn(text, found) and is_formula(found):
            display = _stands_alone(sentence, begin, found)
            shown = aligned(found.tree) if display else tex(found.tree)
            yield found.start, found.end, shown, display
            position = found.end


def formulas_in(text: str) -> list[Formula]:
    """Return the formulas of one line or sentence, in order, none over another."""
    if not _may_hold(text):
        return []
    typed = typed_tex(text)
    found = [(one.start, one.end, one.tex, one.display) for one in typed]
    if len(text) <= _LONGEST and not _PROGRAM.search(text):
        rest = masked(text, typed)
        found += _plain(rest)
        taken = sorted(found)
        found += [
            (start, end, shown, False)
            for start, end, shown in figures(rest)
            if not any(start < other[1] and other[0] < end for other in taken)
        ]
    return [Formula(*one, text[one[0] : one[1]]) for one in sorted(found)]
