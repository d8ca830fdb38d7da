"""The sentences of a note as they are to be read: corrected, with their formulas found.

A sentence is a line, the lines that wrap into each other, or a cell of a table.  Most notes have
neither a correction nor a formula; only those that do are kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from kb.amendments import Amendment, Correction, problem
from kb.maths import Formula, formulas_in
from kb.memory import Recall, anew
from kb.model import Level, Line, Mark, Note, Problem, Tex, Typeset
from kb.quotes import in_no_line

_CELL = re.compile(r"(?<!\\)\|")
_WORD = re.compile(r"\w")

Key = tuple[int, int]  # the number of the first line, and the cell (0 outside of tables)


@dataclass(frozen=True, slots=True)
class Reading:
    """An amendment where it stands: ``start`` and ``end`` in the amended text."""

    start: int
    end: int
    original: str  # the raw words
    amendment: Amendment

    @property
    def typed(self) -> str:
        """The raw words on one line."""
        return " ".join(self.original.split())

    @property
    def correction(self) -> Correction | None:
        return self.amendment.correction

    @property
    def marked(self) -> Correction | None:
        """The correction, if it gets a mark: a mended slip says nothing new."""
        return None if self.correction is None or self.correction.is_quiet else self.correction

    def touches(self, formula: Formula) -> bool:
        return self.start < formula.end and formula.start < self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str  # amended
    formulas: tuple[Formula, ...]
    readings: tuple[Reading, ...]

    def raw(self, formula: Formula) -> str:
        """Return the raw words that a formula came from."""
        inside = [reading for reading in self.readings if reading.touches(formula)]
        if not inside:
            return formula.text
        before = self.text[formula.start : max(formula.start, inside[0].start)]
        after = self.text[min(formula.end, inside[-1].end) : formula.end]
        return before + inside[0].original + after


Sentences = dict[Key, Sentence]


def sentence_at(sentences: Mapping[Key, Sentence], key: Key, typed: str) -> Sentence:
    """Return a sentence of a note; of one that is not among ``sentences``, the words as typed."""
    return sentences.get(key) or Sentence(typed, (), ())


def cells(text: str) -> list[str]:
    """Return the cells of a table row."""
    inner = text.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(inner)]


def joined(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Return (number of the first line, words) of the sentences in lines without a table."""
    found: list[tuple[int, str]] = []
    for line in lines:
        if not line.text:  # the underline of a heading
            continue
        if line.wraps and found:
            number, above = found[-1]
            found[-1] = (number, f"{above} {line.text}")
        else:
            found.append((line.number, line.text))
    return found


def raw_sentences(note: Note) -> Iterator[tuple[Key, str]]:
    """Yield the sentences of a note as they were typed; code has none."""
    words = [line for line in note.lines if line.mark not in (Mark.CODE, Mark.TABLE)]
    for number, text in joined(words):
        yield (number, 0), text
    for mark, group in groupby(note.lines, lambda line: line.mark):
        head, *rows = group
        if mark is Mark.TABLE:
            for line in (head, *rows[1:]):  # but for the rule under its head
                for at, cell in enumerate(cells(line.text)):
                    yield (line.number, at), cell


def _amended(text: str, found: Iterable[tuple[int, int, Amendment]]) -> tuple[str, list[Reading]]:
    """Return the text with its amendments made; ``found`` are spans of ``text``, in order."""
    parts: list[str] = []
    readings: list[Reading] = []
    end = length = 0
    for start, stop, amendment in found:
        parts += [text[end:start], amendment.words]
        length += start - end
        readings.append(Reading(length, length + len(amendment.words), text[start:stop], amendment))
        length += len(amendment.words)
        end = stop
    return "".join([*parts, text[end:]]), readings


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def _spans(
    text: str, pending: list[Amendment], problems: list[Problem]
) -> list[tuple[int, int, Amendment]]:
    """Return where the pending amendments stand in a sentence, and take those from the list."""
    spans: list[tuple[int, int, Amendment]] = []
    for amendment in list(pending):
        if not (found := _pattern(amendment.quote.words).search(text)):
            continue
        pending.remove(amendment)
        over = [x for x in spans if found.start() < x[1] and x[0] < found.end()]
        if over:
            other = over[0][2].quote
            message = f"{other.file}:{other.line} amends these words, expected one entry for them"
            problems.append(problem(amendment, message))
            continue
        spans.append((found.start(), found.end(), amendment))
    return sorted(spans, key=lambda span: span[:2])


def sentences_of(
    note: Note, amendments: Sequence[Amendment], recall: Recall = anew
) -> tuple[Sentences, list[Problem]]:
    """Return the sentences of a note that are corrected or hold formulas.

    Warnings are about amendments whose words do not stand in one sentence.
    """
    found: Sentences = {}
    problems: list[Problem] = []
    pending = list(amendments)
    for key, raw in raw_sentences(note):
        spans = _spans(raw, pending, problems) if pending else []
        text, readings = _amended(raw, spans) if spans else (raw, [])
        formulas = recall(formulas_in, text)
        if formulas or readings:
            found[key] = Sentence(text, tuple(formulas), tuple(readings))
    for amendment in pending:
        problems.append(problem(amendment, in_no_line(amendment.quote.words)))
    return found, problems


def part_of(sentence: Sentence, start: int, end: int) -> Sentence:
    """Return a part of a sentence; a correction belongs to the part in which it ends.

    Where a formula is cut, formulas are looked for anew: "accuracy" and "(TP + TN) / n" can stand
    in two cells.
    """
    text = sentence.text[start:end]
    cut = any(
        formula.start < edge < formula.end for formula in sentence.formulas for edge in (start, end)
    )
    formulas = (
        formulas_in(text)
        if cut
        else [
            replace(formula, start=formula.start - start, end=formula.end - start)
            for formula in sentence.formulas
            if start <= formula.start and formula.end <= end
        ]
    )
    next_word = _WORD.search(sentence.text, end)
    last = next_word.start() if next_word else len(sentence.text)
    readings = (
        replace(reading, start=max(reading.start - start, 0), end=min(reading.end, end) - start)
        for reading in sentence.readings
        if reading.start < end and start < reading.end <= last
    )
    return Sentence(text, tuple(formulas), tuple(readings))


def all_rejected(
    notes: Iterable[Note], readings: Mapping[str, Sentences], typeset: Mapping[Tex, Typeset]
) -> Iterator[Problem]:
    """Yield a warning for each formula of the notes that MathJax does not accept."""
    for note in notes:
        for (line, _), sentence in readings.get(note.id, {}).items():
            for formula in sentence.formulas:
                if error := typeset[formula.key].error:
                    expected = "expected TeX that it can read"
                    message = f"MathJax rejects ${formula.tex}$ ({error}), {expected}"
                    inside = [x for x in sentence.readings if x.touches(formula)]
                    yield (
                        problem(inside[0].amendment, message)  # it stands in a data file
                        if inside
                        else Problem(Level.WARNING, note.source, line, message)
                    )


def all_formulas(readings: Collection[Sentences]) -> list[Tex]:
    """Return what is to be typeset, each once: TeX, and whether it is a display formula."""
    return list(
        dict.fromkeys(
            formula.key
            for found in readings
            for sentence in found.values()
            for formula in sentence.formulas
        )
    )
