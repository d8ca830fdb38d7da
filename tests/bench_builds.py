"""What a build costs beside plain MkDocs and Zensical, and an edit beside plain MkDocs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from bench_projects import Pair, seconds
from bench_table import Row
from test_serve import Server, start

RUNS = {1: 5, 20: 3, 100: 1}  # copies -> builds of each kind
EDITS = 5
PATIENCE = 600.0  # seconds
_PLAIN_WORDS = re.compile(r"- [\w ,]{30,}")
PLAIN, ZENSICAL = "plain MkDocs", "Zensical"


def build_rows(pair: Pair) -> Iterator[Row]:
    """Yield the rows of whole builds, each engine in turn; the sites stay."""
    took: dict[str, list[float]] = {}
    for _ in range(RUNS[pair.copies]):
        for name, project, is_cold, engine in (
            ("cold", pair.ours, True, "mkdocs"),
            ("warm", pair.ours, False, "mkdocs"),
            (ZENSICAL, pair.plain, True, "zensical"),
            (PLAIN, pair.plain, True, "mkdocs"),
        ):
            took.setdefault(name, []).append(seconds(project, cold=is_cold, engine=engine))
    cold, warm, zensical, plain = map(median, took.values())
    size = f"x{pair.copies}, {pair.notes:,} notes"
    if pair.copies == 1:
        allowed = plain + 1
        # A second is for what has its caches; without them Node is started, pictures are drawn.
        yield Row(f"cold build {size}", cold, f"{PLAIN} and 1 s", allowed)
        yield Row(f"warm build {size}", warm, f"{PLAIN} and 1 s", allowed, most=1)
        yield Row(f"cold build {size}", cold, ZENSICAL, zensical)
        return
    yield Row(f"cold build {size}", cold, PLAIN, plain, most=1.25)
    yield Row(f"warm build {size}", warm, PLAIN, plain, most=1.25)
    yield Row(f"cold build {size}", cold, ZENSICAL, zensical, most=1)


def edit_row(pair: Pair) -> Row:
    """Return the row of an edit of one note, from the saved file to the page that shows it."""
    note = _a_note(pair)
    source, page = f"notes/{note['source']}", note["url"].partition("#")[0]
    raw = (pair.ours.folder / source).read_text("utf-8")
    first = note["text"].split("\n")[0]
    document = f"notes/{page.removesuffix('/')}.md"
    place = f'id="{note["id"]}">'
    plain = (pair.plain.folder / document).read_text("utf-8")
    assert raw.count(first) == 1 and place in plain
    took: dict[str, list[float]] = {"ours": [], "plain": []}
    servers = {"ours": start(pair.ours), "plain": start(pair.plain)}
    try:
        for server in servers.values():
            server.wait_for_line("Serving on ", PATIENCE)
        for number in range(EDITS):
            words = f"edit{number}"
            took["ours"].append(
                _shown(servers["ours"], source, raw.replace(first, f"{first} {words}"), page, words)
            )
            edited = plain.replace(place, f"{place}{words} ", 1)
            took["plain"].append(_shown(servers["plain"], document, edited, page, words))
    finally:
        for server in servers.values():
            server.close()
    ours, other = (median(column) for column in took.values())
    most = 0.5 if pair.copies == 20 else None
    return Row(f"edit to page x{pair.copies}, serve", ours, PLAIN, other, most=most)


def _a_note(pair: Pair) -> dict[str, str]:
    """Return a note of plain words from the middle of the files, as notes.json has it."""
    notes = json.loads(pair.pages.files["notes.json"])["notes"]
    for note in notes[len(notes) // 2 :]:
        if note["kind"] == "note" and _PLAIN_WORDS.fullmatch(note["text"]):
            return dict(note)
    raise AssertionError("there are notes of plain words")


def _shown(server: Server, name: str, text: str, page: str, words: str) -> float:
    """Return the seconds from writing a file to the page with its words, as a browser asks."""
    html = server.page(page, PATIENCE)
    begin = perf_counter()
    server.edit(name, text)
    while words not in html:
        server.wait_for_reload(html, PATIENCE)
        html = server.page(page, PATIENCE)
    return perf_counter() - begin
