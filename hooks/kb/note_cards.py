"""What a note has for cards: sentences that say what something is, and formulas with a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kb.formula_names import named_formulas
from kb.knowledge import Knowledge
from kb.meanings import Finder, Meaning, meaning_in
from kb.model import Mark, Note
from kb.phrases import apart, html_of
from kb.sentences import Sentence, Sentences, joined, part_of, sentence_at
from kb.shown_corrections import ShownCorrection, shown_corrections

_SIGNS = ("-", "–", "—", ":", "=")  # a sentence without one neither defines nor computes
_LONGEST = 2000  # characters of a sentence that one can be asked about
_MATHS = 0.6  # of a meaning, in characters: it is a formula, and asked for as one


@dataclass(frozen=True, slots=True)
class Found:
    """A card's question, as words, and its answer."""

    kind: str  # "note" or "formula"
    name: str
    html: str
    remarks: tuple[ShownCorrection, ...]


def found_in(
    note: Note, knowledge: Knowledge, references: Mapping[str, str] | None
) -> Iterator[Found]:
    """Yield what there is to ask about a note.  ``references`` are its file's link definitions."""
    if note.kind == "link" or not any(sign in note.text for sign in _SIGNS):
        return
    readings = knowledge.sentences(note)
    corrections = _corrections(readings)
    if note.kind != "heading":
        for (number, _), formula, name in named_formulas(note, knowledge):
            if html := knowledge.typeset[formula.key].html:
                yield Found("formula", name, html, _remarks(corrections, number))
    if note.kind == "example":
        return
    find = knowledge.glossary.finder(note)
    context = apart(note, {}, knowledge.typeset, references)
    words = [line for line in note.lines if line.mark not in (Mark.CODE, Mark.TABLE)]
    for number, text in joined(words):
        sentence = sentence_at(readings, (number, 0), text)
        if len(text) <= _LONGEST and (meaning := _meaning(note, sentence, find)):
            part = part_of(sentence, meaning.begin, len(sentence.text))
            html = html_of(part, context)
            yield Found("note", meaning.term, html, _remarks(corrections, number))


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


def _corrections(readings: Sentences) -> list[tuple[int, ShownCorrection]]:
    """Return what there is to say about a note, each with the line that its sentence begins in."""
    return [
        (line, shown)
        for (line, _), sentence in readings.items()
        for shown in shown_corrections(sentence.readings)
    ]


def _remarks(
    corrections: list[tuple[int, ShownCorrection]], number: int
) -> tuple[ShownCorrection, ...]:
    """Return what is said about the sentence of a line, then what is wrong elsewhere."""
    here = [shown for line, shown in corrections if line == number]
    elsewhere = [
        replace(shown, elsewhere=True)
        for line, shown in corrections
        if line != number and not shown.correction.is_remark
    ]
    return (*here, *elsewhere)
