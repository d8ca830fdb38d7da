"""The tree of an expression as TeX: valid for MathJax with nothing but ``base`` and ``ams``.

Words from notes reach the TeX only through :func:`upright` and :func:`symbol`, which escape every
character that means something to TeX.
"""

from __future__ import annotations

import re

from kb.maths.expressions import (
    Call,
    Group,
    Measured,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Sum,
)
from kb.maths.words import GREEK, GREEK_LETTERS, LETTER_FUNCTIONS, MEASURES, is_symbol

_ESCAPES = {
    "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "$": r"\$",
    "\\": r"\backslash ", "~": r"\sim ", "^": r"\wedge ",
}  # fmt: skip
_SPECIAL = re.compile(r"([%&#_{}$\\~^])")
_SIGNS = {
    "*": r" \cdot ", "×": r" \times ", "": " ", "+": " + ", "-": " - ", "±": r" \pm ",
    "∩": r" \cap ", "∪": r" \cup ", "=": " = ", "<": " < ", ">": " > ",
    "≤": r" \le ", "≥": r" \ge ", "≠": r" \ne ", "≈": r" \approx ",
}  # fmt: skip
_BRACKETS = {
    "(": ("(", ")"),
    "[": ("[", "]"),
    "{": (r"\{", r"\}"),
    "|": ("|", "|"),
    "||": (r"\|", r"\|"),
}
_OPERATORS = frozenset(
    ["min", "max", "log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh"]
)  # that TeX knows by these names
_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "\u0302": r"\hat", "\u0304": r"\bar", "\u0305": r"\bar"}
_ACCENTED = {"ŷ": r"\hat{y}", "ȳ": r"\bar{y}", "â": r"\hat{a}"}
_SYMBOL = re.compile(
    r"(?P<base>[A-Za-zŷȳâ])(?P<accent>_?(?:hat|bar)|[\u0302\u0304\u0305])?"
    r"(?:_?(?P<sub>\d+)|_(?P<word>\w+)|(?P<glued>min|max|mean|new|old|i|j))?"
    r"(?P<primes>['′]*)$"
)


def upright(text: str) -> str:
    """Return words as upright TeX text, with special characters outside ``\\text``.

    MathJax shows ``\\%`` inside ``\\text`` as typed, so that is no way to escape there.
    """
    if len(text) > 1 and text.isascii() and text.isalpha() and len(text) < 25:
        return rf"\mathrm{{{text}}}"
    pieces = _SPECIAL.split(text)
    return "".join(
        _ESCAPES[piece] if at % 2 else rf"\text{{{piece}}}"
        for at, piece in enumerate(pieces)
        if piece
    )


def symbol(text: str) -> str:
    """Return the TeX of a symbol: Greek, with accent, subscript and primes as the name says."""
    bare = text.rstrip("'′")
    primes = "'" * (len(text) - len(bare))
    if bare in GREEK_LETTERS or bare in GREEK:
        name = GREEK_LETTERS.get(bare, bare)
        return "\\" + name + (primes or "")
    if bare in MEASURES:
        return upright(bare) + primes
    if found := _SYMBOL.match(text):
        base = _ACCENTED.get(found["base"], found["base"])
        if accent := found["accent"]:
            base = f"{_ACCENTS[accent.strip('_')]}{{{base}}}"
        if sub := found["sub"]:
            return f"R^{sub}{primes}" if text == "R2" else f"{base}_{_braced(sub)}{primes}"
        if word := found["word"] or found["glued"]:
            below = word if len(word) < 3 and "_" not in word else upright(word)
            return f"{base}_{_braced(below)}{primes}"
        return base + primes
    if pair := re.fullmatch(r"([a-z]\d)([a-z]\d)", bare):
        return symbol(pair[1]) + symbol(pair[2]) + primes  # w1x1: a product of two symbols
    if bare.isascii() and bare.isalpha() and len(bare) == 2:
        return bare + primes  # mx: a product of two letters
    return upright(bare) + primes


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _number(node: Number) -> str:
    digits = node.text.replace(",", "{,}").replace("%", r"\%")
    if found := re.fullmatch(r"([\d.]+)[eE](-?)(\d+)", digits):
        digits = rf"{found[1]} \times 10^{{{found[2]}{found[3]}}}"
    return f"{digits} {_unit(node.unit)}" if node.unit else digits


def _unit(unit: str) -> str:
    pieces = _SPECIAL.split(" " + unit)
    return "".join(
        _ESCAPES[piece] if at % 2 else rf"\text{{{piece}}}"
        for at, piece in enumerate(pieces)
        if piece
    )


def _raised_unit(unit: str, power: Node | None) -> str:
    return _unit(unit) if power is None else f"{_unit(unit)}^{{{tex(_opened(power))}}}"


def _opened(node: Node) -> Node:
    """Return a node without round brackets that a fraction or a root makes needless."""
    if isinstance(node, Group) and node.bracket == "(" and len(node.items) == 1:
        return node.items[0]
    return node


def _bracketed(inner: str, left: str = "(", right: str = ")") -> str:
    if len(inner) < 3 or not re.search(r"\\frac|\\sum|\\sqrt|\^|\\l(?:ceil|floor)", inner):
        return f"{left}{inner}{right}"
    return rf"\left{left} {inner} \right{right}"


def _arguments(nodes: tuple[Node, ...]) -> str:
    shown = ""
    for at, node in enumerate(nodes):
        given = isinstance(node, Call) and node.name == "|"
        inner = node.arguments[0] if isinstance(node, Call) and given else node
        shown += tex(inner) + (r" \mid " if given else ", " if at < len(nodes) - 1 else "")
    return shown


def _call(node: Call) -> str:
    name = node.name.lower()
    one = len(node.arguments) == 1
    if name in ("ceil", "ceiling", "roundup") and one:
        return rf"\left\lceil {tex(_opened(node.arguments[0]))} \right\rceil"
    if name == "floor" and one:
        return rf"\left\lfloor {tex(_opened(node.arguments[0]))} \right\rfloor"
    if name == "abs" and one:
        return rf"\left| {tex(node.arguments[0])} \right|"
    if name in ("sqrt", "√") and one:
        return rf"\sqrt{{{tex(_opened(node.arguments[0]))}}}"
    inner = _arguments(node.arguments)
    if node.name == "σ":
        return rf"\sigma{_bracketed(inner)}"
    if node.name in ("Σ", "∑") or (name == "sum" and one):
        open_ = node.bare or isinstance(node.arguments[0], Name | Group)
        return rf"\sum {inner if open_ else _bracketed(inner)}"
    if name.startswith("log") and name[3:].isdigit():
        return rf"\log_{_braced(name[3:])}{_bracketed(inner)}"
    if name in _OPERATORS:
        return rf"\{name}{_bracketed(inner)}"
    if is_symbol(node.name) and len(node.name) < 3:
        return f"{symbol(node.name)}{_bracketed(inner)}"
    plain = node.name if node.name.isascii() and node.name.isalpha() else ""
    named = rf"\operatorname{{{plain.lower() if plain.isupper() and len(plain) > 3 else plain}}}"
    return f"{named if plain else upright(node.name)}{_bracketed(inner)}"


def _factor(node: Node) -> str:
    """Return a factor; a sum or a signed one gets brackets."""
    return _bracketed(tex(node)) if isinstance(node, Sum | Negative) else tex(node)


def _product(node: Product) -> str:
    """Return a product.  Fractions take what stands before them, as read from left to right.

    ``2 * (a * b) / (c + d)`` shows the 2 before the fraction, which is the same number.
    """
    factors: list[tuple[str, str, Node]] = [("", _factor(node.first), node.first)]
    loose = False
    for sign, below, spaced in node.rest:
        if sign != "/":
            numbers = isinstance(below, Number) and isinstance(factors[-1][2], Number)
            shown = _SIGNS["*" if numbers and not sign else sign]
            factors.append((shown, _factor(below), below))
            loose = spaced
            continue
        under = tex(_opened(below))
        last_sign, _, last = factors[-1]
        grouped = (isinstance(last, Group) and isinstance(below, Group)) or (loose and not spaced)
        if len(factors) > 1 and grouped:
            factors[-1] = (last_sign, rf"\frac{{{tex(_opened(last))}}}{{{under}}}", below)
        else:
            lone = len(factors) == 1 and isinstance(last, Group)
            over = tex(_opened(last)) if lone else _joined(factors)
            factors = [("", rf"\frac{{{over}}}{{{under}}}", Number(""))]
    return _joined(factors)


def _joined(factors: list[tuple[str, str, Node]]) -> str:
    shown = factors[0][1]
    for sign, factor, below in factors[1:]:
        tight = sign == " " and (isinstance(below, Group) or shown[-1].isdigit())
        shown += ("" if tight else sign) + factor
    return shown


def _power(node: Power) -> str:
    base = tex(node.base)
    simple = isinstance(node.base, Name | Number | Group) and not getattr(node.base, "unit", "")
    if isinstance(node.base, Call):
        simple = node.base.name in LETTER_FUNCTIONS
    if isinstance(node.base, Name | Number) and ("^" in base or "'" in base):
        simple = False
    return f"{base if simple else _bracketed(base)}^{{{tex(_opened(node.exponent))}}}"


def tex(node: Node) -> str:
    """Return the TeX of a tree, without delimiters."""
    match node:
        case Number():
            return _number(node)
        case Name():
            return symbol(node.text) if is_symbol(node.text) else upright(node.text)
        case Call():
            return _call(node)
        case Group():
            left, right = _BRACKETS[node.bracket]
            return _bracketed(_arguments(node.items), left, right)
        case Negative():
            return f"-{_factor(node.of)}"
        case Power():
            return _power(node)
        case Measured():
            return tex(node.value) + "".join(" " + _raised_unit(*unit) for unit in node.units)
        case Product():
            return _product(node)
        case Sum() | Relation():
            return tex(node.first) + "".join(_SIGNS[sign] + tex(n) for sign, n in node.rest)


def aligned(node: Node) -> str:
    """Return the TeX of a formula on its own line: one row for each side from the third on."""
    equated = isinstance(node, Relation) and all(sign == "=" for sign, _ in node.rest)
    if not isinstance(node, Relation) or not equated or len(node.rest) < 2:
        return tex(node)
    rows = [f"{_SIGNS[sign].strip()} {tex(side)}" for sign, side in node.rest]
    return rf"\begin{{aligned}} {tex(node.first)} &" + r" \\ &".join(rows) + r" \end{aligned}"
