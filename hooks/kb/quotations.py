"""The documents that quote notes: what matters most, and the quantities.

A note has one home, which carries its id: a quotation has none and leads there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb import lastnight, quantity_pages
from kb.model import Note
from kb.numbered import Numbered, grouped
from kb.pages import Writer
from kb.shown import PageWriter, ShownNote
from kb.shown_corrections import ShownCorrection, said_of, shown_corrections


def _heading(writer: PageWriter, note: Note, headings: Mapping[str, Note]) -> str:
    """Return the words of the author's heading right above a note; "" if there is none."""
    above = headings.get(note.headings[-1]) if note.headings else None
    return writer.first_words(above) if above else ""


def lastnight_sheet(
    writer: Writer, page: Numbered[lastnight.Row], pages: Sequence[Numbered[lastnight.Row]]
) -> str:
    on_page, headings = writer.on(page.path), writer.library.headings
    topics = [
        (
            topic,
            [
                (
                    section,
                    on_page.root + writer.section_urls[topic, section],
                    _quoted(on_page, chosen, headings),
                )
                for section, chosen in grouped(rows, lambda row: row.section)
            ],
        )
        for topic, rows in grouped(page.rows, lambda row: row.topic)
    ]
    return writer.write(
        "lastnight.md",
        page=page,
        topics=topics,
        terms=on_page.terms,
        turns=writer.turns(page, pages),
    )


def _quoted(
    writer: PageWriter, rows: Sequence[lastnight.Row], headings: Mapping[str, Note]
) -> list[tuple[str, list[tuple[ShownNote, str]]]]:
    """Return the author's headings, each with the notes below it and their addresses."""
    return [
        (heading, [(writer.note(row.note), writer.url(row.note)) for row in below])
        for heading, below in grouped(rows, lambda row: _heading(writer, row.note, headings))
    ]


def quantity_sheet(
    writer: Writer,
    page: Numbered[quantity_pages.Row],
    pages: Sequence[Numbered[quantity_pages.Row]],
) -> str:
    on_page, headings = writer.on(page.path), writer.library.headings
    topics = [
        (topic, [(row, _heading(on_page, row.note, headings), *_corrections(row)) for row in rows])
        for topic, rows in grouped(page.rows, lambda row: row.topic)
    ]
    return writer.write(
        "numbers.md", page=page, topics=topics, root=on_page.root, turns=writer.turns(page, pages)
    )


def _corrections(row: quantity_pages.Row) -> tuple[str, tuple[ShownCorrection, ...]]:
    """Return how the site speaks of the corrections of a row, and these."""
    found = shown_corrections(row.readings)
    return said_of(found), found
