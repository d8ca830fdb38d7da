"""Measure how placement does on notes it has never seen.

    python tests/measure_placement.py PATH/labels.jsonl [--errors]

``labels.jsonl`` has one labelled note a line: ``text``, ``topic`` ("None" for none of ours),
``also_ok`` (topics accepted too) and ``needs_context`` (cannot be told from the note alone).
Each is placed as the only note of a file without a name.  Prints the share placed right, how
many of the "None" notes stayed unsorted, what was taken for what, and how many of the notes in
``notes/raw`` an explicit entry places.  There is no such file in the project: notes that it was
taught by would prove nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

import folder
from kb.library import library_of
from kb.model import KbError, Line, Mark, Note
from kb.placement import placements
from kb.topics import Topics, topics_from

NOTES = ROOT / "notes"
NONE = "None"
Record = dict[str, Any]


def lone_note(text: str) -> Note:
    """Return a text as a note without surroundings."""
    lines = (Line(1, Mark.BARE, 0, "", text),)
    return Note(id="note", kind="note", source="", first=1, last=1, text=text, lines=lines)


def accepted(record: Record) -> set[str]:
    return {record["topic"], *record["also_ok"]}


def confusion(pairs: Iterable[tuple[str, str]], titles: Sequence[str]) -> str:
    """Return a table of labelled topic (rows) against the place found (columns)."""
    counts = Counter(pairs)
    names = [*titles, NONE]
    rows = ["labelled \\ placed".ljust(22) + "".join(f"{name[:10]:>12}" for name in names)]
    rows += [
        row.ljust(22) + "".join(f"{counts[row, column] or '.':>12}" for column in names)
        for row in names
    ]
    return "\n".join(rows)


def explicit_share(topics: Topics) -> str:
    """Return how many of the notes in notes/raw an entry of topics.yml places.

    Raises :class:`KbError`.
    """
    names = folder.texts(folder.names(NOTES, lambda _: None))
    count = len(library_of({name: folder.read(NOTES, name) for name in names}).notes)
    given = sum(len(entries) for entries in topics.explicit.values())
    return f"explicit entries: {given} for {count} notes ({given / max(1, count):.1%})"


def main() -> str | None:
    parser = argparse.ArgumentParser(description="Measure placement on labelled notes.")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every note placed wrongly")
    options = parser.parse_args()
    if not options.labels.is_file():
        expected = "expected labelled notes, as tests/measure_placement.py describes them"
        return f"{options.labels}: no such file, {expected}"
    records = [json.loads(line) for line in options.labels.read_text("utf-8").splitlines() if line]
    try:
        topics = topics_from("topics.yml", folder.data(NOTES).topics)
        share = explicit_share(topics)
    except KbError as error:
        return str(error)
    placed = [
        placements([lone_note(record["text"])], topics.vocabulary, {})["note"] for record in records
    ]
    sure = [
        (record, place)
        for record, place in zip(records, placed, strict=True)
        if not record["needs_context"]
    ]
    told = [(r, p) for r, p in sure if r["topic"] != NONE]
    nones = [(r, p) for r, p in sure if r["topic"] == NONE]
    right = sum(p.topic in accepted(r) for r, p in told)
    unsorted = sum(p.topic is None for _, p in nones)
    print(f"placed right: {right} of {len(told)} ({right / max(1, len(told)):.1%})")
    print(f"None left unsorted: {unsorted} of {len(nones)}")
    print(confusion(((r["topic"], p.topic or NONE) for r, p in sure), [t for t, _ in topics.order]))
    print(share)
    if options.errors:
        for record, place in sure:
            if (place.topic or NONE) not in accepted(record):
                print(f"\n{record['topic']} -> {place.topic}: {record['text']}\n    {place.reason}")
    return None


if __name__ == "__main__":
    sys.exit(main())
