"""Functions as a person types them: what is read, and that nothing else is ever evaluated."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.pictures.functions import NotAFunction, function_from

EXPECTED = "expected numbers, + - * / ** and x, pi, abs, exp, log, sqrt, tanh, max, min"


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("x", 3, 3),
        ("2", 3, 2),
        ("0.5 * x", 3, 1.5),
        ("-x**2", 3, -9),
        ("2**-x", 1, 0.5),
        ("1 - (1 - x) ** 4", 0.5, 0.9375),
        ("+x - -x", 3, 6),
        ("2 * pi", 0, 2 * math.pi),
        ("1 / (1 + exp(-x))", 0, 0.5),
        ("tanh(x)", 1, math.tanh(1)),
        ("log(x) + sqrt(x) + abs(-x)", 1, 2),
        ("max(0, x)", -2, 0),
        ("max(0.1 * x, x)", -2, -0.2),
        ("min(1, x, 2)", 5, 1),
        ("x\n  + 1", 1, 2),
    ],
)
def test_what_is_read(text: str, x: float, value: float) -> None:
    assert function_from(text)(x) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x^2", f'"^" in "x^2" is not known, {EXPECTED}'),
        ("sin(x)", f'"sin" in "sin(x)" is not known, {EXPECTED}'),
        ("x // 2 % 3", f'"%" in "x // 2 % 3" is not known, {EXPECTED}'),
        ("x // 2", f'"x // 2" cannot be read, {EXPECTED}'),
        ("2x", f'"2x" cannot be read, {EXPECTED}'),
        ("x +", f'"x +" cannot be read, {EXPECTED}'),
        ("", f'"" cannot be read, {EXPECTED}'),
        ("exp", f'"exp" cannot be read, {EXPECTED}'),
        ("exp(x, x)", f'"exp(x, x)" cannot be read, {EXPECTED}'),
        ("max(x)", f'"max(x)" cannot be read, {EXPECTED}'),
        ("max(*x)", f'"max(*x)" cannot be read, {EXPECTED}'),
        ("max(**x, x)", f'"max(**x, x)" cannot be read, {EXPECTED}'),
        ("x(2)", f'"x(2)" cannot be read, {EXPECTED}'),
        ("(x, 2)", f'"(x, 2)" cannot be read, {EXPECTED}'),
        ("10000000000", f'"10000000000" cannot be read, {EXPECTED}'),
        ("x" * 201, "a function of 201 characters, expected at most 200"),
        # what would be of use to somebody with other plans
        ("__import__('os')", f'"_" in "__import__(\'os\')" is not known, {EXPECTED}'),
        ("x.__class__", f'"." in "x.__class__" is not known, {EXPECTED}'),
        ("exp.real", f'"." in "exp.real" is not known, {EXPECTED}'),
        ("x[0]", f'"[" in "x[0]" is not known, {EXPECTED}'),
        ("lambda: x", f'"lambda" in "lambda: x" is not known, {EXPECTED}'),
        ("x if x else x", f'"if" in "x if x else x" is not known, {EXPECTED}'),
        ("x; x", f'";" in "x; x" is not known, {EXPECTED}'),
        ("x == 1", f'"=" in "x == 1" is not known, {EXPECTED}'),
        ("(x := 1)", f'":" in "(x := 1)" is not known, {EXPECTED}'),
        ("f'{x}'", f'"f" in "f\'{{x}}\'" is not known, {EXPECTED}'),
        ("1e9", f'"e" in "1e9" is not known, {EXPECTED}'),
        ("1_0", f'"_" in "1_0" is not known, {EXPECTED}'),
        ("\uff58", f'"\uff58" in "\uff58" is not known, {EXPECTED}'),  # Python reads it as x
        ("\u0663", f'"\u0663" in "\u0663" is not known, {EXPECTED}'),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(NotAFunction) as caught:
        function_from(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("1 / x", 0),
        ("log(x)", 0),
        ("sqrt(x)", -1),
        ("x ** 0.5", -1),  # Python's own power is complex here
        ("exp(x)", 1000),
        ("exp(exp(exp(x)))", 10),
        ("9**9**9**9", 0),  # of whole numbers this would take for ever
        ("999999999 * 999999999", 0),
    ],
)
def test_where_there_is_no_value(text: str, x: float) -> None:
    function = function_from(text)
    with pytest.raises(NotAFunction) as caught:
        function(x)
    said = f'"{text}" has no value at x = {x}, expected one everywhere'
    assert str(caught.value) == said


def check(text: str, x: float) -> None:
    """A text is a function with finite values, or there is one line that says why not."""
    try:
        value = function_from(text)(x)
    except NotAFunction as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert isinstance(value, float | int) and math.isfinite(value)


WORDS = st.sampled_from(
    [
        *"x123.+-*/(),% ",
        "**",
        "pi",
        "exp(",
        "log(",
        "max(",
        "abs(",
        "sqrt(",
        "__class__",
        "\0",
        "\n",
    ]
)


@given(st.text(), st.floats(-1e6, 1e6))
@example("(" * 100 + "x" + ")" * 99, 0.0)
@example("-" * 199 + "x", 0.0)
@example("abs(" * 40 + "x" + ")" * 40, 0.0)
@example("1if x else x", 0.0)
def test_any_text_is_a_function_or_one_line(text: str, x: float) -> None:
    check(text, x)


@given(st.lists(WORDS, max_size=60).map("".join), st.floats(-1e6, 1e6))
def test_any_pieces_of_functions_are_one_or_one_line(text: str, x: float) -> None:
    check(text, x)
