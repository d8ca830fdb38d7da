"""Decide on which topic page, and in which of its sections, every note stands, and why.

What a note is about shows in its own words first, then in the heading above it, then in its
neighbours.  Quick notes jump between subjects without a new heading (``QUIRKS.md``, section 1:
gradient descent under Glue job types), so clear words win over a heading, and a neighbour counts
only where there is no blank line between.  What nothing can place stays unsorted, for a person
to look at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from kb.model import Note, Placement
from kb.vocabulary import Place, Vocabulary, words_of

WEIGHTS = {"weak": 1, "words": 2, "strong": 4}  # the lists of a section in topics.yml
ENOUGH = 2.5  # to be placed by its words a note needs more than one usual word in mid-sentence
BEGINNING, AHEAD = 3, 2  # a note begins with what it is about: its first words count more
LESS = 0.6  # of two terms the weaker one counts only this share, and so on
NEAR, FAR = 1.0, 0.25  # what the innermost heading counts for a note; and the ones further out
COMPANY = 1.0  # what the place of the note above counts where no blank line lies between
TOLD = 3  # terms that a reason names

_URL = re.compile(r"https?://[^\s/]+(/[^\s?#]*)?\S*")  # its path tells something, the rest is noise


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """What topics.yml says of topics: their order, with their sections, and their words."""

    order: tuple[tuple[str, tuple[str, ...]], ...]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Explicit:
    """An entry under ``placements`` in topics.yml: a person says where a note belongs."""

    topic: str
    section: str
    why: str


@dataclass(slots=True)
class _Evidence:
    """How much speaks for each topic and for each of its sections, and by which terms."""

    topics: dict[str, float] = field(default_factory=dict)
    places: dict[Place, float] = field(default_factory=dict)
    terms: dict[str, dict[str, float]] = field(default_factory=dict)  # topic -> term -> weight

    def favour(self, topic: str, weight: float) -> None:
        self.topics[topic] = self.topics.get(topic, 0) + weight

    def favour_place(self, place: Place, weight: float) -> None:
        self.places[place] = self.places.get(place, 0) + weight

    def add(self, other: _Evidence, share: float) -> None:
        """Let ``other`` count as well, by a share of its weight."""
        for topic, weight in other.topics.items():
            self.favour(topic, share * weight)
        for place, weight in other.places.items():
            self.favour_place(place, share * weight)

    @property
    def best(self) -> Place | None:
        """The place with most weight in the topic with most; the earlier found wins a tie."""
        if not self.topics:
            return None
        topic = max(self.topics, key=self.topics.__getitem__)
        places = [place for place in self.places if place[0] == topic]
        return max(places, key=self.places.__getitem__)


def plan_from(data: Mapping[str, Any]) -> TopicPlan:
    """Return the plan in ``data``, the content of topics.yml, whose shape has been checked."""
    return TopicPlan(
        tuple(
            (topic["title"], tuple(section["title"] for section in topic["sections"]))
            for topic in data["topics"]
        ),
        Vocabulary(
            (str(term), (topic["title"], section["title"]), weight)
            for topic in data["topics"]
            for section in topic["sections"]
            for name, weight in WEIGHTS.items()
            for term in section.get(name) or ()
        ),
    )


def placements(
    notes: Sequence[Note], vocabulary: Vocabulary, explicit: Mapping[str, Explicit]
) -> dict[str, Placement]:
    """Return note id -> placement, for the notes and headings of all sources in file order.

    ``explicit`` holds, by note id, the entries of topics.yml; they overrule everything else.
    """
    placed: dict[str, Placement] = {}
    sources: dict[str, list[Note]] = {}
    for note in notes:
        sources.setdefault(note.source, []).append(note)
    for source in sources.values():
        _Reader(source, vocabulary, explicit, placed).place_all()
    return placed


class _Reader:
    """Places the notes of one source, from top to bottom."""

    def __init__(
        self,
        entries: Sequence[Note],
        vocabulary: Vocabulary,
        explicit: Mapping[str, Explicit],
        placed: dict[str, Placement],
    ) -> None:
        self.entries = entries
        self.explicit = explicit
        self.placed = placed
        self.own = {entry.id: _evidence(vocabulary, entry.text) for entry in entries}
        self.titles = {entry.id: entry for entry in entries if entry.kind == "heading"}
        self.file = _evidence(vocabulary, PurePosixPath(entries[0].source).stem)

    def place_all(self) -> None:
        waiting = []
        above: Note | None = None
        for entry in self.entries:
            if entry.kind != "heading":
                place = self.decided(entry, above)
                if place:
                    self.placed[entry.id] = place
                else:
                    waiting.append(entry.id)
            above = entry
        self.place_between(set(waiting))
        self.place_headings()

    def decided(self, note: Note, above: Note | None) -> Placement | None:
        """Return the placement that the note itself and what is above it allow, if any."""
        if entry := self.explicit.get(note.id):
            return Placement(entry.topic, entry.section, f"entry: {entry.why}", explicit=True)
        before = self.placed.get(above.id) if above else None
        if before and note.follows:
            return Placement(before.topic, before.section, "follows the note above")
        company = before if before and note.tight else None
        own = self.own[note.id]
        heading = self.heading_evidence(note)
        total = _Evidence()
        total.add(own, 1)
        total.add(heading, 1)
        if company and company.topic and company.section:
            total.favour(company.topic, COMPANY)
            total.favour_place((company.topic, company.section), COMPANY)
        if not total.best:
            return None
        topic, section = total.best
        if own.topics and total.topics[topic] >= ENOUGH:
            return Placement(topic, section, self.reason(note, topic))
        if company:
            return Placement(company.topic, company.section, "stands right below its neighbour")
        if heading.best:
            return Placement(*heading.best, self.heading_reason(note, heading.best[0]))
        return None

    def heading_evidence(self, note: Note) -> _Evidence:
        """Return what the headings above a note, and its file's name, say."""
        found = _Evidence()
        inner_first = reversed(note.headings)
        for heading, share in zip(inner_first, (NEAR, *[FAR] * len(note.headings)), strict=False):
            found.add(self.own[heading], share)
        found.add(self.file, FAR)
        return found

    def reason(self, note: Note, topic: str) -> str:
        terms = self.own[note.id].terms.get(topic)
        if not terms:
            return self.heading_reason(note, topic)
        told = sorted(terms, key=terms.__getitem__, reverse=True)[:TOLD]
        return "words: " + ", ".join(f'"{term}"' if " " in term else term for term in told)

    def heading_reason(self, note: Note, topic: str) -> str:
        for heading in reversed(note.headings):
            if topic in self.own[heading].topics:
                return f"heading: {_title(self.titles[heading])}"
        return f"file: {PurePosixPath(note.source).name}"

    def place_between(self, waiting: set[str]) -> None:
        """Place the notes without any sign of their own where the notes around them agree."""
        below: dict[str, Placement | None] = {}
        last: Placement | None = None
        for entry in reversed(self.entries):
            below[entry.id] = last
            last = None if entry.kind == "heading" else self.placed.get(entry.id, last)
        last = None
        for entry in self.entries:
            if entry.id in waiting:
                after = below[entry.id]
                if last and last.topic and after and after.topic == last.topic:
                    place = Placement(last.topic, last.section, "stands between notes of this topic")
                else:
                    place = Placement(None, None, "no word, heading or neighbour tells")
                self.placed[entry.id] = place
            elif entry.kind == "heading":
                last = None
            else:
                last = self.placed[entry.id]

    def place_headings(self) -> None:
        """Place every heading with most of the notes under it; without notes, by its own words."""
        under: dict[str, Counter[Place]] = {heading: Counter() for heading in self.titles}
        for entry in self.entries:
            place = self.placed.get(entry.id)
            if place and place.topic and place.section:
                for heading in entry.headings:
                    under[heading][place.topic, place.section] += 1
        for heading in self.titles:
            if entry := self.explicit.get(heading):
                place = Placement(entry.topic, entry.section, f"entry: {entry.why}", explicit=True)
            elif under[heading]:
                place = Placement(*under[heading].most_common(1)[0][0], "goes with its notes")
            elif best := self.own[heading].best:
                place = Placement(*best, self.reason(self.titles[heading], best[0]))
            else:
                place = Placement(None, None, "no word or note tells")
            self.placed[heading] = place


def _title(heading: Note) -> str:
    return heading.lines[0].text.strip()


def _evidence(vocabulary: Vocabulary, text: str) -> _Evidence:
    """Return what the words of a text say; a word counts once, however often it occurs."""
    weights: dict[str | Place, dict[str, float]] = {}
    for hit in vocabulary.hits(_URL.sub(r"\1", text)):
        share = AHEAD if hit.at < BEGINNING else 1
        for place, weight in hit.weights.items():
            for key in place[0], place:
                terms = weights.setdefault(key, {})
                terms[hit.term] = max(share * weight, terms.get(hit.term, 0))
    found = _Evidence()
    for key, terms in weights.items():
        if isinstance(key, str):
            found.topics[key] = _sum(terms.values())
            found.terms[key] = terms
        else:
            found.places[key] = _sum(terms.values())
    return found


def _sum(weights: Iterable[float]) -> float:
    """Add up weights, each further one for less: a list of services is about none of them."""
    return sum(weight * LESS**at for at, weight in enumerate(sorted(weights, reverse=True)))
