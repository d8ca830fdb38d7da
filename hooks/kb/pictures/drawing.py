"""What a picture is made of: strokes and words, in a frame of its own.

Looks are words (``"curve 1"``) that the style sheet knows, never colours: one picture serves the
light page, the dark one and paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDEST = 400.0  # px, of any picture: the width that a page gives it
LINE = 15.0  # px, from one line of words to the next
_LETTER = 6.9  # px, generous for 12 px of any system font
_RISE = 4.2  # px, from the line that letters stand on to the middle of them


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line or a shape; ``way`` is the ``d`` of SVG."""

    look: str
    way: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; ``anchor`` ("start", "middle", "end") is what of it stands at ``x``."""

    look: str
    x: float
    y: float  # of the line that the letters stand on
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture, in px, with the origin at its upper left."""

    width: float
    height: float
    strokes: tuple[Stroke, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """Words in lines, each with its look: a name, and below it the remark that was in brackets."""

    lines: tuple[tuple[str, str], ...]

    @property
    def width(self) -> float:
        return round(max((len(text) for _, text in self.lines), default=0) * _LETTER, 2)

    @property
    def height(self) -> float:
        return LINE * len(self.lines)

    def at(self, x: float, middle: float, anchor: str = "middle") -> list[Words]:
        """Return the lines, one below the other around a height."""
        first = middle - self.height / 2 + LINE / 2 + _RISE
        return [
            Words(look, round(x, 2), round(first + LINE * at, 2), anchor, text)
            for at, (look, text) in enumerate(self.lines)
        ]


def named(text: str) -> tuple[str, str]:
    """Return the name that a label gives, and the remark in brackets behind it, or ""."""
    whole = " ".join(text.split())
    name, bracket, remark = whole.partition(" (")
    return (name, remark[:-1]) if bracket and name and remark.endswith(")") else (whole, "")


def label_of(text: str, width: float, look: str = "word") -> Label:
    """Return a label no wider than ``width`` px."""
    name, remark = named(text)
    lines = [(look, line) for line in _wrapped(name, width)]
    return Label((*lines, *(("quiet", line) for line in _wrapped(remark, width))))


def _wrapped(text: str, width: float) -> list[str]:
    """Return text in lines that fit; a word that is too long is cut."""
    most = max(4, int(width / _LETTER))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines += [word[at : at + most] for at in range(0, len(word), most)]
    return lines


def box(x: float, y: float, width: float, height: float) -> str:
    """Return the outline of a box as the ``way`` of a path."""
    return f"M{x:.6g} {y:.6g}h{width:.6g}v{height:.6g}h{-width:.6g}z"


def drawing(
    width: float, height: float, strokes: Sequence[Stroke], words: Sequence[Words]
) -> Drawing:
    return Drawing(round(width, 2), round(height, 2), tuple(strokes), tuple(words))
