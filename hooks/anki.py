"""The cards as an Anki package: genanki writes it, once for each content.

Beside the core, not in it, because it keeps files; the library is imported only for new cards.
Anki knows a note by its guid, which is the card's identity, and takes over what an imported package
says of it only if that is newer.  So the package bears the time of the last change to the notes:
the same notes give the same bytes, and a later build updates the cards and keeps their reviews.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import sealed
from kb.card_fields import field_of
from kb.model import ShownCard

_FORMAT = 1  # of what is made here and in kb.card_fields: raise it, and packages are made anew
_MODEL = 1_764_230_731  # never changes: Anki knows the note type by it
_EPOCH = 1_700_000_000  # seconds, where nothing tells when the notes were changed
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_FIELDS = ("About", "Question", "Answer")
_SIDES = ("front", "back")  # of a card; each has a template


@dataclass(frozen=True, slots=True)
class Setting:
    """What a package says beside its cards."""

    name: str  # of the deck that holds those of the topics
    page: str | None  # the full address of the Practice page
    templates: Path  # the folder with Anki's templates of a card


def package(
    cards: Sequence[ShownCard],
    *,
    setting: Setting,
    notes: Path,
    cache: Path,
    notice: Callable[[str], None],
) -> bytes:
    """Return the package with the cards, a deck for each topic.

    ``notes`` is the folder whose last change dates it, ``cache`` a folder for what is made (made
    if missing); what is wrong with it goes to ``notice`` and costs time only.
    """
    time = changed(notes)
    sides = [(setting.templates / f"anki-{side}.html").read_text("utf-8") for side in _SIDES]
    maker = (_FORMAT, version("genanki"))
    content = json.dumps([maker, time, setting.name, setting.page, sides, list(map(repr, cards))])
    return sealed.once(
        cache, "cards", content, partial(_packed, cards, setting, sides, time), notice
    )


def changed(notes: Path) -> int:
    """Return when the notes were last changed, in seconds: of what is the same, the same time.

    ``SOURCE_DATE_EPOCH`` says it, or Git: the last commit, or the newest of the files that are
    not committed.  Without either it is always the same.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told.isdecimal() and int(told):
        return int(told)
    committed = _git(notes, "log", "-1", "--format=%ct", "--", ".").strip()
    loose = _git(notes, "status", "--porcelain", "-z", "--no-renames", "--", ".").split("\0")
    home = _git(notes, "rev-parse", "--show-toplevel").strip()
    times = [int(committed)] if committed.isdecimal() else []
    for entry in loose if home else ():
        with contextlib.suppress(OSError):
            times.append(int((Path(home) / entry[3:]).stat().st_mtime) if entry else 0)
    return max([_EPOCH, *times])


def _git(folder: Path, *arguments: str) -> str:
    """Return what Git answers, "" if there is none or the folder is none of its."""
    try:
        command = ["git", "-C", str(folder), *arguments]
        done = subprocess.run(command, capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def _packed(cards: Sequence[ShownCard], setting: Setting, sides: Sequence[str], time: int) -> bytes:
    import genanki  # only new cards need it

    model = genanki.Model(
        _MODEL,
        "Study notes",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Card", "qfmt": sides[0], "afmt": sides[1]}],
        sort_field_index=_FIELDS.index("Question"),
    )
    decks: dict[str, Any] = {}
    for at, card in enumerate(sorted(cards, key=lambda card: card.id)):  # mixed, as on the page
        name = f"{setting.name}::{card.topic.replace('::', ':')}"
        deck = decks.setdefault(card.topic, genanki.Deck(_number(name), name))
        filled = (escape(card.about), card.question, card.answer)
        note = genanki.Note(
            model=model,
            fields=[field_of(side, setting.page) for side in filled],
            guid=card.id,
            tags=[_tag(card.topic, card.section), card.kind],
            due=at,
        )
        deck.add_note(note)
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        package = genanki.Package(list(decks.values()))
        package.write_to_db(database.cursor(), float(time), count(time * 1000))
        database.commit()
        return _zipped({"collection.anki2": database.serialize(), "media": b"{}"})


def _tag(*titles: str | None) -> str:
    """Return a tag of Anki, which has no blanks and shows "::" as levels."""
    return "::".join(re.sub(r"[\s:]+", "-", title) for title in titles if title)


def _number(name: str) -> int:
    """Return the number by which Anki knows a deck of this name."""
    return (1 << 30) + int(hashlib.sha256(name.encode()).hexdigest()[:7], 16)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip that does not tell when it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
