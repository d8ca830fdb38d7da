"""Permalinks: a name for a note that stays when others come, go or move."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from hashlib import sha256

_WORD = re.compile(r"[a-z0-9]+")
_WORDS = 6
_LENGTH = 48


def slug(text: str, words: int = _WORDS, length: int = _LENGTH) -> str:
    """Return the first ASCII words of a text, joined by hyphens ("" where it has none)."""
    plain = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower()
    name = ""
    for word in _WORD.findall(plain)[:words]:
        longer = f"{name}-{word}" if name else word[:length]
        if len(longer) > length:
            break
        name = longer
    return name


def _digits(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def note_id(first_line: str, text: str, taken: Counter[str]) -> str:
    """Return the anchor of a note: its first words and eight hex digits of its text's SHA-256.

    ``taken`` counts the anchors given so far; an identical note gets a number in order.
    """
    name = slug(first_line)
    anchor = f"{name}-{_digits(text)}" if name else _digits(text)
    return _counted(anchor, taken)


def _counted(name: str, taken: Counter[str]) -> str:
    """Return the name, or the first ``name-2``, ``name-3`` ... that is not taken."""
    found = name
    while taken[found]:
        taken[name] += 1
        found = f"{name}-{taken[name]}"
    taken[found] += 1
    return found


def unique(title: str, taken: Counter[str], words: int = _WORDS, length: int = _LENGTH) -> str:
    """Return a name for a page or section that no other has.

    It is the slug of ``title``; where that says nothing (no ASCII words) or not all, a hash of
    the title stands for it.
    """
    name = slug(title, words, length)
    stem = name if name and title.isascii() else f"{name}-{_digits(title)}".strip("-")
    return _counted(stem, taken)
