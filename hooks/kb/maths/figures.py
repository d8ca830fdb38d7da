"""Small figures that read better typeset: sizes (32X32), value ranges (0-1), swaps (T=>F)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIZE = re.compile(r"(?<![\w.,/-])([1-9]\d{0,4})((?:[xX×][1-9]\d{0,4}){1,3})(?![\w/-]|[.,]\d)")
_RANGE = re.compile(r"(?<![\w.,/:-])(0|-1)-(1)(?![\w/:%-]|[.,]\d)")
# Words that say what lies between 0 and 1.  "0-1" alone may be a count or a name (0-1 loss).
_SCALED = re.compile(
    r"normali[sz]|min[- ]?max|scal(?:e|ed|ing)\b|probabilit|sigmoid", re.IGNORECASE
)
_SWAP = re.compile(
    r"(?<![\w=])[A-Za-z]\s?=>\s?[A-Za-z](?![\w=>])(?:\s?,\s?[A-Za-z]\s?=>\s?[A-Za-z](?![\w=>]))+"
)


def figures(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and TeX of each small figure in a line."""
    for found in _SIZE.finditer(text):
        numbers = re.split(r"[xX×]", found[0])
        yield *found.span(), r" \times ".join(numbers)
    if _SCALED.search(text):
        for found in _RANGE.finditer(text):
            yield *found.span(), rf"{found[1]} \text{{ to }} {found[2]}"
    for found in _SWAP.finditer(text):
        pairs = [pair.split("=>") for pair in found[0].split(",")]
        yield *found.span(), r",\ ".join(rf"{a.strip()} \to {b.strip()}" for a, b in pairs)
