"""Decide on which topic page, and in which of its sections, every note stands, and why.

What a note is about shows in its own words first, then in the heading above it, then in its
neighbours.  Quick notes jump between subjects without a new heading (gradient descent stands
under Glue job types), so clear words win over a heading, and a neighbour counts only where there
is no blank line between.  What nothing can place stays unsorted, for a person to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kb.memory import Recall, anew
from kb.model import Note, Placement
from kb.vocabulary import Evidence, Place, Vocabulary

ENOUGH = 2.5  # to be placed by its words a note needs more than one usual word in mid-sentence
NEAR, FAR = 1.0, 0.25  # what the innermost heading counts for a note; and the ones further out
COMPANY = 1.0  # what the place of the note above counts where no blank line lies between
TOLD = 3  # terms that a reason names
FOLLOWS = "follows the note above"
NOTHING = "no word, heading or neighbour tells"


@dataclass(frozen=True, slots=True)
class Explicit:
    """An entry under ``placements`` in topics.yml: a person says where a note belongs."""

    topic: str
    section: str
    why: str


def placements(
    notes: Sequence[Note],
    vocabulary: Vocabulary,
    explicit: Mapping[str, Explicit],
    recall: Recall = anew,
) -> dict[str, Placement]:
    """Return note id -> placement, for the notes and headings of all sources in file order.

    ``explicit`` holds, by note id, the entries of topics.yml; they overrule everything else.
    """
    placed: dict[str, Placement] = {}
    sources: dict[str, list[Note]] = {}
    for note in notes:
        sources.setdefault(note.source, []).append(note)
    for source in sources.values():
        _Reader(source, vocabulary, explicit, placed, recall).place_all()
    return placed


class _Reader:
    """Places the notes of one source, from top to bottom."""

    def __init__(
        self,
        entries: Sequence[Note],
        vocabulary: Vocabulary,
        explicit: Mapping[str, Explicit],
        placed: dict[str, Placement],
        recall: Recall,
    ) -> None:
        self.entries = entries
        self.explicit = explicit
        self.placed = placed
        self.own = {entry.id: recall(vocabulary.evidence, entry.text) for entry in entries}
        self.titles = {entry.id: entry for entry in entries if entry.kind == "heading"}
        self.file = vocabulary.evidence(PurePosixPath(entries[0].source).stem)

    def place_all(self) -> None:
        waiting = set()
        above: Note | None = None
        for entry in self.entries:
            if entry.kind == "heading":
                above = None
                continue
            place = self.decided(entry, above)
            if place:
                self.placed[entry.id] = place
            else:
                waiting.add(entry.id)
            above = entry
        self.place_between(waiting)
        self.place_headings()

    def decided(self, note: Note, above: Note | None) -> Placement | None:
        """Return the placement that the note itself and what is above it allow, if any."""
        if note.id in self.explicit:
            return _by(self.explicit[note.id])
        before = self.placed.get(above.id) if above else None
        if above and note.follows:
            return before and replace(before, reason=FOLLOWS)
        own, heading, total = self.own[note.id], self.headings_say(note), Evidence()
        for evidence, share in (own, 1), (heading, 1), (self.file, FAR):
            total.add(evidence, share)
        company = before if before and note.tight else None
        if company and company.topic and company.section:
            total.favour(company.topic, COMPANY)
            total.favour_place((company.topic, company.section), COMPANY)
        if own.topics and total.best and total.topics[total.best[0]] >= ENOUGH:
            return Placement(*total.best, self.reason(note, total.best[0]))
        if company:
            return replace(company, reason="stands right below its neighbour")
        if heading.best:
            return Placement(*heading.best, self.reason(note, heading.best[0]))
        return None

    def headings_say(self, note: Note) -> Evidence:
        """Return what the headings above a note say, most of all the innermost."""
        found = Evidence()
        for distance, heading in enumerate(reversed(note.headings)):
            found.add(self.own[heading], FAR if distance else NEAR)
        return found

    def reason(self, note: Note, topic: str) -> str:
        """Return what speaks for a topic: words of the note, else its nearest telling heading."""
        if terms := self.own[note.id].terms.get(topic):
            told = sorted(terms, key=terms.__getitem__, reverse=True)[:TOLD]
            return "words: " + ", ".join(f'"{term}"' if " " in term else term for term in told)
        for heading in reversed(note.headings):
            if topic in self.own[heading].topics:
                return f"heading: {self.titles[heading].lines[0].text.strip()}"
        return f"file: {PurePosixPath(note.source).name}"

    def place_between(self, waiting: Collection[str]) -> None:
        """Place the notes that say nothing where the notes above and below agree on a topic.

        The last resort is the name of the file, if that tells enough by itself.
        """
        below: dict[str, Placement | None] = {}
        last: Placement | None = None
        for entry in reversed(self.entries):
            below[entry.id] = last
            last = None if entry.kind == "heading" else self.placed.get(entry.id, last)
        last = None
        for entry in self.entries:
            after = below[entry.id]
            if entry.kind == "heading":
                last = None
                continue
            if entry.id in waiting:
                if last and entry.follows:
                    place = replace(last, reason=FOLLOWS)
                elif last and last.topic and after and after.topic == last.topic:
                    place = replace(last, reason="stands between notes of this topic")
                elif self.file.best and self.file.topics[self.file.best[0]] >= ENOUGH:
                    place = Placement(*self.file.best, self.reason(entry, self.file.best[0]))
                else:
                    place = Placement(None, None, NOTHING)
                self.placed[entry.id] = place
            last = self.placed[entry.id]

    def place_headings(self) -> None:
        """Place every heading with most of the notes under it; without notes, by its own words."""
        under: dict[str, Counter[Place]] = {heading: Counter() for heading in self.titles}
        for entry in self.entries:
            place = self.placed.get(entry.id)
            if place and place.topic and place.section:
                for heading in entry.headings:
                    under[heading][place.topic, place.section] += 1
        for heading, title in self.titles.items():
            own = self.own[heading]
            if heading in self.explicit:
                place = _by(self.explicit[heading])
            elif under[heading]:
                place = Placement(*under[heading].most_common(1)[0][0], "goes with its notes")
            elif own.best and own.topics[own.best[0]] >= ENOUGH:
                place = Placement(*own.best, self.reason(title, own.best[0]))
            else:
                place = Placement(None, None, NOTHING)
            self.placed[heading] = place


def _by(entry: Explicit) -> Placement:
    return Placement(entry.topic, entry.section, f"entry: {entry.why}")
