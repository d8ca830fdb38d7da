"""Formulas: golden cases, limits, and what must hold for any text."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from golden import Case, cases
from kb.maths.formulas import Formula, formulas_in
from kb.maths.typed_tex import typed_tex
from steps import GROWTH, MOST, steps

FILES = ("formulas-notes.md", "formulas-plain.md", "formulas-prose.md", "formulas-tex.md")
MEASURE = Path(__file__).parent / "measure_formulas.py"


def _shown(text: str) -> str:
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        for formula in formulas_in(line):
            how = "display" if formula.display else "inline"
            lines += [f"{number} {how}: {formula.text}", f"  {formula.tex}"]
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("case", cases(*FILES), ids=str)
def test_golden(case: Case) -> None:
    assert _shown(case.input) == case.expected


@pytest.mark.parametrize("case", cases("formulas-prose.md"), ids=str)
def test_look_alikes_expect_nothing(case: Case) -> None:
    assert not case.expected


def _balanced(tex: str) -> bool:
    depth = 0
    for sign in re.findall(r"(?<!\\)[{}]", tex):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and len(re.findall(r"\\left\b", tex)) == len(re.findall(r"\\right\b", tex))


def _hold(text: str) -> list[Formula]:
    """Assert what is true of the formulas of every text, and return them."""
    formulas = formulas_in(text)
    typed = {(one.start, one.end) for one in typed_tex(text)}
    position = 0
    for formula in formulas:
        assert position <= formula.start < formula.end <= len(text)
        assert text[formula.start : formula.end] == formula.text
        assert formula.tex.strip()
        if (formula.start, formula.end) not in typed:
            assert _balanced(formula.tex)
            assert not re.search(
                r"(?<!\\)[%#$~]|\\(?:href|require|def|html|class|style)", formula.tex
            )
        position = formula.end
    return formulas


_PIECES = r"""= == === + - * / ^ ** ( ) [ ] { } | || , . : ; < > <= >= => -> --- – × · ² √ Σ ± $ $$
    \( \) \[ \] \ ` `` % & # _ ~ ' x y' x_i Q3 TP FN n-1 0-1 32X32 T=>F 5 KB 10GB 3.5 1,000 50% $5
    accuracy error rate number of sum max( sqrt( log P(A|B) mean(x) alpha sigma xbar minus divided
    by user_id np.mean( https://a.b/c /opt/ml and where the a is S3 per second total ŷ é 漢字 ${a}
    w1x1 F1 R2 3% ∩ over x' dL/dw |x| abs( floor( ceil( O(n^2) e^-x e^(-x) 2.5e-3"""
PIECES = st.sampled_from(_PIECES.split())


@given(st.text())
def test_any_text(text: str) -> None:
    _hold(text)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=24), st.sampled_from(["", " "]))
def test_any_mixture_of_signs_and_words(pieces: list[str], blank: str) -> None:
    _hold(blank.join(pieces))


@settings(max_examples=300)
@example(["y"], ["e^-x", "e^-x", "²"])
@given(st.lists(PIECES, min_size=1, max_size=8), st.lists(PIECES, min_size=1, max_size=8))
def test_any_equation(left: list[str], right: list[str]) -> None:
    _hold(f"{' '.join(left)} = {' '.join(right)} * 2")


@pytest.mark.parametrize("sign", [*"%&#_{}$\\~^", r"\href{javascript:x}{y}"])
def test_special_characters_cannot_reach_tex(sign: str) -> None:
    for line in (f"a{sign}b = c * 2", f"x = y * z{sign}", f"x = {sign}y * 3", f"x{sign} = 5% * 2"):
        _hold(line)


# Size -> a long line, and the size to try.  A line of more than 8,000 characters is not read.
LONG: list[tuple[Callable[[int], str], int]] = [
    (lambda n: "(" * n, 10_000),
    (lambda n: "(" * n + "x" + ")" * n, 10_000),
    (lambda n: "y = " + "(" * n + "x + 1" + ")" * n, 3_900),
    (lambda n: "x ^ " * n + "x = 2", 1_990),
    (lambda n: "x = " + "- " * n, 3_900),
    (lambda n: "$a " * n, 20_000),
    (lambda n: "`a" * n, 30_000),
    (lambda n: "\\(" * n, 30_000),
    (lambda n: "|x " * n, 2_600),
    (lambda n: "a = b + c, " * n, 700),
    (lambda n: "(a + b) / (c + d) " * n, 440),
    (lambda n: "word " * n + "= x * 2", 1_590),
    (lambda n: "a" * n + "=", 64_000),
    (lambda n: "T=>F," * n, 12_000),
]


@pytest.mark.parametrize(
    ("line", "size"), LONG, ids=[f"{line(size)[:14]!r} {size}" for line, size in LONG]
)
def test_long_and_deep_lines_take_no_more_than_their_length(
    line: Callable[[int], str], size: int
) -> None:
    """Where a regular expression would go back too often, this does not end at all."""
    _hold(line(size))
    few = steps(formulas_in, line(size // GROWTH))
    assert steps(formulas_in, line(size)) <= MOST * few


def test_measure(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(MEASURE), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        '{"text": "a = b * c * 2", "is_formula": true}\n{"text": "a is b", "is_formula": true}\n'
        '{"text": "x = y / 2", "is_formula": false}\n',
        encoding="utf-8",
    )
    shown = run(str(labels), "--errors")
    assert shown.returncode == 0
    assert shown.stdout.splitlines()[0] == "found 1 of 2, missed 1, false 1"
    assert "missed  a is b" in shown.stdout
    missing = run(str(tmp_path / "none.jsonl"))
    assert missing.returncode != 0
    assert len(missing.stderr.splitlines()) == 1
