"""What a part of an expression is: a symbol, a number, a quantity, plain words, a computation."""

from __future__ import annotations

from kb.maths.expressions import (
    Call,
    Group,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    children,
    walked,
)
from kb.maths.words import (
    FUNCTIONS,
    JUDGEMENTS,
    LETTER_FUNCTIONS,
    TIME_UNITS,
    UNITS,
    is_quantity,
    is_symbol,
)


def inside(node: Node) -> Node:
    """Return what brackets and signs stand around."""
    while True:
        if isinstance(node, Group) and len(node.items) == 1:
            node = node.items[0]
        elif isinstance(node, Negative):
            node = node.of
        else:
            return node


def is_plain(node: Node) -> bool:
    """Return whether a node is words that name no quantity."""
    node = inside(node)
    if isinstance(node, Name):
        return not is_symbol(node.text) and not is_quantity(node.text)
    return isinstance(node, Call) and not is_function(node) and not is_quantity(node.name)


def is_function(node: Node) -> bool:
    return isinstance(node, Call) and (
        node.name.lower() in FUNCTIONS or node.name in LETTER_FUNCTIONS or node.name in "Σ∑√"
    )


def is_symbolic(node: Node) -> bool:
    """Return whether a node is a symbol, a number or a known function's value."""
    node = inside(node)
    if isinstance(node, Name):
        return is_symbol(node.text)
    return isinstance(node, Number) or is_function(node)


def computes(node: Node) -> bool:
    """Return whether there is a sign of arithmetic in or directly under brackets."""
    return isinstance(inside(node), Sum | Product | Power)


def leaves_of(node: Node) -> list[Node]:
    return [at for at in walked(node) if isinstance(at, Name | Number)]


def terms_of(node: Node) -> list[Node]:
    """Return the leaves, a function's value being one."""
    if isinstance(node, Name | Number | Call):
        return [node]
    return [leaf for below in children(node) for leaf in terms_of(below)]


def is_number(node: Node) -> bool:
    return isinstance(inside(node), Number)


def is_count(node: Node) -> bool:
    """Return whether a phrase names things that are counted: "clicks", "all visits"."""
    if not isinstance(node, Name):
        return False
    words = node.text.split()
    judged = JUDGEMENTS.intersection(words)
    return (
        len(words) < 4 and not judged and words[-1].endswith("s") and not words[-1].endswith("ss")
    )


def is_letter(node: Node) -> bool:
    return isinstance(node, Name) and len(node.text) == 1


def _key(text: str) -> str:
    return text.lower().removeprefix("the ").rstrip("s")


def shares(top: Node, others: Node) -> bool:
    """Return whether a phrase of the numerator comes again: "a / a + b"."""
    names = {_key(leaf.text) for leaf in leaves_of(top) if isinstance(leaf, Name)}
    again = [_key(leaf.text) for leaf in leaves_of(others) if isinstance(leaf, Name)]
    return any(again.count(name) > 1 for name in names)


def is_rate(top: Node, bottom: Node) -> bool:
    """Return whether a quotient is a speed, as in "1 write / 1 second", not a computation."""
    if isinstance(bottom, Number):
        return bottom.text == "1" and (not bottom.unit or bottom.unit.split()[0] in TIME_UNITS)
    if not isinstance(bottom, Name):
        return False
    if isinstance(top, Number) and top.unit and bottom.text in UNITS:
        return True
    return bottom.text in TIME_UNITS and len(bottom.text) > 1
