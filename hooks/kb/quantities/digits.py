"""Quantities written in digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.maths import Formula
from kb.quantities.names import is_name

NUMBER = (
    r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d++)(?:\.\d++)?|\.\d++)"
    r"(?:[eE][-+]?\d+|\s?(?:\^|\*\*)\s?[-+]?\d+)?"
)
_PERIOD = r"(?:(?:milli|micro)?sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s?"
UNIT = (
    rf"(?:[kKMGTPE]i?[bB](?:it|yte|ps|/s)?s?|[kKMGT]bps|bytes?|bits?|[kMG]?Hz|ms|px|{_PERIOD}|"
    r"thousand|million|billion|bn|per\s?cent|(?:st|nd|rd|th)\s(?:percentile|quantile|decile)s?)"
    r"(?![^\W_])"
)
_SIZE = rf"{NUMBER}(?:\s?{UNIT}|[xXkKMBsh](?![^\W_])|\s?%)?"
_JOINING = "to|by|or|till|until|through"  # also "and", after "between"
_JOINT = rf"(?:\s?(?:-|–|—|\.{{2,3}}|…|:|/|[xX×*])\s?|\s(?:{_JOINING})\s)"
_QUANTITY = re.compile(
    rf"""
      (?<![\w.^\\\#@])
      (?P<sense>(?:(?<![-=<])[<>]=?|[≤≥~≈±])\s?)?
      (?P<sign>(?<![^\s(\[{{,<>=≤≥~≈±])[-−+]|[$€£])?
      (?P<size>(?<=[Bb]etween\s){_SIZE}\sand\s{_SIZE}|{_SIZE}(?:{_JOINT}[-−]?{_SIZE})*)
      (?![^\W\d_]|[_\d]|\.\d|-[^\W\d_]\b|\s?/\s?(?![sh]\b)[^\W\d_]\b)    # 2xlarge, 2-D, 1/n
      (?P<tail>\+|-[A-Za-z][a-z]+)?
      (?P<rate>\s?/\s?(?:[a-z]{{3,}}|[A-Z]{{2,}}|[sh])\b|\s(?:per|an?)\s{_PERIOD}\b)?
    """,
    re.VERBOSE,
)
_MEASURED = re.compile(rf"\d\s?(?:%|(?!(?:and|{_JOINING})\b|[xX]\s?\d)[A-Za-z])")
_NO_NAME = re.compile(rf"{NUMBER}|{_JOINT}")
_LETTER = re.compile(r"[^\W\d_]")
_OPERATORS = frozenset("+-−*×·/^(")


def in_digits(text: str, formulas: Sequence[Formula]) -> Iterator[tuple[int, int]]:
    """Yield where the quantities in digits are.  ``formulas``: those typed without TeX."""
    named = [formula for formula in formulas if _has_names(formula)]
    for found in _QUANTITY.finditer(text):
        start, end = found.span()
        inside = any(formula.start <= start < formula.end for formula in named)
        if _is_joined(text, start) or (inside and _is_structure(text, found)):
            continue
        if _is_measured(found) or not is_name(text, start, end):
            yield start, end


def _is_joined(text: str, start: int) -> bool:
    """Tell whether a letter is tied to what stands there: ``SHA-256``, ``n-1``, ``a/1``."""
    return start > 1 and text[start - 1] in "-–/+" and text[start - 2].isalpha()


def _is_measured(found: re.Match[str]) -> bool:
    """Tell whether more than the bare number says that it is one."""
    more = found["sense"] or found["sign"] or found["tail"] or found["rate"]
    return bool(more or _MEASURED.search(found["size"]))


def _has_names(formula: Formula) -> bool:
    return bool(_LETTER.search(_NO_NAME.sub(" ", formula.text)))


def _is_structure(text: str, found: re.Match[str]) -> bool:
    """Tell whether a number in a formula with names belongs to its build, not to what it says."""
    before, after = text[: found.start()].rstrip()[-1:], text[found.end() :].lstrip()[:1]
    beside = before in _OPERATORS or after in _OPERATORS
    return before == "^" or (found["size"] in ("1", "2") and beside)
