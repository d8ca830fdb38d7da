"""All quantities that the notes state, each in its line, by topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.layout import Topic
from kb.maths import formulas_in
from kb.memory import Recall, anew
from kb.model import Mark, Note, Tex, Typeset, is_markdown
from kb.numbered import Numbered, numbered
from kb.phrases import mark_place, plain_mark
from kb.quantities import quantities_in
from kb.sentences import Reading, Sentence, Sentences, cells, raw_sentences, sentence_at
from kb.typography import html_words
from kb.windows import Insert, Span, excerpt, windows_of

_PAGE = 300_000  # characters of HTML on one page, about
_ROW = 300  # characters of a row's own markup
_SIGNS = re.compile(r"\*\*|`+|!?\[(?=[^\[\]]*\]\()|(?<=[^\s])\]\([^()\s]*\)")  # of Markdown


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of a note with its quantities."""

    line: int
    cell: int  # of a table
    sentence: Sentence
    spans: tuple[Span, ...]

    @property
    def windows(self) -> list[Span]:
        """What of the sentence is shown."""
        return windows_of(self.sentence.text, self.spans)

    @property
    def readings(self) -> list[Reading]:
        """What is amended there."""
        found = self.sentence.readings
        return [x for x in found for start, end in self.windows if start < x.end <= end]


@dataclass(frozen=True, slots=True)
class Row:
    """A note that states quantities.  ``url`` is its address, relative to the site root."""

    topic: str
    section: str
    url: str
    note: Note
    lines: tuple[str, ...]  # as HTML, the quantities marked
    readings: tuple[Reading, ...]  # what is amended in them


def quantity_pages(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[Tex, Typeset],
    recall: Recall = anew,
) -> list[Numbered[Row]]:
    """Return the pages of quantities, none if no note states one.  ``urls``: note id -> address."""
    rows = _rows(topics, urls, readings, typeset, recall)
    return numbered("Numbers and limits", "numbers", rows, _size, _PAGE)


def _size(row: Row) -> int:
    return sum(map(len, row.lines)) + _ROW


def _rows(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[Tex, Typeset],
    recall: Recall,
) -> Iterator[Row]:
    for topic in topics:
        for section, note in topic.notes:
            stated = _stated(note, readings.get(note.id, {}), recall)
            if stated and note.kind != "link":
                lines = tuple(_lines(note, stated, typeset))
                amended = tuple(x for each in stated if each.spans for x in each.readings)
                yield Row(topic.title, section, urls[note.id], note, lines, amended)


def _stated(note: Note, sentences: Sentences, recall: Recall) -> list[Stated]:
    """Return the sentences of a note with their quantities; nothing if there is no quantity."""
    found = []
    for (line, cell), words in sorted(raw_sentences(note)):
        sentence = sentence_at(sentences, (line, cell), words)
        found.append(Stated(line, cell, sentence, tuple(recall(_quantities, sentence))))
    return found if any(each.spans for each in found) else []


def _quantities(sentence: Sentence) -> list[Span]:
    """Return the quantities of a sentence that the author stated, be it by other numbers.

    What a correction only adds (a date, a limit) is not one of the notes.
    """
    spans = quantities_in(sentence.text, sentence.formulas)
    for reading in sentence.readings:
        if reading.correction and reading.correction.is_remark:
            continue
        inside = [(x, y) for x, y in spans if x < reading.end and reading.start < y]
        states = quantities_in(reading.original, formulas_in(reading.original))
        if inside and not states:
            spans = [span for span in spans if span not in inside]
        elif states and not inside:
            spans = sorted([*spans, *_amended(sentence, reading)])
    return spans


def _amended(sentence: Sentence, reading: Reading) -> list[Span]:
    """Return what to mark of amended words whose quantity cannot be pointed at."""
    formulas = [(x.start, x.end) for x in sentence.formulas if reading.touches(x)]
    return formulas or [(reading.start, reading.end)]


def _lines(note: Note, stated: Sequence[Stated], typeset: Mapping[Tex, Typeset]) -> Iterator[str]:
    """Yield the lines with quantities as HTML; the note's first line in any case, as context."""
    tables = [line for line in note.lines if line.mark is Mark.TABLE]
    head = cells(tables[0].text) if tables else []

    def named(each: Stated) -> str:
        """Return a cell with what stands above it."""
        is_below = tables and each.line != tables[0].number and 0 < each.cell < len(head)
        shown = excerpt(each.sentence.text, each.windows, _inserts(note, each, typeset))
        return f"{html_words(head[each.cell])}: {shown}" if is_below else shown

    for _, group in groupby(stated, lambda each: each.line):
        row = list(group)
        if any(each.spans for each in row) or (row[0] == stated[0] and not tables):
            yield " · ".join(named(each) for each in row if each.spans or not each.cell)


def _inserts(note: Note, stated: Stated, typeset: Mapping[Tex, Typeset]) -> Iterator[Insert]:
    """Yield what stands in a sentence as HTML: TeX, marks, daggers; no Markdown signs."""
    sentence, spans = stated.sentence, frozenset(stated.spans)
    marked = dict.fromkeys(stated.spans, "")
    for formula in sentence.formulas:
        html = typeset[formula.key].html
        if formula.text[:1] in "$\\" and html is not None:
            marked[formula.start, formula.end] = html
    for (start, end), html in marked.items():
        shown = html or html_words(sentence.text[start:end])
        yield start, end, f"<mark>{shown}</mark>" if (start, end) in spans else shown
    for reading in sentence.readings:
        if reading.marked:
            at = mark_place(reading, marked)
            yield at, at, plain_mark(reading)
    if is_markdown(note.source):
        for sign in _SIGNS.finditer(sentence.text):
            yield *sign.span(), ""
