"""Functions of one variable as a person types them: ``1 / (1 + exp(-x))``.

Python's own parser reads the words, but only after every one of them was found on a short list,
and nothing is ever evaluated but by the few lines below.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable

Function = Callable[[float], float]

_LONGEST = 200  # characters: deep enough for any curve, too short to exhaust the stack
_LARGEST = 1e9  # of a value: past it there is nothing to look at
_ONE: dict[str, Function] = {
    "abs": abs,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
}
_MANY: dict[str, Callable[..., float]] = {"max": max, "min": min}
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,  # of Python's own, a power of a negative number may be complex
}
_KNOWN = ("x", "pi", *_ONE, *_MANY)
_TOKEN = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[^\W\d_]+)|\*\*|[-+*/(),]|\s+")
_EXPECTED = f"expected numbers, + - * / ** and {', '.join(_KNOWN)}"


class NotAFunction(Exception):
    """``str(error)`` says what is wrong and what was expected, on one line."""


def function_from(text: str) -> Function:
    """Return the function that a text describes.  Raises :class:`NotAFunction`.

    The function itself raises :class:`NotAFunction` where it has no finite value.
    """
    words = " ".join(text.split())
    _check_words(words)
    try:
        tree = ast.parse(words, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotAFunction(f'"{words}" cannot be read, {_EXPECTED}') from None
    made = _made(tree, words)
    return lambda x: _finite(made, x, words)


def _check_words(words: str) -> None:
    if len(words) > _LONGEST:
        length = f"{len(words)} characters"
        raise NotAFunction(f"a function of {length}, expected at most {_LONGEST}")
    at = 0
    while at < len(words):
        found = _TOKEN.match(words, at)
        if not found or (found["name"] and found["name"] not in _KNOWN):
            unknown = found[0] if found else words[at]
            raise NotAFunction(f'"{unknown}" in "{words}" is not known, {_EXPECTED}')
        at = found.end()


def _made(node: ast.expr, words: str) -> Function:
    match node:
        case ast.Constant(value=int() | float() as number) if abs(number) <= _LARGEST:
            return lambda x, value=float(number): value  # type: ignore[misc]
        case ast.Name("x"):
            return lambda x: x
        case ast.Name("pi"):
            return lambda x: math.pi
        case ast.UnaryOp(ast.UAdd(), operand):
            return _made(operand, words)
        case ast.UnaryOp(ast.USub(), operand):
            inner = _made(operand, words)
            return lambda x: -inner(x)
        case ast.BinOp(left, sign, right) if (made := _OPERATORS.get(type(sign))) is not None:
            one, other = _made(left, words), _made(right, words)
            return lambda x: made(one(x), other(x))
        case ast.Call(ast.Name(name), [only], []) if name in _ONE:
            inside, outside = _made(only, words), _ONE[name]
            return lambda x: outside(inside(x))
        case ast.Call(ast.Name(name), [_, _, *_] as several, []) if name in _MANY:
            chosen, parts = _MANY[name], [_made(part, words) for part in several]
            return lambda x: chosen(part(x) for part in parts)
    raise NotAFunction(f'"{words}" cannot be read, {_EXPECTED}')


def _finite(made: Function, x: float, words: str) -> float:
    try:
        value = made(x)
    except (ArithmeticError, ValueError):
        value = math.nan
    if not abs(value) <= _LARGEST:
        raise NotAFunction(f'"{words}" has no value at x = {x:g}, expected one everywhere')
    return value
