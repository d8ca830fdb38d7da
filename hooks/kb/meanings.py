"""Sentences that say what something is: ``term - meaning``, ``term : meaning``, ``term = meaning``.

People write these signs for many other things too, and a question made of half a sentence is worse
than none: what is not surely a term with its meaning is left alone.  Sure is

- a term of the glossary, alone or with little beside it ("inertia in k-means");
- in a note that the glossary does not know, a name of at most three words with a capital, behind
  a dash or colon, where a meaning of several words follows ("SSE-C: you manage the keys").

Neither holds where the meaning has such a sign of its own ("S3 - objects, EBS - blocks").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.mentions import Mention

Finder = Callable[[str], list[Mention]]  # the glossary's terms in some words of a note

_SIGN = re.compile(r"\s-{1,4}\s|\s[–—]\s|\s?[–—](?=\s)|(?<=\w)-{1,2}\s|\s?:\s|\s={1,4}\s")
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[^\W_][\w.+/&-]*")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(.+)\1")
_TERM_WORDS = 6  # at most
_NAME_WORDS = 3
_MEANING_WORDS = 60
_SAYING_WORDS = 4  # at least, of the meaning of a name that the glossary does not know

# What may stand beside the term of a glossary without making it something else.
_BESIDE = "in of for algo algorithm layer method model models job jobs score"
# What a name never holds.
_FUNCTION_WORDS = """a all an and any are as at be because but by can do does each for from has have
how if in into is it its like may must no not of on only or should so than that the their then there
these they this to use used uses using we what when where which while why will with without you
your"""
# With what a sentence goes on that has only been broken by a dash.
_GOES_ON = """and as at because but by for from if in into of on or than that to when where which
while with without"""
# What stands before a colon and is no name.
_LABELS = """advantage advantages answer benefit benefits case cases caution chapter con cons
context definition disadvantage disadvantages eg e.g. ex exam example examples feature features
formula goal hint important input lecture lesson limitation limitations link module note notes
output part problem pro pros q question reason reference remember result results rule scenario
section see solution source step steps summary tip tips todo types unit update video warning
week"""
_NO_NAMES = frozenset(f"{_FUNCTION_WORDS} {_LABELS}".split())
_NO_BEGINNINGS = frozenset(_GOES_ON.split())
_FILLERS = frozenset(_BESIDE.split())


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where in a sentence a term stands, without emphasis, and where its meaning begins."""

    term: str
    begin: int


def head_of(text: str, find: Finder) -> Meaning | None:
    """Return the term of the glossary that a sentence begins with, set off by a sign."""
    split = _split(text)
    return split if split and _is_known(split.term, find) else None


def meaning_in(text: str, find: Finder) -> Meaning | None:
    """Return the term of a sentence that says what it is, None for any other sentence."""
    split = _split(text)
    if split is None:
        return None
    meaning = text[split.begin :]
    words = _WORD.findall(meaning)
    if not 0 < len(words) <= _MEANING_WORDS or _SIGN.search(meaning) or meaning.endswith(":"):
        return None
    if meaning.startswith(("http://", "https://")):
        return None
    if _is_known(split.term, find) or _is_named(split, text, words):
        return split
    return None


def _split(text: str) -> Meaning | None:
    """Return what stands before the first sign, if it has the looks of a term."""
    sign = _SIGN.search(text)
    if sign is None:
        return None
    term = text[: sign.start()].strip()
    if whole := _EMPHASIS.fullmatch(term):
        term = whole[2]
    is_term = term and not re.search(r"[.,;!?`*\[\]$|<>=@]", term.replace("e.g.", ""))
    few = 0 < len(_WORD.findall(term)) <= _TERM_WORDS
    balanced = term.count("(") == term.count(")")
    return Meaning(term, sign.end()) if is_term and few and balanced else None


def _is_known(term: str, find: Finder) -> bool:
    """Tell whether words are a term of the glossary with nothing but little words beside it."""
    term = _ARTICLE.sub("", term, count=1) if _ARTICLE.match(term) else term
    mentions = find(term)
    if not mentions or mentions[0].start:
        return False
    rest = list(term)
    for mention in mentions:
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    left = _ASIDE.sub(" ", "".join(rest))
    return all(word.lower() in _FILLERS for word in left.split())


def _is_named(split: Meaning, text: str, meaning: list[str]) -> bool:
    """Tell whether words are a name, though of nothing that the glossary knows."""
    words = split.term.split()
    sign = text[: split.begin].rstrip()[-1:]
    lower = [word.lower().rstrip(".") for word in words]
    return (
        sign != "="
        and len(words) <= _NAME_WORDS
        and any(letter.isupper() for letter in split.term)
        and split.term[0].isalpha()
        and all(_NAME.fullmatch(word) and not word.isdigit() for word in words)
        and _NO_NAMES.isdisjoint(lower)
        and not lower[-1].endswith("ly")
        and len(meaning) >= _SAYING_WORDS
        and meaning[0].lower() not in _NO_BEGINNINGS
    )
