"""The site: its documents, the data beside them, the navigation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb import export, layout
from kb.cards import Card, cards_of
from kb.compare_pages import compare_pages, shape_urls
from kb.correction_pages import checked_since, correction_pages
from kb.formula_pages import formula_pages
from kb.frame import Frame
from kb.glossary_pages import (
    Entry,
    glossary_pages,
    mentions_by_term,
    mentions_pages,
    term_urls,
)
from kb.knowledge import Knowledge
from kb.lastnight import lastnight_pages
from kb.library import Library
from kb.links import Links, heading_anchors
from kb.model import Problem
from kb.numbered import Numbered
from kb.pages import Writer, without_topics
from kb.practice import PACKAGE, PAGE, SCHEDULER, data_files, shown_cards
from kb.quantity_pages import quantity_pages
from kb.search_index import Index, search_index
from kb.shapes import Shape
from kb.sheets import MAP, Sheets, TermMap
from kb.source_pages import SourcePage, line_urls, source_pages
from kb.table_cells import cells_of
from kb.termmap import graph_from
from kb.tools import Tools

# Titles, each with the path of a document or with titles and paths of several, in their order.
Nav = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Site:
    """What the build writes."""

    documents: Mapping[str, str]  # path -> Markdown
    files: Mapping[str, bytes]  # path -> content
    nav: Nav
    search: Index
    problems: tuple[Problem, ...]


_EDGES = 5  # of a map that is worth a page


def site_of(library: Library, knowledge: Knowledge, frame: Frame, tools: Tools) -> Site:
    """Return the site of what is known about the notes."""
    topics = layout.topics(
        library.notes,
        knowledge.places,
        knowledge.topics.order,
        knowledge.weights,
        knowledge.homes.blocks,
    )
    urls = layout.note_urls(topics, frame.addresses)
    raw_pages = source_pages(library.sources, library.entries, urls)
    glossary = _glossary(library, knowledge, urls)
    tables = compare_pages(
        knowledge.shapes, [title for title, _ in knowledge.topics.order], knowledge.typeset
    )
    writer = Writer(
        frame=frame,
        library=library,
        knowledge=knowledge,
        links=_links(library, frame, raw_pages, urls),
        line_urls=line_urls(raw_pages, frame.addresses),
        note_urls=urls,
        term_urls=term_urls(glossary, frame.addresses),
        section_urls=layout.section_urls(topics, frame.addresses),
        shape_urls=shape_urls(knowledge, tables, urls, frame.addresses),
        recall=tools.recall,
    )
    sheets = _sheets(writer, topics, glossary, tables, tools)
    return Site(
        documents=_documents(writer, topics, sheets, raw_pages),
        files={
            "notes.json": export.notes_json(library, knowledge, topics, writer),
            "anchors.json": export.anchors_json(urls),
            **_practice(sheets, tools),
        },
        nav=_nav(topics, sheets),
        search=search_index(library, topics, knowledge, writer),
        # By now all notes are written.  One that is quoted has its links twice.
        problems=(*without_topics(frame.front), *dict.fromkeys(writer.links.problems)),
    )


def _sheets(
    writer: Writer,
    topics: Sequence[layout.Topic],
    glossary: Sequence[Numbered[Entry]],
    tables: Sequence[Numbered[Shape]],
    tools: Tools,
) -> Sheets:
    knowledge, urls = writer.knowledge, writer.note_urls
    readings, typeset = knowledge.readings, knowledge.typeset
    return Sheets(
        chosen=lastnight_pages(topics, urls, knowledge.chosen, knowledge.formula_weights),
        quantities=quantity_pages(topics, urls, readings, typeset, tools.recall),
        formulas=formula_pages(topics, urls, readings, typeset),
        corrections=correction_pages(topics, urls, readings, typeset),
        glossary=glossary,
        mentions=mentions_pages(glossary),
        tables=tables,
        term_map=_term_map(knowledge, tools),
        cards=shown_cards(writer, _cards(writer)),
    )


def _documents(
    writer: Writer,
    topics: Sequence[layout.Topic],
    sheets: Sheets,
    raw_pages: Sequence[SourcePage],
) -> dict[str, str]:
    """Return path -> Markdown."""
    since = checked_since(sheets.corrections)
    return {
        "index.md": writer.front_page(topics, since, sheets.news, sheets.firsts),
        **{page.path: writer.topic_page(page, t.pages) for t in topics for page in t.pages},
        **sheets.documents(writer, layout.topic_urls(topics, writer.addresses)),
        **{page.path: writer.source_page(page, raw_pages) for page in raw_pages},
        "sources/index.md": writer.source_index(raw_pages),
    }


def _links(
    library: Library, frame: Frame, pages: Sequence[SourcePage], urls: Mapping[str, str]
) -> Links:
    return Links(
        images=frame.images,
        files={page.source: frame.addresses.url(page.path) for page in pages if page.number == 1},
        headings=heading_anchors(library.notes, urls),
    )


def _glossary(
    library: Library, knowledge: Knowledge, urls: Mapping[str, str]
) -> Sequence[Numbered[Entry]]:
    terms = knowledge.glossary
    mentions = mentions_by_term(library, terms.mentioned, knowledge.places, urls)
    return glossary_pages(terms.terms, mentions, knowledge.related_terms)


def _term_map(knowledge: Knowledge, tools: Tools) -> TermMap | None:
    """Return the map of the terms, if enough of them hang together for a picture."""
    terms = knowledge.glossary
    graph = graph_from(
        knowledge.related_terms,
        terms.mentioned,
        {term.name: term.topic for term in terms.terms},
        [title for title, _ in knowledge.topics.order],
    )
    return TermMap(graph, tools.lay_out(graph)) if len(graph.edges) >= _EDGES else None


def _cards(writer: Writer) -> Sequence[Card]:
    knowledge, urls = writer.knowledge, writer.note_urls
    cells = cells_of(writer.library, knowledge, urls)
    return cards_of(writer.library, knowledge, urls, writer.term_urls, cells, writer.recall)


def _practice(sheets: Sheets, tools: Tools) -> dict[str, bytes]:
    """Return what the Practice page loads and offers, nothing if there are no cards."""
    if not sheets.cards:
        return {}
    made = {PACKAGE: tools.pack(sheets.cards), SCHEDULER: tools.scheduler()}
    return data_files(sheets.cards) | made


def _nav(topics: Sequence[layout.Topic], sheets: Sheets) -> Nav:
    pages = [entry for topic in topics for entry in _entry(topic.pages)]
    return [("Home", "index.md"), *pages, *_entry(sheets.glossary), *_study(sheets)]


def _study(sheets: Sheets) -> Nav:
    """Return the pages that gather what stands all over the notes, under one title."""
    runs = (sheets.chosen, sheets.quantities, sheets.tables, sheets.formulas, sheets.corrections)
    found = [entry for run in runs for entry in _entry(run)]
    if sheets.term_map is not None:
        found.append(("Map", MAP))
    if sheets.cards:
        found.append(("Practice", PAGE))
    pages = [(title, to) for title, to in found if isinstance(to, str)]
    if len(pages) < len(found) or len(pages) < 2:  # the theme shows two levels, not three
        return found
    return [("Study", pages)]


def _entry(run: Sequence[layout.Page | Numbered[Any]]) -> Nav:
    """Return the entry of a run of pages: their list under the title of the first, if several."""
    pages = [(page.title, page.path) for page in run]
    return [*pages] if len(pages) < 2 else [(pages[0][0], pages)]
