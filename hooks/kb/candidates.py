"""Stretches of a line that read as an expression, prose before and after left out.

Brackets are reduced from the inside out with a stack of its own, so depth costs nothing; each
item is looked at a fixed number of times.  Whether a candidate *is* a formula is decided by
:mod:`kb.evidence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.expressions import Call, Group, Node, Operand, Operator, Relation, tree
from kb.math_tokens import RELATIONS, Kind, Token, tokens
from kb.math_words import FUNCTIONS, LETTER_FUNCTIONS, is_quantity, is_symbol
from kb.operands import Bracket, Item, head, tail, whole

MAX_DEPTH = 16  # brackets in brackets; nobody types more
MAX_OPERATORS = 60
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Candidate:
    tree: Node
    start: int
    end: int
    equated: bool  # an equals sign stands before it whose left side is no expression


@dataclass(slots=True)
class _Run:
    """Operands and operators in turn, as far as they have been read."""

    slots: list[list[Item]] = field(default_factory=lambda: [[]])
    operators: list[Token] = field(default_factory=list)
    equated: bool = False
    first: bool = False  # nothing but blanks stands before it in its sentence


def _pairs(line: Sequence[Token]) -> dict[int, int]:
    """Return the index of the closing bracket for that of each opening one."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for at, token in enumerate(line):
        top = line[waiting[-1]] if waiting else None
        if token.kind is Kind.OPEN:
            waiting.append(at)
        elif token.kind is Kind.CLOSE:
            while waiting and line[waiting[-1]].kind is Kind.BAR:
                waiting.pop()
            if waiting and _CLOSING[line[waiting[-1]].text] == token.text:
                pairs[waiting.pop()] = at
        elif token.kind is Kind.BAR:
            if top and top.kind is Kind.BAR and top.text == token.text:
                pairs[waiting.pop()] = at
            elif not token.open_right and (token.blank or not at or _opens(line[at - 1])):
                waiting.append(at)
    return pairs


def _opens(before: Token) -> bool:
    return before.kind in (Kind.OPERATOR, Kind.OPEN, Kind.COMMA)


def _is_minus(left: Sequence[Item], operator: Token, right: Sequence[Item], run: _Run) -> bool:
    """Return whether a hyphen between two slots is a minus, not a dash between words.

    Between blanks it is one when quantities stand on both sides.  A dash follows the term that
    a line begins with ("RMSE - ...") and comes before remarks of several words.
    """
    if not operator.blank and not operator.open_right:
        return True
    related = run.equated or any(sign.text in RELATIONS for sign in run.operators)
    before = tail(left, False)
    after, took = head(right)
    if before is None or after is None:
        return False
    leading = run.first and not related and not run.operators
    if leading and left[0].kind is Kind.WORD and not (len(left) == 1 and _is_term(left[0])):
        return False
    if right[0].kind is not Kind.WORD or (is_symbol(right[0].text) and took == 1):
        return True
    if not isinstance(right[0], Token) or not is_quantity(" ".join(i.text for i in right[:took])):
        return isinstance(after.nodes[0], Call)
    divided = any(sign.text == "/" for sign in run.operators)
    return (took == len(right) and (took == 1 or not divided)) or took == 1


def _is_term(item: Item) -> bool:
    """Return whether the word a line begins with can be the left side of a difference."""
    return is_symbol(item.text) and len(item.text) <= 2


class _Reader:
    """Collects the candidates of one line while its brackets close."""

    def __init__(self, line: Sequence[Token]) -> None:
        self.line = line
        self.pairs = _pairs(line)
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
        if kind is not Kind.CODE and depth <= MAX_DEPTH:
            self._collect(inner)
        words = _plain_words(inner)
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
        for run in _runs(items, first):
            if all(slot and slot[-1].kind is not Kind.OPERATOR for slot in run.slots):
                self._run(run)

    def _run(self, run: _Run) -> None:
        """Cut a run where a slot is no operand, and keep the pieces that no code is part of."""
        operands: list[Operand] = []
        begin, equated, code = 0, run.equated, False
        for at, slot in enumerate(run.slots):
            if at or equated:
                full = whole(slot)
                if full is not None and not (at == len(run.slots) - 1 and _ends_in_remark(slot)):
                    operands.append(full)
                    continue
                piece, _ = head(slot)
                if not code and slot[0].kind is not Kind.CODE:
                    pieces = [*operands, piece] if piece else operands
                    self._keep(pieces, run.operators[begin:], equated)
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

    def _keep(self, operands: list[Operand], operators: list[Token], equated: bool) -> None:
        signs = [Operator(o.text, o.spaced) for o in operators[: max(0, len(operands) - 1)]]
        if len(signs) > MAX_OPERATORS or not operands:
            return
        node = tree(operands, signs)
        start, end = operands[0].start, operands[-1].end
        self.found.append(Candidate(node, start, end, equated))


def _ends_in_remark(slot: Sequence[Item]) -> bool:
    return (
        isinstance(slot[-1], Bracket) and bool(slot[-1].text) and len(slot) > 1 and slot[-1].blank
    )


def _runs(items: Sequence[Item], first: bool) -> Iterator[_Run]:
    """Yield operands and operators in turn, split at dashes and where two operators meet."""
    run = _Run(first=first)
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
            run = _Run(equated=item.text == "=", first=False)
        elif len(slot) == 1 and slot[0].kind is Kind.OPERATOR:
            run = _Run()
        else:
            right = _until_operator(items, at + 1)
            if item.text == "-" and not _is_minus(slot, item, right, run):
                yield run
                run = _Run()
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


def _whole_tree(items: Sequence[Item]) -> Node | None:
    """Return items as one expression, None when any of them is prose."""
    runs = list(_runs(items, False))
    if len(runs) != 1 or runs[0].equated or sum(map(len, runs[0].slots)) == 0:
        return None
    operands = [whole(slot) for slot in runs[0].slots]
    used = sum(map(len, runs[0].slots)) + len(runs[0].operators)
    if None in operands or used != len(items) or len(runs[0].operators) > MAX_OPERATORS:
        return None
    signs = [Operator(o.text, o.spaced) for o in runs[0].operators]
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
    return None


def _plain_words(inner: Sequence[Item]) -> str:
    words = [item.text for item in inner]
    short = 0 < len(words) <= 6
    plain = all(item.kind in (Kind.WORD, Kind.NUMBER) for item in inner)
    return " ".join(words) if short and plain else ""


def candidates(text: str) -> list[Candidate]:
    """Return the stretches of a line that read as expressions, with at least one operator."""
    return _Reader(tokens(text)).read()
