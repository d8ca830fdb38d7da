"""All tables side by side, by topic; many of them on several pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.knowledge import Knowledge
from kb.layout import Addresses
from kb.model import Tex, Typeset
from kb.numbered import Numbered, numbered
from kb.shapes import Piece, Shape, anchor_of
from kb.shown import ShapeUrls

_PAGE = 400_000  # characters of HTML on one page, about
_PIECE = 200  # characters of a quotation's own markup
ACROSS = "Across topics"


def topic_of(shape: Shape) -> str:
    """Return the topic of a table, or what stands for it where the table has none."""
    return shape.place[0] if shape.place else ACROSS


def compare_pages(
    shapes: Sequence[Shape],
    order: Sequence[str],
    typeset: Mapping[Tex, Typeset],
) -> list[Numbered[Shape]]:
    """Return the pages of tables, in the order of the topics; none if there is no table."""
    tables = [shape for shape in shapes if shape.kind == "table"]
    ranks = {topic: rank for rank, topic in enumerate(order)}
    tables.sort(key=lambda shape: ranks.get(topic_of(shape), len(ranks)))

    def size(piece: Piece) -> int:
        formulas = piece.excerpt.sentence.formulas if piece.excerpt else ()
        made = (typeset[formula.key].html or "" for formula in formulas)
        return _PIECE + len(piece.text) + sum(map(len, made))

    return numbered("Compare", "compare", tables, lambda x: sum(map(size, x.pieces)), _PAGE)


def shape_urls(
    knowledge: Knowledge,
    pages: Sequence[Numbered[Shape]],
    urls: Mapping[str, str],
    addresses: Addresses,
) -> ShapeUrls:
    """Return where shapes stand.  ``urls``: note id -> its address."""
    compare = {
        shape.anchor: f"{addresses.url(page.path)}#{shape.anchor}"
        for page in pages
        for shape in page.rows
    }
    places = dict(compare)
    homes = knowledge.homes
    for identity, number in homes.blocks.items():
        page = urls[identity].partition("#")[0]
        for at in (number, *homes.after.get(number, ())):
            shape = knowledge.shapes[at]
            places[shape.anchor] = f"{page}#{anchor_of(shape)}"
    return ShapeUrls(places, compare)
