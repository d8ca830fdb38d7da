"""All corrections by topic and kind, with source and date: what to check before an exam."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kb.amendments import Correction
from kb.layout import Topic
from kb.model import Tex, Typeset
from kb.numbered import Numbered, numbered
from kb.phrases import apart, html_of
from kb.sentences import Reading, Sentence, Sentences
from kb.typography import visible

_CORRECTIONS = 400  # on one page
TITLES = {  # of the kinds, in their order
    "wrong": "Wrong",
    "math": "Formulas",
    "outdated": "Outdated",
    "unclear": "Unclear",
    "typo": "Typing mistakes",
}
_ORDER = {kind: at for at, kind in enumerate(TITLES)}


@dataclass(frozen=True, slots=True)
class Row:
    """A correction where it stands.  ``url`` is that of its note, relative to the site root."""

    topic: str
    section: str
    url: str
    original: str
    correction: Correction
    html: str  # what is right, with its formulas


def _rows(
    topic: Topic,
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[Tex, Typeset],
) -> Iterable[Row]:
    for section, note in topic.notes:
        context = apart(note, {}, typeset)
        for sentence in readings.get(note.id, {}).values():
            for reading in sentence.readings:
                if correction := reading.correction:
                    html = visible(correction.fix)
                    if not correction.is_remark:
                        html = html_of(_right(sentence, reading), context)
                    url = urls[note.id]
                    yield Row(topic.title, section, url, reading.typed, correction, html)


def _right(sentence: Sentence, reading: Reading) -> Sentence:
    """Return the words that stand in the place of others, with the formulas among them."""
    start, end = reading.start, reading.end
    inside = (x for x in sentence.formulas if start <= x.start and x.end <= end)
    formulas = tuple(replace(x, start=x.start - start, end=x.end - start) for x in inside)
    return Sentence(sentence.text[start:end], formulas, ())


def correction_pages(
    topics: Iterable[Topic],
    urls: Mapping[str, str],
    readings: Mapping[str, Sentences],
    typeset: Mapping[Tex, Typeset],
) -> list[Numbered[Row]]:
    """Return the pages of corrections, none if there is none.  ``urls``: note id -> address."""
    rows = [
        row
        for topic in topics
        for row in sorted(
            _rows(topic, urls, readings, typeset), key=lambda row: _ORDER[row.correction.kind]
        )
    ]
    return numbered("Corrections", "corrections", rows, lambda row: 1, _CORRECTIONS)


def checked_since(pages: Iterable[Numbered[Row]]) -> str | None:
    """Return the oldest day on which a correction was checked."""
    days = (row.correction.checked for page in pages for row in page.rows)
    return min(filter(None, days), default=None)
