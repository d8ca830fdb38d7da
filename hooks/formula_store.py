"""What MathJax answered, kept in one SQLite file.

A build reads only the rows it needs, a killed write is rolled back, and two builds at once wait
for each other.  What is wrong with the file is said and costs time only.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kb.model import Typeset

_SCHEMA = """CREATE TABLE IF NOT EXISTS formulas
(key TEXT PRIMARY KEY, maker TEXT, html TEXT, error TEXT, seal INTEGER)"""
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _open(store: Path, mode: str) -> contextlib.closing[sqlite3.Connection]:
    address = f"{store.resolve().as_uri()}?mode={mode}"
    return contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None))


def read(store: Path, keys: Sequence[str], notice: Callable[[str], None]) -> dict[str, Typeset]:
    """Return the answers that the cache holds, by key."""
    rows: list[tuple[str, str | None, str | None, int]] = []
    try:
        if not store.exists() or not store.stat().st_size:
            return {}
        with _open(store, "rw") as database:
            for start in range(0, len(keys), 500):
                some = keys[start : start + 500]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, html, error, seal FROM formulas WHERE key IN ({marks})"
                rows += database.execute(query, some)
    except (sqlite3.Error, OSError) as error:
        _give_up(store, "read", error, notice)
        return {}
    good = {key: Typeset(html, why) for key, html, why, seal in rows if seal == _seal(html, why)}
    if lost := len(rows) - len(good):
        notice(f"{store}: {lost} of the formulas kept here are damaged, they are typeset again")
    return good


def _seal(html: str | None, error: str | None) -> int:
    return zlib.crc32(f"{html} {error}".encode(errors="replace"))


def write(
    store: Path, maker: str, answers: Mapping[str, Typeset], notice: Callable[[str], None]
) -> None:
    """Add answers to the cache, and drop those of another MathJax or of other code."""
    rows = [
        (key, maker, made.html, made.error, _seal(made.html, made.error))
        for key, made in answers.items()
    ]
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        with _open(store, "rwc") as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute(_SCHEMA)
            database.execute("DELETE FROM formulas WHERE maker <> ?", [maker])
            database.executemany("INSERT OR REPLACE INTO formulas VALUES (?, ?, ?, ?, ?)", rows)
            database.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        _give_up(store, "written", error, notice)


def _give_up(store: Path, what: str, error: Exception, notice: Callable[[str], None]) -> None:
    """Tell that there is no cache, and remove one that is beyond repair."""
    reason = " ".join(str(error).split())[:200]
    notice(f"{store}: the formulas kept here cannot be {what} ({reason})")
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
        with contextlib.suppress(OSError):
            store.unlink()
