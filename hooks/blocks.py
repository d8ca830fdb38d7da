"""The finished HTML in a generated document: it passes by MkDocs, for nothing has to read it again.

A document marks it by ``<!--kb-->`` and ``<!--/kb-->``; in the page a place holder stands for it.
"""

from __future__ import annotations

import re

_BEGIN, _END = "<!--kb-->", "<!--/kb-->"
_PLACE = re.compile(r'<div data-kb="(\d+)"></div>')
_ID = re.compile(r'<[^<>]* id="([^"]+)"')


def parted(document: str) -> tuple[str, tuple[str, ...]]:
    """Return a document with place holders, and what they stand for."""
    first, *rest = document.split(_BEGIN)
    kept = [first]
    blocks: list[str] = []
    for text in rest:
        block, end, after = text.partition(_END)
        if end:
            kept += [f'<div data-kb="{len(blocks)}"></div>', after]
            blocks.append(block)
        else:
            kept += [_BEGIN, text]
    return "".join(kept), tuple(blocks)


def anchors_in(block: str) -> tuple[str, ...]:
    return tuple(_ID.findall(block))


def joined(page: str, blocks: tuple[str, ...]) -> str:
    """Return a page with the blocks of its document in their places; other places stay."""
    finished = {str(number): block for number, block in enumerate(blocks)}
    return _PLACE.sub(lambda place: finished.get(place[1], place[0]), page) if blocks else page
