"""What a note has for cards: sentences that say what something is, and formulas with a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from kb.amendments import Correction
from kb.formula_names import name_of
from kb.knowledge import Knowledge
from kb.meanings import Finder, Meaning, meaning_in
from kb.model import Mark, Note
from kb.phrases import apart, words_of
from kb.sentences import Sentence, Sentences, joined, part_of

_SIGNS = ("-", "–", "—", ":", "=")  # a sentence without one neither defines nor computes
_LONGEST = 2000  # characters of a sentence that one can be asked about
_MATHS = 0.6  # of a meaning, in characters: it is a formula, and asked for as one


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about the author's words, here or ``elsewhere`` in the same note."""

    original: str
    correction: Correction
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A card's question, as words, and its answer."""

    kind: str  # "note" or "formula"
    name: str
    html: str
    remarks: tuple[Remark, ...]


def found_in(
    note: Note, knowledge: Knowledge, references: Mapping[str, str] | None
) -> Iterator[Found]:
    """Yield what there is to ask about a note.  ``references`` are its file's link definitions."""
    if note.kind == "link" or not any(sign in note.text for sign in _SIGNS):
        return
    find = partial(
        knowledge.glossary.matcher.mentions,
        context=knowledge.glossary.contexts.get(note.id, note.text),
    )
    readings = knowledge.readings.get(note.id, {})
    context = apart(note, {}, knowledge.typeset, references)
    words = [line for line in note.lines if line.mark not in (Mark.CODE, Mark.TABLE)]
    sentences = {
        number: readings.get((number, 0)) or Sentence(text, (), ())
        for number, text in joined(words)
        if len(text) <= _LONGEST
    }
    first = next((sentence.text for sentence in sentences.values()), "")
    corrections = _corrections(readings)
    for number, sentence in sentences.items():
        remarks = _remarks(corrections, number) if corrections else ()
        for formula in sentence.formulas if note.kind != "heading" else ():
            html = knowledge.typeset[formula.tex, formula.display].html
            if html and (name := name_of(formula, sentence.text, first, find)):
                yield Found("formula", name, html, remarks)
        if note.kind != "example" and (meaning := _meaning(note, sentence, find)):
            part = part_of(sentence, meaning.begin, len(sentence.text))
            yield Found("note", meaning.term, words_of(part, context), remarks)


def _meaning(note: Note, sentence: Sentence, find: Finder) -> Meaning | None:
    """Return the meaning that a sentence states in words; a formula is a card of its own."""
    if not any(sign in sentence.text for sign in _SIGNS):
        return None
    text = sentence.text
    for formula in sentence.formulas:  # its signs are no signs of the sentence
        text = f"{text[: formula.start]}{'x' * (formula.end - formula.start)}{text[formula.end :]}"
    meaning = meaning_in(text, find)
    if meaning is None or any(x.start < meaning.begin for x in sentence.formulas):
        return None
    words = sentence.text[meaning.begin :]
    if sum(x.end - x.start for x in sentence.formulas) >= _MATHS * len(words):
        return None
    is_title = note.kind == "heading" and len(words.split()) < 2
    return None if is_title else meaning


def _corrections(readings: Sentences) -> list[tuple[int, Remark]]:
    """Return what there is to say about a note, each with the line that its sentence begins in."""
    return [
        (line, Remark(" ".join(reading.original.split()), correction))
        for (line, _), sentence in readings.items()
        for reading in sentence.readings
        if (correction := reading.amendment.correction) and not correction.is_quiet
    ]


def _remarks(corrections: list[tuple[int, Remark]], number: int) -> tuple[Remark, ...]:
    """Return what is said about the sentence of a line, then what is wrong elsewhere."""
    here = [remark for line, remark in corrections if line == number]
    elsewhere = [
        replace(remark, elsewhere=True)
        for line, remark in corrections
        if line != number and not remark.correction.is_remark
    ]
    return (*here, *elsewhere)
