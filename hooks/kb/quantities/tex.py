"""Quantities written in TeX: numbers and their bounds, nothing to be computed."""

from __future__ import annotations

import re

from kb.quantities.digits import NUMBER

_RELATION = r"(?:[,;:=<>()\[\]{}]|\\(?:leq?|geq?|lt|gt|approx|sim|times|in|pm|[dl]?dots)(?![a-z]))"
_WORDS = r"\\(?:text|mathrm|operatorname)\{[^{}]*\}"
_NUMBER = rf"[-+]?{NUMBER}(?:\^\{{[-+]?\d+\}})?(?:\\?%)?"
_ALLOWED = re.compile(rf"(?:\s|{_RELATION}|[-+]|{_WORDS}|\\?[A-Za-z]+(?![a-z{{])|{_NUMBER})+$")
_BOUND = re.compile(rf"(?:^|{_RELATION}|{_WORDS})\s*{_NUMBER}\s*(?:$|{_RELATION}|{_WORDS})")

_SIGNS = re.compile(r"^(?:\$+|\\[(\[])|(?:\$+|\\[)\]])$")


def states_bounds(formula: str) -> bool:
    """Tell whether TeX, with its signs around it, is but numbers, symbols and relations."""
    tex = _SIGNS.sub("", formula)
    return bool(_ALLOWED.match(tex) and _BOUND.search(tex))
