"""The documents that gather what stands all over the notes: formulas, corrections, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.correction_pages import CorrectionPage, checked_since
from kb.formula_pages import FormulaPage
from kb.glossary import Term
from kb.glossary_pages import Entry, GlossaryPage, Mention, MentionsPage, more_path, shown_mentions
from kb.pages import Writer
from kb.termmap import Graph, svg_of, text_of, topic_key

_KINDS = {
    "wrong": "Wrong",
    "math": "Formulas",
    "outdated": "Outdated",
    "unclear": "Unclear",
    "typo": "Typing mistakes",
}


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
    formulas: Sequence[FormulaPage]
    corrections: Sequence[CorrectionPage]
    glossary: Sequence[GlossaryPage]
    mentions: Sequence[MentionsPage]
    term_map: TermMap | None

    @property
    def news(self) -> list[tuple[str, str]]:
        """What the front page says of corrections: a sentence, and the address of its note."""
        rows = (row for page in self.corrections for row in page.rows)
        return [(row.correction.why, row.url) for row in rows if row.correction.front]

    @property
    def firsts(self) -> list[tuple[str, str]]:
        """The first page of each kind: title and path of the document."""
        runs = (self.glossary, self.formulas, self.corrections)
        found = [(run[0].title, run[0].path) for run in runs if run]
        return [*found, ("Map", "map.md")] if self.term_map else found

    def documents(self, writer: Writer, topic_urls: Mapping[str, str]) -> dict[str, str]:
        """Return path -> document of every sheet.  ``topic_urls``: topic -> its address."""
        since = checked_since(self.corrections)
        return {
            **{p.path: formula_sheet(writer, p, self.formulas) for p in self.formulas},
            **{
                p.path: correction_sheet(writer, p, self.corrections, since)
                for p in self.corrections
            },
            **{p.path: glossary_sheet(writer, p, self.glossary, topic_urls) for p in self.glossary},
            **{p.path: mentions_sheet(writer, p) for p in self.mentions},
            **({"map.md": map_sheet(writer, self.term_map, topic_urls)} if self.term_map else {}),
        }


def formula_sheet(writer: Writer, page: FormulaPage, pages: Sequence[FormulaPage]) -> str:
    root = writer.addresses.root(page.path)
    others = [(other, root + writer.addresses.url(other.path)) for other in pages]
    return writer.write("formulas.md", page=page, root=root, others=others)


def correction_sheet(
    writer: Writer, page: CorrectionPage, pages: Sequence[CorrectionPage], since: str | None
) -> str:
    root = writer.addresses.root(page.path)
    return writer.write(
        "corrections.md",
        page=page,
        root=root,
        sources=writer.addresses.url("sources/index.md"),
        since=since,
        topics=[
            (topic, [(_KINDS[kind], rows) for kind, rows in kinds]) for topic, kinds in page.topics
        ],
        others=[(other, root + writer.addresses.url(other.path)) for other in pages],
    )


def glossary_sheet(
    writer: Writer,
    page: GlossaryPage,
    pages: Sequence[GlossaryPage],
    topic_urls: Mapping[str, str],
) -> str:
    root = writer.addresses.root(page.path)
    others = [
        (other, root + writer.addresses.url(other.path), [letter for letter, _ in other.letters])
        for other in pages
    ]
    shown = [
        (letter, [_entry(writer, entry, root, topic_urls) for entry in entries])
        for letter, entries in page.letters
    ]
    return writer.write("glossary.md", page=page, letters=shown, others=others)


def _entry(writer: Writer, entry: Entry, root: str, topic_urls: Mapping[str, str]) -> ShownEntry:
    more, topic = more_path(entry), topic_urls.get(entry.term.topic)
    return ShownEntry(
        term=entry.term,
        names=tuple(entry.names),
        topic_url=None if topic is None else root + topic,
        related=tuple((term.name, root + writer.term_urls[term.name]) for term in entry.related),
        count=len(entry.mentions),
        mentions=tuple((words, root + url, where) for words, url, where in shown_mentions(entry)),
        more_url=more and root + writer.addresses.url(more),
    )


def mentions_sheet(writer: Writer, page: MentionsPage) -> str:
    root = writer.addresses.root(page.path)
    return writer.write(
        "mentions.md",
        title=page.title,
        name=page.term.name,
        mentions=[(words, root + url, where) for words, url, where in page.mentions],
    )


def map_sheet(writer: Writer, found: TermMap, topic_urls: Mapping[str, str]) -> str:
    root = writer.addresses.root("map.md")
    urls = {name: root + url for name, url in writer.term_urls.items()}
    hrefs = urls | {topic_key(topic): root + url for topic, url in topic_urls.items()}
    listed = [
        (topic, [(name, urls[name], neighbours) for name, neighbours in terms])
        for topic, terms in text_of(found.graph)
    ]
    svg = svg_of(found.graph, found.positions, hrefs)
    return writer.write("map.md", svg=svg, topics=listed)
