"""Some words of a note, quoted elsewhere: cut out of the sentence as it is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.model import Mark, Note
from kb.sentences import Key, Reading, Sentence, part_of, raw_sentences, sentence_at

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a note: from ``start`` to ``end`` of a sentence as typed, and as they are read."""

    key: Key
    start: int
    end: int
    sentence: Sentence


def excerpt_of(note: Note, words: str, readings: Mapping[Key, Sentence]) -> Excerpt | None:
    """Return where the words stand in one sentence of a note, preferably as whole words.

    How many blanks are between them makes no difference.  ``readings`` are the note's sentences
    with corrections or formulas.
    """
    typed = r"\s+".join(map(re.escape, words.split()))
    for pattern in (rf"(?<!\w){typed}(?!\w)", typed):
        for key, raw in raw_sentences(note):
            if found := re.search(pattern, raw):
                sentence = sentence_at(readings, key, raw)
                start = _as_read(sentence.readings, found.start(), end=False)
                end = _as_read(sentence.readings, found.end(), end=True)
                return Excerpt(key, *found.span(), part_of(sentence, start, end))
    return None


def _as_read(readings: Iterable[Reading], at: int, *, end: bool) -> int:
    """Return where a place in a typed sentence is in the amended one.

    A place amid words that were replaced is where these end, or else where they begin.
    """
    shift = 0  # how much longer the text has become so far
    for reading in readings:
        first = reading.start - shift
        if at <= first:
            break
        if at < first + len(reading.original):
            if reading.amendment.words == reading.original:  # a remark: nothing was replaced
                break
            return reading.end if end else reading.start
        shift += reading.end - reading.start - len(reading.original)
    return at + shift


def leave_words(note: Note, excerpts: Sequence[Excerpt]) -> bool:
    """Tell whether a note has words that are in none of the excerpts."""
    if any(line.mark is Mark.CODE or _WORD.search(line.marker) for line in note.lines):
        return True  # a number that was typed is a word too
    rest = {key: list(raw) for key, raw in raw_sentences(note)}
    for excerpt in excerpts:
        width = excerpt.end - excerpt.start
        rest[excerpt.key][excerpt.start : excerpt.end] = " " * width
    return any(_WORD.search("".join(raw)) for raw in rest.values())
