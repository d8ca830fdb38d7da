"""Rows cut into numbered pages, so that no page grows without bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

Row = TypeVar("Row")


def title_of(name: str, number: int) -> str:
    """Return the title of a page of a run, counted from 1."""
    return name if number == 1 else f"{name} ({number})"


def path_of(stem: str, number: int) -> str:
    """Return the document of a page of a run, counted from 1."""
    return f"{stem}.md" if number == 1 else f"{stem}/{number}.md"


@dataclass(frozen=True, slots=True)
class Numbered(Generic[Row]):
    """A page of a run of pages, and what stands on it."""

    name: str  # the title of the first page
    stem: str  # its path, without ending
    number: int  # from 1
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return title_of(self.name, self.number)

    @property
    def path(self) -> str:
        return path_of(self.stem, self.number)


def numbered(
    name: str, stem: str, rows: Iterable[Row], size: Callable[[Row], int], room: int
) -> list[Numbered[Row]]:
    """Return the pages of rows, none if there is no row.

    ``room`` is how much one page holds, measured by ``size``; a row that is larger has a page of
    its own.
    """
    pages: list[list[Row]] = []
    left = 0
    for row in rows:
        own = size(row)
        if not pages or own > left:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= own
    return [Numbered(name, stem, number, tuple(page)) for number, page in enumerate(pages, start=1)]


def grouped(rows: Iterable[Row], title: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Return neighbouring rows of the same title together, under it."""
    return [(name, list(group)) for name, group in groupby(rows, title)]
