"""Find the quantities that a line of notes states: sizes, ranges, counts, shares, durations.

A quantity is a number and what belongs to it:

- digits with a unit, a multiplier, per cent or a currency (``48TB``, ``5 %``, ``10x``, ``$5/TB``,
  ``15 minutes``), tied to a word (``5-fold``, ``30-day``), or bare (``100`` buckets, map to ``0``);
- a range, a ratio or dimensions as a whole (``0-1``, ``48TB to 96TB``, ``80:20``, ``32X32``), with
  the sign or the sense before it (``-1``, ``>= 0.5``, ``~10``);
- a number word before what it counts (``two`` ways, ``one or more`` models, ``three-tier``).

These are no quantities:

- a number inside a name: letters, a hyphen or dots join them (``S3``, ``p3.2xlarge``,
  ``SHA-256``, ``seq2seq``, ``1.2.3``), or it follows a word with a capital (``Python 3``,
  ``TLS 1.2``), unless it is below 1 or a plural follows (``AUC 0.5``, ``EC2 2 instances``);
- a number that only tells things apart (``type 1``, ``section 12``, ``205 lecture``), list numbers;
- dates and years, web addresses, code;
- the structure of a formula: exponents, and 1 and 2 beside an operator (``n - 1``, ``1 / n``,
  ``2 * p * r``); TeX counts as a whole, if it is numbers and their bounds (``$0 < p < 1$``);
- a word that does not count: ``few``, ``single``, ``one of``, ``this one``, ``one-hot``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kb.maths import Formula
from kb.model import LONGEST
from kb.quantities.digits import in_digits
from kb.quantities.names import not_counted
from kb.quantities.tex import states_bounds
from kb.quantities.words import COUNT, in_words
from kb.typography import code_spans

__all__ = ["Span", "quantities_in"]

Span = tuple[int, int]

_MAY_STATE = re.compile(rf"\d|\b{COUNT}\b", re.IGNORECASE)


def quantities_in(text: str, formulas: Sequence[Formula] = ()) -> list[Span]:
    """Return where in a line the quantities are, in order; none overlap.

    ``formulas`` are those of :func:`kb.maths.formulas_in` for this text.
    """
    if len(text) > LONGEST or not _MAY_STATE.search(text):
        return []
    tex = [formula for formula in formulas if formula.text[:1] in "$\\"]
    typed = [formula for formula in formulas if formula not in tex]
    rest = _without(text, [(formula.start, formula.end) for formula in tex])
    rest = _without(rest, code_spans(rest))
    rest = _without(rest, not_counted(rest))
    found = [(x.start, x.end) for x in tex if states_bounds(x.text)]
    return _apart([*found, *in_digits(rest, typed), *in_words(rest)])


def _without(text: str, spans: Iterable[Span]) -> str:
    """Return the text with nothing to be found in these spans, as long as before."""
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        parts += [text[end:start], "\0" * (stop - start)]
        end = stop
    return "".join([*parts, text[end:]])


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, without those that begin inside another."""
    apart: list[Span] = []
    for start, end in sorted(spans):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart
