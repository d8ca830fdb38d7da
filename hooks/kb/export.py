"""notes.json and anchors.json: the data beside the pages.

notes.json is the contract with those who take the notes elsewhere; the README documents it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.layout import UNSORTED, Addresses, Topic
from kb.model import Dropped, Entry, Placement
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


def _entry(
    entry: Entry,
    urls: Mapping[str, str],
    places: Mapping[str, Placement],
    readings: Mapping[str, Sentences],
) -> dict[str, Any]:
    where = {"source": entry.source, "lines": [entry.first, entry.last], "text": entry.text}
    if isinstance(entry, Dropped):
        return {**where, "reason": entry.reason}
    place = places[entry.id]
    return {
        "id": entry.id,
        "url": urls[entry.id],
        "kind": entry.kind,
        "topic": place.topic,
        "section": place.section,
        **where,
        "reason": place.reason,
        "formulas": _formulas(readings.get(entry.id, {})),
    }


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def notes_json(
    entries: Sequence[Entry],
    topics: Sequence[Topic],
    urls: Mapping[str, str],
    places: Mapping[str, Placement],
    addresses: Addresses,
    readings: Mapping[str, Sentences],
) -> bytes:
    """Return the data export; entries keep the order of the raw files."""
    shown = [(entry, _entry(entry, urls, places, readings)) for entry in entries]
    return _json(
        {
            "schema": SCHEMA,
            "topics": _topics(topics, addresses),
            "notes": [data for entry, data in shown if not isinstance(entry, Dropped)],
            "dropped": [data for entry, data in shown if isinstance(entry, Dropped)],
        }
    )


def anchors_json(urls: Mapping[str, str]) -> bytes:
    """Return page address -> note ids: how the browser finds a note that has moved."""
    pages: dict[str, list[str]] = {}
    for anchor, url in urls.items():
        pages.setdefault(url.partition("#")[0], []).append(anchor)
    return _json(pages)
