"""Matplotlib's SVG taken apart: the lines and words in it that were given a look.

A look is the id of a group around them, behind a mark.  All else is left behind: styles, colours,
fonts, ids, metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, fromstring

from kb.pictures.drawing import Drawing, Stroke, Words

MARK = "kb:"
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_STEP = re.compile(r"([MLCz])|(-?[\d.]+) (-?[\d.]+)")
_ANCHOR = re.compile(r"text-anchor: (start|middle|end)")


def drawing_in(svg: str) -> Drawing:
    """Return the parts with a look, in the order of the SVG."""
    root = fromstring(svg)
    _, _, width, height = (float(side) for side in root.get("viewBox", "").split())
    shapes = {f"#{one.get('id')}": one for one in root.iter(f"{_SVG}path") if one.get("id")}
    strokes: list[Stroke] = []
    words: list[Words] = []
    for look, part in _parts(root, ""):
        if part.tag == f"{_SVG}text":
            words.append(_words(look, part))
        else:
            strokes.append(Stroke(look, _way(part, shapes)))
    return Drawing(round(width, 2), round(height, 2), tuple(strokes), tuple(words))


def _parts(element: Element, look: str) -> Iterator[tuple[str, Element]]:
    """Yield what is drawn under an element, with its look; shapes are drawn where they are used."""
    identity = element.get("id", "")
    look = identity.removeprefix(MARK) if identity.startswith(MARK) else look
    for child in element:
        if child.tag in (f"{_SVG}path", f"{_SVG}use", f"{_SVG}text"):
            if look:
                yield look, child
        elif child.tag == f"{_SVG}g":
            yield from _parts(child, look)


def _words(look: str, text: Element) -> Words:
    anchor = _ANCHOR.search(text.get("style", ""))
    return Words(
        look,
        round(float(text.get("x", "0")), 2),
        round(float(text.get("y", "0")), 2),
        anchor[1] if anchor else "start",
        text.text or "",
    )


def _way(part: Element, shapes: Mapping[str, Element]) -> str:
    """Return the ``d`` of a path, or of a shape that is used somewhere, to hundredths of a px."""
    if part.tag == f"{_SVG}path":
        return _moved(part.get("d", ""), 0, 0)
    shape = shapes[part.get(_LINK, "")]
    return _moved(shape.get("d", ""), float(part.get("x", "0")), float(part.get("y", "0")))


def _moved(way: str, across: float, down: float) -> str:
    moved = []
    for step, x, y in _STEP.findall(way):
        moved.append(step or f"{round(float(x) + across, 2):g} {round(float(y) + down, 2):g} ")
    return "".join(moved).replace(" L", "L").replace(" C", "C").replace(" z", "z").rstrip()
