"""The raw files split into entries: what everything after this step is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

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

    @property
    def headings(self) -> dict[str, Note]:
        """The headings by their ids."""
        return {note.id: note for note in self.notes if note.kind == "heading"}


def library_of(raw: Mapping[str, bytes]) -> Library:
    """Return the library of raw files (path relative to ``notes/`` -> content).

    Raises :class:`KbError` for a file that is no text, and where there is no file.
    """
    if not raw:
        raise KbError("raw: no notes found, expected at least one .txt or .md file")
    sources = tuple(source_from(path, data) for path, data in sorted(raw.items()))
    taken: Counter[str] = Counter()
    entries: list[Entry] = []
    problems: list[Problem] = []
    for source in sources:
        found, notices = split(source, taken)
        entries += found
        problems += notices
    dropped = tuple(entry for entry in entries if isinstance(entry, Dropped))
    return Library(
        sources,
        tuple(entries),
        tuple(entry for entry in entries if isinstance(entry, Note)),
        dropped,
        references(dropped),
        tuple(problems),
    )
