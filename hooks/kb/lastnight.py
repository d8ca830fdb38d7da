"""What matters most, chosen by a person: the notes to read the evening before an exam."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.data import Fields, ListOf, MapOf, Text, loaded
from kb.layout import Topic
from kb.model import Level, Note, Problem
from kb.numbered import Numbered, numbered
from kb.quotes import Quote, quote_from, resolve

_SHAPE = MapOf(ListOf(Fields(required={"note": Text()}, optional={"in": Text()})))
_PAGE = 400_000  # characters of HTML on one page, about
_NOTE = 600  # characters of a quotation's own markup, and of the links in it


@dataclass(frozen=True, slots=True)
class Row:
    """A chosen note.  ``url`` is its address, relative to the site root."""

    topic: str
    section: str
    url: str
    note: Note


def chosen_from(file: str, text: str) -> dict[str, list[Quote]]:
    """Return raw file -> the quotations of its chosen notes.  Raises :class:`KbError`."""
    return {
        source: [quote_from(file, entry) for entry in entries]
        for source, entries in loaded(file, text, _SHAPE).items()
    }


def chosen_of(
    quotes: Mapping[str, Sequence[Quote]], notes: Sequence[Note]
) -> tuple[frozenset[str], list[Problem]]:
    """Return the ids of the chosen notes, and what is wrong with the quotations."""
    found, problems = resolve(quotes, notes)
    lines: dict[str, int] = {}  # by note id: where it is chosen
    for quote, note in found.items():
        message = None
        if note.kind == "heading":
            message = "this quotes a heading, expected words of a note below it"
        elif note.id in lines:
            message = f"this note is chosen in line {lines[note.id]} already, expected it once"
        if message:
            problems.append(Problem(Level.WARNING, quote.file, quote.line, message))
        else:
            lines[note.id] = quote.line
    return frozenset(lines), problems


def lastnight_pages(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    chosen: Collection[str],
    weights: Mapping[str, int],
) -> list[Numbered[Row]]:
    """Return the pages of the chosen notes in the order of the site, none if there is none.

    ``urls``: note id -> address; ``weights``: note id -> characters of HTML of its formulas.
    """
    rows = (
        Row(topic.title, section, urls[note.id], note)
        for topic in topics
        for section, note in topic.notes
        if note.id in chosen
    )
    return numbered(
        "Last night",
        "last-night",
        rows,
        lambda row: len(row.note.text) + _NOTE + weights.get(row.note.id, 0),
        _PAGE,
    )
