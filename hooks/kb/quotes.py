"""Find the notes that data files speak of, by the words they quote.

Words outlive line numbers, and a person who edits a data file can check them with one look at
the notes.  Every data file addresses notes in this one way: ``note:`` quotes some words of the
note and, where they stand in several, ``in:`` quotes further words of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kb.data import Record
from kb.model import Level, Note, Problem

_TOLD = 5  # lines that a message names
_LONG = 80  # characters of a quote that a message repeats
_BULLET = re.compile(r"^\s*([-–—*+•‣◦▪]|\d{1,3}[.)])\s+(?=\S)")
_EMPHASIS = "*_`"
# Pages show dashes and arrows otherwise than they are typed, and drop what is markup.
_DROPPED = re.compile(f"[{_EMPHASIS}\"'“”„«»‘’‚]+")
_DASH = re.compile(r" ?[-=<>–—−‐‑←→↔⇐⇒⇔≤≥]+ ?")
_WORD = re.compile(r"[^\W_]+")


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

    A quote without such a note is a warning.  A raw file that is not there is only a notice, if
    its name is not just mistyped: a person may well build from other notes, and the data files are
    to do no harm then.
    """
    sources: dict[str, list[Note]] = {path: [] for path in quotes}
    for entry in entries:
        if entry.source in sources:
            sources[entry.source].append(entry)
    found: dict[Quote, Note] = {}
    problems: list[Problem] = []
    for path, quoted in quotes.items():
        if not sources[path]:
            problems += _absent(path, quoted, {entry.source for entry in entries})
            continue
        texts = _Texts(sources[path])
        for quote in quoted:
            notes = texts.meant(quote)
            if len(notes) == 1:
                found[quote] = notes[0]
            else:
                message = _several(path, quote, notes) if notes else _none(path, quote, texts)
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

    def alike(self, words: str) -> tuple[int, str] | None:
        """Return line and words of the first note that has these words but for their signs."""
        words = single_blanks(_BULLET.sub("", words, count=1))
        longest = max(_WORD.findall(words), key=len, default="")
        if not longest or self.joined.find(longest) < 0:  # which is quick to tell
            return None
        pattern = _loosely(words)
        found = pattern.search(self.joined)
        if found is None:
            return None
        start, end = found.span()
        while start and self.joined[start - 1] in _EMPHASIS:
            start -= 1
        while end < len(self.joined) and self.joined[end] in _EMPHASIS:
            end += 1
        note = self.notes[bisect_right(self.starts, start) - 1]
        lines = (x.number for x in note.lines if pattern.search(single_blanks(x.text)))
        return next(lines, note.first), self.joined[start:end].strip()


def _loosely(words: str) -> re.Pattern[str]:
    """Return what finds words with any dashes and arrows in their place, and markup anywhere."""
    signs = [
        _DASH.pattern if _DASH.fullmatch(sign) else re.escape(sign)
        for sign in _DASH.sub("-", single_blanks(_DROPPED.sub("", words)))
    ]
    return re.compile(f"{_DROPPED.pattern[:-1]}*".join(signs))


def _bare(note: Note, text: str) -> str:
    """Return a text without the marker before it; of a heading, its words alone."""
    if note.kind == "heading":
        return single_blanks(note.lines[0].text)
    return text.removeprefix(note.lines[0].marker).lstrip()


def _several(path: str, quote: Quote, notes: Sequence[Note]) -> str:
    lines = ", ".join(str(note.first) for note in notes[:_TOLD])
    more = ", ..." if len(notes) > _TOLD else ""
    expected = '"in:" with words' if quote.within is None else 'words after "in:"'
    return (
        f"{len(notes)} notes in {path} contain {_words(quote)} (lines {lines}{more}), "
        f"expected {expected} that only one of them has"
    )


def _none(path: str, quote: Quote, texts: _Texts) -> str:
    message = f"no note in {path} contains {_words(quote)}, expected the words as they stand there"
    missing = [quote.words]
    if quote.within is not None:  # perhaps each of them is in another note
        both = (quote.words, quote.within)
        missing = [words for words in both if not texts.having(single_blanks(words))]
    if any(map(_BULLET.match, missing)):
        message += ", without the bullet"
    for words in missing:
        if found := texts.alike(words):
            return f"{message}, line {found[0]} has {_shown(found[1])}"
    return message


def _words(quote: Quote) -> str:
    words = _shown(quote.words)
    return words if quote.within is None else f"{words} and {_shown(quote.within)}"


def in_no_line(words: str) -> str:
    """Return what to say of words that are in a note, but in no single line of it."""
    if bullet := _BULLET.match(words):
        return f'the quoted words begin with the bullet "{bullet[1]}", expected the words behind it'
    return "the quoted words run over several lines of the note, expected words of one line"


def _absent(path: str, quotes: Sequence[Quote], known: Collection[str]) -> list[Problem]:
    """Return what to say of the quotes from a raw file that is not there, once for a data file."""
    firsts: dict[str, int] = {}
    for quote in quotes:
        firsts.setdefault(quote.file, quote.line)
    wanted = f"raw/{path.removeprefix('notes/').removeprefix('raw/')}".casefold()
    meant = next((source for source in sorted(known) if source.casefold() == wanted), None)
    if meant is not None:
        message = f"{path} is no file in notes/, expected {meant}"
        return [Problem(Level.WARNING, file, line, message) for file, line in firsts.items()]
    message = f"{path} is not there, what stands here for it is left out"
    return [Problem(Level.NOTICE, file, None, message) for file in firsts]


def single_blanks(text: str) -> str:
    return " ".join(text.split())


def _shown(words: str) -> str:
    text = single_blanks(words)
    return f'"{text}"' if len(text) <= _LONG else f'"{text[: _LONG - 1]}…"'
