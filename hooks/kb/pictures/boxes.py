"""Boxes: what is inside of what, and what goes from one part to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.data import Fields, ListOf, Record, Text, Tree
from kb.model import KbError
from kb.pictures.arrows import Arrow, NoWay, Spot, drawn_arrow
from kb.pictures.drawing import WIDEST, Drawing, Label, Stroke, Words, box, drawing, label_of, named

SHAPE = Tree()
ARROWS = ListOf(Fields(required={"from": Text(), "to": Text()}, optional={"label": Text()}))
_MOST = 40  # boxes
_DEEPEST = 6  # boxes in each other
_PAD = 12.0  # px, between the edge of a box and what is in it
_GAP = 8.0  # px, between boxes
_ROOM = 16.0  # px, more than an arrow's words need between boxes
_LABEL = 140.0  # px, of words at most, in a box without others and beside an arrow


@dataclass(frozen=True, slots=True)
class _Box:
    name: str
    names: frozenset[str]  # its own and those of the boxes in it
    label: Label
    width: float
    height: float
    inner: tuple[tuple[float, float, _Box], ...] = ()  # how far across and down in it


def boxes_from(file: str, tree: Record, ties: Sequence[Record]) -> Drawing:
    """Return boxes, one below the other; those that hold no others side by side if they fit.

    ``ties`` are the arrows.  Raises :class:`KbError`.
    """
    names = list(_names(file, tree))
    if not 0 < len(names) <= _MOST:
        raise KbError(f'{file}:{tree.line}: "boxes" has {len(names)}, expected 1 to {_MOST}')
    if len(ties) > _MOST:
        raise KbError(f"{file}:{ties[0].line}: {len(ties)} arrows, expected at most {_MOST}")
    arrows = [_arrow(file, tie, Counter(names)) for tie in ties]
    inner, width, height = _arranged(_boxes(tree, WIDEST, arrows), WIDEST, arrows)
    placed = list(_placed(inner, 0.5, 0.5))
    strokes = [
        Stroke("box" if one.inner else "part", box(spot.x, spot.y, one.width, one.height))
        for spot, one in placed
    ]
    words = [line for spot, one in placed for line in _words(spot, one)]
    for arrow in arrows:
        try:
            lines, said = drawn_arrow(arrow, [spot for spot, _ in placed])
        except NoWay as why:
            ends = f'no arrow from "{arrow.start}" to "{arrow.end}": {why}'
            raise KbError(f"{file}:{arrow.line}: {ends}, expected boxes side by side") from None
        strokes += lines
        words += said
        if said and said[0].anchor == "start":
            width = max(width, said[0].x + arrow.label.width)
    return drawing(width + 1, height + 1, strokes, words)


def _names(file: str, tree: Record, depth: int = 1) -> Iterator[str]:
    """Yield the names of all boxes, the outer before the inner ones."""
    for label, below in tree.items():
        if depth > _DEEPEST:
            expected = f"expected at most {_DEEPEST} boxes in each other"
            raise KbError(f'{file}:{below.line}: "{label}" is nested too deep, {expected}')
        yield named(label)[0]
        yield from _names(file, below, depth + 1)


def _arrow(file: str, tie: Record, names: Counter[str]) -> Arrow:
    start, end = named(tie["from"])[0], named(tie["to"])[0]
    for key, name in (("from", start), ("to", end)):
        if names[name] != 1:
            found = "two boxes have" if names[name] else "no box has"
            expected = "expected a name that one box has"
            raise KbError(f'{file}:{tie.line}: {found} the name "{name}" of "{key}", {expected}')
    return Arrow(start, end, label_of(tie.get("label", ""), _LABEL, "quiet"), tie.line)


def _boxes(tree: Record, room: float, arrows: Sequence[Arrow]) -> list[_Box]:
    """Return boxes with their measures; ``room`` is the width of what is around them, in px."""
    found = []
    for text, below in tree.items():
        within = room - 2 * _PAD
        name = named(text)[0]
        if not below:
            label = label_of(text, min(within, _LABEL))
            width, height = max(label.width, 44) + 2 * _PAD, label.height + _PAD
            found.append(_Box(name, frozenset([name]), label, width, height))
            continue
        label = label_of(text, within)
        inner, width, height = _arranged(_boxes(below, within, arrows), within, arrows)
        top = label.height + _PAD
        found.append(
            _Box(
                name,
                frozenset([name]).union(*(one.names for _, _, one in inner)),
                label,
                max(width, label.width) + 2 * _PAD,
                top + height + _PAD,
                tuple((x + _PAD, y + top, one) for x, y, one in inner),
            )
        )
    return found


def _arranged(
    boxes: Sequence[_Box], room: float, arrows: Sequence[Arrow]
) -> tuple[tuple[tuple[float, float, _Box], ...], float, float]:
    """Return boxes in a row or in a column, with the width and the height of all."""
    tied = [
        [arrow.label for arrow in arrows if arrow.ties(one.names, other.names)]
        for one, other in pairwise(boxes)
    ]
    gaps = [max((x.width + _ROOM for x in some), default=_GAP) for some in tied]
    width = sum(one.width for one in boxes) + sum(gaps)
    if not any(one.inner for one in boxes) and width <= room:
        said = max((label.height for some in tied for label in some), default=0.0)
        height = max(*(one.height for one in boxes), 2 * said + _PAD)  # words stand above arrows
        starts = _starts([one.width for one in boxes], gaps)
        row = zip(starts, boxes, strict=True)
        return tuple((x, (height - one.height) / 2, one) for x, one in row), width, height
    gaps = [max((x.height + _ROOM for x in some), default=_GAP) for some in tied]
    width = max(one.width for one in boxes)
    starts = _starts([one.height for one in boxes], gaps)
    column = zip(starts, boxes, strict=True)
    inner = tuple(((width - one.width) / 2, y, one) for y, one in column)
    return inner, width, starts[-1] + boxes[-1].height


def _starts(sizes: Sequence[float], gaps: Sequence[float]) -> list[float]:
    starts = [0.0]
    for size, gap in zip(sizes, gaps, strict=False):
        starts.append(starts[-1] + size + gap)
    return starts


def _placed(
    inner: Sequence[tuple[float, float, _Box]], x: float, y: float, way: tuple[int, ...] = ()
) -> Iterator[tuple[Spot, _Box]]:
    """Yield every box with its spot, the outer before the inner ones."""
    for number, (across, down, one) in enumerate(inner):
        spot = Spot(one.name, (*way, number), x + across, y + down, one.width, one.height)
        yield spot, one
        yield from _placed(one.inner, spot.x, spot.y, spot.way)


def _words(spot: Spot, one: _Box) -> list[Words]:
    if not one.inner:
        return one.label.at(spot.x + one.width / 2, spot.y + one.height / 2)
    return one.label.at(spot.x + _PAD, spot.y + (one.label.height + _PAD) / 2 + 1, "start")
