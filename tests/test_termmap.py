"""The map: which terms are on it, where they stand, what the picture and the text say."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kb.map_picture import svg_of
from kb.termmap import Graph, Node, anchors, graph_from, text_of, topic_key
from map_layout import positions
from stand_ins import silent

SVG = "{http://www.w3.org/2000/svg}"
RELATED = {"a": ("b",), "b": ("a", "c"), "c": (), "alone": ()}
TOPICS = {"a": "One", "b": "One", "c": "Two", "alone": "Two"}
MENTIONS = {"n1": ["a", "b"], "n2": ["b", "c"], "n3": ["alone"]}


def small() -> Graph:
    return graph_from(RELATED, MENTIONS, TOPICS, ["Two", "One"])


def large() -> Graph:
    """Return the map of 5 topics with many terms; the first has ten times as many."""
    sizes = {"A": 200, "B": 20, "C": 20, "D": 20, "E": 20}
    topics = {f"term {t}{n}": t for t, size in sizes.items() for n in range(size)}
    names = list(topics)
    ring = zip(names, names[1:] + names[:1], strict=True)
    related = {one: (other,) for one, other in ring}
    return graph_from(related, {f"n{i}": [name] for i, name in enumerate(names)}, topics)


def test_topics_in_the_order_of_the_site_and_terms_that_are_tied() -> None:
    assert [node.key for node in small().nodes] == ["topic: Two", "c", "topic: One", "b", "a"]
    assert small().edges == (("a", "b"), ("b", "c"))


def test_the_text_alternative_says_the_same() -> None:
    assert text_of(small()) == [("Two", [("c", ["b"])]), ("One", [("b", ["a", "c"]), ("a", ["b"])])]


def test_some_45_terms_balanced_over_the_topics() -> None:
    terms = [node.topic for node in large().nodes if not node.is_topic]
    assert 30 <= len(terms) <= 50
    assert max(terms.count(topic) for topic in "ABCDE") <= 20
    assert min(terms.count(topic) for topic in "ABCDE") >= 5


@pytest.mark.parametrize("where", ["anchors", "one spot", "far outside"])
def test_no_two_labels_touch_wherever_the_layout_puts_them(where: str) -> None:
    graph = large()
    spot = {"anchors": (500.0, 400.0), "one spot": (0.0, 0.0), "far outside": (9e4, -9e4)}[where]
    wanted = anchors(graph) if where == "anchors" else {node.key: spot for node in graph.nodes}
    tree = ElementTree.fromstring(svg_of(graph, wanted, {}))
    width, height = float(tree.get("width", "")), float(tree.get("height", ""))
    boxes = [
        tuple(float(rect.get(side, "")) for side in ("x", "y", "width", "height"))
        for rect in tree.iter(SVG + "rect")
    ]
    assert len(boxes) == len(graph.nodes)
    for x, y, w, h in boxes:
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(boxes, 2):
        assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_the_picture_is_one_line_of_links_without_ids_or_scripts() -> None:
    hrefs = {node.key: f"../terms/#{node.label}" for node in small().nodes}
    svg = svg_of(small(), {}, hrefs)
    assert len(svg.splitlines()) == 1
    tree = ElementTree.fromstring(svg)
    assert tree.get("role") == "group" and tree.get("aria-label")
    assert [a.get("href") for a in tree.iter(SVG + "a")] == list(hrefs.values())
    assert "id=" not in svg and "<script" not in svg
    assert min(int(size) for size in re.findall(r'font-size="(\d+)"', svg)) >= 12
    classes = {a.get("class", "").split()[-1] for a in tree.iter(SVG + "a")}
    assert classes == {"kb-map-1", "kb-map-2"}
    assert "<title>b: a, c</title>" in svg


def test_all_text_is_escaped_and_a_node_without_address_is_no_link() -> None:
    term = 'a<b>&"\n\n\x1b c'
    graph = Graph((Node(topic_key("T<"), "T<", "T<", is_topic=True), Node(term, term, "T<")), ())
    svg = svg_of(graph, {}, {term: '"><script>'})
    assert len(svg.splitlines()) == 1 and "<script" not in svg
    title = ElementTree.fromstring(svg).find(f".//{SVG}a/{SVG}title")
    assert title is not None and title.text == 'a<b>&" ␛ c'
    assert len(list(ElementTree.fromstring(svg).iter(SVG + "a"))) == 1


def test_nothing_makes_an_empty_picture(tmp_path: Path) -> None:
    graph = graph_from({}, {}, {})
    assert graph == Graph((), ()) and text_of(graph) == []
    assert positions(graph, tmp_path, print) == {}
    ElementTree.fromstring(svg_of(graph, {}, {}))


def test_the_layout_is_the_same_every_time_and_kept(tmp_path: Path) -> None:
    first = positions(small(), tmp_path / "one", silent)
    assert first == positions(small(), tmp_path / "two", silent)
    assert first.keys() == {node.key for node in small().nodes}
    assert all(round(side, 2) == side for spot in first.values() for side in spot)
    assert [file.suffix for file in (tmp_path / "one").iterdir()] == [".kept"]
    assert positions(small(), tmp_path / "one", silent) == first


def test_a_kept_layout_needs_no_library(tmp_path: Path) -> None:
    positions(small(), tmp_path, silent)
    code = (
        "import sys; from pathlib import Path; sys.modules['networkx'] = None\n"
        "from test_termmap import small, positions, silent\n"
        f"positions(small(), Path({str(tmp_path)!r}), silent)"
    )
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "hooks")]
    start = f"import sys; sys.path[:0] = {paths!r}\n"
    subprocess.run([sys.executable, "-c", start + code], check=True)


@pytest.mark.parametrize("rubbish", ["", "[]", "{}", '{"a": [NaN, 1]}', "\x00"])
def test_a_damaged_cache_costs_a_notice(tmp_path: Path, rubbish: str) -> None:
    first = positions(small(), tmp_path, silent)
    (file,) = tmp_path.iterdir()
    file.write_text(rubbish)
    notices: list[str] = []
    assert positions(small(), tmp_path, notices.append) == first
    assert len(notices) == 1
    assert positions(small(), tmp_path, silent) == first


def test_a_cache_that_cannot_be_written_costs_a_notice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    notices: list[str] = []
    assert positions(small(), tmp_path / "file" / "cache", notices.append)
    assert notices
