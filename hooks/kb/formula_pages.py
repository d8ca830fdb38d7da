"""All formulas by topic, each with the way to its note; many of them on several pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.layout import Topic
from kb.model import Note, Tex, Typeset
from kb.numbered import Numbered, numbered
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


def _rows(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[Tex, Typeset],
) -> Iterable[Row]:
    for topic in topics:
        for section, note in topic.notes:
            for html in _formulas_of(note, readings, typeset):
                words = note.lines[0].text[:60]
                yield Row(topic.title, section, urls[note.id], words, html)


def _formulas_of(
    note: Note,
    readings: Mapping[str, Sentences],
    typeset: Mapping[Tex, Typeset],
) -> Iterable[str]:
    for sentence in readings.get(note.id, {}).values():
        for formula in sentence.formulas:
            if (html := typeset[formula.key].html) is not None:
                yield html


def formula_pages(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[Tex, Typeset],
) -> list[Numbered[Row]]:
    """Return the pages of formulas, none if there is no formula.  ``urls``: note id -> address."""
    rows = _rows(topics, urls, readings, typeset)
    return numbered("Formulas", "formulas", rows, lambda row: len(row.html), _PAGE)
