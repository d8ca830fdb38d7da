"""Is a candidate a formula?  The rules, each named by the evidence it asks for.

A formula computes or equates quantities.  Signs alone prove nothing: in notes ``=`` says "is",
``/`` says "or", ``+`` says "and", ``-`` is a dash (QUIRKS, sections 4, 5 and 8).
"""

from __future__ import annotations

from functools import lru_cache

from kb.candidates import Candidate
from kb.expressions import (
    Call,
    Group,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Sum,
    children,
    walked,
)
from kb.math_words import (
    COUNTS,
    FUNCTIONS,
    GREEK,
    GREEK_LETTERS,
    LETTER_FUNCTIONS,
    MEASURES,
    OPENERS,
    TIME_UNITS,
    is_quantity,
    is_ratio,
    is_symbol,
)

_COMPUTING = FUNCTIONS - {"round", "sum", "cov", "sign", "var", "avg", "average", "norm"}


def _inside(node: Node) -> Node:
    """Return what brackets and signs stand around."""
    while True:
        if isinstance(node, Group) and len(node.items) == 1:
            node = node.items[0]
        elif isinstance(node, Negative):
            node = node.of
        else:
            return node


def _is_plain(node: Node) -> bool:
    """Return whether a node is words that name no quantity."""
    node = _inside(node)
    if isinstance(node, Name):
        return not is_symbol(node.text) and not is_quantity(node.text)
    return isinstance(node, Call) and not _is_function(node) and not is_quantity(node.name)


def _is_function(node: Node) -> bool:
    return isinstance(node, Call) and (
        node.name.lower() in FUNCTIONS or node.name in LETTER_FUNCTIONS or node.name in "Σ∑√"
    )


def _is_symbolic(node: Node) -> bool:
    """Return whether a node is a symbol, a number or a known function's value."""
    node = _inside(node)
    if isinstance(node, Name):
        return is_symbol(node.text)
    return isinstance(node, Number) or _is_function(node)


def _computes(node: Node) -> bool:
    """Return whether there is a sign of arithmetic in or directly under brackets."""
    return isinstance(_inside(node), Sum | Product | Power)


def _leaves(node: Node) -> list[Node]:
    return [at for at in walked(node) if isinstance(at, Name | Number)]


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    return text.lower().removeprefix("the ").rstrip("s")


def _is_rate(bottom: Node) -> bool:
    """Return whether a quotient is a speed, as in "1 write / 1 second", not a computation."""
    if isinstance(bottom, Number):
        return bottom.text == "1" and (not bottom.unit or bottom.unit.split()[0] in TIME_UNITS)
    return isinstance(bottom, Name) and bottom.text in TIME_UNITS and len(bottom.text) > 1


def _shares(bottom: Node, others: Node) -> bool:
    """Return whether a phrase of the numerator comes again: "a / a + b"."""
    top = {_key(leaf.text) for leaf in _leaves(bottom) if isinstance(leaf, Name)}
    again = [_key(leaf.text) for leaf in _leaves(others) if isinstance(leaf, Name)]
    return any(again.count(name) > 1 for name in top)


def _divides(top: Node, bottom: Node, spaced: bool, equation: Node) -> bool:
    """Return whether a slash is a division, given the equation it stands in."""
    if _is_rate(bottom):
        return False
    plain = _is_plain(top), _is_plain(bottom)
    if (_computes(top) or _computes(bottom)) and not all(plain):
        return not all(_is_plain(leaf) for leaf in _leaves(top) + _leaves(bottom))
    if _is_symbolic(top) and _is_symbolic(bottom):
        return True
    left = equation.first if isinstance(equation, Relation) else equation
    named = isinstance(left, Name) and (is_quantity(left.text) or is_symbol(left.text))
    ratio = isinstance(left, Name) and (is_ratio(left.text) or is_symbol(left.text))
    if spaced:
        if _shares(top, equation) or not any(plain):
            return True
        number = isinstance(_inside(bottom), Number)
        return named and (number or not all(plain))
    return (ratio and not all(plain)) or (not any(plain) and isinstance(_inside(bottom), Number))


def _has_division(side: Node, equation: Node) -> bool:
    for node in walked(side):
        if not isinstance(node, Product):
            continue
        slashes = [(below, spaced) for sign, below, spaced in node.rest if sign == "/"]
        listed = len(slashes) > 1 and all(map(_is_plain, (node.first, *(b for b, _ in slashes))))
        top = node.first
        for sign, below, spaced in node.rest:
            if sign == "/" and not listed and _divides(top, below, spaced, equation):
                return True
            top = below
    return False


def _has_product(side: Node) -> bool:
    return any(
        isinstance(node, Product)
        and any(sign == "*" for sign, _, _ in node.rest)
        and not all(map(_is_plain, children(node)))
        for node in walked(side)
    )


def _has_power(side: Node) -> bool:
    return any(
        isinstance(node, Power) and not _is_plain(node.base) and not _is_plain(node.exponent)
        for node in walked(side)
    )


def _has_function(side: Node) -> bool:
    """Return whether a function that always computes is called: sqrt, log, max, mean ..."""
    return any(
        isinstance(node, Call)
        and (node.name.lower() in _COMPUTING or node.name in "Σ∑√")
        and not all(map(_is_plain, node.arguments))
        for node in walked(side)
    )


def _has_sum(equation: Relation) -> bool:
    """Return whether sums and differences of nothing but quantities are equated."""
    sides = (equation.first, *(side for _, side in equation.rest))
    terms = [node for node in walked(equation) if isinstance(node, Sum)]
    if not terms:
        return False
    leaves = _leaves(equation)
    return not any(map(_is_plain, (*leaves, *sides))) and all(
        len(leaf.unit.split()) < 3 for leaf in leaves if isinstance(leaf, Number)
    )


def _is_bounded(equation: Relation) -> bool:
    """Return whether symbols stand between bounds: 0 <= p <= 1."""
    sides = (equation.first, *(side for _, side in equation.rest))
    return (
        len(sides) > 2
        and all(sign in "<≤>≥" for sign, _ in equation.rest)
        and all(map(_is_symbolic, sides))
        and any(isinstance(side, Name) for side in sides)
        and any(isinstance(side, Number) and not side.unit for side in sides)
    )


def _side_computes(side: Node, equation: Node) -> bool:
    return (
        _has_product(side) or _has_power(side) or _has_function(side)
        or _has_division(side, equation)
    )  # fmt: skip


def _is_equation(equation: Relation) -> bool:
    """Return whether something is equated or compared with what computes it.

    What computes only on the left ("cost / GB = cheap", "100/5 = 20") needs a number, a symbol
    or another computation on the right.
    """
    sides = (equation.first, *(side for _, side in equation.rest))
    if _is_bounded(equation) or _has_sum(equation):
        return True
    if any(_side_computes(side, equation) for side in sides[1:]):
        return True
    answers = any(_is_symbolic(side) or _computes(side) for side in sides[1:])
    return answers and _side_computes(sides[0], equation)


def _is_letter_list(node: Node) -> bool:
    """Return whether a quotient is of lone letters or numbers: I/O, A/B, 24/7."""
    return all(
        isinstance(_inside(at), Number)
        or (isinstance(_inside(at), Name) and len(getattr(_inside(at), "text", "")) < 2)
        for at in children(node)
    )


def _is_bare(node: Node) -> bool:
    """Return whether an expression that nothing is equated to is mathematics by its own looks."""
    leaves = _leaves(node)
    names = [leaf for leaf in leaves if isinstance(leaf, Name)]
    if any(map(_is_plain, leaves)) and not any(map(_is_symbolic, leaves)):
        return False
    if _has_power(node):
        return True
    if not names:
        return False
    known = [n for n in names if n.text in MEASURES | GREEK or n.text in GREEK_LETTERS]
    if any(isinstance(at, Call) and _is_computed(at) for at in walked(node)):
        return True
    nested = any(isinstance(at, Group) and _computes(at) for at in walked(node))
    if _has_division(node, node):
        counted = all(OPENERS.match(n.text) for n in names) and len(names) > 1
        counts = len(known) > 1 and all(n.text in COUNTS | MEASURES for n in names)
        return (nested and not all(map(_is_plain, names))) or counted or counts
    products = [at for at in walked(node) if isinstance(at, Product) and _has_product(at)]
    if not products or any(_is_plain(n) for n in names):
        return False
    quantities = [n for n in names if is_quantity(n.text) and not is_symbol(n.text)]
    return bool(known or nested or len(quantities) > 1) or len(names) > 2


def _is_computed(call: Call) -> bool:
    if call.name.lower() not in _COMPUTING:
        return False
    arguments = call.arguments
    if any(map(_computes, arguments)):
        return not all(map(_is_plain, _leaves(call)))
    extreme = call.name.lower() in ("min", "max") and len(arguments) > 1
    return extreme and all(map(_is_symbolic, arguments))


def is_formula(candidate: Candidate) -> bool:
    """Return whether the candidate computes or equates quantities."""
    node = candidate.tree
    if isinstance(node, Relation):
        return _is_equation(node)
    if candidate.equated and _side_computes(node, node):
        return not any(map(_is_plain, _leaves(node)))
    return _is_bare(node)
