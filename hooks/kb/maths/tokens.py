"""The tokens of plain-text mathematics: numbers, words, operators, brackets, and what is neither.

Code, addresses, paths, dates, versions and money are one token each, so that no sign within
them is ever taken for an operator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kb.maths.words import FUNCTIONS, RATIOS, UNITS, is_symbol


class Kind(Enum):
    NUMBER = "number"
    WORD = "word"
    OPERATOR = "operator"
    OPEN = "open"
    CLOSE = "close"
    COMMA = "comma"
    CODE = "code"  # a name in a program, money: what it is part of is no formula
    BAR = "bar"  # | or ||: an absolute value, a norm, or "given"
    BREAK = "break"  # no formula reaches across it


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str  # of an operator: its one canonical sign
    start: int
    end: int
    blank: bool  # whether white space stands before it
    open_right: bool = False  # whether white space stands after it

    @property
    def spaced(self) -> bool:
        return self.blank and self.open_right


_SIGNS = {
    "===": "=", "==": "=", ":=": "=", "<=": "≤", ">=": "≥", "!=": "≠", "<>": "≠", "~=": "≈",
    "**": "^", "+/-": "±", "·": "*", "∙": "*", "⋅": "*", "÷": "/", "−": "-", "∕": "/", "∗": "*",
}  # fmt: skip
RELATIONS = frozenset("=<>≤≥≠≈")
_SPOKEN = {("divided", "by"): "/", ("multiplied", "by"): "*"}

_SCAN = re.compile(
    r"""
    (?P<code>
        (?:https?|s3|hdfs|ftp|file)://\S*
      | \$\{[^{}]*\}?
      | \barn:\S*
      | [$€£]\s?\d[\d.,]*\w?                            # money
      | \$[A-Za-z_]\w*                                  # a shell variable
      | [\w.+-]{1,64}@[\w-]+\.[\w.-]+                   # mail
      | (?<![\w-])--[A-Za-z][\w-]*(?:=\S*)?             # --flag=value
      | (?<!\w)\d+\.\d+\.\d+[\w.]*(?:/\d+)?             # 10.0.0.0/16, 1.2.3
      | \b\d{4}-\d\d?-\d\d?\b | \b\d+/\d+/\d+\b         # dates
      | \b\d{3}-\d{3,4}-\d{4}\b
      | \b0[xX][0-9A-Fa-f]+\b
      | \b(?!(?:e\.g|i\.e)\b)[A-Za-z]\w*(?:\.[A-Za-z_0-9]\w*)+   # np.mean, c5.2xlarge, file.csv
      | (?<![\w)\]}'])(?:~|\.\.?)?/(?:[A-Za-z_.][\w.-]*/[\w./-]*|(?:opt|tmp|dev|var|etc|home)\b)
      | \b[a-z][a-z0-9-]{1,20}:(?:[A-Z][a-z]+[A-Za-z*]*|\*)      # s3:GetObject
      | <[A-Za-z/!][^<>]*>                              # a tag
      | \\[A-Za-z]+                                     # TeX outside dollars
    )
  | (?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE]-?\d+\b)?%?|\.\d+)
  | (?P<super>[²³])
  | (?P<times>(?<=\d)[xX](?=10\s?\^))                  # 3x10^8
  | (?P<word>[∑√] | (?:[Nn]o|[Nn]um|[Aa]vg|[Ss]td|[Mm]ax|[Mm]in)\.(?=\s+[A-Za-z])
      | [^\W\d_²³¹⁰-₟](?:[^\W²³¹⁰-₟]|[\u0300-\u036f])*(?:'s\b|'t\b|'ll\b|'re\b|['′]+(?!\w))?)
  | (?P<snake>_\w+)
  | (?P<break>(?:<[=-]+>|[=-]+>|<[=-]{2,}|<-(?=\s)|={4,}|-{2,}|\*{3,}|\.{2,}|[–—→←⇒])
      | [.;:?!"“”‘’`@#&~]+(?:=(?==))?(?!=))
  | (?P<operator>\+/-|===?|:=|<=|>=|!=|<>|~=|\*\*|[-+*/^=<>×·∙⋅÷−∕∗≤≥≠≈±∩∪])
  | (?P<bars>\|\|?)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<comma>,)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE_NAME = re.compile(r"\w{2,}_\w+|\w_\w{6,}|[a-z]{2,}[A-Z]\w*$|_\w+")
_MEASURED = frozenset(["actual", "predicted", "observed", "expected", "true", "forecast", "target"])
_MIDDLES = frozenset(["mean", "min", "max", "median", "avg", "average"])


def _joins(left: Token, right: str, after: str) -> bool:
    """Return whether the hyphen between two words belongs to the word (t-test, mini-batch).

    It is a minus between symbols (Q3-Q1, n-1), before a function (x-min(x)), in "1-specificity",
    "x-mean", "actual-predicted" and "max-min".
    """
    name = left.text
    if right[0].isdigit():
        return left.kind is Kind.WORD and len(name) > 1 and not is_symbol(name)
    if (name + right).lower() in ("tfidf", "fbeta", "gmean"):
        return True
    if left.kind is Kind.NUMBER:
        return not (is_symbol(right) or (name == "1" and right.lower() in RATIOS))
    if is_symbol(name):
        return not (is_symbol(right) or right in _MIDDLES or (right in FUNCTIONS and after == "("))
    measured = name in _MEASURED and right in _MEASURED
    return not measured and (name, right) != ("max", "min")


def _raw(text: str) -> Iterator[Token]:
    blank = True
    for found in _SCAN.finditer(text):
        name = found.lastgroup or "other"
        if name == "space":
            blank = True
            continue
        start, end = found.span()
        sign = found[0]
        after = end >= len(text) or text[end].isspace()
        kind = _KINDS[name]
        if name == "word" and _CODE_NAME.match(sign) and not is_symbol(sign):
            kind = Kind.CODE
        elif name == "super":
            yield Token(Kind.OPERATOR, "^", start, start, False, False)
            sign, blank, kind = str("²³".index(sign) + 2), False, Kind.NUMBER
        elif name == "times":
            sign = "×"
        elif kind is Kind.OPERATOR:
            sign = _SIGNS.get(sign, sign)
        yield Token(kind, sign, start, end, blank, after)
        blank = False


_KINDS = {
    "code": Kind.CODE, "number": Kind.NUMBER, "super": Kind.OPERATOR, "times": Kind.OPERATOR,
    "word": Kind.WORD, "snake": Kind.CODE, "break": Kind.BREAK, "operator": Kind.OPERATOR,
    "bars": Kind.BAR, "open": Kind.OPEN, "close": Kind.CLOSE, "comma": Kind.COMMA,
    "other": Kind.BREAK,
}  # fmt: skip


def _is_range(left: Token, right: Token) -> bool:
    return left.kind is Kind.NUMBER is right.kind


def tokens(text: str) -> list[Token]:
    """Return the tokens of a line, hyphenated words joined; white space is not among them."""
    raw = list(_raw(text))
    joined: list[Token] = []
    at = 0
    while at < len(raw):
        token = raw[at]
        at += 1
        hyphen = token.kind is Kind.OPERATOR and token.text == "-" and text[token.start] == "-"
        if hyphen and joined and at < len(raw) and not token.blank and not token.open_right:
            left, right = joined[-1], raw[at]
            after = text[right.end : right.end + 1]
            words = {left.kind, right.kind} <= {Kind.WORD, Kind.NUMBER}
            if words and (_is_range(left, right) or _joins(left, right.text, after)):
                kind = Kind.WORD if Kind.WORD in (left.kind, right.kind) else Kind.CODE
                joined[-1] = Token(
                    kind, text[left.start : right.end], left.start, right.end, left.blank,
                    right.open_right,
                )  # fmt: skip
                at += 1
                continue
        spoken = _spoken(joined[-1], token, raw[at : at + 1]) if joined else ""
        if token.kind is Kind.WORD and _is_unit(joined, token):
            joined.pop()
            left = joined.pop()
            unit = text[left.start : token.end]
            token = Token(Kind.WORD, unit, left.start, token.end, left.blank, token.open_right)
        elif spoken:
            before = joined.pop() if token.text == "by" else token
            token = Token(Kind.OPERATOR, spoken, before.start, token.end, True, True)
        joined.append(token)
    return joined


def _is_unit(before: list[Token], word: Token) -> bool:
    """Return whether "5 reads/sec" or "MB/s" ends with the word: a unit, no division."""
    if word.text not in UNITS or word.blank or len(before) < 2 or before[-1].text != "/":
        return False
    unit, slash = before[-2], before[-1]
    if slash.blank or unit.kind is not Kind.WORD:
        return False
    counted = len(before) > 2 and before[-3].kind is Kind.NUMBER and len(word.text) > 1
    return unit.text in UNITS or counted


def _spoken(before: Token, word: Token, after: list[Token]) -> str:
    """Return the operator that words stand for: "divided by", "minus", the x of "10 x 5 KB"."""
    if word.kind is not Kind.WORD:
        return ""
    if word.text == "minus":
        return "-"
    numbers = before.kind is Kind.NUMBER and bool(after) and after[0].kind is Kind.NUMBER
    if word.text in ("x", "X") and numbers:
        return "×"
    if word.text == "over" and after and after[0].kind is Kind.OPEN and before.kind is Kind.WORD:
        return "/"
    return _SPOKEN.get((before.text.lower(), word.text.lower()), "")


_CLOSING = {"(": ")", "[": "]", "{": "}"}


def pairs_of(line: list[Token]) -> dict[int, int]:
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
