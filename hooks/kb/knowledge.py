"""What is known about the notes: where each belongs, how it is to be read, its formulas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.amendments import amendments_of, corrections_from, formulas_from
from kb.library import Library
from kb.model import Level, Note, Placement, Problem, Typeset
from kb.placement import placements
from kb.sentences import Sentences, all_formulas, rejected, sentences_of
from kb.topics import Topics, explicit_placements, topics_from

# Takes formulas (TeX, and whether it is a display formula), answers each of them.
Typesetter = Callable[[Collection[tuple[str, bool]]], Mapping[tuple[str, bool], Typeset]]


_NAMED = 20  # unsorted notes that the build names one by one


@dataclass(frozen=True, slots=True)
class Data:
    """The texts of the data files that a person edits; "" for one that is not there."""

    topics: str
    corrections: str = ""
    formulas: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    topics: Topics
    places: Mapping[str, Placement]  # by note id
    readings: Mapping[str, Sentences]  # by note id: sentences with corrections or formulas
    typeset: Mapping[tuple[str, bool], Typeset]
    problems: tuple[Problem, ...]

    @property
    def weights(self) -> dict[str, int]:
        """Return note id -> characters of HTML that its formulas take."""
        return {
            identity: sum(
                len(self.typeset[formula.tex, formula.display].html or "")
                for sentence in sentences.values()
                for formula in sentence.formulas
            )
            for identity, sentences in self.readings.items()
        }


def knowledge_of(library: Library, data: Data, typesetter: Typesetter) -> Knowledge:
    """Return what the data files and the words of the notes tell.

    Raises :class:`KbError` for a data file that cannot be read.
    """
    topics = topics_from("topics.yml", data.topics)
    explicit, problems = explicit_placements(topics, library.notes)
    places = placements(library.notes, topics.vocabulary, explicit)
    problems += _unsorted([note for note in library.notes if places[note.id].topic is None])
    readings, unread = _readings(library.notes, data)
    typeset = typesetter(all_formulas(readings.values()))
    refused = [
        problem
        for note in library.notes
        if note.id in readings
        for problem in rejected(note, readings[note.id], typeset)
    ]
    return Knowledge(topics, places, readings, typeset, (*problems, *unread, *refused))


def _readings(notes: Sequence[Note], data: Data) -> tuple[dict[str, Sentences], list[Problem]]:
    """Return note id -> its sentences with corrections or formulas, and warnings."""
    amendments, problems = amendments_of(
        notes,
        corrections_from("corrections.yml", data.corrections),
        formulas_from("formulas.yml", data.formulas),
    )
    readings: dict[str, Sentences] = {}
    for note in notes:
        found, troubles = sentences_of(note, amendments.get(note.id, ()))
        problems += troubles
        if found:
            readings[note.id] = found
    return readings, problems


def _unsorted(notes: Sequence[Note]) -> list[Problem]:
    """Return a notice for each note without a place; of very many, for the first ones."""
    message = "no word or heading places this note, it is unsorted (topics.yml has the words)"
    named = [Problem(Level.NOTICE, n.source, n.first, message) for n in notes[:_NAMED]]
    if len(notes) > _NAMED:
        more = f"and {len(notes) - _NAMED} more notes are unsorted"
        named.append(Problem(Level.NOTICE, notes[_NAMED].source, notes[_NAMED].first, more))
    return named
