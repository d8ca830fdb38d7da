"""The raw files split into entries: what everything after this step is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.ids import note_id
from kb.memory import Recall, anew
from kb.model import Dropped, Entry, KbError, Note, Problem, Source
from kb.notes import split
from kb.sources import references, source_from


@dataclass(frozen=True, slots=True)
class Library:
    """All raw files and their entries, in the order of the files' names and lines."""

    sources: tuple[Source, ...]
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]
    dropped: tuple[Dropped, ...]
    references: Mapping[str, Mapping[str, str]]  # raw file -> its link definitions
    problems: tuple[Problem, ...]
    headings: Mapping[str, Note]  # by their ids


def library_of(raw: Mapping[str, bytes], recall: Recall = anew) -> Library:
    """Return the library of raw files (path relative to ``notes/`` -> content).

    Raises :class:`KbError` for a file that is no text, and where there is no file.
    """
    if not raw:
        raise KbError("raw: no notes found, expected at least one .txt or .md file")
    sources = tuple(recall(source_from, path, data) for path, data in sorted(raw.items()))
    taken: Counter[str] = Counter()
    entries: list[Entry] = []
    problems: list[Problem] = []
    for source in sources:
        found, notices = recall(_split, source)
        entries += _told_apart(found, taken)
        problems += notices
    dropped = tuple(entry for entry in entries if isinstance(entry, Dropped))
    notes = tuple(entry for entry in entries if isinstance(entry, Note))
    return Library(
        sources=sources,
        entries=tuple(entries),
        notes=notes,
        dropped=dropped,
        references=references(dropped),
        problems=tuple(problems),
        headings={note.id: note for note in notes if note.kind == "heading"},
    )


def _split(source: Source) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a source as if there were no other, and the notices about them."""
    return split(source, Counter())


def _told_apart(entries: Iterable[Entry], taken: Counter[str]) -> Iterator[Entry]:
    """Yield the entries of a source with anchors that no entry before them has, over all sources.

    ``taken`` counts the anchors given so far and is updated.
    """
    names: dict[str, str] = {}
    for entry in entries:
        if not isinstance(entry, Note):
            yield entry
            continue
        names[entry.id] = name = note_id(entry.lines[0].text, entry.text, taken)
        headings = tuple(names[heading] for heading in entry.headings)
        same = name == entry.id and headings == entry.headings
        yield entry if same else replace(entry, id=name, headings=headings)
