"""Rows cut into pages: which page a row stands on, what the pages are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.numbered import grouped, numbered


@pytest.mark.parametrize(
    ("rows", "pages"),
    [
        ([], []),
        ([3, 3, 3, 3], [[3, 3, 3], [3]]),
        ([9, 1, 1], [[9, 1], [1]]),
        ([99, 1], [[99], [1]]),
        ([1, 99], [[1], [99]]),
        ([10, 10], [[10], [10]]),
    ],
)
def test_a_page_is_filled_before_the_next_begins(rows: list[int], pages: list[list[int]]) -> None:
    found = numbered("Rows", "rows", rows, lambda row: row, room=10)
    assert [list(page.rows) for page in found] == pages


def test_further_pages_have_a_number_in_title_and_path() -> None:
    found = numbered("Last night", "last-night", "ab", lambda row: 1, room=1)
    assert [(page.number, page.title, page.path) for page in found] == [
        (1, "Last night", "last-night.md"),
        (2, "Last night (2)", "last-night/2.md"),
    ]


@given(st.lists(st.integers(0, 30)), st.integers(1, 40))
def test_every_row_is_on_one_page_in_its_order(rows: list[int], room: int) -> None:
    found = numbered("Rows", "rows", rows, lambda row: row, room)
    assert [row for page in found for row in page.rows] == rows
    for page in found:
        assert len(page.rows) == 1 or sum(page.rows) <= room


def test_only_neighbours_are_grouped() -> None:
    rows = ["apple", "ant", "bee", "axe"]
    assert grouped(rows, lambda row: row[0]) == [
        ("a", ["apple", "ant"]),
        ("b", ["bee"]),
        ("a", ["axe"]),
    ]
