"""Operands and operators in turn, as they stand in a sentence: where a hyphen is a dash.

A run ends at a dash, and where two operators meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.maths.expressions import Call, Name
from kb.maths.operands import Item, head, tail
from kb.maths.tokens import RELATIONS, Kind, Token
from kb.maths.words import is_quantity, is_symbol


@dataclass(slots=True)
class Run:
    """Operands and operators in turn, as far as they have been read."""

    slots: list[list[Item]] = field(default_factory=lambda: [[]])
    operators: list[Token] = field(default_factory=list)
    equated: bool = False
    first: bool = False  # nothing but blanks stands before it in its sentence


def _is_minus(left: Sequence[Item], operator: Token, right: Sequence[Item], run: Run) -> bool:
    """Return whether a hyphen between two slots is a minus, not a dash between words.

    Between blanks it is one when quantities stand on both sides.  A dash follows the term that
    a line begins with ("RMSE - ...") and comes before remarks of several words.
    """
    spoken = operator.end - operator.start > 1
    if spoken or (not operator.blank and not operator.open_right):
        return True
    related = run.equated or any(sign.text in RELATIONS for sign in run.operators)
    before = tail(left, False)
    after, took = head(right)
    if before is None or after is None:
        return False
    leading = run.first and not related and not run.operators
    if leading and left[0].kind is Kind.WORD:
        entire = before.start == left[0].start
        if not _is_term(left[-1]) or (entire and len(left) > 1):
            return False
    first = after.nodes[0]
    if right[0].kind is not Kind.WORD or (isinstance(first, Name) and is_symbol(first.text)):
        return True
    if not isinstance(right[0], Token) or not is_quantity(" ".join(i.text for i in right[:took])):
        return isinstance(after.nodes[0], Call)
    divided = any(sign.text == "/" for sign in run.operators)
    return (took == len(right) and (took == 1 or not divided)) or took == 1


def _is_term(item: Item) -> bool:
    """Return whether the word a line begins with can be the left side of a difference."""
    return is_symbol(item.text) and len(item.text) <= 2


def runs(items: Sequence[Item], first: bool) -> Iterator[Run]:
    """Yield operands and operators in turn, split at dashes and where two operators meet."""
    run = Run(first=first)
    for at, item in enumerate(items):
        slot = run.slots[-1]
        if item.kind is not Kind.OPERATOR:
            slot.append(item)
            continue
        assert isinstance(item, Token)
        if not slot:
            unary = item.text == "-" and (run.operators or run.equated or not item.open_right)
            if unary and at + 1 < len(items) and items[at + 1].kind is not Kind.OPERATOR:
                slot.append(item)
                continue
            if run.operators:
                run.operators.pop()
                run.slots.pop()
                yield run
            run = Run(equated=item.text == "=", first=first and at == 0)
        elif len(slot) == 1 and slot[0].kind is Kind.OPERATOR:
            run = Run()
        else:
            right = _until_operator(items, at + 1)
            if item.text == "-" and not _is_minus(slot, item, right, run):
                yield run
                run = Run()
            else:
                run.operators.append(item)
                run.slots.append([])
    if not run.slots[-1] and run.operators:
        run.operators.pop()
        run.slots.pop()
    yield run


def _until_operator(items: Sequence[Item], at: int) -> Sequence[Item]:
    end = at
    while end < len(items) and end < at + 16 and items[end].kind is not Kind.OPERATOR:
        end += 1
    return items[at:end]
