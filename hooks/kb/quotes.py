"""Find the notes that data files speak of, by the words they quote.

Words outlive line numbers, and a person who edits a data file can check them with one look at
the notes.  Every data file addresses notes in this one way: ``note:`` quotes some words of the
note and, where they stand in several, ``in:`` quotes further words of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kb.data import Record
from kb.model import Level, Note, Problem

_TOLD = 5  # lines that a message names
_LONG = 80  # characters of a quote that a message repeats


@dataclass(frozen=True, slots=True)
class Quote:
    """Some words of a note, quoted by an entry of a data file."""

    file: str  # the data file
    line: int  # where the entry stands in it
    words: str
    within: str | None = None  # further words of the same note


def quote_from(file: str, entry: Record) -> Quote:
    """Return the quote that an entry of a data file has under "note" and "in"."""
    return Quote(file, entry.line, entry["note"], entry.get("in"))


def resolve(
    quotes: Mapping[str, Sequence[Quote]], entries: Sequence[Note]
) -> tuple[dict[Quote, Note], list[Problem]]:
    """Return the note that each quote means, and what there is to say of the other quotes.

    ``quotes`` are given by the raw file they are from (:attr:`Note.source`), ``entries`` are the
    notes and headings of all raw files.  A quote means the one note whose text has its words, all
    in upper and lower case as quoted; how many blanks or line ends are between them makes no
    difference.  If several have them, it means the one that consists of nothing else.

    A quote without such a note is a warning.  A raw file that is not there is only a notice: a
    person may well build from other notes, and the data files are to do no harm then.
    """
    sources: dict[str, list[Note]] = {path: [] for path in quotes}
    for entry in entries:
        if entry.source in sources:
            sources[entry.source].append(entry)
    found: dict[Quote, Note] = {}
    problems: list[Problem] = []
    for path, quoted in quotes.items():
        if not sources[path]:
            problems += _absent(path, quoted)
            continue
        texts = _Texts(sources[path])
        for quote in quoted:
            notes = texts.meant(quote)
            if len(notes) == 1:
                found[quote] = notes[0]
            else:
                message = _message(path, quote, notes)
                problems.append(Problem(Level.WARNING, quote.file, quote.line, message))
    return found, problems


class _Texts:
    """The notes of one raw file, made ready for a search: with single blanks, on one string."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.notes = notes
        self.texts = [single_blanks(note.text) for note in notes]
        self.joined = "\n".join(self.texts)  # no text has a line end any more
        self.starts = list(accumulate((len(text) + 1 for text in self.texts), initial=0))

        self.wholes: dict[str, set[int]] = {}
        for at, (note, text) in enumerate(zip(notes, self.texts, strict=True)):
            for whole in (text, _bare(note, text)):
                self.wholes.setdefault(whole, set()).add(at)

    def meant(self, quote: Quote) -> list[Note]:
        """Return the note that is meant; several, or none, if that is not clear."""
        words = single_blanks(quote.words)
        places = self.having(words)
        if quote.within is not None:
            within = single_blanks(quote.within)
            places = [at for at in places if within in self.texts[at]]
        if len(places) > 1 and words in self.wholes:
            whole = sorted(self.wholes[words].intersection(places))
            places = whole if len(whole) == 1 else places
        return [self.notes[at] for at in places]

    def having(self, words: str) -> list[int]:
        """Return where in the list the notes with these words are."""
        begin = self.joined.find(words)
        if begin < 0:
            return []
        first = bisect_right(self.starts, begin) - 1
        if self.joined.find(words, self.starts[first + 1]) < 0:
            return [first]
        return [at for at, text in enumerate(self.texts) if words in text]


def _bare(note: Note, text: str) -> str:
    """Return a text without the marker before it; of a heading, its words alone."""
    if note.kind == "heading":
        return single_blanks(note.lines[0].text)
    return text.removeprefix(note.lines[0].marker).lstrip()


def _message(path: str, quote: Quote, notes: Sequence[Note]) -> str:
    words = _shown(quote.words)
    if quote.within is not None:
        words += f" and {_shown(quote.within)}"
    if not notes:
        return f"no note in {path} contains {words}, expected the words as they stand there"
    lines = ", ".join(str(note.first) for note in notes[:_TOLD])
    more = ", ..." if len(notes) > _TOLD else ""
    expected = '"in:" with words' if quote.within is None else 'words after "in:"'
    return (
        f"{len(notes)} notes in {path} contain {words} (lines {lines}{more}), "
        f"expected {expected} that only one of them has"
    )


def _absent(path: str, quotes: Sequence[Quote]) -> list[Problem]:
    """Return what to say of the quotes from a raw file that is not there: a notice a data file."""
    message = f"{path} is not there, what stands here for it is left out"
    files = dict.fromkeys(quote.file for quote in quotes)
    return [Problem(Level.NOTICE, file, None, message) for file in files]


def single_blanks(text: str) -> str:
    return " ".join(text.split())


def _shown(words: str) -> str:
    text = single_blanks(words)
    return f'"{text}"' if len(text) <= _LONG else f'"{text[: _LONG - 1]}…"'
