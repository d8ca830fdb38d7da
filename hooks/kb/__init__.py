"""From raw notes to the pages of a site.

Raw text -> notes -> each one placed under a topic -> corrected, its formulas found and typeset
-> pages, source pages and a data export.
This package knows neither MkDocs nor the file system: it takes what was read and returns what
is to be written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Environment

from kb import export, layout, pages
from kb.amendments import Amendment, amendments_of, corrections_from, formulas_from
from kb.formula_pages import FormulaPage, formula_pages
from kb.links import Links, heading_anchors
from kb.model import Dropped, Entry, KbError, Level, Note, Problem, Typeset
from kb.notes import split
from kb.placement import placements
from kb.sentences import Sentences, all_formulas, rejected, sentences_of
from kb.source_pages import line_urls, source_pages
from kb.sources import references, source_from
from kb.topics import explicit_placements, topics_from

__all__ = ["Inputs", "KbError", "Site", "build"]


# Takes formulas (TeX, and whether it is a display formula), answers each of them.
Typesetter = Callable[[Collection[tuple[str, bool]]], Mapping[tuple[str, bool], Typeset]]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the build reads; every path is relative to ``notes/``, with forward slashes."""

    raw: Mapping[str, bytes]
    topics: str  # the text of topics.yml
    corrections: str = ""  # the text of corrections.yml
    formulas: str = ""  # the text of formulas.yml
    front: str | None = None  # the text of index.md
    images: Collection[str] = ()
    edit_base: str | None = None  # address under which notes/ can be edited on its host
    addresses: layout.Addresses = field(default_factory=layout.Addresses)


# Titles, each with the path of a document or with titles and paths of several, in their order.
Nav = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Site:
    """What the build writes."""

    documents: Mapping[str, str]  # path -> Markdown
    files: Mapping[str, bytes]  # path -> content
    nav: Nav
    problems: tuple[Problem, ...]


def build(inputs: Inputs, templates: Environment, typesetter: Typesetter) -> Site:
    """Return the site made of the inputs.

    ``templates`` holds the documents' templates, ``typesetter`` turns TeX into
    markup.  Raises :class:`KbError`, whose text is one line for a person, where the inputs cannot
    be read.
    """
    if not inputs.raw:
        raise KbError("raw: no notes found, expected at least one .txt or .md file")
    sources = [source_from(path, data) for path, data in sorted(inputs.raw.items())]
    taken: Counter[str] = Counter()
    entries: list[Entry] = []
    problems: list[Problem] = []
    for source in sources:
        found, notices = split(source, taken)
        entries += found
        problems += notices
    notes = [entry for entry in entries if isinstance(entry, Note)]
    dropped = [entry for entry in entries if isinstance(entry, Dropped)]

    plan = topics_from("topics.yml", inputs.topics)
    explicit, unresolved = explicit_placements(plan, notes)
    places = placements(notes, plan.vocabulary, explicit)
    problems += unresolved
    problems += [_unsorted(note) for note in notes if places[note.id].topic is None]

    corrections = corrections_from("corrections.yml", inputs.corrections)
    formulas = formulas_from("formulas.yml", inputs.formulas)
    readings, unread = _readings(notes, *amendments_of(notes, corrections, formulas))
    typeset = typesetter(all_formulas(readings.values()))
    problems += unread
    for note in notes:
        problems += rejected(note, readings.get(note.id, {}), typeset)

    topics = layout.topics(notes, places, plan.order)
    urls = layout.note_urls(topics, inputs.addresses)
    raw_pages = source_pages(sources, entries, urls)
    page_urls = {page.path: inputs.addresses.url(page.path) for page in raw_pages}
    links = Links(
        images=inputs.images,
        files={page.source: page_urls[page.path] for page in raw_pages if page.number == 1},
        headings=heading_anchors(notes, urls),
    )
    writer = pages.Writer(
        templates=templates,
        addresses=inputs.addresses,
        links=links,
        sources={source.path: source for source in sources},
        references=references(dropped),
        line_urls=line_urls(raw_pages, page_urls),
        reasons={anchor: place.reason for anchor, place in places.items()},
        sentences=readings,
        typeset=typeset,
        edit_base=inputs.edit_base,
    )
    documents = {"index.md": writer.front_page(inputs.front, topics)}
    for topic in topics:
        for page in topic.pages:
            documents[page.path] = writer.topic_page(page, topic.pages)
    formula_sheets = formula_pages(topics, urls, readings, typeset)
    for sheet in formula_sheets:
        documents[sheet.path] = writer.formula_page(sheet, formula_sheets)
    for raw_page in raw_pages:
        documents[raw_page.path] = writer.source_page(raw_page, raw_pages)
    documents["sources/index.md"] = writer.source_index(raw_pages, dropped)
    files = {
        "notes.json": export.notes_json(entries, topics, urls, places, inputs.addresses, readings),
        "anchors.json": export.anchors_json(urls),
    }
    return Site(documents, files, _nav(topics, formula_sheets), (*problems, *links.problems))


def _nav(topics: Sequence[layout.Topic], formulas: Sequence[FormulaPage]) -> Nav:
    groups: list[tuple[str, Sequence[layout.Page | FormulaPage]]]
    groups = [(topic.title, topic.pages) for topic in topics]
    nav: Nav = [("Home", "index.md")]
    for title, found in (*groups, ("Formulas", formulas)):
        if len(found) == 1:
            nav.append((title, found[0].path))
        elif found:
            nav.append((title, [(page.title, page.path) for page in found]))
    return nav


def _readings(
    notes: Sequence[Note], amendments: Mapping[str, Sequence[Amendment]], problems: list[Problem]
) -> tuple[dict[str, Sentences], list[Problem]]:
    """Return note id -> its sentences with corrections or formulas; warnings join ``problems``."""
    readings: dict[str, Sentences] = {}
    for note in notes:
        found, troubles = sentences_of(note, amendments.get(note.id, ()))
        problems += troubles
        if found:
            readings[note.id] = found
    return readings, problems


def _unsorted(note: Note) -> Problem:
    expected = "no word or heading places this note, it is unsorted (topics.yml has the words)"
    return Problem(Level.NOTICE, note.source, note.first, expected)
