"""The index that the search in the browser reads: notes, terms and formulas with their addresses.

``theme_overrides/search/worker.js`` makes records of it::

    {"pages":    [address],                       relative to the site root
     "places":   [[topic, section]],
     "notes":    [{"page": number, "id", "place": number, "text", "above": words of its headings,
                   "written": [raw sentences that read otherwise], "remarks": [text],
                   "terms": [numbers], "formula": true if it has one with a name}],
     "terms":    [{"name", "names": [other names], "definition", "address"}],
     "formulas": [{"name", "text", "note": number}],
     "others":   [{"title", "address", "text"}]}  pages written by hand

Which notes mention a term is found here, once, by the rules of :mod:`kb.mentions`; the browser
only looks it up.  What is empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.formula_names import named_formulas
from kb.glossary import Term
from kb.knowledge import Knowledge
from kb.layout import Topic
from kb.library import Library
from kb.markup import Kind, pieces
from kb.maths.linear import linear
from kb.memory import Recall
from kb.model import Mark, Note, is_markdown
from kb.pages import Writer
from kb.sentences import Sentence, raw_sentences

Record = dict[str, Any]
Index = dict[str, list[Any]]

_TAG = re.compile(r"<[^<>]*>")


def search_index(
    library: Library, topics: Sequence[Topic], knowledge: Knowledge, writer: Writer
) -> Index:
    """Return the index of everything but pages written by hand."""
    parts = [
        (writer.addresses.url(page.path), topic.title, part)
        for topic in topics
        for page in topic.pages
        for part in page.parts
    ]
    pages = {url: number for number, url in enumerate(dict.fromkeys(url for url, *_ in parts))}
    numbers = {term.name: number for number, term in enumerate(knowledge.glossary.terms)}
    notes: list[Record] = []
    formulas: list[Record] = []
    for place, (url, _, part) in enumerate(parts):
        for note in part.notes:
            mentioned = list(knowledge.glossary.mentioned.get(note.id, ()))
            named = list(_formulas(note, knowledge))
            about = {
                "above": " ".join(library.headings[above].lines[0].text for above in note.headings),
                **_words(note, library, knowledge, writer.recall),
                "terms": [numbers[name] for name in mentioned],
                "formula": bool(named),
            }
            given = {key: value for key, value in about.items() if value}
            formulas += ({**formula, "note": len(notes)} for formula in named)
            notes.append({"page": pages[url], "id": note.id, "place": place, **given})
    return {
        "pages": list(pages),
        "places": [[topic, part.title] for _, topic, part in parts],
        "notes": notes,
        "terms": list(_terms(knowledge.glossary.terms, writer.term_urls)),
        "formulas": formulas,
    }


def _words(note: Note, library: Library, knowledge: Knowledge, recall: Recall) -> Record:
    """Return the text of a note as it is to be read, and the raw sentences that read otherwise."""
    sentences = knowledge.sentences(note)
    markdown = is_markdown(note.source)
    references = tuple(library.references.get(note.source, {}).items())
    shown: list[str] = []
    written: list[str] = []
    remarks: list[str] = []
    for key, raw in raw_sentences(note):
        sentence = sentences.get(key)
        if sentence is None:
            shown.append(recall(_plain, raw, markdown, references))
            continue
        shown.append(recall(_plain, _with_formulas(sentence, knowledge), markdown, references))
        if shown[-1] != raw:
            written.append(raw)
        remarks += _remarks(sentence)
    shown += [line.text for line in note.lines if line.mark is Mark.CODE]
    return {"text": "\n".join(filter(None, shown)), "written": written, "remarks": remarks}


def _remarks(sentence: Sentence) -> Iterable[str]:
    """Yield what the page remarks on unclear words."""
    for reading in sentence.readings:
        if reading.correction and reading.correction.is_remark:
            yield reading.correction.fix


def _with_formulas(sentence: Sentence, knowledge: Knowledge) -> str:
    """Return a sentence with its formulas in letters."""
    parts: list[str] = []
    end = 0
    for formula in sentence.formulas:
        html = knowledge.typeset[formula.key].html
        parts += [sentence.text[end : formula.start], linear(html or "") or formula.text]
        end = formula.end
    return "".join([*parts, sentence.text[end:]])


def _plain(text: str, markdown: bool, references: tuple[tuple[str, str], ...]) -> str:
    """Return words without inline markup.  ``references``: label -> address."""
    found = pieces(text, lambda address: address, markdown=markdown, references=dict(references))
    return "".join(
        _TAG.sub("", piece.text) if piece.kind is Kind.HTML else piece.text for piece in found
    )


def _formulas(note: Note, knowledge: Knowledge) -> Iterable[Record]:
    """Yield the formulas of a note that have a name."""
    for _, formula, name in named_formulas(note, knowledge):
        if text := linear(knowledge.typeset[formula.key].html or ""):
            yield {"name": name, "text": text}


def _terms(terms: Iterable[Term], urls: Mapping[str, str]) -> Iterable[Record]:
    for term in terms:
        yield {
            "name": term.name,
            "names": list(term.others),
            "definition": term.definition,
            "address": urls[term.name],
        }
