"""Arrows between boxes that stand where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from kb.pictures.drawing import Label, Stroke, Words

_HEAD = (7.0, 3.0)  # px: length of an arrow's head, and half its width
_OFF = 8.0  # px, between an arrow and its words


@dataclass(frozen=True, slots=True)
class Arrow:
    start: str  # names of boxes
    end: str
    label: Label
    line: int  # of the data file

    def ties(self, some: frozenset[str], others: frozenset[str]) -> bool:
        """Tell whether it goes from the boxes with some names to those with others, or back."""
        there = self.start in some and self.end in others
        return there or (self.start in others and self.end in some)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a box stands, in px; ``way`` are the numbers of the boxes around it and its own."""

    name: str
    way: tuple[int, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def low(self) -> float:
        return self.y + self.height

    def holds(self, other: Spot) -> bool:
        return other.way[: len(self.way)] == self.way


class NoWay(Exception):
    """``str(error)`` says why an arrow cannot be drawn."""


def drawn_arrow(arrow: Arrow, spots: Sequence[Spot]) -> tuple[list[Stroke], list[Words]]:
    """Return the line, the head and the words of an arrow.  Raises :class:`NoWay`."""
    one, other = (next(x for x in spots if x.name == name) for name in (arrow.start, arrow.end))
    if one.holds(other) or other.holds(one):
        raise NoWay("one is in the other")
    (x, y), (to_x, to_y) = _line(one, other)
    for spot in spots:
        if not spot.holds(one) and not spot.holds(other) and _runs_into(spot, (x, y), (to_x, to_y)):
            raise NoWay(f'"{spot.name}" is in its way')
    length = hypot(to_x - x, to_y - y) or 1.0
    along, across = (to_x - x) / length, (to_y - y) / length
    back, half = _HEAD
    neck_x, neck_y = to_x - back * along, to_y - back * across
    head = (
        f"M{to_x:.6g} {to_y:.6g}L{neck_x - half * across:.6g} {neck_y + half * along:.6g}"
        f"L{neck_x + half * across:.6g} {neck_y - half * along:.6g}z"
    )
    strokes = [Stroke("tie", f"M{x:.6g} {y:.6g}L{neck_x:.6g} {neck_y:.6g}"), Stroke("tip", head)]
    return strokes, _words(arrow, one, other, spots)


def _line(one: Spot, other: Spot) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of the shortest line from one box to another, upright if it can be."""
    if one.low <= other.y or other.low <= one.y:
        x, to_x = _nearest((one.x, one.right), (other.x, other.right))
        if one.y < other.y:
            return (x, one.low), (to_x, other.y)
        return (x, one.y), (to_x, other.low)
    y, to_y = _nearest((one.y, one.low), (other.y, other.low))
    if one.x < other.x:
        return (one.right, y), (other.x, to_y)
    return (one.x, y), (other.right, to_y)


def _nearest(side: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return a number in each range: the middle of what they share, else the ends that face."""
    low, high = max(side[0], other[0]), min(side[1], other[1])
    if low < high:
        return (low + high) / 2, (low + high) / 2
    return (side[1], other[0]) if side[1] <= other[0] else (side[0], other[1])


def _runs_into(spot: Spot, start: tuple[float, float], end: tuple[float, float]) -> bool:
    steps = [at / 100 for at in range(1, 100)]
    return any(
        spot.x < start[0] + (end[0] - start[0]) * step < spot.right
        and spot.y < start[1] + (end[1] - start[1]) * step < spot.low
        for step in steps
    )


def _words(arrow: Arrow, one: Spot, other: Spot, spots: Sequence[Spot]) -> list[Words]:
    """Return the words beside an arrow, in the gap that it crosses."""
    shared = 0
    while one.way[shared] == other.way[shared]:
        shared += 1
    outer, opposite = (
        next(x for x in spots if x.way == end.way[: shared + 1]) for end in (one, other)
    )
    (x, y), (to_x, to_y) = _line(one, other)
    if outer.low <= opposite.y or opposite.low <= outer.y:
        upper, lower = sorted((outer, opposite), key=lambda spot: spot.y)
        return arrow.label.at((x + to_x) / 2 + _OFF, (upper.low + lower.y) / 2, "start")
    left, right = sorted((outer, opposite), key=lambda spot: spot.x)
    above = (y + to_y) / 2 - arrow.label.height / 2 - 4
    return arrow.label.at((left.right + right.x) / 2, above)
