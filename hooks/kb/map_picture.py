"""The map of the terms as SVG: labels that do not touch, and lines between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

from kb.termmap import HEIGHT, WIDTH, Graph, Node, Spots, text_of
from kb.typography import pictured

_COLOURS = 5
_PAD = 24  # px between a label's words and the ends of its box, both sides together
_BOX = 30.0  # px, height of a label of one line
_LINE = 15.0  # px, of a second one
_GAP = (10.0, 14.0)  # px between labels
_LETTER = {"term": 7.6, "topic": 9.9}  # px, generous for 13 and 15 px of any system font
_WRAP = 20  # letters


@dataclass(frozen=True, slots=True)
class _Label:
    node: Node
    lines: tuple[str, ...]
    width: float
    height: float


def _label(node: Node) -> _Label:
    """Return the words of a node, on two lines if that makes them much narrower."""
    words = pictured(" ".join(node.label.split())).split(" ")
    lines = [" ".join(words)]
    if len(lines[0]) > _WRAP and len(words) > 1:
        halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
        lines = list(min(halves, key=lambda half: max(map(len, half))))
    letter = _LETTER["topic" if node.is_topic else "term"]
    width = round(max(map(len, lines)) * letter + _PAD, 2)
    return _Label(node, tuple(lines), width, _BOX + _LINE * (len(lines) - 1))


def _collide(one: _Label, at: tuple[float, float], other: _Label, to: tuple[float, float]) -> bool:
    wide = (one.width + other.width) / 2 + _GAP[0]
    high = (one.height + other.height) / 2 + _GAP[1]
    return abs(at[0] - to[0]) < wide and abs(at[1] - to[1]) < high


def _inside(label: _Label, x: float) -> float:
    margin = min(label.width / 2 + 2, WIDTH / 2)
    return min(max(x, margin), WIDTH - margin)


def _spread(labels: Sequence[_Label], wanted: Mapping[str, tuple[float, float]]) -> Spots:
    """Return for each label the spot nearest to its wish where it touches none before it."""
    placed: list[tuple[_Label, tuple[float, float]]] = []
    for label in labels:
        placed.append(
            (label, _free(label, wanted.get(label.node.key, (WIDTH / 2, HEIGHT / 2)), placed))
        )
    return {label.node.key: at for label, at in placed}


def _free(
    label: _Label, wish: tuple[float, float], placed: Sequence[tuple[_Label, tuple[float, float]]]
) -> tuple[float, float]:
    """Return the free spot nearest to the wish; the picture may grow downwards and upwards."""
    for ring in range(2000):
        for step in range(16 if ring else 1):
            angle = 2 * pi * step / 16
            x = round(_inside(label, wish[0] + 8 * ring * cos(angle)), 2)
            spot = (x, round(wish[1] + 6 * ring * sin(angle), 2))
            if not any(_collide(label, spot, other, to) for other, to in placed):
                return spot
    raise AssertionError("there is room above and below")


def svg_of(
    graph: Graph, positions: Mapping[str, tuple[float, float]], hrefs: Mapping[str, str]
) -> str:
    """Return the picture on one line.  ``positions`` and ``hrefs`` are by key of the nodes."""
    labels = [_label(node) for node in graph.nodes]
    spots = _spread(labels, positions)
    top = min((spots[one.node.key][1] - one.height / 2 for one in labels), default=0.0) - 8
    low = max((spots[one.node.key][1] + one.height / 2 for one in labels), default=0.0) + 8
    spots = {key: (x, round(y - top, 2)) for key, (x, y) in spots.items()}
    topics = list(dict.fromkeys(node.topic for node in graph.nodes))
    number = {topic: i % _COLOURS + 1 for i, topic in enumerate(topics)}
    near = {term: others for _, terms in text_of(graph) for term, others in terms}
    name = "Map of the topics and their terms"
    parts = [
        f'<svg class="kb-map" xmlns="http://www.w3.org/2000/svg" role="group" aria-label="{name}" '
        f'viewBox="0 0 {WIDTH:g} {low - top:g}" width="{WIDTH:g}" height="{low - top:g}">'
        f"<title>{name}</title>",
        *_lines(graph, spots, number),
    ]
    for label in labels:
        parts.append(_drawn(label, spots[label.node.key], number, near, hrefs))
    return "".join([*parts, "</svg>"])


def _lines(graph: Graph, spots: Spots, number: Mapping[str, int]) -> list[str]:
    """Return the edges: those within a topic in its colour, the others without one."""
    topic = {node.key: node.topic for node in graph.nodes}
    paths: dict[str, list[str]] = {}
    for one, other in graph.edges:
        inner = topic[one] == topic[other]
        kind = f" kb-map-{number[topic[one]]}" if inner else ""
        (x, y), (to_x, to_y) = spots[one], spots[other]
        paths.setdefault(kind, []).append(f"M{x:g} {y:g}L{to_x:g} {to_y:g}")
    return [
        f'<path class="kb-map-edges{kind}" d="{"".join(paths[kind])}"/>' for kind in sorted(paths)
    ]


def _drawn(
    label: _Label,
    spot: tuple[float, float],
    number: Mapping[str, int],
    near: Mapping[str, Sequence[str]],
    hrefs: Mapping[str, str],
) -> str:
    node, (x, y) = label.node, spot
    words = " ".join(label.lines)
    others = "" if node.is_topic else ", ".join(near[node.label])
    title = f"{words}: {pictured(' '.join(others.split()))}" if others else words
    first = y - _LINE * (len(label.lines) - 1) / 2 + 4.5
    lines = "".join(
        f'<tspan x="{x:g}" y="{first + _LINE * i:g}">{escape(line)}</tspan>'
        for i, line in enumerate(label.lines)
    )
    left, top = x - label.width / 2, y - label.height / 2
    box = f'width="{label.width:g}" height="{label.height:g}"'
    inside = (
        f'<title>{escape(title)}</title><rect x="{left:g}" y="{top:g}" {box} rx="{_BOX / 2:g}"/>'
        f'<text text-anchor="middle" font-size="{15 if node.is_topic else 13}">{lines}</text>'
    )
    kind = "topic" if node.is_topic else "term"
    where = f'class="kb-map-{kind} kb-map-{number[node.topic]}"'
    href = hrefs.get(node.key)
    return f'<a {where} href="{escape(href)}">{inside}</a>' if href else f"<g {where}>{inside}</g>"
