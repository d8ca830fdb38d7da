"""All corrections by topic and kind, with source and date: what to check before an exam."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.amendments import Correction
from kb.layout import Topic
from kb.numbered import Numbered, numbered
from kb.sentences import Sentences

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


def _rows(
    topic: Topic, urls: Mapping[str, str], readings: Mapping[str, Sentences]
) -> Iterable[Row]:
    for section, note in topic.notes:
        for sentence in readings.get(note.id, {}).values():
            for reading in sentence.readings:
                if correction := reading.correction:
                    yield Row(topic.title, section, urls[note.id], reading.typed, correction)


def correction_pages(
    topics: Iterable[Topic], urls: Mapping[str, str], readings: Mapping[str, Sentences]
) -> list[Numbered[Row]]:
    """Return the pages of corrections, none if there is none.  ``urls``: note id -> address."""
    rows = [
        row
        for topic in topics
        for row in sorted(_rows(topic, urls, readings), key=lambda r: _ORDER[r.correction.kind])
    ]
    return numbered("Corrections", "corrections", rows, lambda row: 1, _CORRECTIONS)


def checked_since(pages: Iterable[Numbered[Row]]) -> str | None:
    """Return the oldest day on which a correction was checked."""
    days = (row.correction.checked for page in pages for row in page.rows)
    return min(filter(None, days), default=None)
