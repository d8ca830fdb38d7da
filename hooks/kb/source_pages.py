"""The raw files as pages: the untouched text, a line number and an anchor for every line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.ids import unique
from kb.layout import Addresses
from kb.model import Dropped, Entry, Note, Source
from kb.numbered import path_of
from kb.typography import visible

_LINES = 1_000  # of one page
_CHARACTERS = 250_000  # of one page, if it has more than one line


@dataclass(frozen=True, slots=True)
class SourceLine:
    number: int
    html: str
    note: str | None  # the address of its note, relative to the site root
    dropped: str | None  # why it is on no page


@dataclass(frozen=True, slots=True)
class SourcePage:
    source: str
    path: str
    number: int
    lines: tuple[SourceLine, ...]


def _stems(sources: Iterable[Source]) -> dict[str, str]:
    """Return a document name without ending for every raw file: readable, ASCII, unique."""
    stems: dict[str, str] = {}
    taken = Counter(["index"])
    for source in sources:
        name = source.path.removeprefix("raw/")
        stems[source.path] = f"sources/{unique(name, taken, words=12, length=60)}"
    return stems


def source_pages(
    sources: Sequence[Source], entries: Iterable[Entry], urls: Mapping[str, str]
) -> list[SourcePage]:
    """Return the pages of all raw files, long files split over several.

    ``urls``: note id -> its address relative to the site root.
    """
    owners: dict[str, dict[int, Entry]] = {}
    for entry in entries:
        owned = owners.setdefault(entry.source, {})
        owned.update(dict.fromkeys(range(entry.first, entry.last + 1), entry))
    stems = _stems(sources)
    pages: list[SourcePage] = []
    for source in sources:
        own = owners.get(source.path, {})
        for number, (first, lines) in enumerate(_chunks(source.lines), start=1):
            shown = tuple(
                _line(at, text, own.get(at), urls) for at, text in enumerate(lines, first)
            )
            path = path_of(stems[source.path], number)
            pages.append(SourcePage(source.path, path, number, shown))
    return pages


def _chunks(lines: Sequence[str]) -> Iterable[tuple[int, Sequence[str]]]:
    """Yield (number of the first line, lines) of one page each; an empty file has one page."""
    start = size = 0
    for index, line in enumerate(lines):
        if index > start and (index - start >= _LINES or size + len(line) > _CHARACTERS):
            yield start + 1, lines[start:index]
            start, size = index, 0
        size += len(line)
    yield start + 1, lines[start:]


def _line(number: int, text: str, entry: Entry | None, urls: Mapping[str, str]) -> SourceLine:
    blank = not text.strip()
    note = urls[entry.id] if isinstance(entry, Note) and not blank else None
    dropped = entry.reason if isinstance(entry, Dropped) and not blank else None
    return SourceLine(number, visible(text), note, dropped)


def line_urls(pages: Iterable[SourcePage], addresses: Addresses) -> dict[tuple[str, int], str]:
    """Return (raw file, line) -> address of that line, relative to the site root."""
    return {
        (page.source, line.number): f"{url}#L{line.number}"
        for page in pages
        for url in (addresses.url(page.path),)
        for line in page.lines
    }
