"""glossary.yml: the terms of the field, and by which words notes speak of them.

A name may be written with blanks, hyphens or nothing between its words ("k-means", "k means",
"kmeans").  Two words are the same, in any case, by the rule of their sort:

- **short**, of at most three letters or all in capitals: only a plural in "s" ("VPCs"), behind
  two letters a small "s" after capitals ("SMs", but not "sms");
- **inner**, before the last word of a name: singular and plural ("decisions tree"), no more, for
  a "managed policy" is not what "manage policies" says;
- **last**: also "-ed" and "-ing" ("fine-tuned" is "fine-tuning").

For the latter two: the same Snowball stem, *and* nothing but such an ending between them.  By
its stem alone "organization" is an "organ", by its ending alone "planed" is "planned".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kb.data import Fields, Flag, ListOf, Record, Text, loaded
from kb.ids import unique
from kb.markup import is_web
from kb.model import KbError, Level, Problem
from kb.quotes import single_blanks
from kb.vocabulary import stem, words_of

_EXACT = Fields({"words": Text()}, {"near": ListOf(Text()), "in": Text()})
_ORIGIN = {"source": Text(), "checked": Text()}
_TERM = Fields(
    {"term": Text(), "definition": Text(), "topic": Text()},
    {"aliases": ListOf(Text()), "exact": ListOf(_EXACT), "everyday": Flag(), **_ORIGIN},
)
_SHAPE = Fields({}, {"terms": ListOf(_TERM)})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# British spellings and how they are written in American ones
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e[sd]?|ing|ers?|ations?)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})ys(?=(?:e[sd]?|ing|ers?)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|ite|ites|al)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})ogue(?=s?$)"), "og"),
)
_PLURALS = """analyses analysis axes axis criteria criterion hypotheses hypothesis indices index
leaves leaf matrices matrix vertices vertex"""
_IRREGULAR = dict(zip(_PLURALS.split()[::2], _PLURALS.split()[1::2], strict=True))
_NO_PLURAL = ("ss", "us", "is", "bias", "alias", "canvas", "atlas")  # words that end so
# These name something else than their verb: bagging is not about a bag (of words).
_NOUNS = """bagging binning building clustering computing hosting listing logging mapping meaning
networking padding pooling ranking rating reasoning sampling setting spacing stacking stemming
string timing weighting"""
_LONGEST_WORD = 40  # characters; longer ones are hashes and keys, which have no inflection


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
    source, checked = entry.get("source"), entry.get("checked")
    if source is not None and not is_web(source):
        raise KbError(f'{where}: "source" is no web address, expected https://...')
    if checked is not None and not _is_day(checked):
        raise KbError(f'{where}: "checked" is no date, expected year-month-day')
    if (source is None) != (checked is None):
        has, lacks = ("checked", "source") if source is None else ("source", "checked")
        raise KbError(f'{where}: "{has}" without "{lacks}", expected both or none')


def _spoken(entry: Record) -> Iterator[tuple[int, str]]:
    """Yield all words that are to be found in notes, with the line of what they belong to."""
    for words in (entry["term"], *entry.get("aliases", ())):
        yield entry.line, words
    for exact in entry.get("exact", ()):
        for words in (exact["words"], *exact.get("near", ())):
            yield exact.line, words


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


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


def is_short(word: str) -> bool:
    return len(word) <= 3 or word.isupper()


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """Return a word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def singular_key(word: str) -> str:
    """Return what singular and plural of a word in lower case share, and no other word has."""
    word = _spelled(word)
    return f"~{stem(word)}~{_trunk(_singular(word))}"


def base_key(word: str) -> str:
    """Return what all inflections of a word in lower case share, and no other word has."""
    word = _spelled(word)
    base = _singular(word)
    if base.endswith(("ing", "ed")) and not base.endswith("eed") and base not in _NOUNS.split():
        verb = base.removesuffix("ing").removesuffix("ed")
        if len(verb) > 2 and re.search("[aeiouy]", verb):
            base = verb
    return f"+{stem(word)}~{_trunk(base)}"


def _spelled(word: str) -> str:
    if len(word) > _LONGEST_WORD:
        return word
    word = _IRREGULAR.get(word, word)
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    return word


def _singular(word: str) -> str:
    return word if word.endswith(_NO_PLURAL) else word.removesuffix("s")


def _trunk(word: str) -> str:
    """Return a word without what changes before an ending: "e", "y", a double consonant."""
    word = word.removesuffix("e")
    if word.endswith("y"):
        return f"{word[:-1]}i"
    return word[:-1] if word[-2:-1] == word[-1:] and word[-1:] not in "aeiou" else word
