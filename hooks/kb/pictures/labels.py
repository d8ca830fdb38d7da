"""Where the words for a curve stand: beside it, clear of all else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot

Point = tuple[float, float]  # px

_LETTER, _HEIGHT = 7.0, 11.0  # px, of 12 px of any system font
_OFF = 5.0  # px, between a curve and its words, or twice that where it is steep
_APART = (32.0, 5.0)  # px, between words, across and up
_STEP = 3.0  # px, between points of a line that is to be kept clear of
_CLEAR = 30.0  # px, of air that is worth looking for
_COSTS = {"touched": 1.0, "shaded": 5.0, "taken": 60.0, "outside": 200.0}


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle, in px; ``y`` grows upwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def distance(self, point: Point) -> float:
        """Return how far a point is from it, 0 inside."""
        across = max(self.x - point[0], point[0] - self.x - self.width, 0.0)
        return hypot(across, max(self.y - point[1], point[1] - self.y - self.height, 0.0))

    def touches(self, other: Room) -> bool:
        """Tell whether words in one and the other might be read as one."""
        (x, y), (to_x, to_y) = self.middle, other.middle
        wide = (self.width + other.width) / 2 + _APART[0]
        return abs(x - to_x) < wide and abs(y - to_y) < (self.height + other.height) / 2 + _APART[1]

    def sticks_out(self, frame: Room) -> float:
        """Return by how much it is not inside of another."""
        across = max(frame.x - self.x, self.x + self.width - frame.x - frame.width, 0.0)
        return across + max(frame.y - self.y, self.y + self.height - frame.y - frame.height, 0.0)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is in a plot: its frame, lines, shaded areas (as points) and other words."""

    frame: Room
    lines: Sequence[Sequence[Point]]
    shades: Sequence[Point]
    words: Sequence[Room]


def room_for(text: str, line: Sequence[Point], around: Surroundings) -> Room:
    """Return where the name of a line stands best; the line is not among those around it."""
    return _best(_rooms_beside(line, len(text) * _LETTER), line, around)


def room_in(text: str, line: Sequence[Point], zero: float, around: Surroundings) -> Room:
    """Return where the name of the area between a line and a height stands best."""
    width = len(text) * _LETTER
    rooms = [
        Room(x - width / 2, zero + (y - zero) * part - _HEIGHT / 2, width, _HEIGHT)
        for part in (0.25, 0.4)
        for x, y in line[len(line) // 24 :: max(1, len(line) // 24)]
    ]
    return _best(rooms, line, around)


def _best(rooms: Iterable[Room], line: Sequence[Point], around: Surroundings) -> Room:
    own = dense(line)
    others = [point for other in around.lines for point in dense(other)]

    def cost(room: Room) -> float:
        nearest = min((room.distance(point) for point in others), default=_CLEAR)
        aside = (room.middle[0] - around.frame.middle[0]) / around.frame.width
        out = room.sticks_out(around.frame)
        return round(
            _COSTS["touched"] * sum(room.distance(point) < _OFF - 1 for point in (*own, *others))
            + _COSTS["shaded"] * any(room.distance(point) == 0 for point in around.shades)
            + _COSTS["taken"] * any(room.touches(other) for other in around.words)
            + _COSTS["outside"] * (out > 0)
            + out
            + aside**2
            - min(nearest, _CLEAR) / _CLEAR,
            6,
        )

    return min(rooms, key=cost)


def dense(line: Sequence[Point]) -> list[Point]:
    """Return points all along a line."""
    points = [*line[:1]]
    for (x, y), (to_x, to_y) in pairwise(line):
        count = ceil(hypot(to_x - x, to_y - y) / _STEP)
        parts = [part / count for part in range(1, count + 1)]
        points += [(x + (to_x - x) * part, y + (to_y - y) * part) for part in parts]
    return points


def _rooms_beside(line: Sequence[Point], width: float) -> Iterator[Room]:
    """Yield rooms beside the points: above, below, to the right and to the left."""
    for x, y in line[:: max(1, len(line) // 24)]:
        for off in (_OFF, 2 * _OFF):
            yield Room(x - width / 2, y + off, width, _HEIGHT)
            yield Room(x - width / 2, y - off - _HEIGHT, width, _HEIGHT)
            yield Room(x + off, y - _HEIGHT / 2, width, _HEIGHT)
            yield Room(x - off - width, y - _HEIGHT / 2, width, _HEIGHT)
