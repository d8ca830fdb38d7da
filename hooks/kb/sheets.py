"""The documents that gather what stands all over the notes: formulas, terms, tables, the map ..."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb import correction_pages, formula_pages, lastnight, quantity_pages
from kb.compare_pages import topic_of
from kb.correction_pages import checked_since
from kb.glossary import Term
from kb.glossary_pages import Entry, Mention, more_path, shown_mentions
from kb.map_picture import svg_of
from kb.model import ShownCard
from kb.numbered import Numbered, grouped
from kb.pages import Writer
from kb.practice import PAGE, practice_sheet
from kb.quotations import lastnight_sheet, quantity_sheet
from kb.shape_views import quoted_shape
from kb.shapes import Shape
from kb.termmap import Graph, text_of, topic_key

MAP = "map.md"


@dataclass(frozen=True, slots=True)
class TermMap:
    graph: Graph
    positions: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A term as the template prints it; addresses are relative to its page."""

    term: Term
    names: tuple[str, ...]
    topic_url: str | None
    related: tuple[tuple[str, str], ...]  # terms with their addresses
    count: int  # of all mentions
    mentions: tuple[Mention, ...]  # the first ones
    more_url: str | None  # of the page that lists all


@dataclass(frozen=True, slots=True)
class Sheets:
    chosen: Sequence[Numbered[lastnight.Row]]
    quantities: Sequence[Numbered[quantity_pages.Row]]
    formulas: Sequence[Numbered[formula_pages.Row]]
    corrections: Sequence[Numbered[correction_pages.Row]]
    glossary: Sequence[Numbered[Entry]]
    mentions: Sequence[Sequence[Numbered[Mention]]]
    tables: Sequence[Numbered[Shape]]
    term_map: TermMap | None
    cards: Sequence[ShownCard]

    @property
    def news(self) -> list[tuple[str, str]]:
        """What the front page says of corrections: a sentence, and the address of its note."""
        rows = (row for page in self.corrections for row in page.rows)
        return [(row.correction.why, row.url) for row in rows if row.correction.front]

    @property
    def firsts(self) -> list[tuple[str, str]]:
        """The first page of each kind: title and path of the document."""
        sheets = (self.chosen, self.tables, self.quantities, self.formulas, self.corrections)
        found = [(run[0].title, run[0].path) for run in (self.glossary, *sheets) if run]
        found += [("Map", MAP)] if self.term_map else []
        return [*found, ("Practice", PAGE)] if self.cards else found

    def documents(self, writer: Writer, topic_urls: Mapping[str, str]) -> dict[str, str]:
        """Return path -> document of every sheet.  ``topic_urls``: topic -> its address."""
        since = checked_since(self.corrections)
        return {
            **{p.path: lastnight_sheet(writer, p, self.chosen) for p in self.chosen},
            **{p.path: quantity_sheet(writer, p, self.quantities) for p in self.quantities},
            **{p.path: formula_sheet(writer, p, self.formulas) for p in self.formulas},
            **{
                p.path: correction_sheet(writer, p, self.corrections, since)
                for p in self.corrections
            },
            **{p.path: glossary_sheet(writer, p, self.glossary, topic_urls) for p in self.glossary},
            **{p.path: mentions_sheet(writer, p, run) for run in self.mentions for p in run},
            **{p.path: compare_sheet(writer, p, self.tables) for p in self.tables},
            **({MAP: map_sheet(writer, self.term_map, topic_urls)} if self.term_map else {}),
            **({PAGE: practice_sheet(writer, self.cards)} if self.cards else {}),
        }


def formula_sheet(
    writer: Writer,
    page: Numbered[formula_pages.Row],
    pages: Sequence[Numbered[formula_pages.Row]],
) -> str:
    return writer.write(
        "formulas.md",
        page=page,
        topics=grouped(page.rows, lambda row: row.topic),
        root=writer.addresses.root(page.path),
        turns=writer.turns(page, pages),
    )


def correction_sheet(
    writer: Writer,
    page: Numbered[correction_pages.Row],
    pages: Sequence[Numbered[correction_pages.Row]],
    since: str | None,
) -> str:
    return writer.write(
        "corrections.md",
        page=page,
        topics=[
            (topic, grouped(rows, lambda row: correction_pages.TITLES[row.correction.kind]))
            for topic, rows in grouped(page.rows, lambda row: row.topic)
        ],
        root=writer.addresses.root(page.path),
        sources=writer.addresses.url("sources/index.md"),
        since=since,
        turns=writer.turns(page, pages),
    )


def glossary_sheet(
    writer: Writer,
    page: Numbered[Entry],
    pages: Sequence[Numbered[Entry]],
    topic_urls: Mapping[str, str],
) -> str:
    root = writer.addresses.root(page.path)
    others = [
        (root + writer.addresses.url(other.path), list(dict.fromkeys(x.letter for x in other.rows)))
        for other in pages
    ]
    shown = [
        (letter, [_entry(writer, entry, root, topic_urls) for entry in entries])
        for letter, entries in grouped(page.rows, lambda entry: entry.letter)
    ]
    return writer.write("glossary.md", page=page, letters=shown, others=others)


def _entry(writer: Writer, entry: Entry, root: str, topic_urls: Mapping[str, str]) -> ShownEntry:
    more, topic = more_path(entry), topic_urls.get(entry.term.topic)
    return ShownEntry(
        term=entry.term,
        names=entry.term.others,
        topic_url=None if topic is None else root + topic,
        related=tuple((term.name, root + writer.term_urls[term.name]) for term in entry.related),
        count=len(entry.mentions),
        mentions=tuple((words, root + url, where) for words, url, where in shown_mentions(entry)),
        more_url=more and root + writer.addresses.url(more),
    )


def mentions_sheet(
    writer: Writer, page: Numbered[Mention], pages: Sequence[Numbered[Mention]]
) -> str:
    root = writer.addresses.root(page.path)
    return writer.write(
        "mentions.md",
        page=page,
        mentions=[(words, root + url, where) for words, url, where in page.rows],
        turns=writer.turns(page, pages),
    )


def compare_sheet(
    writer: Writer,
    page: Numbered[Shape],
    pages: Sequence[Numbered[Shape]],
) -> str:
    on, urls = writer.on(page.path), writer.shape_urls

    def home(shape: Shape) -> str | None:
        place = urls.places[shape.anchor]
        return None if place == urls.compare[shape.anchor] else on.root + place

    topics = [
        (topic, [(quoted_shape(shape, on), shape.anchor, home(shape)) for shape in shapes])
        for topic, shapes in grouped(page.rows, topic_of)
    ]
    return writer.write(
        "compare.md", page=page, topics=topics, terms=on.terms, turns=writer.turns(page, pages)
    )


def map_sheet(writer: Writer, found: TermMap, topic_urls: Mapping[str, str]) -> str:
    root = writer.addresses.root(MAP)
    urls = {name: root + url for name, url in writer.term_urls.items()}
    hrefs = urls | {topic_key(topic): root + url for topic, url in topic_urls.items()}
    listed = [
        (topic, [(name, urls[name], neighbours) for name, neighbours in terms])
        for topic, terms in text_of(found.graph)
    ]
    svg = svg_of(found.graph, found.positions, hrefs)
    return writer.write("map.md", svg=svg, topics=listed)
