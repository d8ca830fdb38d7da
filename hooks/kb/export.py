"""notes.json and anchors.json: the data beside the pages.

notes.json is the contract with those who take the notes elsewhere; the README documents it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.knowledge import Knowledge
from kb.layout import UNSORTED, Addresses, Topic
from kb.library import Library
from kb.model import Entry, Note
from kb.pages import Writer
from kb.sentences import Sentences

SCHEMA = 1


def _topics(topics: Iterable[Topic], addresses: Addresses) -> list[dict[str, Any]]:
    return [
        {
            "title": topic.title,
            "url": addresses.url(topic.pages[0].path),
            "sections": [
                {"title": part.title, "url": f"{addresses.url(page.path)}#{part.anchor}"}
                for page in topic.pages
                for part in page.parts
                if not part.continued
            ],
        }
        for topic in topics
        if topic.title != UNSORTED
    ]


def _formulas(sentences: Sentences) -> list[dict[str, Any]]:
    return [
        {"tex": formula.tex, "display": formula.display, "text": sentence.raw(formula)}
        for sentence in sentences.values()
        for formula in sentence.formulas
    ]


def _corrections(sentences: Sentences) -> list[dict[str, Any]]:
    return [
        {
            "kind": correction.kind,
            "original": reading.original,
            "fix": correction.fix,
            "why": correction.why,
            "source": correction.source,
            "checked": correction.checked,
        }
        for sentence in sentences.values()
        for reading in sentence.readings
        if (correction := reading.correction)
    ]


def _where(entry: Entry) -> dict[str, Any]:
    return {"source": entry.source, "lines": [entry.first, entry.last], "text": entry.text}


def _note(note: Note, url: str, knowledge: Knowledge) -> dict[str, Any]:
    place = knowledge.places[note.id]
    sentences = knowledge.sentences(note)
    return {
        "id": note.id,
        "url": url,
        "kind": note.kind,
        "topic": place.topic,
        "section": place.section,
        **_where(note),
        "reason": place.reason,
        "formulas": _formulas(sentences),
        "terms": list(knowledge.glossary.mentioned.get(note.id, ())),
        "corrections": _corrections(sentences),
    }


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def notes_json(
    library: Library,
    knowledge: Knowledge,
    topics: Sequence[Topic],
    writer: Writer,
) -> bytes:
    """Return the data export; notes keep the order of the raw files."""
    return _json(
        {
            "schema": SCHEMA,
            "topics": _topics(topics, writer.addresses),
            "terms": [
                {
                    "term": term.name,
                    "aliases": list(term.aliases),
                    "url": writer.term_urls[term.name],
                }
                for term in knowledge.glossary.terms
            ],
            "notes": [_note(note, writer.note_urls[note.id], knowledge) for note in library.notes],
            "dropped": [{**_where(entry), "reason": entry.reason} for entry in library.dropped],
        }
    )


def anchors_json(urls: Mapping[str, str]) -> bytes:
    """Return page address -> note ids: how the browser finds a note that has moved."""
    pages: dict[str, list[str]] = {}
    for anchor, url in urls.items():
        pages.setdefault(url.partition("#")[0], []).append(anchor)
    return _json(pages)
