"""Tables by topic, on as many pages as they need; notes of a shape on one page."""

from __future__ import annotations

import pytest

from kb import compare_pages, layout
from kb.compare_pages import topic_of
from kb.layout import Addresses
from kb.model import Placement
from sections import RAW, section

NOTES = "".join(f"- the {letter} format - the {letter} layout\n" for letter in "abcdefghijkl")
TABLE = "{{title: {}, {}shape: table, columns: [Format, Layout], rows: [{}]}}"


def table(title: str, place: str, letters: str) -> str:
    rows = ", ".join(f"[the {letter} format, the {letter} layout]" for letter in letters)
    return f"  - {TABLE.format(title, place, rows)}\n"


SHAPES = f"{RAW}:\n" + "".join(
    [
        table("Across", "", "a"),
        table("First", "topic: T, section: S, ", "bj"),
        table("Second", "topic: T, section: S, ", "cd"),
    ]
)


def test_tables_stand_in_the_order_of_their_topics_and_those_without_one_last() -> None:
    known = section(NOTES, SHAPES).knowledge
    (page,) = compare_pages.compare_pages(known.shapes, ["T"], known.typeset)
    assert [(topic_of(x), x.title) for x in page.rows] == [
        ("T", "First"),
        ("T", "Second"),
        ("Across topics", "Across"),
    ]


def test_many_tables_are_cut_into_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_pages, "_PAGE", 1500)
    known = section(NOTES, SHAPES).knowledge
    pages = compare_pages.compare_pages(known.shapes, ["T"], known.typeset)
    assert [page.path for page in pages] == ["compare.md", "compare/2.md", "compare/3.md"]
    urls = {note: f"t/#{note}" for note in known.places}
    found = compare_pages.shape_urls(known, pages, urls, Addresses())
    assert found.compare["second"] == "compare/2/#second"
    assert found.places["second"] == "t/#shape.second"
    assert found.places["across"] == "compare/3/#across"


def test_without_tables_there_is_no_page() -> None:
    assert compare_pages.compare_pages([], ["T"], {}) == []


def test_the_notes_of_a_shape_are_on_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    found = section(NOTES, SHAPES)
    notes, blocks = found.library.notes, found.knowledge.homes.blocks
    places = {note.id: Placement("T", "S", "") for note in notes}
    for room in range(600, 6000, 200):
        monkeypatch.setattr(layout, "_PAGE", room)
        (topic,) = layout.topics(notes, places, [("T", ["S"])], {}, blocks)
        pages = [[n.first for p in page.parts for n in p.notes] for page in topic.pages]
        assert sorted(line for page in pages for line in page) == list(range(1, 13))
        for together in ({2, 10}, {3, 4}):
            assert sum(together <= set(page) for page in pages) == 1
