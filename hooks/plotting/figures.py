"""Plots drawn by Matplotlib: thin lines, words beside them, nothing else."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import count, pairwise

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import IdentityTransform

from kb.pictures.drawing import Drawing
from kb.pictures.labels import Point, Room, Surroundings, dense, room_for, room_in
from kb.pictures.plots import Curve, Plot, Plots
from plotting.svg_parts import MARK, drawing_in

_ONE = (290.0, 185.0)  # px, of a plot that stands alone
_PAIR = (184.0, 150.0)  # px, of one of several
_GAP = 20.0  # px, between them
_TITLE, _NAME, _EDGE = 20.0, 18.0, 8.0  # px, around the axes
_DIGIT, _LINE = 6.6, 12.0  # px, width and height of a digit at an axis
_THIN = 1.0  # px, for the width of a line
_AIR = 0.06  # of the height, between curves and the edges
_SHORT = 14.0  # px: an arrow's head would hide a shorter step
_HEAD = {"arrowstyle": "-|>,head_length=6,head_width=2.4", "mutation_scale": 1, "shrinkA": 0}


def drawn(plots: Plots) -> Drawing:
    """Return what Matplotlib makes of plots; the same plots give the same bytes."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()  # whatever a person has set at home
        matplotlib.rcParams.update({"svg.fonttype": "none", "text.parse_math": False})
        warnings.simplefilter("ignore")  # it may lack a letter; the browser writes the words
        file = StringIO()
        _figure(plots).savefig(file, format="svg", metadata={"Date": None})
    return drawing_in(file.getvalue())


def _figure(plots: Plots) -> Figure:
    amount = len(plots.plots)
    columns, (wide, high) = (1, _ONE) if amount == 1 else (2, _PAIR)
    rows = -(-amount // columns)
    whole = columns * (wide + _GAP) - _GAP, rows * (high + _GAP) - _GAP
    figure = Figure((whole[0] / 72, whole[1] / 72), dpi=72)
    for number, plot in enumerate(plots.plots):
        row, column = divmod(number, columns)
        low = whole[1] - high - row * (high + _GAP)
        _draw(figure, plot, Room(column * (wide + _GAP), low, wide, high), plots.numbers)
    return figure


def _draw(figure: Figure, plot: Plot, room: Room, numbers: bool) -> None:
    axes, frame = _axes(figure, plot, room, numbers)
    taken = _numbered(axes, plot) if numbers else []
    if plot.title:
        _say(axes, "title", frame.x, room.y + room.height - 12, "left", plot.title)
    if plot.across:
        _say(axes, "name", frame.x + frame.width, room.y + 4, "right", plot.across)
        taken.append(Room(frame.x, room.y, frame.width, 14))
    if plot.up:
        _say(axes, "name", frame.x, frame.y + frame.height + 6, "left", plot.up)
    numbered = count(1)
    looks = [_look(curve, plot, numbered) for curve in plot.curves]
    for curve, look in zip(plot.curves, looks, strict=True):
        _draw_curve(axes, curve, look)
    below = Room(room.x, room.y, room.width, frame.y + frame.height - room.y)
    _label(axes, plot, looks, Surroundings(below, _axis_lines(axes, numbers), (), taken))


def _axes(figure: Figure, plot: Plot, room: Room, numbers: bool) -> tuple[Axes, Room]:
    """Return axes with the range of a plot, and where they stand, in px."""
    top = (_TITLE if plot.title else 0) + (_NAME if plot.up else 0) + 4
    shaded = any(curve.area for curve in plot.curves)
    heights = [y for curve in plot.curves for _, y in curve.points] + [0.0] * shaded
    air = _AIR * ((max(heights) - min(heights)) or 1.0)
    bottom = 0.0 if shaded and min(heights) == 0 else min(heights) - air
    widest = max((len(text) for text in _ticks((bottom, max(heights) + air)).values()), default=0)
    left = _EDGE if plot.low < 0 < plot.high else _DIGIT * widest + _EDGE
    left = left if numbers else _THIN
    low = _NAME + (_LINE if numbers and plot.across else 0)
    width, height = room.width - left - _EDGE, room.height - top - low
    frame = Room(room.x + left, room.y + low, width, height)
    size = figure.get_size_inches() * 72
    axes = figure.add_axes(
        (frame.x / size[0], frame.y / size[1], frame.width / size[0], frame.height / size[1])
    )
    axes.set_xlim(plot.low, plot.high)
    axes.set_ylim(bottom, max(heights) + air)
    axes.spines[["top", "right"]].set_visible(False)
    for side in ("left", "bottom"):
        _mark(axes.spines[side], "axis")
    axes.tick_params(length=3, pad=2, labelsize=10)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes, frame


def _numbered(axes: Axes, plot: Plot) -> list[Room]:
    """Put the axes through zero, with a few numbers; return where the numbers stand.

    A number is left out where a curve would strike it through.
    """
    points = [point for curve in plot.curves for point in dense(_in_px(axes, curve.points))]
    ranges = axes.get_xlim(), axes.get_ylim()
    rooms: list[Room] = []
    for side, ends in zip(("left", "bottom"), ranges, strict=True):
        if ends[0] < 0 < ends[1]:
            axes.spines[side].set_position("zero")
    for axis, ends in zip((axes.xaxis, axes.yaxis), ranges, strict=True):
        ticks = _ticks(ends)
        spots = zip(ticks, _ticked(axis, ticks), strict=True)
        free = {tick for tick, room in spots if all(room.distance(x) > 1 for x in points)}
        rooms += _ticked(axis, {tick: text for tick, text in ticks.items() if tick in free})
    return rooms


def _ticks(ends: tuple[float, float]) -> dict[float, str]:
    """Return a few round numbers of a range with what is written at an axis for them."""
    found = [float(x) for x in MaxNLocator(2, steps=[1, 2, 5, 10]).tick_values(*ends)]
    crossed = ends[0] < 0 < ends[1]  # by the other axis, at zero
    return {
        tick: f"{tick:,.9g}".replace("-", "−")
        for tick in found
        if ends[0] <= tick <= ends[1] and not (crossed and tick == 0)
    }


def _ticked(axis: Axis, ticks: Mapping[float, str]) -> list[Room]:
    """Put numbers at an axis; return where they stand."""
    axis.set_ticks(list(ticks), list(ticks.values()))
    rooms = []
    for tick in axis.get_major_ticks():
        _mark(tick.tick1line, "axis")
        _mark(tick.label1, "number")
        box = tick.label1.get_window_extent()
        rooms.append(Room(box.x0, box.y0, box.width, box.height))
    return rooms


def _axis_lines(axes: Axes, numbers: bool) -> list[list[Point]]:
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    x = 0 if numbers and left < 0 < right else left
    y = 0 if numbers and low < 0 < high else low
    return [_in_px(axes, [(x, low), (x, high)]), _in_px(axes, [(left, y), (right, y)])]


def _look(curve: Curve, plot: Plot, numbers: Iterator[int]) -> str:
    """Return the look of a curve: its number, but quiet where it is there for another one."""
    if curve.look == "dashed":
        return "dashed"
    stepped = any(other.look == "steps" for other in plot.curves)
    return "plain" if stepped and curve.look == "line" else f"curve {next(numbers)}"


def _draw_curve(axes: Axes, curve: Curve, look: str) -> None:
    x, y = zip(*curve.points, strict=True)
    colour = look.partition(" ")[2]
    if curve.area:
        _mark(axes.fill_between(x, y, 0, clip_on=False, linewidth=0), f"area {colour}")
    (line,) = axes.plot(x, y, clip_on=False)
    _mark(line, f"thin {colour}" if curve.look == "steps" else look)
    if curve.look in ("dots", "steps"):
        (dots,) = axes.plot(x, y, "o", markersize=6 if curve.look == "dots" else 4, clip_on=False)
        _mark(dots, f"dot {colour}")
    for start, end in pairwise(curve.points):
        (left, low), (right, high) = _in_px(axes, (start, end))
        if curve.look == "steps" and (right - left) ** 2 + (high - low) ** 2 > _SHORT**2:
            tie = axes.annotate("", end, start, arrowprops={**_HEAD, "shrinkB": 1.5})
            assert tie.arrow_patch is not None
            _mark(tie.arrow_patch, f"arrow {colour}")


def _label(axes: Axes, plot: Plot, looks: Sequence[str], around: Surroundings) -> None:
    """Write the names of areas into them and those of curves beside them."""
    lines = [_in_px(axes, curve.points) for curve in plot.curves]
    words, shades = [*around.words], [*around.shades]
    ((_, zero),) = _in_px(axes, [(plot.low, 0)])
    for curve, line in zip(plot.curves, lines, strict=True):
        if curve.area:
            others = [*around.lines, *(other for other in lines if other is not line)]
            seen = Surroundings(around.frame, others, (), words)
            words.append(room_in(curve.area, line, zero, seen))
            _say_in(axes, "name", words[-1], curve.area)
            shades += [
                (x, zero + (y - zero) * part / 20) for x, y in line[::4] for part in range(20)
            ]
    for curve, line, look in zip(plot.curves, lines, looks, strict=True):
        if curve.label:
            others = [*around.lines, *(other for other in lines if other is not line)]
            seen = Surroundings(around.frame, others, shades, words)
            words.append(room_for(curve.label, line, seen))
            colour = look.partition(" ")[2]
            _say_in(axes, f"label {colour}" if colour else "name", words[-1], curve.label)


def _in_px(axes: Axes, points: Sequence[Point]) -> list[Point]:
    return [(float(x), float(y)) for x, y in axes.transData.transform(points)]


def _say(axes: Axes, look: str, x: float, y: float, side: str, text: str) -> None:
    """Write words at a spot in px from the lower left of the picture."""
    words = axes.text(x, y, text, ha=side, fontsize=12, transform=IdentityTransform())
    _mark(words, look)


def _say_in(axes: Axes, look: str, room: Room, text: str) -> None:
    _say(axes, look, room.middle[0], room.y + 2, "center", text)


def _mark(artist: Artist, look: str) -> None:
    artist.set_gid(f"{MARK}{look}")
