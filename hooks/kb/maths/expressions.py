"""The tree of a formula, and how operands and operators become one by the usual precedence.

Relations bind loosest, then sums, then products and quotients from left to right, then powers
from right to left.  What stands side by side without a sign is a product that binds like ``*``,
or tighter when glued (``1/2n``).  Input is read literally: ``TP / TP + FN`` is (TP/TP) + FN.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.maths.tokens import RELATIONS


@dataclass(frozen=True, slots=True)
class Number:
    text: str
    unit: str = ""  # the words behind it: "KB", "reads per second"


@dataclass(frozen=True, slots=True)
class Name:
    text: str  # a symbol, or a phrase


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]
    bare: bool = False  # without brackets: "log p"


@dataclass(frozen=True, slots=True)
class Group:
    bracket: str  # "(", "[", "{", "|" or "||"
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negative:
    of: Node


@dataclass(frozen=True, slots=True)
class Power:
    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its units, of which some have exponents: "9.81 m/s^2", "5 J mol^-1"."""

    value: Node
    units: tuple[tuple[str, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Product:
    first: Node
    rest: tuple[tuple[str, Node, bool], ...]  # "*", "×", "/" or "" (side by side); node; spaced


@dataclass(frozen=True, slots=True)
class Sum:
    first: Node
    rest: tuple[tuple[str, Node], ...]  # "+", "-", "±", "∩" or "∪"


@dataclass(frozen=True, slots=True)
class Relation:
    first: Node
    rest: tuple[tuple[str, Node], ...]  # one of RELATIONS


Node = Number | Name | Call | Group | Negative | Power | Measured | Product | Sum | Relation


@dataclass(frozen=True, slots=True)
class Operand:
    """What stands between two operators: one node, or several side by side."""

    nodes: tuple[Node, ...]
    start: int
    end: int
    negative: bool = False  # a minus sign stands directly before it
    glued: bool = False  # no blank between its nodes


@dataclass(frozen=True, slots=True)
class Operator:
    sign: str
    spaced: bool


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below."""
    match node:
        case Number() | Name():
            return ()
        case Call():
            return node.arguments
        case Group():
            return node.items
        case Negative():
            return (node.of,)
        case Power():
            return (node.base, node.exponent)
        case Measured():
            return (node.value, *(power for _, power in node.units if power))
        case Product():
            return (node.first, *(below for _, below, _ in node.rest))
        case Sum() | Relation():
            return (node.first, *(below for _, below in node.rest))


def walked(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it, outermost first."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        waiting += reversed(children(at))


def _parts(node: Node) -> tuple[Node, str]:
    """Return a number without its unit, and the unit; any other node as it is."""
    if isinstance(node, Negative):
        of, unit = _parts(node.of)
        return Negative(of), unit
    return (Number(node.text), node.unit) if isinstance(node, Number) else (node, "")


def _measured(base: Node, exponents: list[Node]) -> Node:
    """Return a base with exponents.  One behind a unit belongs to that unit: "2 m^2" is no square.

    An exponent with a unit ends the power before: "10^8 m".
    """
    value, unit = _parts(base)
    units: list[tuple[str, Node | None]] = [(unit, None)] if unit else []
    powers: list[Node] = []  # of the value itself
    for exponent in exponents:
        power, unit = _parts(exponent)
        if units:
            units[-1] = (units[-1][0], power)
        else:
            powers.append(power)
        if unit:
            units.append((unit, None))
    if not units:
        return _raised(base, exponents)
    return Measured(_raised(value, powers) if powers else value, tuple(units))


def _raised(base: Node, exponents: list[Node]) -> Node:
    power = exponents.pop()
    while exponents:
        power = Power(exponents.pop(), power)
    if isinstance(base, Call) and (base.bare or base.name in "Σ∑"):  # "Σ p²" adds squares up
        of = base.arguments[0] if base.bare else Group("(", base.arguments)
        return Call(base.name, (Power(of, power),), True)
    return Power(base, power)


def _raise_last(
    factors: list[tuple[str, Node, bool]],
    operands: Sequence[Operand],
    operators: Sequence[Operator],
    at: int,
) -> int:
    """Raise the last factor to the powers behind it; return the index of the operand reached."""
    exponents: list[Node] = []
    after: list[Node] = []
    while at < len(operators) and operators[at].sign == "^" and not after:
        at += 1
        first, *after = operands[at].nodes
        exponents.append(Negative(first) if operands[at].negative else first)
    sign, base, blanks = factors[-1]
    factors[-1] = (sign, _measured(base, exponents), blanks)
    factors += [("", node, False) for node in after]
    return at


def _product(operands: Sequence[Operand], operators: Sequence[Operator]) -> Node:
    """Return operands joined by products, quotients and powers as one node."""
    factors: list[tuple[str, Node, bool]] = []
    at = 0
    sign, spaced = "", False
    while at < len(operands):
        nodes = list(operands[at].nodes)
        if operands[at].negative and at:
            nodes[0] = Negative(nodes[0])
        if sign == "/" and len(nodes) > 1 and operands[at].glued:
            nodes = [Product(nodes[0], tuple(("", node, False) for node in nodes[1:]))]
        factors += [(sign if i == 0 else "", node, spaced) for i, node in enumerate(nodes)]
        while at < len(operators) and operators[at].sign == "^":
            at = _raise_last(factors, operands, operators, at)
        if at < len(operators):
            sign, spaced = operators[at].sign, operators[at].spaced
        at += 1
    first_node = factors[0][1]
    return Product(first_node, tuple(factors[1:])) if len(factors) > 1 else first_node


def _split(
    operands: Sequence[Operand], operators: Sequence[Operator], signs: frozenset[str]
) -> Iterator[tuple[str, Sequence[Operand], Sequence[Operator]]]:
    """Yield the pieces between operators with one of the signs, each with the sign before it."""
    begin, sign = 0, ""
    for at, operator in enumerate(operators):
        if operator.sign in signs:
            yield sign, operands[begin : at + 1], operators[begin:at]
            begin, sign = at + 1, operator.sign
    yield sign, operands[begin:], operators[begin:]


_SUM_SIGNS = frozenset("+-±∩∪")


def _sum(operands: Sequence[Operand], operators: Sequence[Operator]) -> Node:
    terms = [
        (sign, _product(part, inner))
        for sign, part, inner in _split(operands, operators, _SUM_SIGNS)
    ]
    first = Negative(terms[0][1]) if operands[0].negative else terms[0][1]
    return Sum(first, tuple(terms[1:])) if len(terms) > 1 else first


def tree(operands: Sequence[Operand], operators: Sequence[Operator]) -> Node:
    """Return the tree of operands with operators between them (always one fewer)."""
    sides = [
        (sign, _sum(part, inner)) for sign, part, inner in _split(operands, operators, RELATIONS)
    ]
    return Relation(sides[0][1], tuple(sides[1:])) if len(sides) > 1 else sides[0][1]
