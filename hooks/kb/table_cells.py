"""The cells of tables, for what asks about them: which row, which column, what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kb.body import body_of
from kb.knowledge import Knowledge
from kb.layout import UNSORTED
from kb.library import Library
from kb.phrases import apart, html_of
from kb.sentences import Sentences, raw_sentences
from kb.shapes import Cell as Pieces
from kb.shapes import Piece
from kb.shown_corrections import ShownCorrection, shown_corrections
from kb.typography import visible


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that a table fills with the author's words, beside the heads of its row and column.

    ``html`` are its words as on the page but without links within the site, ``text`` the same as
    plain text, with TeX between dollar signs where an author typed it.  ``url`` is the address of
    the note that is quoted (the first of several), relative to the site root; ``corrections`` are
    those of the notes quoted in the row's head and in the cell.
    """

    table: str
    topic: str
    row: str
    column: str
    html: str
    text: str
    url: str
    section: str | None = None
    corrections: tuple[ShownCorrection, ...] = ()


def cells_of(library: Library, knowledge: Knowledge, urls: Mapping[str, str]) -> Iterator[Cell]:
    """Yield the filled cells of all tables, apart from their first columns.

    ``urls``: note id -> its address, relative to the site root.
    """
    for shape in knowledge.shapes:
        if shape.kind != "table":
            continue
        columns = [_text(cell, knowledge) for cell in shape.columns]
        for first, *cells in shape.rows:
            row = _text(first, knowledge)
            for column, cell in zip(columns[1:], cells, strict=True):
                note = next((piece.note for piece in cell if piece.note), None)
                if row and note:
                    place = knowledge.places[note.id]
                    yield Cell(
                        table=shape.title,
                        topic=shape.place[0] if shape.place else place.topic or UNSORTED,
                        row=row,
                        column=column,
                        html="; ".join(
                            dict.fromkeys(_html(piece, library, knowledge) for piece in cell)
                        ),
                        text=_text(cell, knowledge),
                        url=urls[note.id],
                        section=place.section,
                        corrections=_corrections((*first, *cell), knowledge),
                    )


def _sentences(piece: Piece, knowledge: Knowledge) -> Sentences:
    """Return the sentences of a piece that are corrected or hold formulas."""
    if piece.excerpt:
        return {piece.excerpt.key: piece.excerpt.sentence}
    return knowledge.sentences(piece.note) if piece.note else {}


def _text(pieces: Pieces, knowledge: Knowledge) -> str:
    return "; ".join(dict.fromkeys(_words(piece, knowledge) for piece in pieces))


def _words(piece: Piece, knowledge: Knowledge) -> str:
    if piece.excerpt:
        return piece.excerpt.sentence.text
    if piece.note is None:
        return piece.words
    sentences = _sentences(piece, knowledge)
    typed = raw_sentences(piece.note)
    return " ".join(sentences[key].text if key in sentences else raw for key, raw in typed)


def _html(piece: Piece, library: Library, knowledge: Knowledge) -> str:
    if piece.note is None:
        return visible(piece.words)
    references = library.references.get(piece.note.source)
    context = apart(piece.note, knowledge.sentences(piece.note), knowledge.typeset, references)
    if piece.excerpt:
        return html_of(piece.excerpt.sentence, context)
    return body_of(piece.note, context).html


def _corrections(pieces: Pieces, knowledge: Knowledge) -> tuple[ShownCorrection, ...]:
    """Return the corrections of the notes that are quoted, also those of other words of theirs."""
    here = [
        shown
        for piece in pieces
        for sentence in _sentences(piece, knowledge).values()
        for shown in shown_corrections(sentence.readings)
    ]
    notes = {piece.note.id: piece.note for piece in pieces if piece.note}
    readings = (reading for note in notes.values() for reading in knowledge.said_of(note))
    others = dict.fromkeys(x for x in shown_corrections(readings) if x not in here)
    elsewhere = (replace(x, elsewhere=True) for x in others if not x.correction.is_remark)
    return (*dict.fromkeys(here), *elsewhere)
