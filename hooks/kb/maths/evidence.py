"""Is a candidate a formula?  The rules, each named by the evidence it asks for.

A formula computes or equates quantities.  Signs alone prove nothing: in notes ``=`` says "is",
``/`` says "or", ``+`` says "and", ``-`` is a dash.
"""

from __future__ import annotations

from kb.maths.candidates import Candidate
from kb.maths.expressions import (
    Call,
    Group,
    Name,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Sum,
    children,
    walked,
)
from kb.maths.nature import (
    computes,
    inside,
    is_count,
    is_letter,
    is_number,
    is_plain,
    is_rate,
    is_symbolic,
    leaves_of,
    shares,
    terms_of,
)
from kb.maths.words import (
    COUNTS,
    FUNCTIONS,
    GREEK,
    GREEK_LETTERS,
    MEASURES,
    OPENERS,
    is_quantity,
    is_ratio,
    is_symbol,
)

_COMPUTING = FUNCTIONS - {"round", "sum", "cov", "sign", "var", "avg", "average", "norm"}


def _divides(top: Node, bottom: Node, spaced: bool, equation: Node) -> bool:
    """Return whether a slash is a division, given the equation it stands in."""
    if is_rate(top, bottom):
        return False
    plain = is_plain(top), is_plain(bottom)
    if computes(top) or computes(bottom):
        plain_leaves = all(is_plain(leaf) for leaf in leaves_of(top) + leaves_of(bottom))
        return not plain_leaves or shares(top, equation)
    left = equation.first if isinstance(equation, Relation) else equation
    named = isinstance(left, Name) and (is_quantity(left.text) or is_symbol(left.text))
    ratio = isinstance(left, Name) and (is_ratio(left.text) or is_symbol(left.text))
    if is_symbolic(top) and is_symbolic(bottom):
        numbers = isinstance(inside(top), Number) and isinstance(inside(bottom), Number)
        units = {getattr(inside(node), "unit", "") for node in (top, bottom)} - {""}
        return not numbers or (named and len(units) < 2) or _has_number_side(equation)
    if spaced and is_count(top) and is_count(bottom) and ratio:
        return True
    if spaced:
        if shares(top, equation) or not any(plain):
            return True
        number = isinstance(inside(bottom), Number)
        return named and (number or not all(plain))
    return (ratio and not all(plain)) or (not any(plain) and isinstance(inside(bottom), Number))


def _has_number_side(equation: Node) -> bool:
    sides = children(equation) if isinstance(equation, Relation) else ()
    return any(map(is_number, sides))


def _is_listed(part: Node) -> bool:
    """Return whether a part of "S / M / L" or "10 Gbps / 25 Gbps" can be one of a list."""
    return is_plain(part) or is_letter(part) or (isinstance(part, Number) and bool(part.unit))


def _has_division(side: Node, equation: Node) -> bool:
    for node in walked(side):
        if not isinstance(node, Product):
            continue
        slashes = [(below, spaced) for sign, below, spaced in node.rest if sign == "/"]
        parts = (node.first, *(below for below, _ in slashes))
        listed = len(slashes) > 1 and all(_is_listed(at) for at in parts)
        top = node.first
        for sign, below, spaced in node.rest:
            if sign == "/" and not listed and _divides(top, below, spaced, equation):
                return True
            top = below
    return False


def _has_product(side: Node, equation: Node | None = None) -> bool:
    """Return whether a quantity is multiplied, or anything to get the quantity on the left."""
    left = equation.first if isinstance(equation, Relation) else None
    quantity = isinstance(left, Name) and is_quantity(left.text)
    return any(
        isinstance(node, Product)
        and any(sign in ("*", "×") for sign, _, _ in node.rest)
        and (quantity or not all(map(is_plain, children(node))))
        for node in walked(side)
    )


def _has_power(side: Node) -> bool:
    return any(
        isinstance(node, Power) and not is_plain(node.base) and not is_plain(node.exponent)
        for node in walked(side)
    )


def _has_function(side: Node) -> bool:
    """Return whether a function that always computes is called: sqrt, log, max, mean ..."""
    return any(
        isinstance(node, Call)
        and (node.name.lower() in _COMPUTING or node.name in "Σ∑√")
        and not all(map(is_plain, node.arguments))
        for node in walked(side)
    )


def _has_sum(equation: Relation) -> bool:
    """Return whether sums and differences of nothing but quantities are equated."""
    sides = (equation.first, *(side for _, side in equation.rest))
    terms = [node for node in walked(equation) if isinstance(node, Sum)]
    if not terms:
        return False
    ranges = any(isinstance(s, Sum) and all(map(is_number, children(s))) for s in sides)
    if ranges and not _has_number_side(equation):
        return False  # "time = 5 - 10 minutes"
    leaves = terms_of(equation)
    units = {leaf.unit for leaf in leaves if isinstance(leaf, Number)}
    if len(units) > 1 and "" not in units and all(map(is_number, leaves)):
        return False  # "1 DPU = 4 vCPU + 16 GB memory" lists what is in it
    return not any(map(is_plain, (*leaves, *sides))) and all(
        len(leaf.unit.split()) < 3 for leaf in leaves if isinstance(leaf, Number)
    )


def _is_bounded(equation: Relation) -> bool:
    """Return whether symbols stand between bounds: 0 <= p <= 1."""
    sides = (equation.first, *(side for _, side in equation.rest))
    return (
        len(sides) > 2
        and all(sign in "<≤>≥" for sign, _ in equation.rest)
        and all(map(is_symbolic, sides))
        and any(isinstance(side, Name) for side in sides)
        and any(isinstance(side, Number) and not side.unit for side in sides)
    )


def _side_computes(side: Node, equation: Node) -> bool:
    return (
        _has_product(side, equation) or _has_power(side) or _has_function(side)
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
    computing = [at for at, side in enumerate(sides) if _side_computes(side, equation)]
    if not computing:
        return False
    if computing == [len(sides) - 1] or any(map(_has_product, sides[1:])):
        return True
    return any(map(_answers, sides[computing[-1] + 1 :] or sides[-1:]))


def _answers(side: Node) -> bool:
    """Return whether a side can be what comes out of a computation."""
    counted = isinstance(side, Name) and OPENERS.match(side.text) is not None
    computed = computes(side) and not all(map(is_plain, leaves_of(side)))
    return is_symbolic(side) or counted or computed


def _is_cut_quotient(candidate: Candidate) -> bool:
    """Return whether all there is is a quotient of two words whose phrase goes on as prose."""
    node = candidate.tree
    last = node.rest[-1][1] if isinstance(node, Relation) else node
    return candidate.goes_on and isinstance(last, Product) and len(leaves_of(last)) == 2


def _is_bare(node: Node) -> bool:
    """Return whether an expression that nothing is equated to is mathematics by its own looks."""
    leaves = leaves_of(node)
    names = [leaf for leaf in leaves if isinstance(leaf, Name)]
    if any(map(is_plain, leaves)) and not any(map(is_symbolic, leaves)):
        return False
    if _has_power(node):
        return True
    if not names:
        return False
    known = [n for n in names if n.text in MEASURES | GREEK or n.text in GREEK_LETTERS]
    if any(isinstance(at, Call) and _is_computed(at) for at in walked(node)):
        return True
    nested = any(isinstance(at, Group) and computes(at) for at in walked(node))
    if _has_division(node, node):
        counted = all(OPENERS.match(n.text) for n in names) and len(names) > 1
        counts = len(known) > 1 and all(n.text in COUNTS | MEASURES for n in names)
        return (nested and not all(map(is_plain, names))) or counted or counts
    products = [at for at in walked(node) if isinstance(at, Product) and _has_product(at)]
    if not products or any(is_plain(n) for n in names):
        return False
    quantities = [n for n in names if is_quantity(n.text) and not is_symbol(n.text)]
    return bool(known or nested or len(quantities) > 1) or len(names) > 2


def _is_computed(call: Call) -> bool:
    if call.name == "O":
        return any(isinstance(at, Call | Power | Product) for at in call.arguments)
    if call.name.lower() not in _COMPUTING:
        return False
    arguments = call.arguments
    if any(map(computes, arguments)):
        return not all(map(is_plain, leaves_of(call)))
    extreme = call.name.lower() in ("min", "max") and len(arguments) > 1
    return extreme and all(map(is_symbolic, arguments))


def is_formula(candidate: Candidate) -> bool:
    """Return whether the candidate computes or equates quantities."""
    node = candidate.tree
    if _is_cut_quotient(candidate):
        return False
    if isinstance(node, Relation):
        return _is_equation(node)
    if candidate.equated and _side_computes(node, node):
        return not any(map(is_plain, leaves_of(node)))
    return _is_bare(node)
