"""When two words are the same word of a name.

Two words are the same, in any case, by the rule of their sort:

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
from functools import lru_cache

from kb.vocabulary import stem

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
_NAMED = """bagging binning building clustering computing hosting listing logging mapping meaning
networking padding pooling ranking rating reasoning sampling setting spacing stacking stemming
string timing weighting"""
_NOUNS = frozenset(_NAMED.split())
_LONGEST_WORD = 40  # characters; longer ones are hashes and keys, which have no inflection


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
    if base.endswith(("ing", "ed")) and not base.endswith("eed") and base not in _NOUNS:
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
