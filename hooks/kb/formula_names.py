"""What a formula is the formula of: the words by which it can be asked for.

They stand left of its equals sign ("accuracy = ..."), or before it behind a sign ("Ridge - ..."),
or are the term that its note begins with, where the formula itself has but a letter ("S = ...").
A formula without such words has no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.knowledge import Knowledge
from kb.maths import Formula
from kb.meanings import Finder, head_of
from kb.model import Note
from kb.sentences import Key, sentence_at

_TEXT = re.compile(r"\\(?:text|mathrm|operatorname\*?|mathit|textit|textbf|mathbf)\{([^{}]*)\}")
_DIGIT = re.compile(r"[_^]\{?(\d)\}?")
_SPACE = re.compile(r"\\[ ,;:!]|~|\\q?quad\b|&")
_OPENING = re.compile(r"\\begin\{[a-z]+\*?\}")
_ARGUMENT = re.compile(r"\s*\([^()]*\)$")
_WORDS = re.compile(r"[^\W\d_][\w\s/'-]*")
_BEFORE = re.compile(r"(?:^|[(,;:])\s*([^(),;:]+?)\s*(?:[-–—]+|:|={1,4})\s*$")
_LETTER = re.compile(
    r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])|\\(?!text|frac|cdot|times|dots|to\b)[a-z]+"
)
_MOST_WORDS = 6


def named_formulas(note: Note, knowledge: Knowledge) -> Iterator[tuple[Key, Formula, str]]:
    """Yield the formulas of a note that have a name: with their sentence's key, and the name."""
    sentences = knowledge.sentences(note)
    line = note.lines[0]
    first = sentence_at(sentences, (line.number, 0), line.text).text
    find = knowledge.glossary.finder(note)
    for key, sentence in sentences.items():
        for formula in sentence.formulas:
            if name := name_of(formula, sentence.text, first, find):
                yield key, formula, name


def name_of(formula: Formula, text: str, first: str, find: Finder) -> str | None:
    """Return the name of a formula in a sentence, None if it has none.

    ``first`` is the first sentence of the note, ``find`` finds the glossary's terms.
    """
    left, equals, _ = formula.tex.partition("=")
    words = _words(left) if equals else None
    if words and _is_name(words, find):
        return words
    if not _says_something(formula.tex):
        return None
    if not equals:
        return _name_before(formula, text, find)
    alone = text.strip() == formula.text.strip()
    head = head_of(first, find) if alone and words and len(words) <= 2 else None
    return head.term if head else None


def _words(tex: str) -> str | None:
    """Return the left side of an equation as words, None if it is more than words."""
    plain = _TEXT.sub(r"\1", _SPACE.sub(" ", _OPENING.sub("", tex)))
    plain = _ARGUMENT.sub("", _DIGIT.sub(r"\1", plain).strip())
    return " ".join(plain.split()) if _WORDS.fullmatch(plain) else None


def _is_name(words: str, find: Finder) -> bool:
    if len(words.split()) > _MOST_WORDS:
        return False
    if any(len(word) > 2 and word.isalpha() for word in words.split()):
        return True
    return any((x.start, x.end) == (0, len(words)) for x in find(words))


def _says_something(tex: str) -> bool:
    """Tell whether a formula has something variable: a range of numbers is no formula to learn."""
    return _LETTER.search(_TEXT.sub("", tex)) is not None or "=" in tex


def _name_before(formula: Formula, text: str, find: Finder) -> str | None:
    """Return the term directly before a formula, or that its sentence begins with."""
    before = text[: formula.start]
    if (found := _BEFORE.search(before)) and _is_term(found[1], find):
        return found[1]
    head = head_of(text, find) if formula.display else None
    return head.term if head and head.begin <= formula.start else None


def _is_term(words: str, find: Finder) -> bool:
    return any((x.start, x.end) == (0, len(words)) for x in find(words))
