"""A formula on one line, in letters: for places that show text only, such as search results."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)
_BINARY = set("=+−-→≈≤≥<>∣·×")
_UNSEEN = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))
_SIMPLE = re.compile(r"[\w.]*$|\(.*\)$")


@lru_cache(maxsize=4096)
def linear(html: str) -> str:
    """Return a typeset formula as text, e.g. ``accuracy = (TP + TN)/(TP + TN + FP + FN)``.

    ``html`` holds MathML, as :class:`kb.model.Typeset` does; without any the text is empty.
    """
    found = _MATHML.search(html)
    if found is None:
        return ""
    return " ".join(_text(ElementTree.fromstring(found[0])).split())


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _text(node: Element) -> str:
    parts = list(node)
    match _tag(node):
        case "mi" | "mn" | "mtext" | "ms":
            return (node.text or "").translate(_UNSEEN)
        case "mo":
            sign = (node.text or "").translate(_UNSEEN)
            return f" {sign} " if sign in _BINARY else f"{sign} " * (sign == ",") or sign
        case "mfrac":
            return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
        case "msqrt":
            return f"√({''.join(map(_text, parts))})"
        case "msub" | "munder":
            return f"{_text(parts[0])}_{_grouped(parts[1])}"
        case "msup" | "mover":
            return f"{_text(parts[0])}^{_grouped(parts[1])}"
        case "msubsup" | "munderover":
            return f"{_text(parts[0])}_{_grouped(parts[1])}^{_grouped(parts[2])}"
        case "mtr":
            return " ".join(map(_text, parts))
        case "mtable":
            return "; ".join(map(_text, parts))
        case "mspace":
            return " "
        case "annotation" | "annotation-xml":
            return ""
        case _:
            return "".join(map(_text, parts))


def _grouped(node: Element) -> str:
    text = _text(node).strip()
    return text if _SIMPLE.match(text) else f"({text})"
