"""Find the terms of the glossary in a text: one look-up a word, whatever its inflection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product

from kb.glossary import Exact, Term, base_key, folded, is_short, singular_key
from kb.memory import Recall, anew
from kb.quotes import single_blanks
from kb.vocabulary import stem, words_of

# Scripts written without blanks come apart where they meet Latin letters.
_LATIN = r"A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_MARKS = r"\u0300-\u036f"  # accents apart from their letters
_WORD = re.compile(
    rf"[{_LATIN}][{_LATIN}{_MARKS}]*(?:(?:\+\+|\#)(?![{_LATIN}+#]))?"  # also "C++", "C#"
    rf"|[^\W_{_LATIN}]+"
)
_JOINT = re.compile(r"[-\u2010-\u2015\u2212_]?|[^\S\n]*\n?[^\S\n]*")  # between words of one name
_LONGEST_SIGN = 4  # characters of another sign within a name, as "/" in "A/B testing"
_FEW_WORDS = 4  # of a name that may be written with some blanks left out and some not
# "in line" and "no SQL" are not spellings of "inline" and "NoSQL".
_FUNCTION_WORDS = "a an and as at be by do for if in is it no not of on or so the to we with"
_Cut = list[tuple[str, str]]  # the words of a name, each with the sign before it


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
                for spelling in _spellings(_cut(name)):
                    self._add(_keys(spelling), claim)
                for word in (folded(word) for _, word in _cut(name)):
                    self._beginnings.update(word[:size] for size in range(1, len(word) + 1))
            for exact in term.exact:
                if cut := _cut(exact.words):
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
        words = [(found[0], *found.span()) for found in _WORD.finditer(text)]
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
        keys = [key for key in dict.fromkeys(_offers(word)) if key in self._keys]
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
        sign = "" if is_first else _sign(text[words[at - 1][2] : start])
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
        if first + second[:2] not in self._beginnings or _sign(gap):
            return False
        if not gap.isspace():
            return len(first + second) > 2
        return len(first + second) > 5 and not {first, second} & set(_FUNCTION_WORDS.split())


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
    found = list(_WORD.finditer(exact.words))
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


def _cut(name: str) -> _Cut:
    found = list(_WORD.finditer(name))
    signs = (_sign(name[a.end() : b.start()]) for a, b in pairwise(found))
    return [(sign, word[0]) for sign, word in zip(("", *signs), found, strict=False)]


def _sign(gap: str) -> str:
    """Return the sign between two words, "" if they belong together."""
    return "" if _JOINT.fullmatch(gap) else f"{gap.strip()[:_LONGEST_SIGN]}\t"


def _spellings(cut: _Cut) -> Iterator[_Cut]:
    """Yield a name as it is, and with blanks left out wherever they may be."""
    yield cut
    first, *others = [word for _, word in cut] or [""]
    some = product((" ", ""), repeat=len(others))
    every = some if len(cut) <= _FEW_WORDS else ((gap,) * len(others) for gap in (" ", ""))
    for gaps in every:
        name = first + "".join(gap + word for gap, word in zip(gaps, others, strict=True))
        yield [("", word) for word in name.split()]


def _keys(cut: _Cut) -> Iterator[tuple[str, str]]:
    """Yield what a text must have for each word, with the sign before it."""
    for at, (sign, word) in enumerate(cut, start=1):
        key = base_key if at == len(cut) else singular_key
        yield sign, f"={folded(word)}" if is_short(word) else key(folded(word))


def _offers(word: str) -> Iterator[str]:
    """Yield all keys that a word of a text fits: of short, inner, last and exact words."""
    plain = folded(word)
    yield from (f"={plain}", singular_key(plain), base_key(plain), f"!{plain}")
    if plain.endswith("s"):
        base = word[:-1]
        if word[-1] == "s" and (len(base) > 2 or base.isupper() or base[-1:].isdigit()):
            yield f"={plain[:-1]}"
        yield from (f"!{plain[:-1]}", f"!{plain.removesuffix('es')}")
        yield f"!{plain.removesuffix('ies')}y"
