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
    kept, blocks = [first], []
    for number, text in enumerate(rest):
        block, _, after = text.partition(_END)
        blocks.append(block)
        kept += [f'<div data-kb="{number}"></div>', after]
    return "".join(kept), tuple(blocks)


def anchors_in(block: str) -> tuple[str, ...]:
    return tuple(_ID.findall(block))


def joined(page: str, blocks: tuple[str, ...]) -> str:
    """Return a page with the blocks of its document in their places."""
    return _PLACE.sub(lambda place: blocks[int(place[1])], page) if blocks else page
