"""topics.yml: the topics and sections in their order, their words, and the explicit placements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.data import Fields, ListOf, MapOf, Record, Text, loaded
from kb.model import KbError, Note, Problem
from kb.placement import Explicit
from kb.quotes import Quote, quote_from, resolve
from kb.vocabulary import Vocabulary

_WEIGHTS = {"weak": 1, "words": 2, "strong": 4}  # of the words of a section, by their list
_WORDS = {name: ListOf(Text()) for name in ("strong", "words", "weak")}
_SECTION = Fields(required={"title": Text()}, optional=_WORDS)
_TOPIC = Fields(required={"title": Text(), "sections": ListOf(_SECTION)})
_ENTRY = Fields(
    required={"note": Text(), "topic": Text(), "section": Text(), "why": Text()},
    optional={"in": Text()},
)
_SHAPE = Fields(required={"topics": ListOf(_TOPIC)}, optional={"placements": MapOf(ListOf(_ENTRY))})


@dataclass(frozen=True, slots=True)
class Topics:
    order: tuple[tuple[str, tuple[str, ...]], ...]  # topics with their sections
    vocabulary: Vocabulary
    explicit: Mapping[str, Sequence[tuple[Quote, Explicit]]]  # raw file -> its entries

    @property
    def sections(self) -> set[tuple[str, str]]:
        return {(topic, section) for topic, sections in self.order for section in sections}


def topics_from(file: str, text: str) -> Topics:
    """Return the content of topics.yml.  Raises :class:`KbError` naming file and line."""
    data = loaded(file, text, _SHAPE)
    _check_titles(file, data["topics"], "topic")
    for topic in data["topics"]:
        if not topic["sections"]:
            raise KbError(f"{file}:{topic.line}: this topic has no sections, expected at least one")
        _check_titles(file, topic["sections"], "section")
    order = tuple(
        (topic["title"], tuple(section["title"] for section in topic["sections"]))
        for topic in data["topics"]
    )
    sections = dict(order)
    explicit = {
        source: [_entry(file, entry, sections) for entry in entries]
        for source, entries in data.get("placements", {}).items()
    }
    return Topics(order, _vocabulary(data["topics"]), explicit)


def _vocabulary(topics: Sequence[Record]) -> Vocabulary:
    return Vocabulary(
        (term, (topic["title"], section["title"]), weight)
        for topic in topics
        for section in topic["sections"]
        for name, weight in _WEIGHTS.items()
        for term in section.get(name, ())
    )


def _check_titles(file: str, records: Sequence[Record], kind: str) -> None:
    if not records:
        raise KbError(f"{file}:1: there is no {kind}, expected at least one")
    lines: dict[str, int] = {}
    for record in records:
        title, where = record["title"], f"{file}:{record.line}"
        if first := lines.get(title):
            raise KbError(f'{where}: the {kind} "{title}" is in line {first}, expected it once')
        lines[title] = record.line


def _entry(
    file: str, entry: Record, sections: Mapping[str, Sequence[str]]
) -> tuple[Quote, Explicit]:
    topic, section = entry["topic"], entry["section"]
    if topic not in sections:
        known = ", ".join(sections)
        raise KbError(f'{file}:{entry.line}: no topic "{topic}", expected one of: {known}')
    if section not in sections[topic]:
        known = ", ".join(sections[topic])
        raise KbError(
            f'{file}:{entry.line}: no section "{section}" in {topic}, expected one of: {known}'
        )
    quote = quote_from(file, entry)
    return quote, Explicit(topic, section, entry["why"])


def explicit_placements(
    topics: Topics, notes: Sequence[Note]
) -> tuple[dict[str, Explicit], list[Problem]]:
    """Return note id -> the entry that places it, and what is wrong with the quotations."""
    quotes = {source: [quote for quote, _ in pairs] for source, pairs in topics.explicit.items()}
    found, problems = resolve(quotes, notes)
    placed = {
        found[quote].id: entry
        for pairs in topics.explicit.values()
        for quote, entry in pairs
        if quote in found
    }
    return placed, problems
