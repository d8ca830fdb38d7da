"""The ways to write a name, as the keys that the words of a text must have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product

from kb.inflections import base_key, folded, is_short, singular_key

# Scripts written without blanks come apart where they meet Latin letters.
_LATIN = r"A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_MARKS = r"\u0300-\u036f"  # accents apart from their letters
WORD = re.compile(
    rf"[{_LATIN}][{_LATIN}{_MARKS}]*(?:(?:\+\+|\#)(?![{_LATIN}+#]))?"  # also "C++", "C#"
    rf"|[^\W_{_LATIN}]+"
)
_JOINT = re.compile(r"[-\u2010-\u2015\u2212_]?|[^\S\n]*\n?[^\S\n]*")  # between words of one name
_LONGEST_SIGN = 4  # characters of another sign within a name, as "/" in "A/B testing"
_FEW_WORDS = 4  # of a name that may be written with some blanks left out and some not
Cut = list[tuple[str, str]]  # the words of a name, each with the sign before it


def cut_of(name: str) -> Cut:
    found = list(WORD.finditer(name))
    signs = (sign_of(name[a.end() : b.start()]) for a, b in pairwise(found))
    return [(sign, word[0]) for sign, word in zip(("", *signs), found, strict=False)]


def sign_of(gap: str) -> str:
    """Return the sign between two words, "" if they belong together."""
    return "" if _JOINT.fullmatch(gap) else f"{gap.strip()[:_LONGEST_SIGN]}\t"


def spellings_of(cut: Cut) -> Iterator[Cut]:
    """Yield a name as it is, and with blanks left out wherever they may be."""
    yield cut
    first, *others = [word for _, word in cut] or [""]
    some = product((" ", ""), repeat=len(others))
    every = some if len(cut) <= _FEW_WORDS else ((gap,) * len(others) for gap in (" ", ""))
    for gaps in every:
        name = first + "".join(gap + word for gap, word in zip(gaps, others, strict=True))
        yield [("", word) for word in name.split()]


def keys_of(cut: Cut) -> Iterator[tuple[str, str]]:
    """Yield what a text must have for each word, with the sign before it."""
    for at, (sign, word) in enumerate(cut, start=1):
        key = base_key if at == len(cut) else singular_key
        yield sign, f"={folded(word)}" if is_short(word) else key(folded(word))


def offers_of(word: str) -> Iterator[str]:
    """Yield all keys that a word of a text fits: of short, inner, last and exact words."""
    plain = folded(word)
    yield from (f"={plain}", singular_key(plain), base_key(plain), f"!{plain}")
    if plain.endswith("s"):
        base = word[:-1]
        if word[-1] == "s" and (len(base) > 2 or base.isupper() or base[-1:].isdigit()):
            yield f"={plain[:-1]}"
        yield from (f"!{plain[:-1]}", f"!{plain.removesuffix('es')}")
        yield f"!{plain.removesuffix('ies')}y"
