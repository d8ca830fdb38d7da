"""All corrections by topic and kind, with source and date: what to check before an exam."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.amendments import KINDS, Correction
from kb.layout import Topic
from kb.sentences import Sentences

_CORRECTIONS = 400  # on one page
_ORDER = {kind: at for at, kind in enumerate(("wrong", "math", "outdated", "unclear", "typo"))}
assert set(_ORDER) == set(KINDS)


@dataclass(frozen=True, slots=True)
class Row:
    """A correction where it stands.  ``url`` is that of its note, relative to the site root."""

    topic: str
    section: str
    url: str
    original: str
    correction: Correction


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    number: int  # from 1
    path: str
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return "Corrections" if self.number == 1 else f"Corrections ({self.number})"

    @property
    def topics(self) -> list[tuple[str, list[tuple[str, list[Row]]]]]:
        """Its rows by topic and kind, in their order."""
        return [
            (
                title,
                [(kind, list(group)) for kind, group in groupby(rows, lambda r: r.correction.kind)],
            )
            for title, rows in groupby(self.rows, lambda row: row.topic)
        ]


def _rows(
    topic: Topic, urls: Mapping[str, str], readings: Mapping[str, Sentences]
) -> Iterable[Row]:
    for part, note in ((p, n) for page in topic.pages for p in page.parts for n in p.notes):
        for sentence in readings.get(note.id, {}).values():
            for reading in sentence.readings:
                if correction := reading.amendment.correction:
                    words = " ".join(reading.original.split())
                    yield Row(topic.title, part.title, urls[note.id], words, correction)


def correction_pages(
    topics: Iterable[Topic], urls: Mapping[str, str], readings: Mapping[str, Sentences]
) -> Sequence[CorrectionPage]:
    """Return the pages of corrections, none if there is none.  ``urls``: note id -> address."""
    rows = [
        row
        for topic in topics
        for row in sorted(_rows(topic, urls, readings), key=lambda r: _ORDER[r.correction.kind])
    ]
    return [
        CorrectionPage(
            number,
            "corrections.md" if number == 1 else f"corrections/{number}.md",
            tuple(rows[start : start + _CORRECTIONS]),
        )
        for number, start in enumerate(range(0, len(rows), _CORRECTIONS), start=1)
    ]


def checked_since(pages: Iterable[CorrectionPage]) -> str | None:
    """Return the oldest day on which a correction was checked."""
    days = (row.correction.checked for page in pages for row in page.rows)
    return min(filter(None, days), default=None)
