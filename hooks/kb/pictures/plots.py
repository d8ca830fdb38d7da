"""Plots: curves of functions on axes, as ``pictures.yml`` describes them and as points.

Everything is computed here; what lines and letters are put on paper for it is decided by the
plotting library that :class:`kb.tools.Tools` brings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.data import Fields, Flag, ListOf, Record, Text
from kb.model import KbError
from kb.pictures.functions import Function, NotAFunction, function_from

_STEPS = 200  # stretches of a curve: a bend in the middle of the range falls between two
_NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")
_MOST = {"plots": 4, "curves": 5, "dots": 50, "steps": 50}
_LETTERS = {1: 40, 2: 25, 3: 25, 4: 25}  # of words that fit in one of so many plots

Point = tuple[float, float]

SHAPE = ListOf(
    Fields(
        required={
            "from": Text(),
            "to": Text(),
            "curves": ListOf(
                Fields(
                    required={"y": Text()},
                    optional={
                        "label": Text(),
                        "dashed": Flag(),
                        "area": Text(),
                        "dots": ListOf(Text()),
                        "steps": ListOf(Text()),
                    },
                )
            ),
        },
        optional={"title": Text(), "across": Text(), "up": Text()},
    )
)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through ``points``, from left to right or in the order of its steps."""

    points: tuple[Point, ...]
    look: str  # "line", "dashed" (to compare with), "dots" (joined), "steps" (arrows)
    label: str = ""
    area: str = ""  # words in the shaded area between the curve and zero


@dataclass(frozen=True, slots=True)
class Plot:
    """``across`` and ``up`` are the names of the axes."""

    low: float  # the first x
    high: float  # the last one
    curves: tuple[Curve, ...]
    title: str = ""
    across: str = ""
    up: str = ""


@dataclass(frozen=True, slots=True)
class Plots:
    """Plots side by side."""

    plots: tuple[Plot, ...]
    numbers: bool  # on the axes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands in a data file, and how many letters of it fit."""

    file: str
    line: int
    letters: int

    def wrong(self, message: str) -> KbError:
        return KbError(f"{self.file}:{self.line}: {message}")


def plots_from(file: str, records: Sequence[Record], line: int, numbers: bool) -> Plots:
    """Return plots with the points of their curves.

    ``line`` is where they stand in ``file``.  Raises :class:`KbError`.
    """
    _count(_Place(file, line, 0), "plots", records)
    letters = _LETTERS[len(records)]
    plots = (_plot(record, _Place(file, record.line, letters)) for record in records)
    return Plots(tuple(plots), numbers)


def _count(place: _Place, name: str, items: Sequence[object]) -> None:
    if not 0 < len(items) <= _MOST[name]:
        raise place.wrong(f'"{name}" has {len(items)}, expected 1 to {_MOST[name]}')


def _words(place: _Place, record: Mapping[str, str], *keys: str) -> list[str]:
    found = [" ".join(record.get(key, "").split()) for key in keys]
    for key, text in zip(keys, found, strict=True):
        if len(text) > place.letters:
            most = f"expected at most {place.letters} here"
            raise place.wrong(f'"{key}" has {len(text)} letters, {most}')
    return found


def _plot(record: Record, place: _Place) -> Plot:
    low, high = (_number(place, key, record[key]) for key in ("from", "to"))
    if not low < high:
        raise place.wrong(f'"from" is {low:g} and "to" is {high:g}, expected a larger "to"')
    _count(place, "curves", record["curves"])
    curves = tuple(
        _curve(each, _Place(place.file, each.line, place.letters), low, high)
        for each in record["curves"]
    )
    return Plot(low, high, curves, *_words(place, record, "title", "across", "up"))


def _number(place: _Place, name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise place.wrong(f'"{name}" has "{text}", expected a number of up to six digits')
    return float(text)


def _curve(record: Record, place: _Place, low: float, high: float) -> Curve:
    looks = [key for key in ("dashed", "area", "dots", "steps") if record.get(key)]
    if len(looks) > 1:
        raise place.wrong(f'a curve with "{looks[0]}" and "{looks[1]}", expected one of them')
    look = looks[0] if looks and looks[0] != "area" else "line"
    if look in ("dots", "steps"):
        places = _places(record[look], look, place, low, high)
    else:
        places = [low + (high - low) * step / _STEPS for step in range(_STEPS + 1)]
    label, area = _words(place, record, "label", "area")
    try:
        points = _points(function_from(record["y"]), places)
    except NotAFunction as error:
        raise place.wrong(str(error)) from None
    return Curve(points, look, label, area)


def _places(texts: Sequence[str], look: str, place: _Place, low: float, high: float) -> list[float]:
    """Return where dots or steps are, on the axis across."""
    _count(place, look, texts)
    places = [_number(place, look, text) for text in texts]
    for x in places:
        if not low <= x <= high:
            expected = f"expected numbers from {low:g} to {high:g}"
            raise place.wrong(f'"{look}" has {x:g}, {expected}')
    return places


def _points(function: Function, places: Sequence[float]) -> tuple[Point, ...]:
    """Return points to nine digits: processors differ in the last ones."""
    return tuple((float(f"{x:.9g}"), float(f"{function(x):.9g}")) for x in places)
