"""Stretches of a line that read as an expression, prose before and after left out.

Brackets are reduced from the inside out with a stack of its own, so depth costs nothing; each
item is looked at a fixed number of times.  Whether a candidate *is* a formula is decided by
:mod:`kb.maths.evidence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.maths.expressions import (
    Call,
    Group,
    Name,
    Node,
    Number,
    Operand,
    Operator,
    Product,
    Relation,
    Sum,
    tree,
)
from kb.maths.operands import Bracket, Item, head, tail, whole
from kb.maths.runs import Run, runs
from kb.maths.tokens import RELATIONS, Kind, Token, pairs_of, tokens
from kb.maths.words import CLAUSES, CONNECTORS, FUNCTIONS, LETTER_FUNCTIONS, is_quantity, is_symbol

MAX_DEPTH = 16  # brackets in brackets; nobody types more
MAX_OPERATORS = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    tree: Node
    start: int
    end: int
    equated: bool  # an equals sign stands before it whose left side is no expression
    goes_on: bool = False  # the phrase it ends in goes on with plain words


class _Reader:
    """Collects the candidates of one line while its brackets close."""

    def __init__(self, line: list[Token]) -> None:
        self.line = line
        self.pairs = pairs_of(line)
        self.found: list[Candidate] = []

    def read(self) -> list[Candidate]:
        """Return all candidates, in no order; those inside others are among them."""
        closing = set(self.pairs.values())
        frames: list[list[Item]] = [[]]
        opened: list[Token] = []
        for at, token in enumerate(self.line):
            if at in self.pairs:
                opened.append(token)
                frames.append([])
            elif at in closing:
                self._close(frames, opened.pop(), token)
            elif token.kind in (Kind.OPEN, Kind.CLOSE, Kind.BAR):
                given = token.kind is Kind.BAR and len(frames) > 1
                kind = Kind.COMMA if given else Kind.BREAK
                frames[-1].append(replace(token, kind=kind))
            else:
                frames[-1].append(token)
        self._collect(frames[0])
        return self.found

    def _close(self, frames: list[list[Item]], opening: Token, closing: Token) -> None:
        """Reduce the innermost bracket to one item of the frame around it."""
        inner = frames.pop()
        outer = frames[-1]
        before = outer[-1] if outer and not opening.blank else None
        depth = 1 + max((i.depth for i in inner if isinstance(i, Bracket)), default=0)
        node = _group(opening.text, inner) if depth <= MAX_DEPTH else None
        start, blank = opening.start, opening.blank
        kind = Kind.CLOSE
        if before is not None and before.kind is Kind.CODE:
            outer.pop()
            start, blank, node, kind, depth = before.start, before.blank, None, Kind.CODE, 1
        elif before is not None and before.kind is Kind.WORD and isinstance(node, Group):
            called = _call(before.text, node)
            if called is not None:
                outer.pop()
                start, blank, node = before.start, before.blank, called
        elif before is not None and before.text in LETTER_FUNCTIONS and _plain_words(inner):
            outer.pop()
            start, blank = before.start, before.blank
            node = Call(before.text, (Name(_plain_words(inner)),))
        if kind is not Kind.CODE and depth <= MAX_DEPTH:
            self._collect(inner)
        words = _plain_words(inner) if opening.text == "(" else ""
        outer.append(
            Bracket(node, words, start, closing.end, blank, closing.open_right, kind, depth)
        )

    def _collect(self, items: Sequence[Item]) -> None:
        begin = 0
        for at in range(len(items) + 1):
            if at == len(items) or items[at].kind in (Kind.BREAK, Kind.COMMA):
                if at > begin:
                    self._region(items[begin:at], begin == 0 or items[begin - 1].text != ",")
                begin = at + 1

    def _region(self, items: Sequence[Item], first: bool) -> None:
        for run in runs(items, first):
            if all(slot and slot[-1].kind is not Kind.OPERATOR for slot in run.slots):
                self._run(run)

    def _run(self, run: Run) -> None:
        """Cut a run where a slot is no operand, and keep the pieces that no code is part of."""
        operands: list[Operand] = []
        begin, equated, code = 0, run.equated, False
        if len(run.slots) == 1 and not equated:
            for item in run.slots[0]:
                if isinstance(item, Bracket) and isinstance(item.node, Call):
                    self.found.append(Candidate(item.node, item.start, item.end, False))
            return
        for at, slot in enumerate(run.slots):
            if at or equated:
                full = whole(slot)
                if full is not None and not (at == len(run.slots) - 1 and _ends_in_remark(slot)):
                    operands.append(full)
                    continue
                piece, took = head(slot)
                goes_on = 0 < took < len(slot) and _goes_on(slot[took])
                if not code and slot[0].kind is not Kind.CODE:
                    pieces = [*operands, piece] if piece else operands
                    self._keep(pieces, run.operators[begin:], equated, goes_on)
            if at < len(run.slots) - 1:
                sign = run.operators[at].text
                piece = tail(slot, sign in RELATIONS)
                operands = [piece] if piece else []
                begin = at if piece else at + 1
                code = slot[-1].kind is Kind.CODE
                equated = piece is None and sign == "="
            else:
                operands = []
        if not code:
            self._keep(operands, run.operators[begin:], equated)

    def _keep(
        self,
        operands: list[Operand],
        operators: list[Token],
        equated: bool,
        goes_on: bool = False,
    ) -> None:
        signs = [Operator(o.text, o.spaced) for o in operators[: max(0, len(operands) - 1)]]
        if len(signs) > MAX_OPERATORS or not operands:
            return
        operands = _without_unit(operands, signs)
        node = tree(operands, signs)
        start, end = operands[0].start, operands[-1].end
        self.found.append(Candidate(node, start, end, equated, goes_on))


def _without_unit(operands: list[Operand], signs: list[Operator]) -> list[Operand]:
    """Return operands; "n(n-1)/2 comparisons" loses the word, which is no unit there."""
    numbers = [node for operand in operands for node in operand.nodes if isinstance(node, Number)]
    last = operands[-1]
    final = last.nodes[-1]
    equated = any(sign.sign in RELATIONS for sign in signs)
    if equated or len(last.nodes) > 1 or not isinstance(final, Number) or not final.unit:
        return operands
    if sum(bool(number.unit) for number in numbers) > 1 or last.negative:
        return operands
    end = last.start + len(final.text)
    return [*operands[:-1], replace(last, nodes=(Number(final.text),), end=end)]


def _goes_on(item: Item) -> bool:
    word = item.text.lower()
    return item.kind is Kind.WORD and word not in CLAUSES | CONNECTORS


def _ends_in_remark(slot: Sequence[Item]) -> bool:
    return (
        isinstance(slot[-1], Bracket) and bool(slot[-1].text) and len(slot) > 1 and slot[-1].blank
    )


def _whole_tree(items: Sequence[Item]) -> Node | None:
    """Return items as one expression, None when any of them is prose."""
    one = list(runs(items, False))
    if len(one) != 1 or one[0].equated or sum(map(len, one[0].slots)) == 0:
        return None
    operands = [whole(slot) for slot in one[0].slots]
    used = sum(map(len, one[0].slots)) + len(one[0].operators)
    if None in operands or used != len(items) or len(one[0].operators) > MAX_OPERATORS:
        return None
    signs = [Operator(o.text, o.spaced) for o in one[0].operators]
    return tree([operand for operand in operands if operand is not None], signs)


def _group(bracket: str, inner: Sequence[Item]) -> Node | None:
    """Return what is in a bracket as expressions with commas between, None when it is prose."""
    if any(item.kind in (Kind.BREAK, Kind.CODE) for item in inner):
        return None
    parts: list[Node] = []
    begin = 0
    for at in range(len(inner) + 1):
        if at == len(inner) or inner[at].kind is Kind.COMMA:
            node = _whole_tree(inner[begin:at]) if at > begin else None
            if node is None or isinstance(node, Relation):
                return None
            if at < len(inner) and inner[at].text == "|":
                node = Call("|", (node,))
            parts.append(node)
            begin = at + 1
    return Group(bracket, tuple(parts))


def _is_known(name: str) -> bool:
    bare = name.lower()
    return bare in FUNCTIONS or name in LETTER_FUNCTIONS or name in ("Σ", "∑", "√")


def _call(name: str, group: Group) -> Node | None:
    """Return a call when the word glued to a bracket is a function's name."""
    if (group.bracket == "[" and name != "E") or group.bracket not in "([":
        return None
    if _is_known(name) or (is_quantity(name) and not (is_symbol(name) and len(name) < 3)):
        return Call(name, group.items)
    of_symbols = all(isinstance(n, Name) and is_symbol(n.text) for n in group.items)
    computed = any(isinstance(n, Sum | Product) for n in group.items) and not is_symbol(name)
    called = (of_symbols and 1 < len(name) < 5) or (computed and name.isalpha())
    return Call(name, group.items) if called else None


def _plain_words(inner: Sequence[Item]) -> str:
    words = [item.text for item in inner]
    short = 0 < len(words) <= 6
    plain = all(item.kind in (Kind.WORD, Kind.NUMBER) for item in inner)
    return " ".join(words) if short and plain else ""


def candidates(text: str) -> list[Candidate]:
    """Return the stretches of a line that read as expressions: with an operator, or a call."""
    return _Reader(tokens(text)).read()
