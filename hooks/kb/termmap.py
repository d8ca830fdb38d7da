"""The map: the topics and their strongest-connected terms, as a picture and as text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import cos, log, pi, sin, sqrt

WIDTH, HEIGHT = 1000.0, 800.0  # px, the natural size that positions aim at
_MOST = 45  # terms
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
