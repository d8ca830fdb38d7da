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
from kb.pages import Writer
from kb.practice import PACKAGE, PAGE, SCHEDULER, data_files, shown_cards
from kb.quantity_pages import quantity_pages
from kb.search_index import Index, search_index
from kb.sheets import Sheets, TermMap
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
    addresses = frame.addresses
    topics = layout.topics(
        library.notes,
        knowledge.places,
        knowledge.topics.order,
        knowledge.weights,
        knowledge.homes.blocks,
    )
    urls = layout.note_urls(topics, addresses)
    raw_pages = source_pages(library.sources, library.entries, urls)
    glossary = _glossary(library, knowledge, urls)
    links = _links(library, frame, raw_pages, urls)
    titles = [title for title, _ in knowledge.topics.order]
    tables = compare_pages(knowledge.shapes, titles, knowledge.typeset)
    writer = Writer(
        frame=frame,
        library=library,
        knowledge=knowledge,
        links=links,
        line_urls=line_urls(raw_pages, addresses),
        note_urls=urls,
        term_urls=term_urls(glossary, addresses),
        section_urls=layout.section_urls(topics, addresses),
        shape_urls=shape_urls(knowledge, tables, urls, addresses),
        recall=tools.recall,
    )
    sheets = Sheets(
        lastnight_pages(topics, urls, knowledge.chosen, knowledge.weights),
        quantity_pages(topics, urls, knowledge.readings, knowledge.typeset, tools.recall),
        formula_pages(topics, urls, knowledge.readings, knowledge.typeset),
        correction_pages(topics, urls, knowledge.readings),
        glossary,
        mentions_pages(glossary),
        tables,
        _term_map(knowledge, tools),
        shown_cards(writer, _cards(library, knowledge, urls, writer)),
    )
    documents = {
        "index.md": writer.front_page(
            topics, checked_since(sheets.corrections), sheets.news, sheets.firsts
        ),
        **{p.path: writer.topic_page(p, t.pages) for t in topics for p in t.pages},
        **sheets.documents(writer, layout.topic_urls(topics, addresses)),
        **{page.path: writer.source_page(page, raw_pages) for page in raw_pages},
        "sources/index.md": writer.source_index(raw_pages),
    }
    files = {
        "notes.json": export.notes_json(library, knowledge, topics, writer),
        "anchors.json": export.anchors_json(urls),
        **_practice(sheets, tools),
    }
    nav = [("Home", "index.md"), *(x for t in topics for x in _entry(t.title, t.pages))]
    nav += [*_entry("Glossary", glossary), *_study(sheets)]
    search = search_index(library, topics, knowledge, writer)
    problems = tuple(dict.fromkeys(links.problems))  # a note that is quoted has its links twice
    return Site(documents, files, nav, search, problems)


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


def _cards(
    library: Library, knowledge: Knowledge, urls: Mapping[str, str], writer: Writer
) -> Sequence[Card]:
    cells = cells_of(knowledge, urls)
    return cards_of(library, knowledge, urls, writer.term_urls, cells, writer.recall)


def _practice(sheets: Sheets, tools: Tools) -> dict[str, bytes]:
    """Return what the Practice page loads and offers, nothing if there are no cards."""
    if not sheets.cards:
        return {}
    made = {PACKAGE: tools.pack(sheets.cards), SCHEDULER: tools.scheduler()}
    return data_files(sheets.cards) | made


def _study(sheets: Sheets) -> Nav:
    """Return the pages that gather what stands all over the notes, under one title."""
    found = [
        *_entry("Last night", sheets.chosen),
        *_entry("Numbers and limits", sheets.quantities),
        *_entry("Compare", sheets.tables),
        *_entry("Formulas", sheets.formulas),
        *_entry("Corrections", sheets.corrections),
    ]
    if sheets.term_map is not None:
        found.append(("Map", "map.md"))
    if sheets.cards:
        found.append(("Practice", PAGE))
    pages = [(title, to) for title, to in found if isinstance(to, str)]
    if len(pages) < len(found) or len(pages) < 2:
        return found
    return [("Study", pages)]


def _entry(title: str, found: Sequence[layout.Page | Numbered[Any]]) -> Nav:
    if len(found) < 2:
        return [(title, page.path) for page in found]
    return [(title, [(page.title, page.path) for page in found])]
