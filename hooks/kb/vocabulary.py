"""Find the words of ``notes/topics.yml`` in a text, whatever their inflection.

A term is one word or several.  Words are compared by their English stem, so "crawlers" is
"crawler"; blanks, hyphens, underscores and case make no difference, so "data-frames" and
"DataFrame" are the term "data frame".  Where terms overlap the longest wins and uses up its
words: in "Spark UI" no term "spark" is found when there is a term "spark ui".

What is found is evidence, for topics and for their sections.  A text is read once, word by word,
with dictionary look-ups: the time grows with its length only, not with the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import snowballstemmer

Place = tuple[str, str]  # the titles of a topic and of one of its sections

BEGINNING, AHEAD = 3, 1.5  # a text begins with what it is about: its first words count more
LESS = 0.4  # of several terms each weaker one counts only this share of what it would have

_URL = re.compile(r"https?://[^\s/]+(/[^\s?#]*)?\S*")  # its path tells something, the rest is noise
_WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_ENGLISH = snowballstemmer.stemmer("english")
_LONGEST_WORD = 40  # characters; longer ones are hashes and keys, which have no inflection


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in a text: as the vocabulary spells it, at which word, and what it speaks for."""

    term: str
    at: int
    weights: Mapping[Place, int]


@dataclass(slots=True)
class Evidence:
    """How much speaks for each topic and for each of its sections, and by which terms."""

    topics: dict[str, float] = field(default_factory=dict)
    places: dict[Place, float] = field(default_factory=dict)
    terms: dict[str, dict[str, float]] = field(default_factory=dict)  # topic -> term -> weight

    def favour(self, topic: str, weight: float) -> None:
        self.topics[topic] = self.topics.get(topic, 0) + weight

    def favour_place(self, place: Place, weight: float) -> None:
        self.places[place] = self.places.get(place, 0) + weight

    def add(self, other: Evidence, share: float) -> None:
        """Let ``other`` count as well, by a share of its weight."""
        for topic, weight in other.topics.items():
            self.favour(topic, share * weight)
        for place, weight in other.places.items():
            self.favour_place(place, share * weight)

    @property
    def best(self) -> Place | None:
        """The place with most weight in the topic with most; the earlier found wins a tie."""
        if not self.topics:
            return None
        topic = max(self.topics, key=self.topics.__getitem__)
        places = [place for place in self.places if place[0] == topic]
        return max(places, key=self.places.__getitem__)


class Vocabulary:
    """The terms of all sections, ready to be found in texts."""

    def __init__(self, terms: Iterable[tuple[str, Place, int]]) -> None:
        """Take triples of a term, the place that it speaks for and how much (its weight)."""
        self._terms: dict[str, tuple[str, dict[Place, int]]] = {}
        self._longest: dict[str, int] = {}  # by first stem: words in the longest term
        for term, place, weight in terms:
            for spelling in _spellings(words_of(term)):
                self._add(spelling, term, place, weight)

    def _add(self, words: list[str], term: str, place: Place, weight: int) -> None:
        stems = [stem(word) for word in words]
        _, weights = self._terms.setdefault(" ".join(stems), (term, {}))
        weights[place] = max(weight, weights.get(place, 0))
        self._longest[stems[0]] = max(len(stems), self._longest.get(stems[0], 0))

    def hits(self, text: str) -> list[Hit]:
        """Return the terms of ``text`` in their order; each as often as it occurs."""
        stems = [stem(word) for word in words_of(text)]
        found = []
        at = 0
        while at < len(stems):
            size = self._longest.get(stems[at], 0)
            while size and " ".join(stems[at : at + size]) not in self._terms:
                size -= 1
            if size:
                term, weights = self._terms[" ".join(stems[at : at + size])]
                found.append(Hit(term, at, weights))
            at += size or 1
        return found

    def evidence(self, text: str) -> Evidence:
        """Return what ``text`` says; a term counts once, however often it occurs."""
        weights: dict[str | Place, dict[str, float]] = {}
        for hit in self.hits(_URL.sub(r"\1", text)):
            share = AHEAD if hit.at < BEGINNING else 1
            for place, weight in hit.weights.items():
                for key in place[0], place:
                    terms = weights.setdefault(key, {})
                    terms[hit.term] = max(share * weight, terms.get(hit.term, 0))
        found = Evidence()
        for key, terms in weights.items():
            if isinstance(key, str):
                found.topics[key] = _sum(terms.values())
                found.terms[key] = terms
            else:
                found.places[key] = _sum(terms.values())
        return found


def _sum(weights: Iterable[float]) -> float:
    """Add up weights, each further one for less: a list of services is about none of them."""
    return sum(weight * LESS**at for at, weight in enumerate(sorted(weights, reverse=True)))


def _spellings(words: list[str]) -> Iterator[list[str]]:
    """Yield a term as its words, then with two neighbours glued together, then with all."""
    if not words:
        return  # nothing but signs
    yield words
    for at in range(1, len(words)):
        yield [*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]]
    yield ["".join(words)]


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in lower case and without accents.

    Scripts written without blanks come apart where they meet Latin letters or digits, so that
    the names in them are found.
    """
    text = text.lower()
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _WORD.findall(text)


@lru_cache(maxsize=20_000)  # stemming is the slow part (40 microseconds), and words recur
def stem(word: str) -> str:
    """Return the stem of one lower-case English word; any other word comes back unharmed."""
    return word if len(word) > _LONGEST_WORD else str(_ENGLISH.stemWord(word))
