"""Cards to learn from: each asks one thing, and is known by what it asks.

They are made of the glossary (a term, its definition, both ways), of notes that say what something
is, of formulas with a name and of cells of tables.  The identity of a card is a hash of its
question's words alone.  So it outlives new wordings of its answer, and other notes that come, go
or move; where two notes answer the same question, one card shows both answers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from kb.glossary import Term
from kb.knowledge import Knowledge
from kb.layout import UNSORTED
from kb.library import Library
from kb.memory import Recall, anew
from kb.model import Note, Placement
from kb.note_cards import Found, found_in
from kb.shown_corrections import ShownCorrection
from kb.table_cells import Cell
from kb.typography import html_words, visible

KINDS = ("term", "definition", "note", "formula", "cell")  # what is asked, in the order of the site
_ANSWERS = 5  # that one card shows
_DIGITS = 12  # of a card's identity: 48 bits
_BLANKS = re.compile(r"[\s_-]+")
_LEADING = re.compile(r"^…[:,.;]\s*")
_ENOUGH = 3  # words of a definition without the names of its term


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and where it stands.  ``url`` is relative to the site root."""

    html: str
    url: str
    section: str | None = None
    remarks: tuple[ShownCorrection, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    kind: str  # of KINDS
    topic: str
    section: str | None
    about: str  # what stands small above the question, where its kind does not say it: a table
    question: str  # HTML
    answers: tuple[Answer, ...]


def identity(*words: str) -> str:
    """Return the identity of a card from the words that it asks by, the first being its kind.

    Case, hyphens and the number of blanks make no difference.
    """
    asked = [" ".join(_BLANKS.sub(" ", part.casefold()).split()) for part in words]
    return sha256(json.dumps(asked).encode()).hexdigest()[:_DIGITS]


def cards_of(
    library: Library,
    knowledge: Knowledge,
    urls: Mapping[str, str],
    term_urls: Mapping[str, str],
    cells: Iterable[Cell] = (),
    recall: Recall = anew,
) -> tuple[Card, ...]:
    """Return the cards by topic, in the order of the site, and by kind.

    ``urls`` and ``term_urls`` are the addresses of notes (by id) and of terms.
    """
    drafts = [
        *_term_cards(knowledge, term_urls, recall),
        *(card for note in library.notes for card in _note_cards(note, library, knowledge, urls)),
        *_cell_cards(cells),
    ]
    known: dict[str, Card] = {}
    for card in drafts:
        known[card.id] = _joined(known[card.id], card) if card.id in known else card
    order = {title: at for at, (title, _) in enumerate(knowledge.topics.order)}
    return tuple(
        sorted(
            known.values(),
            key=lambda card: (order.get(card.topic, len(order)), KINDS.index(card.kind)),
        )
    )


def _joined(one: Card, other: Card) -> Card:
    """Return the card with the answers of both, each once."""
    shown = {answer.html for answer in one.answers}
    more = tuple(answer for answer in other.answers if answer.html not in shown)
    return replace(one, answers=(one.answers + more)[:_ANSWERS])


def _term_cards(knowledge: Knowledge, urls: Mapping[str, str], recall: Recall) -> Iterator[Card]:
    sections = _sections(knowledge.glossary.mentioned, knowledge.places)
    for term in knowledge.glossary.terms:
        name, says, told = visible(term.name), html_words(term.definition), recall(_told, term)
        section = sections.get((term.topic, term.name))
        for kind, asked, answer in (("term", name, says), ("definition", html_words(told), name)):
            if kind == "term" or told == term.definition or _says_enough(told):
                answers = (Answer(answer, urls[term.name]),)
                key = identity(kind, term.name)
                yield Card(key, kind, term.topic, section, "", asked, answers)


def _sections(
    mentioned: Mapping[str, Mapping[str, str]], places: Mapping[str, Placement]
) -> dict[tuple[str, str], str]:
    """Return (topic, term) -> the section of the topic that speaks of the term most."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for note, names in mentioned.items():
        topic, section = places[note].topic, places[note].section
        if topic is not None and section is not None:
            for name in names:
                counts.setdefault((topic, name), Counter())[section] += 1
    return {key: max(sorted(count), key=count.__getitem__) for key, count in counts.items()}


def _told(term: Term) -> str:
    """Return a definition without the names of what it defines: they would be the answer."""
    every = sorted((term.name, *term.others), key=len)
    either = "|".join(re.escape(name) for name in reversed(every))
    names = rf"(?<!\w)(?:{either})(?:e?s)?(?!\w)"
    told = re.sub(names, "…", term.definition, flags=re.IGNORECASE)
    rest = _LEADING.sub("", told)
    return told if rest == told else rest[:1].upper() + rest[1:]


def _says_enough(told: str) -> bool:
    return len(re.findall(r"\w+", told)) >= _ENOUGH


def _note_cards(
    note: Note, library: Library, knowledge: Knowledge, urls: Mapping[str, str]
) -> Iterator[Card]:
    place = knowledge.places[note.id]

    def card(found: Found) -> Card:
        answer = Answer(found.html, urls[note.id], place.section, found.remarks)
        key = identity(found.kind, found.name)
        topic = place.topic or UNSORTED
        return Card(key, found.kind, topic, place.section, "", visible(found.name), (answer,))

    references = library.references.get(note.source)
    return map(card, found_in(note, knowledge, references))


def _cell_cards(cells: Iterable[Cell]) -> Iterator[Card]:
    for cell in cells:
        if not cell.text.strip() or not (cell.row.strip() or cell.column.strip()):
            continue
        key = identity("cell", cell.table, cell.row, cell.column)
        asked = " · ".join(visible(part) for part in (cell.row, cell.column) if part)
        answer = Answer(cell.html, cell.url, cell.section, cell.corrections)
        yield Card(key, "cell", cell.topic, cell.section, cell.table, asked, (answer,))
