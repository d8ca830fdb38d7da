"""The map: the topics and their strongest-connected terms, as a picture and as text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, log, pi, sin, sqrt

from kb.typography import pictured

WIDTH, HEIGHT = 1000.0, 800.0  # px, the natural size that positions aim at
_MOST = 45  # terms
_COLOURS = 5
_PAD = 24  # px between a label's words and the ends of its box, both sides together
_BOX = 30.0  # px, height of a label of one line
_LINE = 15.0  # px, of a second one
_GAP = (10.0, 14.0)  # px between labels
_LETTER = {"term": 7.6, "topic": 9.9}  # px, generous for 13 and 15 px of any system font
_WRAP = 20  # letters
_NEAREST = 3  # edges a term may ask for

Spots = dict[str, tuple[float, float]]  # px, by key of the node


@dataclass(frozen=True, slots=True)
class Node:
    key: str  # the term, or what topic_key makes of a topic
    label: str
    topic: str
    is_topic: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]  # each topic, then its terms
    edges: tuple[tuple[str, str], ...]  # keys of terms, each pair once


def topic_key(topic: str) -> str:
    """Return the key of a topic: a term may have the same name."""
    return f"topic: {topic}"


def graph_from(
    related: Mapping[str, Sequence[str]],
    mentions: Mapping[str, Collection[str]],
    term_topics: Mapping[str, str],
    order: Sequence[str] = (),
) -> Graph:
    """Return about 45 terms, balanced over the topics, with what ties them.

    ``order`` are the topics in the order of the site; those it lacks follow by name.
    """
    counts: dict[str, int] = {}
    for terms in mentions.values():
        for term in {*terms}:
            counts[term] = counts.get(term, 0) + 1
    known = {t: [o for o in related[t] if o in term_topics] for t in related if t in term_topics}
    score = dict.fromkeys(known, 0.0)
    for term, others in known.items():
        for rank, other in enumerate(others):
            for end in (term, other):
                score[end] = score.get(end, 0.0) + 1 / (rank + 1)
    score = {term: value * log(1 + counts.get(term, 0)) for term, value in score.items()}
    chosen = _balanced(score, term_topics)
    edges = _edges(known, chosen)
    tied = {end for edge in edges for end in edge}
    names = {term_topics[term] for term in tied}
    topics = [topic for topic in dict.fromkeys(order) if topic in names]
    topics += sorted(names - {*topics})
    nodes: list[Node] = []
    for topic in topics:
        nodes.append(Node(topic_key(topic), topic, topic, is_topic=True))
        nodes += [Node(t, t, topic) for t in chosen if t in tied and term_topics[t] == topic]
    return Graph(tuple(nodes), edges)


def _balanced(score: Mapping[str, float], term_topics: Mapping[str, str]) -> list[str]:
    """Return the best terms; a topic's share grows with the root of what it has to offer."""
    ranked: dict[str, list[str]] = {}
    for term in sorted(score, key=lambda term: (-round(score[term], 6), term)):
        if score[term]:
            ranked.setdefault(term_topics[term], []).append(term)
    whole = sum(sqrt(len(terms)) for terms in ranked.values())
    chosen = [
        term
        for terms in ranked.values()
        for term in terms[: max(2, round(_MOST * sqrt(len(terms)) / whole))]
    ]
    return sorted(chosen, key=lambda term: (-round(score[term], 6), term))[: 2 * _MOST]


def _edges(
    known: Mapping[str, Sequence[str]], chosen: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    inside, found = {*chosen}, set()
    for term in chosen:
        nearest = [other for other in known.get(term, ()) if other in inside and other != term]
        found |= {(min(term, o), max(term, o)) for o in nearest[:_NEAREST]}
    return tuple(sorted(found))


def anchors(graph: Graph) -> Spots:
    """Return where each topic stands, by its key: on an ellipse, the first at the upper left."""
    topics = [node for node in graph.nodes if node.is_topic]
    turn = [2 * pi * i / max(len(topics), 1) - 0.8 * pi for i in range(len(topics))]
    middle, reach = (WIDTH / 2, HEIGHT / 2), (WIDTH * 0.32, HEIGHT * 0.32)
    return {
        node.key: (round(middle[0] + reach[0] * cos(a), 2), round(middle[1] + reach[1] * sin(a), 2))
        for node, a in zip(topics, turn, strict=True)
    }


def text_of(graph: Graph) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return what the picture says: the topics, their terms, and the neighbours of each."""
    near: dict[str, list[str]] = {node.key: [] for node in graph.nodes}
    for one, other in graph.edges:
        near[one].append(other)
        near[other].append(one)
    said: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for node in graph.nodes:
        if node.is_topic:
            said.append((node.label, []))
        else:
            said[-1][1].append((node.label, sorted(near[node.key])))
    return said


# --- The picture ---


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
