"""Quantities written as words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.quantities.digits import UNIT
from kb.quantities.names import FUNCTION, is_label, word_before, words

COUNT = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "zero|dozen|hundred|thousand|million|billion)"
)
_MANY = rf"{COUNT}(?:[ -]{COUNT})*"
_QUANTITY = re.compile(
    rf"""
      (?<![\w-])
      (?P<size>
        {_MANY}(?:\s(?:to|or|and)\s(?:{_MANY}|more|less|fewer))?
        (?P<unit>\s{UNIT}|-(?!hot|vs|versus|class|shot|off)[a-z]{{2,}})?
      )
      (?![\w-]) \s? (?P<noun>[^\W\d_]{{3,}}|[^\W\d_]+\d\w*)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POINTING = words("no any every each this that which another these those other only the")
_NO_NOUN = FUNCTION | {"hot", "shot", "versus"}  # "one hot" and its like are names


def in_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield where number words stand that count something: a noun, a unit, by a hyphen."""
    for found in _QUANTITY.finditer(text):
        before = word_before(text, found.start()).lower()
        if is_label(before) or (before in _POINTING and not found["unit"]):
            continue
        if found["unit"] or (found["noun"] and found["noun"].lower() not in _NO_NOUN):
            yield found.span("size")
