"""The Practice page and its data: cards as the browser, and Anki, show them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from kb.cards import KINDS, Card
from kb.model import ShownCard
from kb.pages import Writer

PAGE = "practice.md"
DATA = "cards.js"
PACKAGE = "cards.apkg"
SCHEDULER = "assets/ts-fsrs.js"
_SCRIPTS = ("progress", "schedule", "practice")  # in the order in which they need each other
_FILE = 400_000  # characters of questions and answers in one file, about
_NAMES = {
    "term": "Terms",
    "definition": "Definitions",
    "note": "From the notes",
    "formula": "Formulas",
    "cell": "Tables",
}
_ASKED = {
    "term": "What is it?",
    "definition": "Which term is it?",
    "note": "What do the notes say?",
    "formula": "Which formula?",
}


def shown_cards(writer: Writer, cards: Iterable[Card]) -> list[ShownCard]:
    """Return the cards with their sides filled in from the template ``card.html``."""
    root = writer.addresses.root(PAGE)
    sides = writer.frame.templates.get_template("card.html").module
    return [
        ShownCard(
            id=card.id,
            kind=card.kind,
            topic=card.topic,
            section=card.section,
            about=card.about or _ASKED.get(card.kind, ""),
            question=card.question,
            answer=str(sides.answer(card, root)).strip(),  # type: ignore[attr-defined]
        )
        for card in cards
    ]


def practice_sheet(writer: Writer, cards: Sequence[ShownCard]) -> str:
    kinds = Counter(card.kind for card in cards)
    return writer.write(
        "practice.md",
        topics=list(Counter(card.topic for card in cards).items()),
        kinds=[(kind, _NAMES[kind]) for kind in KINDS if kinds[kind]],
        count=len(cards),
        root=writer.addresses.root(PAGE),
        scripts=[SCHEDULER, DATA, *(f"assets/kb-{name}.js" for name in _SCRIPTS)],
        package=PACKAGE,
    )


def data_files(cards: Sequence[ShownCard]) -> dict[str, bytes]:
    """Return path -> script that brings the cards to the page, none if there are no cards.

    A script, because a page opened from a folder may not fetch data.  The first has all cards by
    name; of very many, the sides of the later ones are in files that the page loads when needed.
    """
    if not cards:
        return {}
    files: list[dict[str, Any]] = [{}]
    size = 0
    topics = list(dict.fromkeys(card.topic for card in cards))
    listed: list[dict[str, Any]] = []
    for card in cards:
        if size > _FILE:
            files.append({})
            size = 0
        entry = {name: getattr(card, name) for name in ShownCard.__slots__}  # as asdict, quickly
        sides = {name: entry.pop(name) for name in ("about", "question", "answer")}
        files[-1][card.id] = sides
        size += sum(map(len, sides.values()))
        listed.append({**entry, "topic": topics.index(card.topic), "file": len(files)})
    index = {"topics": topics, "cards": listed, "sides": files[0]}
    return {
        DATA: _script("window.kbCards = ", index, ";"),
        **{
            file_name(number): _script("Object.assign(window.kbCards.sides, ", sides, ");")
            for number, sides in enumerate(files[1:], start=2)
        },
    }


def file_name(number: int) -> str:
    """Return the path of the file with this number, from 2."""
    return f"cards/{number}.js"


def _script(before: str, data: Any, after: str) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{before}{text}{after}\n".encode()
