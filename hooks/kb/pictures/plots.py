"""Plots: curves of functions on axes, as ``pictures.yml`` describes them and as points.

Everything is computed here; what lines and letters are put on paper for it is decided by the
plotting library that :class:`kb.tools.Tools` brings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.data import Fields, Flag, ListOf, Record, Text
from kb.model import KbError
from kb.pictures.functions import Function, NotAFunction, function_from

_STEPS = 200  # stretches of a curve: a bend in the middle of the range falls between two
_NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")
_MOST = {"plots": 4, "curves": 5, "dots": 50, "steps": 50}

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


def plots_from(file: str, records: Sequence[Record], line: int, numbers: bool) -> Plots:
    """Return plots with the points of their curves.

    ``line`` is where they stand in ``file``.  Raises :class:`KbError`.
    """
    _count(file, line, "plots", records)
    return Plots(tuple(_plot(file, record) for record in records), numbers)


def _count(file: str, line: int, name: str, items: Sequence[object]) -> None:
    if not 0 < len(items) <= _MOST[name]:
        raise KbError(f'{file}:{line}: "{name}" has {len(items)}, expected 1 to {_MOST[name]}')


def _plot(file: str, record: Record) -> Plot:
    low, high = (_number(file, record.line, key, record[key]) for key in ("from", "to"))
    if not low < high:
        raise KbError(
            f'{file}:{record.line}: "from" is {low:g} and "to" is {high:g}, expected a larger "to"'
        )
    _count(file, record.line, "curves", record["curves"])
    curves = tuple(_curve(file, each, low, high) for each in record["curves"])
    names = {key: " ".join(record.get(key, "").split()) for key in ("title", "across", "up")}
    return Plot(low, high, curves, **names)


def _number(file: str, line: int, name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise KbError(f'{file}:{line}: "{name}" is "{text}", expected a number of up to six digits')
    return float(text)


def _curve(file: str, record: Record, low: float, high: float) -> Curve:
    looks = [key for key in ("dashed", "area", "dots", "steps") if record.get(key)]
    if len(looks) > 1:
        both = f'"{looks[0]}" and "{looks[1]}"'
        raise KbError(f"{file}:{record.line}: this curve has {both}, expected one of them")
    look = looks[0] if looks and looks[0] != "area" else "line"
    if look in ("dots", "steps"):
        _count(file, record.line, look, record[look])
        places = [_number(file, record.line, look, text) for text in record[look]]
        for x in places:
            if not low <= x <= high:
                expected = f"expected it between {low:g} and {high:g}"
                raise KbError(f'{file}:{record.line}: "{look}" has {x:g}, {expected}')
    else:
        places = [low + (high - low) * step / _STEPS for step in range(_STEPS + 1)]
    label, area = (" ".join(record.get(key, "").split()) for key in ("label", "area"))
    try:
        points = _points(function_from(record["y"]), places)
    except NotAFunction as error:
        raise KbError(f"{file}:{record.line}: {error}") from None
    return Curve(points, look, label, area)


def _points(function: Function, places: Sequence[float]) -> tuple[Point, ...]:
    """Return points to nine digits: processors differ in the last ones."""
    return tuple((float(f"{x:.9g}"), float(f"{function(x):.9g}")) for x in places)
