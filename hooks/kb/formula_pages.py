"""All formulas by topic, each with the way to its note; many of them on several pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.layout import Topic
from kb.model import Note, Typeset
from kb.sentences import Sentences

_PAGE = 500_000  # characters of SVG on one page


@dataclass(frozen=True, slots=True)
class Row:
    """A formula where it stands.  ``url`` is that of its note, relative to the site root."""

    topic: str
    section: str
    url: str
    words: str
    html: str


@dataclass(frozen=True, slots=True)
class FormulaPage:
    number: int  # from 1
    path: str
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return "Formulas" if self.number == 1 else f"Formulas ({self.number})"

    @property
    def topics(self) -> list[tuple[str, list[Row]]]:
        """Its rows by topic, in their order."""
        return [(title, list(rows)) for title, rows in groupby(self.rows, lambda row: row.topic)]


def _rows(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[tuple[str, bool], Typeset],
) -> Iterable[Row]:
    for topic in topics:
        for part, note in ((p, n) for page in topic.pages for p in page.parts for n in p.notes):
            for html in _formulas_of(note, readings, typeset):
                words = note.lines[0].text[:60]
                yield Row(topic.title, part.title, urls[note.id], words, html)


def _formulas_of(
    note: Note,
    readings: Mapping[str, Sentences],
    typeset: Mapping[tuple[str, bool], Typeset],
) -> Iterable[str]:
    for sentence in readings.get(note.id, {}).values():
        for formula in sentence.formulas:
            if (html := typeset[formula.tex, formula.display].html) is not None:
                yield html


def formula_pages(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[tuple[str, bool], Typeset],
) -> Sequence[FormulaPage]:
    """Return the pages of formulas, none if there is no formula.  ``urls``: note id -> address."""
    pages: list[list[Row]] = []
    size = _PAGE
    for row in _rows(topics, urls, readings, typeset):
        if size + len(row.html) > _PAGE:
            pages.append([])
            size = 0
        pages[-1].append(row)
        size += len(row.html)
    return [
        FormulaPage(number, "formulas.md" if number == 1 else f"formulas/{number}.md", tuple(rows))
        for number, rows in enumerate(pages, start=1)
    ]
