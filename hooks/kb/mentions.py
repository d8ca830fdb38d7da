"""Find the terms of the glossary in a text: one look-up a word, whatever its inflection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kb.glossary import Exact, Term
from kb.inflections import folded
from kb.memory import Recall, anew
from kb.quotes import single_blanks
from kb.spellings import WORD, cut_of, keys_of, offers_of, sign_of, spellings_of
from kb.vocabulary import stem, words_of

# "in line" and "no SQL" are not spellings of "inline" and "NoSQL".
_LITTLE = "a an and as at be by do for if in is it no not of on or so the to we with"
_FUNCTION_WORDS = frozenset(_LITTLE.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """Where in a text a term is spoken of: ``text[start:end]``."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class _Claim:
    """That some words mean a term.  Of several that hold, that with the lowest rank counts."""

    term: Term
    rank: int  # 0 in a quoted note, 1 near a word, 2 exact, 3 the term's name, 4 an alias
    exact: Exact | None = None
    typed: frozenset[str] = frozenset()  # the exact words and their plural
    near: tuple[str, ...] = ()  # stems between blanks

    def holds(self, typed: str, note: str) -> bool:
        """Tell whether words as typed in a note mean the term."""
        if self.exact is None:
            return True
        if typed not in self.typed or (self.exact.within or "") not in single_blanks(note):
            return False
        return not self.near or any(near in _stems(note) for near in self.near)


@dataclass(slots=True)
class _Node:
    """What may come behind the first words of names, and who claims these words."""

    after: dict[str, _Node] = field(default_factory=dict)
    claims: list[_Claim] = field(default_factory=list)


class Matcher:
    """The terms of a glossary, ready to be found in texts."""

    def __init__(self, terms: Iterable[Term], recall: Recall = anew) -> None:
        self._recall = recall
        self._root = _Node()
        self._keys: set[str] = set()  # of all words of names
        self._signs: set[str] = set()
        self._beginnings: set[str] = set()  # of words that a text may have in two
        self._known: dict[str, tuple[Sequence[str], bool, bool]] = {}  # what _look_up() returned
        for term in terms:
            for name in term.names:
                claim = _Claim(term, 3 if name is term.name else 4)
                for spelling in spellings_of(cut_of(name)):
                    self._add(keys_of(spelling), claim)
                for word in (folded(word) for _, word in cut_of(name)):
                    self._beginnings.update(word[:size] for size in range(1, len(word) + 1))
            for exact in term.exact:
                if cut := cut_of(exact.words):
                    keys = [(sign, f"!{folded(word)}") for sign, word in cut]
                    self._add(keys, _exact_claim(term, exact))

    def _add(self, keys: Iterable[tuple[str, str]], claim: _Claim) -> None:
        node = self._root
        for sign, key in keys:
            self._keys.add(key)
            self._signs.add(sign)
            node = node.after.setdefault(sign + key, _Node())
        if claim not in node.claims:
            node.claims.append(claim)

    def mentions(
        self, text: str, context: str = "", skip: Sequence[tuple[int, int]] = ()
    ) -> list[Mention]:
        """Return the mentions in ``text`` in their order; they do not overlap.

        ``context`` is the whole note with its headings, for claims that say where they hold; ""
        stands for ``text``.  The longest words with a claim that holds are one mention; where two
        terms have an equal claim there is none.  What overlaps a span of ``skip`` is left out.
        """
        found = self._recall(self._found, text, context or text)
        free = (x for x in found if not any(a < x.end and x.start < b for a, b in skip))
        return list(free if skip else found)

    def _found(self, text: str, context: str) -> list[Mention]:
        words = [(found[0], *found.span()) for found in WORD.finditer(text)]
        ways = []
        for at, (word, start, _) in enumerate(words):
            if (self._known.get(word) or self._look_up(word))[2]:
                for behind, term in self._meant(text, words, at, context):
                    ways.append((start - words[behind - 1][2], at, behind, term))
        used: set[int] = set()
        found = []
        for _, at, behind, term in sorted(ways, key=lambda way: way[:2]):
            if used.isdisjoint(range(at, behind)):
                used.update(range(at, behind))
                found.append(Mention(words[at][1], words[behind - 1][2], term))
        return sorted(found, key=lambda mention: mention.start)

    def _look_up(self, word: str) -> tuple[Sequence[str], bool, bool]:
        """Return the keys of a word that names have, and whether it begins a word, or a name."""
        if len(self._known) > 50_000:
            self._known.clear()
        keys = [key for key in dict.fromkeys(offers_of(word)) if key in self._keys]
        begins = folded(word) in self._beginnings
        opens = begins or any(key in self._root.after for key in keys)
        self._known[word] = found = (keys, begins, opens)
        return found

    def _meant(
        self, text: str, words: Sequence[tuple[str, int, int]], first: int, note: str
    ) -> Iterator[tuple[int, Term]]:
        """Yield the terms that words from ``first`` on mean, each with the word behind them."""
        start = words[first][1]
        if _is_tied(text, start, "_'’"):
            return
        claims: dict[int, list[_Claim]] = {}
        ways = [(first, self._root)]
        while ways:
            at, node = ways.pop()
            for key, behind in self._steps(text, words, at, at == first):
                if child := node.after.get(key):
                    claims.setdefault(behind, []).extend(child.claims)
                    if child.after and behind < len(words):
                        ways.append((behind, child))
        for behind, made in claims.items():
            end = words[behind - 1][2]
            term = _best(made, single_blanks(text[start:end]), note)
            if term and not _is_tied(text, end + 1, "_"):
                yield behind, term

    def _steps(
        self, text: str, words: Sequence[tuple[str, int, int]], at: int, is_first: bool
    ) -> Iterator[tuple[str, int]]:
        """Yield the keys of a word, alone and as one with the next, and which word is behind."""
        word, start, end = words[at]
        sign = "" if is_first else sign_of(text[words[at - 1][2] : start])
        if sign not in self._signs:
            return
        keys, begins, _ = self._known.get(word) or self._look_up(word)
        for key in keys:
            yield sign + key, at + 1
        if begins and at + 1 < len(words):
            other, begin, _ = words[at + 1]
            if self._is_one(word, text[end:begin], other):
                for key in self._look_up(word + other)[0]:
                    yield sign + key, at + 2

    def _is_one(self, word: str, gap: str, other: str) -> bool:
        """Tell whether two words may be one: "over-fitting", "over fitting"; not "in line"."""
        first, second = folded(word), folded(other)
        if first + second[:2] not in self._beginnings or sign_of(gap):
            return False
        if not gap.isspace():
            return len(first + second) > 2
        return len(first + second) > 5 and not {first, second} & _FUNCTION_WORDS


def _best(claims: Sequence[_Claim], typed: str, note: str) -> Term | None:
    """Return the term whose claim holds and counts most; None if there is none, or two."""
    if len(claims) == 1:  # nearly always
        return claims[0].term if claims[0].holds(typed, note) else None
    held = [claim for claim in claims if claim.holds(typed, note)]
    rank = min((claim.rank for claim in held), default=0)
    names = {claim.term.name: claim.term for claim in held if claim.rank == rank}
    return names.popitem()[1] if len(names) == 1 else None


def _is_tied(text: str, at: int, signs: str) -> bool:
    """Tell whether one of ``signs`` stands before ``at`` and ties its neighbours to one word."""
    around = text[max(at - 2, 0) : at + 1]
    return len(around) == 3 and around[1] in signs and (around[0] + around[2]).isalnum()


def _exact_claim(term: Term, exact: Exact) -> _Claim:
    found = list(WORD.finditer(exact.words))
    words = exact.words[found[0].start() : found[-1].end()]  # without signs around them
    es = "es" if re.search(r"(?:[sxz]|[cs]h)$", words) else "s"
    plural = f"{words[:-1]}ies" if re.search(r"[^aeiouA-Z]y$", words) else words + es
    near = tuple(map(_stems, exact.near))
    return _Claim(
        term, 0 if exact.within else 1 if near else 2, exact, frozenset((words, plural)), near
    )


@lru_cache(maxsize=64)  # the texts of a note have one context
def _stems(text: str) -> str:
    return f" {' '.join(map(stem, words_of(text)))} "
