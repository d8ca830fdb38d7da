"""Which quantities a line states.  The cases are the specification."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from golden import Case, cases
from kb.maths import formulas_in
from kb.quantities import quantities_in
from steps import GROWTH, MOST, steps

# What quantities are made of, and what looks like them.
PIECES = """
    0 1 5 12 0.5 .9 1,000 1e-3 10^6 two Three hundred one % x X TB MB/s $ - – -- to or and between
    . , : / * = < > >= ( ) [ ] ~ ± n S3 p3 type step Python v min hours per fold-ed 2026-03-31
    March \\alpha { } ^ _ $x^2$ https://a.b/1 rows of the
"""

LISTS = st.lists(st.sampled_from(PIECES.split()))


def _shown(text: str) -> str:
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        found = [line[start:end] for start, end in quantities_in(line, formulas_in(line))]
        lines += [f"{number}: {' | '.join(found)}"] if found else []
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("case", cases("quantities.md"), ids=str)
def test_golden(case: Case) -> None:
    assert _shown(case.input) == case.expected


@given(st.one_of(st.text(), LISTS.map(" ".join), LISTS.map("".join)))
@example("0.1.2 1,2,3 -1--1 5-5-5 2x2x2x")
def test_any_text_is_read_and_no_two_quantities_overlap(text: str) -> None:
    formulas = formulas_in(text)
    for found in (quantities_in(text, formulas), quantities_in(text)):
        end = 0
        for start, stop in found:
            assert end <= start < stop <= len(text)
            assert text[start:stop] == text[start:stop].strip()
            end = stop


@pytest.mark.parametrize(
    "text",
    ["1 ", "1-", "1,000", "two ", "two-", "9", "1.1", "(1) a ", "$0, 1$ ", "2026-"],
)
def test_no_line_takes_more_than_its_length(text: str) -> None:
    """Where a regular expression would go back too often, this does not end at all."""
    quantities_in(text * 15_000)
    assert steps(quantities_in, text * GROWTH * 500) <= MOST * steps(quantities_in, text * 500)


def test_a_line_that_is_data_states_nothing() -> None:
    assert quantities_in("5 GB " * 20_000) == []
