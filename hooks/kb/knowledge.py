"""What is known about the notes: where each belongs, how it is to be read, its formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kb.amendments import amendments_of, corrections_from, formulas_from
from kb.homes import Homes, homes_of
from kb.lastnight import chosen_from, chosen_of
from kb.library import Library
from kb.memory import Recall
from kb.mentioned import Glossary, glossary_of, strangers
from kb.model import Level, Note, Placement, Problem, Tex, Typeset, abridged
from kb.pictures import Pictures, astray, pictures_of, plans_from, weight
from kb.placement import placements
from kb.related import related_sections, related_terms
from kb.repeats import Twin, twins_from, twins_of
from kb.sentences import Reading, Sentences, all_formulas, all_rejected, sentences_of
from kb.shapes import Shape, excerpts_in, shapes_from, shapes_of
from kb.tools import Tools
from kb.topics import Topics, explicit_placements, topics_from

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Data:
    """The texts of the data files that a person edits; "" for one that is not there."""

    topics: str
    corrections: str = ""
    formulas: str = ""
    glossary: str = ""
    repeats: str = ""
    pictures: str = ""
    lastnight: str = ""
    shapes: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    topics: Topics
    places: Mapping[str, Placement]  # by note id
    readings: Mapping[str, Sentences]  # by note id: sentences with corrections or formulas
    typeset: Mapping[Tex, Typeset]
    glossary: Glossary
    twins: Mapping[str, Sequence[Twin]]  # by note id: notes that say the same, or the opposite
    pictures: Pictures
    chosen: frozenset[str]  # ids of the notes for the evening before the exam
    shapes: Sequence[Shape]
    homes: Homes  # of the notes that shapes quote
    related_terms: Mapping[str, Sequence[str]]
    related_sections: Mapping[tuple[str, str], Sequence[tuple[str, str]]]
    problems: tuple[Problem, ...]

    def sentences(self, note: Note) -> Sentences:
        """Return the sentences of a note with corrections or formulas."""
        return self.readings.get(note.id, {})

    def said_of(self, note: Note) -> list[Reading]:
        """Return where words of a note are amended."""
        return [reading for x in self.sentences(note).values() for reading in x.readings]

    @property
    def formula_weights(self) -> dict[str, int]:
        """Return note id -> characters of HTML that its formulas take."""
        return {
            identity: sum(
                len(self.typeset[formula.key].html or "")
                for sentence in sentences.values()
                for formula in sentence.formulas
            )
            for identity, sentences in self.readings.items()
        }

    @property
    def weights(self) -> dict[str, int]:
        """Return note id -> characters of HTML that its formulas and its pictures take."""
        found = self.formula_weights
        for identity, pictures in self.pictures.notes.items():
            found[identity] = found.get(identity, 0) + sum(map(weight, pictures))
        return found


def knowledge_of(library: Library, data: Data, tools: Tools) -> Knowledge:
    """Return what the data files and the words of the notes tell.

    Raises :class:`KbError` for a data file that cannot be read.
    """
    recall = tools.recall
    told: list[Problem] = []

    def noted(step: tuple[T, Iterable[Problem]]) -> T:
        """Keep what a step has to say, and go on with what it made."""
        told.extend(step[1])
        return step[0]

    topics = recall(topics_from, "topics.yml", data.topics)
    explicit = noted(explicit_placements(topics, library.notes))
    places = placements(library.notes, topics.vocabulary, explicit, recall)
    told += _unsorted([note for note in library.notes if places[note.id].topic is None])
    readings = noted(_readings(library.notes, data, recall))
    outlines = recall(shapes_from, "shapes.yml", data.shapes)
    shapes = noted(shapes_of(outlines, library.notes, readings, dict(topics.order)))
    homes = noted(homes_of(shapes, library.notes, places))
    typeset = tools.typeset(all_formulas([*readings.values(), *excerpts_in(shapes)]))
    told += all_rejected(library.notes, readings, typeset)
    glossary = noted(glossary_of(library, data.glossary, readings, recall))
    told += strangers(glossary, [title for title, _ in topics.order])
    repeats = recall(twins_from, "repeats.yml", data.repeats)
    twins = noted(twins_of(repeats, library.notes))
    quoted = recall(chosen_from, "lastnight.yml", data.lastnight)
    chosen = noted(chosen_of(quoted, library.notes))
    sections = _sections(places)
    plans = recall(plans_from, "pictures.yml", data.pictures)
    pictures = noted(pictures_of(plans, library.notes, {*sections.values()}, tools.draw))
    told += astray("pictures.yml", plans, topics.sections)
    return Knowledge(
        topics=topics,
        places=places,
        readings=readings,
        typeset=typeset,
        glossary=glossary,
        twins=twins,
        pictures=pictures,
        chosen=chosen,
        shapes=shapes,
        homes=homes,
        related_terms=related_terms(glossary.mentioned, sections),
        related_sections=related_sections(glossary.mentioned, sections),
        problems=tuple(told),
    )


def _sections(places: Mapping[str, Placement]) -> dict[str, tuple[str, str]]:
    """Return note id -> topic and section, of the notes that have a place."""
    return {
        identity: (place.topic, place.section)
        for identity, place in places.items()
        if place.topic is not None and place.section is not None
    }


def _readings(
    notes: Sequence[Note], data: Data, recall: Recall
) -> tuple[dict[str, Sentences], list[Problem]]:
    """Return note id -> its sentences with corrections or formulas, and warnings."""
    amendments, problems = amendments_of(
        notes,
        recall(corrections_from, "corrections.yml", data.corrections),
        recall(formulas_from, "formulas.yml", data.formulas),
    )
    readings: dict[str, Sentences] = {}
    for note in notes:
        found, troubles = sentences_of(note, amendments.get(note.id, ()), recall)
        problems += troubles
        if found:
            readings[note.id] = found
    return readings, problems


def _unsorted(notes: Sequence[Note]) -> list[Problem]:
    """Return a notice for each note without a place."""
    message = "no word or heading places this note, it is unsorted (topics.yml has the words)"
    return abridged([Problem(Level.NOTICE, note.source, note.first, message) for note in notes])
