"""The documents that quote notes: what matters most, and the quantities.

A note has one home, which carries its id: a quotation has none and leads there.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb import lastnight, quantity_pages
from kb.glossary import Term
from kb.model import Note
from kb.numbered import Numbered, grouped
from kb.pages import ShownNote, Writer
from kb.shown import ShownCorrection, said_of, shown_corrections


def _heading(writer: Writer, note: Note) -> str:
    """Return the words of the author's heading right above a note; "" if there is none."""
    above = writer.headings.get(note.headings[-1]) if note.headings else None
    return writer.first_words(above) if above else ""


def lastnight_sheet(
    writer: Writer, page: Numbered[lastnight.Row], pages: Sequence[Numbered[lastnight.Row]]
) -> str:
    root = writer.addresses.root(page.path)
    linked: dict[str, Term] = {}
    topics = [
        (
            topic,
            [
                (
                    section,
                    root + writer.section_urls[topic, section],
                    _quoted(writer, chosen, root, linked),
                )
                for section, chosen in grouped(rows, lambda row: row.section)
            ],
        )
        for topic, rows in grouped(page.rows, lambda row: row.topic)
    ]
    terms = [(term, root + writer.term_urls[name]) for name, term in sorted(linked.items())]
    return writer.write(
        "lastnight.md", page=page, topics=topics, terms=terms, turns=writer.turns(page, pages)
    )


def _quoted(
    writer: Writer, rows: Sequence[lastnight.Row], root: str, linked: dict[str, Term]
) -> list[tuple[str, list[tuple[ShownNote, str]]]]:
    """Return the author's headings, each with the notes below it and their addresses."""
    return [
        (heading, [(writer.note(row.note, root, linked), root + row.url) for row in below])
        for heading, below in grouped(rows, lambda row: _heading(writer, row.note))
    ]


def quantity_sheet(
    writer: Writer,
    page: Numbered[quantity_pages.Row],
    pages: Sequence[Numbered[quantity_pages.Row]],
) -> str:
    root = writer.addresses.root(page.path)
    topics = [
        (topic, [(row, _heading(writer, row.note), *_corrections(row)) for row in rows])
        for topic, rows in grouped(page.rows, lambda row: row.topic)
    ]
    return writer.write(
        "numbers.md", page=page, topics=topics, root=root, turns=writer.turns(page, pages)
    )


def _corrections(row: quantity_pages.Row) -> tuple[str, tuple[ShownCorrection, ...]]:
    """Return how the site speaks of the corrections of a row, and these."""
    found = shown_corrections(row.readings)
    return said_of(found), found
