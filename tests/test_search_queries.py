"""The test set of the search is sound: what it quotes is there, and it covers what it is to cover.

How well the search answers it is measured elsewhere.
"""

from __future__ import annotations

from collections import Counter

from kb.glossary import terms_from
from kb.quotes import Quote, resolve
from search_quality import FILE, NOTES, RAW, ROOT, records

BY_WAY = records()
QUERIES = [query for queries in BY_WAY.values() for query in queries]


def test_every_quote_names_exactly_one_note() -> None:
    quotes = [Quote(FILE, query.line, words) for query in QUERIES for words in query["finds"]]
    found, problems = resolve({RAW: quotes}, NOTES)
    assert problems == []
    texts = [" ".join(note.text.split()) for note in NOTES]
    assert {
        quote.words for quote in found if sum(quote.words in text for text in texts) > 1
    } == set()


def test_no_query_names_a_note_twice() -> None:
    for query in QUERIES:
        assert len(set(query["finds"])) == len(query["finds"]), query["query"]


def test_every_term_is_in_the_glossary() -> None:
    terms, _ = terms_from("glossary.yml", (ROOT / "notes/glossary.yml").read_text(encoding="utf-8"))
    named = {query["term"] for query in QUERIES if "term" in query}
    assert named <= {term.name for term in terms}
    assert all("term" in query for query in BY_WAY["glossary"])


def test_only_nonsense_finds_nothing() -> None:
    for way, queries in BY_WAY.items():
        for query in queries:
            assert bool(query["finds"]) == (way != "nonsense"), query["query"]


def test_there_are_many_queries_of_every_kind_and_none_stands_twice() -> None:
    assert len(QUERIES) >= 120
    assert min(map(len, BY_WAY.values())) >= 8
    assert [q for q, n in Counter(x["query"].casefold() for x in QUERIES).items() if n > 1] == []
