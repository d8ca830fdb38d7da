"""Queries asked in the real dialog, and the rank of what they should find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from kb.data import Fields, ListOf, Record, Text, loaded
from kb.glossary import terms_from
from kb.library import library_of
from kb.quotes import Quote, resolve

ROOT = Path(__file__).parent.parent
FILE = "search_queries.yml"
RAW = "raw/aws-ml-specialty.txt"
WAYS = """exact prefix inflection spelling typo identifier compound synonym corrected formula words
phrase glossary nonsense"""
SIXTEEN = """SM_HOSTS hosts deepar blazingtext xgboost boost k-means kmeans tf-idf tfidf p3 2xlarge
forcasting normalization normalizing overfitting"""
_QUERY = Fields({"query": Text(), "finds": ListOf(Text())}, {"term": Text()})
_SHAPE = Fields({"ways": Fields({way: ListOf(_QUERY) for way in WAYS.split()})})

NOTES = library_of({RAW: (ROOT / "tests/data/aws-ml-specialty.txt").read_bytes()}).notes
NONE = 10_000  # the rank of what was not found

# Counts the answers of whichever worker a page starts: a query is answered when one has come.
COUNT_ANSWERS = """
globalThis.answers = 0;
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => { globalThis.answers += data.type === 3; });
  }
};
"""


@dataclass(frozen=True)
class Query:
    way: str
    words: str
    notes: frozenset[str]  # ids, each of which answers it; none for nonsense
    term: str | None  # anchor of the glossary entry that comes first


def records() -> dict[str, list[Record]]:
    """Return the entries of the file by way, as they stand there."""
    text = (ROOT / "tests" / FILE).read_text("utf-8")
    found: dict[str, list[Record]] = loaded(FILE, text, _SHAPE)["ways"]
    return found


def queries() -> list[Query]:
    terms, _ = terms_from("glossary.yml", (ROOT / "notes/glossary.yml").read_text("utf-8"))
    anchors = {term.name: term.anchor for term in terms}
    quotes = {
        (way, record.line, words): Quote(FILE, record.line, words)
        for way, entries in records().items()
        for record in entries
        for words in record["finds"]
    }
    found, _ = resolve({RAW: list(quotes.values())}, NOTES)
    return [
        Query(
            way,
            record["query"],
            frozenset(found[quotes[way, record.line, words]].id for words in record["finds"]),
            anchors.get(record.get("term", "")),
        )
        for way, entries in records().items()
        for record in entries
    ]


def open_dialog(page: Page, address: str) -> None:
    """Open a page of a site and its search dialog; the page must count answers."""
    page.goto(address)
    page.locator(".md-search__input").focus()


def links(page: Page, words: str) -> list[str]:
    """Return where the results of a query lead, in their order: ``path#anchor``."""
    field = page.locator(".md-search__input")
    before = page.evaluate("answers")
    field.fill(words)
    field.dispatch_event("keyup")  # the stock dialog listens to nothing else
    page.wait_for_function("before => answers > before", arg=before)
    page.evaluate("new Promise(requestAnimationFrame)")
    found = page.locator(".md-search-result__link").evaluate_all("all => all.map(a => a.href)")
    root = urlsplit(page.evaluate("new URL(JSON.parse(__config.textContent).base, location).href"))
    parts = [urlsplit(href) for href in found]
    return [f"{part.path.removeprefix(root.path)}#{part.fragment}" for part in parts]


@dataclass(frozen=True)
class Ranks:
    """How a query fared: ranks count from 0."""

    query: Query
    notes: int  # of the first note that answers it, entries of the glossary not counted
    entry: int  # of the entry that should come first; 0 where none is asked for
    shown: int  # how many results there were

    @property
    def rank(self) -> int:
        if not self.query.notes and not self.query.term:
            return NONE if self.shown else 0
        return max(self.notes if self.query.notes else 0, self.entry)


def ranks(query: Query, found: Iterable[str], holds: Mapping[str, frozenset[str]]) -> Ranks:
    """Return how a query fared.  ``holds``: anchor of a result -> what stands there, by anchor."""
    anchors = [link.partition("#")[2] for link in found]
    stands = [holds.get(anchor, frozenset((anchor,))) for anchor in anchors if anchor]
    known = {note.id for note in NOTES}
    notes = [here for here in stands if here & known]
    return Ranks(
        query,
        next((at for at, here in enumerate(notes) if here & query.notes), NONE),
        0
        if query.term is None
        else next((at for at, here in enumerate(stands) if query.term in here), NONE),
        len(anchors),
    )
