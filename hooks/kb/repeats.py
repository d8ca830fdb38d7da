"""Notes that say the same twice, or contradict each other: both stay, each names the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.data import Choice, Fields, ListOf, MapOf, Text, loaded
from kb.model import KbError, Note, Problem
from kb.quotes import Quote, resolve

_SHAPE = MapOf(
    ListOf(
        Fields(
            required={
                "kind": Choice("repeats", "contradicts"),
                "notes": ListOf(Text()),
                "why": Text(),
            }
        )
    )
)


@dataclass(frozen=True, slots=True)
class Twins:
    """Some notes that belong together; ``kind`` is "repeats" or "contradicts"."""

    kind: str
    quotes: tuple[Quote, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Twin:
    """What a note is told of another."""

    kind: str
    note: Note
    why: str


def twins_from(file: str, text: str) -> dict[str, list[Twins]]:
    """Return raw file -> the groups of its notes.  Raises :class:`KbError`."""
    found: dict[str, list[Twins]] = {}
    for source, entries in loaded(file, text, _SHAPE).items():
        for entry in entries:
            if len(entry["notes"]) < 2:
                raise KbError(
                    f'{file}:{entry.line}: "notes" has one quotation, expected two or more'
                )
            quotes = tuple(Quote(file, entry.line, words, None) for words in entry["notes"])
            found.setdefault(source, []).append(Twins(entry["kind"], quotes, entry["why"]))
    return found


def twins_of(
    groups: Mapping[str, Sequence[Twins]], notes: Sequence[Note]
) -> tuple[dict[str, list[Twin]], list[Problem]]:
    """Return note id -> the notes that it repeats or contradicts, and what is wrong with quotes."""
    quotes = {
        source: [quote for group in found for quote in group.quotes]
        for source, found in groups.items()
    }
    resolved, problems = resolve(quotes, notes)
    twins: dict[str, list[Twin]] = {}
    for found in groups.values():
        for group in found:
            members = [resolved[quote] for quote in group.quotes if quote in resolved]
            for note in members:
                others = [Twin(group.kind, other, group.why) for other in members if other != note]
                twins.setdefault(note.id, []).extend(others)
    return twins, problems
