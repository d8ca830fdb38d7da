"""Operands of plain-text mathematics: which words and numbers side by side are one quantity.

A slot is what stands between two operators.  All of it, its head or its tail is an operand: a
number with its unit, a symbol, a bracket, or a phrase that names something.  Words that begin a
clause ("where", "is") end a phrase; prepositions end it unless it counts or adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.maths.expressions import Call, Name, Node, Number, Operand
from kb.maths.tokens import Kind, Token
from kb.maths.words import (
    ARTICLES,
    CLAUSES,
    CONNECTORS,
    EXTREMES,
    GREEK,
    NAME_ENDS,
    OPENERS,
    PREFIXES,
    UNITS,
    is_quantity_word,
    is_symbol,
)

_UNIT_WORDS = 6
_PHRASE_WORDS = 7  # a longer one is a sentence ...
_COUNT_WORDS = 11  # ... unless it says what is counted


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pair of brackets with what is in it, and the function name glued to its front."""

    node: Node | None  # None: a remark in prose
    text: str  # the words of a remark without its brackets, "" when they are no plain words
    start: int
    end: int
    blank: bool
    open_right: bool
    kind: Kind = Kind.CLOSE
    depth: int = 1


Item = Token | Bracket


def _is_word(item: Item) -> bool:
    return item.kind is Kind.WORD


def _lower(item: Item) -> str:
    return item.text.lower() if isinstance(item, Token) else ""


def _is_article(items: Sequence[Item], at: int) -> bool:
    """Return whether "a", "A" or "I" is the English word: another word follows it."""
    if items[at].text not in ("a", "A", "I") or at + 1 >= len(items):
        return False
    behind = items[at + 1]
    return _is_word(behind) and not is_symbol(behind.text)


def _ends(items: Sequence[Item], at: int) -> bool:
    """Return whether a word begins a clause; in "used capacity" it does not."""
    if _lower(items[at]) == "used" and at + 1 < len(items):
        return not is_quantity_word(items[at + 1].text)
    return _lower(items[at]) in CLAUSES


def _phrase(items: Sequence[Item]) -> int:
    """Return how many items from the first on are one phrase that names something."""
    words = " ".join(item.text for item in items[:4] if item.kind in (Kind.WORD, Kind.NUMBER))
    counts = OPENERS.match(words) is not None
    limit = _COUNT_WORDS if counts else _PHRASE_WORDS
    end = 0
    for item in items:
        if item.kind not in (Kind.WORD, Kind.NUMBER) or (end and not item.blank):
            break
        word = _lower(item)
        if _ends(items, end) or (word in CONNECTORS and not counts):
            break
        end += 1
    if end > limit:
        return 0
    while end and _lower(items[end - 1]) in ARTICLES | CONNECTORS | {"of", "per"}:
        if is_symbol(items[end - 1].text) and end == 1:
            break
        end -= 1
    return end


def _number(items: Sequence[Item]) -> tuple[Node, int]:
    """Return a number with its unit, and how many items that took."""
    end = 1
    while end < len(items) and end <= _UNIT_WORDS and _is_word(items[end]):
        item = items[end]
        word = _lower(item)
        if word in CLAUSES or word in CONNECTORS or (word in ARTICLES and end == 1):
            break
        if word == "x" and len(items) == 2:
            break  # "2x faster" has a unit, 2x a factor
        if end == 1 and item.text not in UNITS and is_symbol(item.text):
            glued_or_plain = not item.blank or item.text in GREEK or item.text.islower()
            if (len(item.text.rstrip("'")) <= 2 and glued_or_plain) or item.text in GREEK:
                break  # a product: 2n, 2 pi
        end += 1
    while end > 1 and _lower(items[end - 1]) in ("of", "per", "the"):
        end -= 1
    return Number(items[0].text, " ".join(item.text for item in items[1:end])), end


def _goes_on(items: Sequence[Item]) -> bool:
    """Return whether the symbol that comes first begins a longer name: "F1 score", "TP rate"."""
    if len(items) < 2 or not _is_word(items[1]):
        return False
    second = _lower(items[1])
    if len(items[0].text) == 1:
        return second in ("squared", "value", "values", "score")
    return second in NAME_ENDS or (is_quantity_word(second) and not is_symbol(items[1].text))


def _one(items: Sequence[Item]) -> tuple[Node | None, int]:
    """Return the first node of a slot, and how many items that took."""
    first = items[0]
    if isinstance(first, Bracket):
        return first.node, 1
    if first.text in ("Σ", "∑", "√") and len(items) > 1:
        return _applied(items)
    if first.kind is Kind.NUMBER:
        return _number(items)
    if first.kind is not Kind.WORD or _ends(items, 0):
        return None, 0
    if first.text in ("a", "A") and _is_article(items, 0):
        return None, 0
    if is_symbol(first.text) and not _goes_on(items):
        return Name(first.text), 1
    behind = items[1] if len(items) > 1 else None
    called = isinstance(behind, Bracket) and isinstance(behind.node, Call)
    if behind and (_lower(first) in PREFIXES or (called and _lower(first) in EXTREMES)):
        applied, took = _applied(items)
        if applied is not None:
            return applied, took
    end = _phrase(items)
    return (Name(" ".join(item.text for item in items[:end])), end) if end else (None, 0)


def _applied(items: Sequence[Item]) -> tuple[Node | None, int]:
    """Return a function of the symbol or bracket behind it: "log p", "sum |x|"."""
    behind = items[1]
    argument = behind.node if isinstance(behind, Bracket) else Name(behind.text)
    if argument is None or (isinstance(argument, Name) and not is_symbol(argument.text)):
        return None, 0
    return (None, 0) if _goes_on(items[1:]) else (Call(items[0].text, (argument,), True), 2)


def _side_by_side(nodes: list[Node], items: Sequence[Item]) -> bool:
    """Return whether the next item continues the operand as a product without a sign."""
    item = items[0]
    if isinstance(item, Bracket):
        if isinstance(nodes[-1], Name) and not is_symbol(nodes[-1].text):
            return isinstance(item.node, Call) and is_quantity_word(item.node.name)
        return item.node is not None and (not item.blank or isinstance(item.node, Call))
    if item.kind is not Kind.WORD or (
        isinstance(nodes[-1], Name) and not is_symbol(nodes[-1].text)
    ):
        return False
    if isinstance(nodes[-1], Number) and nodes[-1].unit:
        return False
    is_function = item.text in PREFIXES - {"sum"} and len(items) > 1
    return is_function or (is_symbol(item.text) and not _goes_on(items) and item.text not in "aAI")


def head(items: Sequence[Item]) -> tuple[Operand | None, int]:
    """Return the operand a slot begins with, and how many items it took."""
    if not items:
        return None, 0
    negative = items[0].kind is Kind.OPERATOR
    begin = at = int(negative)
    nodes: list[Node] = []
    while at < len(items):
        if nodes and not _side_by_side(nodes, items[at:]):
            break
        node, took = _one(items[at:])
        if node is None:
            break
        nodes.append(node)
        at += took
    if not nodes:
        return None, 0
    glued = not any(item.blank for item in items[begin + 1 : at])
    return Operand(tuple(nodes), items[0].start, items[at - 1].end, negative, glued), at


def whole(items: Sequence[Item]) -> Operand | None:
    """Return a slot as one operand; a remark at its end goes with the phrase before it."""
    operand, took = head(items)
    if operand is None:
        return None
    rest = items[took:]
    last = rest[0] if rest else None
    if last is None:
        return operand
    name = operand.nodes[-1]
    if len(rest) == 1 and isinstance(last, Bracket) and last.text and isinstance(name, Name):
        named = Name(f"{name.text} ({last.text})")
        return Operand((*operand.nodes[:-1], named), operand.start, last.end, operand.negative)
    return None


def tail(items: Sequence[Item], before_relation: bool) -> Operand | None:
    """Return the operand a slot ends with: the longest that is no prose."""
    begin = len(items) - 1
    stop = max(0, len(items) - _COUNT_WORDS - 2)
    while begin > stop and items[begin - 1].kind is not Kind.CODE:
        begin -= 1
    clause = [at for at in range(begin, len(items)) if _ends(items, at)]
    begin = clause[-1] + 1 if clause else begin
    starts = list(range(begin, len(items)))
    last = items[-1]
    lone = _is_word(last) and is_symbol(last.text) and len(last.text.strip("'_")) < 3
    if lone and len(starts) > 2 and last.text not in ("F1", "R2"):
        starts = starts[-1:] if not _factor_before(items) else starts[-2:]
    for start in starts:
        if _lower(items[start]) in ARTICLES | CONNECTORS | {"of", "per"} and start + 1 < len(items):
            continue
        if start and before_relation is False and _is_word(items[start]) and _counted(items, start):
            continue
        operand = whole(items[start:])
        if operand is not None:
            return operand
    return None


def _factor_before(items: Sequence[Item]) -> bool:
    before = items[-2]
    return before.kind is Kind.NUMBER or (_is_word(before) and len(before.text) == 1)


def _counted(items: Sequence[Item], start: int) -> bool:
    """Return whether a number stands in the slot: "we have 6 objects" counts from the number."""
    return any(item.kind is Kind.NUMBER for item in items[start:])
