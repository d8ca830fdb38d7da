"""glossary.yml: the terms of the field, and by which words notes speak of them.

A name may be written with blanks, hyphens or nothing between its words ("k-means", "k means",
"kmeans").  What else is the same word is told by :mod:`kb.inflections`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.data import Fields, Flag, ListOf, Record, Text, loaded
from kb.ids import unique
from kb.inflections import is_short, singular_key
from kb.model import KbError, Level, Problem
from kb.origins import check_origin
from kb.quotes import single_blanks
from kb.vocabulary import words_of

_EXACT = Fields({"words": Text()}, {"near": ListOf(Text()), "in": Text()})
_ORIGIN = {"source": Text(), "checked": Text()}
_TERM = Fields(
    {"term": Text(), "definition": Text(), "topic": Text()},
    {"aliases": ListOf(Text()), "exact": ListOf(_EXACT), "everyday": Flag(), **_ORIGIN},
)
_SHAPE = Fields({}, {"terms": ListOf(_TERM)})


@dataclass(frozen=True, slots=True)
class Exact:
    """Words that mean the term only as they are typed and, where given, only in some notes."""

    words: str
    near: tuple[str, ...] = ()  # the note, with its headings, has one of these words too
    within: str | None = None  # the note contains these quoted words


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary.  Of an everyday name only aliases and exact words say anything."""

    name: str
    aliases: tuple[str, ...]
    exact: tuple[Exact, ...]
    everyday: bool
    definition: str
    topic: str
    source: str | None
    checked: str | None  # the day, as year-month-day
    anchor: str
    line: int  # of its entry in the file

    @property
    def names(self) -> tuple[str, ...]:
        """Its names for which case and inflection make no difference."""
        return self.aliases if self.everyday else (self.name, *self.aliases)

    @property
    def others(self) -> tuple[str, ...]:
        """All that it goes by beside its name, each once."""
        found = {self.name.lower(): self.name}
        for words in (*self.aliases, *(exact.words for exact in self.exact)):
            found.setdefault(words.lower(), words)
        return tuple(found.values())[1:]


def terms_from(file: str, text: str) -> tuple[tuple[Term, ...], list[Problem]]:
    """Return the terms of glossary.yml in its order, and warnings about words that mean two.

    Raises :class:`KbError` naming file and line.
    """
    taken: Counter[str] = Counter()
    lines: dict[str, int] = {}
    terms = []
    problems: list[Problem] = []
    for entry in loaded(file, text, _SHAPE).get("terms", ()):
        _check(file, entry)
        term = _term(entry, taken)
        if first := lines.get(term.name.casefold()):
            where = f"{file}:{term.line}"
            raise KbError(f'{where}: the term "{term.name}" is in line {first}, expected it once')
        lines[term.name.casefold()] = term.line
        terms.append(term)
        problems += _nowhere(file, entry)
    return tuple(terms), problems + _disputes(file, terms)


def _nowhere(file: str, entry: Record) -> Iterator[Problem]:
    """Yield a warning for each "near" without words: what it claims would hold everywhere."""
    for exact in entry.get("exact", ()):
        if exact.get("near") == []:
            message = f'"near" of "{exact["words"]}" is empty, expected words, or no "near"'
            yield Problem(Level.WARNING, file, exact.line, message)


def _term(entry: Record, taken: Counter[str]) -> Term:
    name = single_blanks(entry["term"])
    return Term(
        name=name,
        aliases=tuple(map(single_blanks, entry.get("aliases", ()))),
        exact=tuple(_exact(each) for each in entry.get("exact", ())),
        everyday=entry.get("everyday", False),
        definition=single_blanks(entry["definition"]),
        topic=single_blanks(entry["topic"]),
        source=entry.get("source"),
        checked=entry.get("checked"),
        anchor=unique(name, taken),
        line=entry.line,
    )


def _exact(entry: Record) -> Exact:
    within = single_blanks(entry["in"]) if "in" in entry else None
    return Exact(single_blanks(entry["words"]), tuple(entry.get("near", ())), within)


def _check(file: str, entry: Record) -> None:
    """Raise :class:`KbError` for values that no shape can tell."""
    for line, words in _spoken(entry):
        if not (words_of(words) and re.search(r"[^\W_]", words)):
            raise KbError(f'{file}:{line}: "{words}" has no letter or digit, expected words')
    where = f"{file}:{entry.line}"
    check_origin(where, entry)
    if ("source" in entry) != ("checked" in entry):
        has, lacks = ("source", "checked") if "source" in entry else ("checked", "source")
        raise KbError(f'{where}: "{has}" without "{lacks}", expected both or none')


def _spoken(entry: Record) -> Iterator[tuple[int, str]]:
    """Yield all words that are to be found in notes, with the line of what they belong to."""
    for words in (entry["term"], *entry.get("aliases", ())):
        yield entry.line, words
    for exact in entry.get("exact", ()):
        for words in (exact["words"], *exact.get("near", ())):
            yield exact.line, words


def _disputes(file: str, terms: Sequence[Term]) -> list[Problem]:
    """Return a warning for each name that two terms claim, unless both say where it holds."""
    claims: dict[str, list[tuple[Term, Exact | None]]] = {}
    problems: dict[tuple[Term, str], Problem] = {}
    for term in terms:
        names = [(words, None) for words in term.names]
        for words, exact in (*names, *((exact.words, exact) for exact in term.exact)):
            same = claims.setdefault(_normal(words), [])
            for other, its in same:
                if other is not term and _clash(exact, its):
                    message = (
                        f'"{words}" is to mean "{term.name}" and also "{other.name}" '
                        f'(line {other.line}), expected "exact" with "near" or "in" in both'
                    )
                    problems[term, _normal(words)] = Problem(
                        Level.WARNING, file, term.line, message
                    )
            same.append((term, exact))
    return list(problems.values())


def _clash(one: Exact | None, other: Exact | None) -> bool:
    """Tell whether two claims on a name may both hold; None is for one that always does."""
    if one is None or other is None:
        return True
    decided = (one.near or one.within) and (other.near or other.within)
    return one.words == other.words and not decided  # else they differ in case


def _normal(name: str) -> str:
    """Return what the spellings of a name have in common."""
    word = "".join(words_of(name))
    return word.removesuffix("s") if is_short(name) else singular_key(word)
