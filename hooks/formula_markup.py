"""What MathJax makes of a formula, checked and wrapped: nothing else gets into a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from kb.model import Tex, Typeset

_WIDEST = 1_000.0  # ex, about as many letters; typing mistakes such as \hspace{9999em} are wider
_SVG = "{http://www.w3.org/2000/svg}"
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_SHAPES = "svg g path rect line text"
_TOKENS = "mi mn mo mtext ms"
_LAYOUT = """math mrow mspace msub msup msubsup munder mover munderover mmultiscripts mprescripts
none mfrac msqrt mroot mtable mtr mtd mpadded mphantom mstyle menclose"""
_KNOWN = """aria-hidden focusable viewBox preserveAspectRatio width height x y x1 y1 x2 y2 d
transform fill stroke stroke-width stroke-dasharray stroke-linecap stroke-thickness
font-size font-family font-style font-weight mathsize indentshift indentalign indenttarget
display displaystyle scriptlevel mathvariant linethickness bevelled accent accentunder stretchy
symmetric fence separator largeop movablelimits form lspace rspace minsize maxsize depth voffset
linebreak align notation columnspacing rowspacing columnalign rowalign columnlines rowlines
columnwidth frame framespacing equalrows equalcolumns side minlabelspacing scriptminsize"""
_ATTRIBUTES = frozenset(_KNOWN.split())
# Inside these an HTML parser reads HTML, so nothing but text may be there.
_TEXTS = {_SVG + "text", *(_MATHML + name for name in _TOKENS.split())}
_ELEMENTS = _TEXTS.union(
    (_SVG + name for name in _SHAPES.split()), (_MATHML + name for name in _LAYOUT.split())
)
_VALUE = re.compile(r"[\w .,()%+-]*")
_STYLE = re.compile(r"vertical-align: -?[\d.]+(ex)?;")
_SIZE = re.compile(r"([\d.]+)ex")


def cut(text: str, most: int) -> str:
    """Return a text as one line, cut to so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def typeset_from(formula: Tex, reply: Mapping[str, str]) -> Typeset:
    """Return the markup of a formula from what MathJax replies: SVG and MathML, or an error."""
    if "error" in reply:
        return Typeset(None, cut(reply["error"], 200))
    svg, mathml = (reply[part].replace("\n", " ") for part in ("svg", "mml"))
    mathml = mathml.replace("><", "> <")  # as text, the operands of a fraction are separate words
    if bad := _objection(svg, _SVG + "svg") or _objection(mathml, _MATHML + "math"):
        return Typeset(None, bad)
    tex, display = formula
    kind = "kb-math kb-math-display" if display else "kb-math"
    source = html.escape(tex).replace("\n", "&#10;").replace("\r", "&#13;")
    made = (
        f'<span class="{kind}" data-tex="{source}">{svg}<span class="kb-math-mml">{mathml}</span>'
    )
    return Typeset(f"{made}</span>", None)


def _objection(markup: str, root: str) -> str | None:
    """Return what in the markup must not be in a page (one line), None if it is fit for it."""
    if "<!" in markup or "<?" in markup or len(markup.splitlines()) > 1:
        return "MathJax made of it more than one element"
    try:
        tree = ElementTree.fromstring(markup)
    except ElementTree.ParseError:
        return "MathJax made of it what is not XML"
    if tree.tag != root:
        return "MathJax made of it what is not a formula"
    if bad := next(_strangers(tree), None):
        return f"MathJax made of it what must not be in a page: {cut(bad, 80)}"
    if root == _SVG + "svg":
        sizes = [_SIZE.fullmatch(tree.get(side, "")) for side in ("width", "height")]
        if not all(size and float(size[1]) <= _WIDEST for size in sizes):
            return f"Wider or higher than {_WIDEST:g} ex"
    return None


def _strangers(tree: ElementTree.Element) -> Iterator[str]:
    """Yield the elements and attributes that a formula has no need of."""
    for element in tree.iter():
        name = element.tag.partition("}")[2]
        if element.tag not in _ELEMENTS or (element.tag in _TEXTS and len(element)):
            yield f"<{name}>"
        for attribute, value in element.items():
            known = attribute in _ATTRIBUTES and _VALUE.fullmatch(value)
            if not known and not (attribute == "style" and _STYLE.fullmatch(value)):
                yield f'<{name} {attribute}="{value}">'
