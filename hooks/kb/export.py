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


def _where(entry: Entry) -> dict[str, Any]:
    return {"source": entry.source, "lines": [entry.first, entry.last], "text": entry.text}


def _note(note: Note, url: str, knowledge: Knowledge) -> dict[str, Any]:
    place = knowledge.places[note.id]
    return {
        "id": note.id,
        "url": url,
        "kind": note.kind,
        "topic": place.topic,
        "section": place.section,
        **_where(note),
        "reason": place.reason,
        "formulas": _formulas(knowledge.readings.get(note.id, {})),
    }


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def notes_json(
    library: Library,
    knowledge: Knowledge,
    topics: Sequence[Topic],
    urls: Mapping[str, str],
    addresses: Addresses,
) -> bytes:
    """Return the data export; entries keep the order of the raw files."""
    return _json(
        {
            "schema": SCHEMA,
            "topics": _topics(topics, addresses),
            "notes": [_note(note, urls[note.id], knowledge) for note in library.notes],
            "dropped": [{**_where(entry), "reason": entry.reason} for entry in library.dropped],
        }
    )


def anchors_json(urls: Mapping[str, str]) -> bytes:
    """Return page address -> note ids: how the browser finds a note that has moved."""
    pages: dict[str, list[str]] = {}
    for anchor, url in urls.items():
        pages.setdefault(url.partition("#")[0], []).append(anchor)
    return _json(pages)
