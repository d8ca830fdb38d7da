"""Find the words of ``notes/topics.yml`` in a text, whatever their inflection.

A term is one word or several.  Words are compared by their English stem, so "crawlers" is
"crawler"; blanks, hyphens, underscores and case make no difference, so "data-frames" and
"DataFrame" are the term "data frame".  Where terms overlap the longest wins and uses up its
words: in "Spark UI" no term "spark" is found when there is a term "spark ui".

A text is read once, word by word, with dictionary look-ups: the time grows with its length only,
not with the size of the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

Place = tuple[str, str]  # the titles of a topic and of one of its sections

_WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_ENGLISH = snowballstemmer.stemmer("english")
_LONGEST_WORD = 40  # characters; longer ones are hashes and keys, which have no inflection


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in a text: as the vocabulary spells it, at which word, and what it speaks for."""

    term: str
    at: int
    weights: Mapping[Place, int]


class Vocabulary:
    """The terms of all sections, ready to be found in texts."""

    def __init__(self, terms: Iterable[tuple[str, Place, int]]) -> None:
        """Take triples of a term, the place that it speaks for and how much (its weight)."""
        self._terms: dict[str, tuple[str, dict[Place, int]]] = {}
        self._longest: dict[str, int] = {}  # by first stem: words in the longest term
        for term, place, weight in terms:
            words = words_of(term)
            self._add(words, term, place, weight)
            for at in range(1, len(words)):  # "data frame" is "dataframe"
                glued = [*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]]
                self._add(glued, term, place, weight)

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
