"""Where the terms of the map stand: networkx lays it out, once for each content.

Beside the core, not in it, because it keeps files; the library is imported only for a new map.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import sealed
from kb.termmap import HEIGHT, WIDTH, Graph, anchors

_FORMAT = 1  # of the rules below: raise it, and every map is laid out anew
_ROOM = 0.12  # heights of the picture, between two nodes that pull at each other
_KIN = 1.2  # pull between a term and its topic; one between related terms


def positions(
    graph: Graph, cache: Path, notice: Callable[[str], None]
) -> dict[str, tuple[float, float]]:
    """Return where each node stands, in px, by its key.

    ``cache`` is a folder (made if missing); what is wrong with it goes to ``notice`` and costs
    time only.
    """
    if not graph.nodes:
        return {}
    maker = (_FORMAT, version("networkx"))
    places = [(node.key, node.topic) for node in graph.nodes]
    content = json.dumps([maker, anchors(graph), places, graph.edges])

    def make() -> bytes:
        return json.dumps(_laid_out(graph)).encode()

    found = json.loads(sealed.once(cache, "map", content, make, notice))
    return {key: (x, y) for key, (x, y) in found.items()}


def _laid_out(graph: Graph) -> dict[str, tuple[float, float]]:
    import networkx  # 0.7 s, and only a new map needs it

    centres = anchors(graph)
    net: networkx.Graph[str] = networkx.Graph()
    start: dict[str, tuple[float, float]] = {}
    home = {node.topic: node.key for node in graph.nodes if node.is_topic}
    for number, node in enumerate(graph.nodes):
        net.add_node(node.key)
        x, y = centres[home[node.topic]]
        turn = 2.4 * number  # the golden angle, roughly: no two start on one spot
        reach = 0 if node.is_topic else 0.09
        start[node.key] = (x / HEIGHT + reach * math.cos(turn), y / HEIGHT + reach * math.sin(turn))
        if not node.is_topic:
            net.add_edge(node.key, home[node.topic], weight=_KIN)
    net.add_edges_from(graph.edges, weight=1.0)
    found = networkx.spring_layout(
        net, pos=start, fixed=list(home.values()), k=_ROOM, iterations=150, seed=1
    )
    wide = _fitted([float(spot[0]) for spot in found.values()], WIDTH)
    high = _fitted([float(spot[1]) for spot in found.values()], HEIGHT)
    return dict(zip(found, zip(wide, high, strict=True), strict=True))


def _fitted(sides: list[float], size: float) -> list[float]:
    """Return coordinates stretched to fill the picture but for a margin, in px."""
    low, span = min(sides), (max(sides) - min(sides)) or 1.0
    margin = 0.07 * size
    return [round(margin + (side - low) / span * (size - 2 * margin), 2) for side in sides]
