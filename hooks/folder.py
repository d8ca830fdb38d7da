"""The folder of notes as the core takes it: raw files, data files, and what is wrong with them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from kb import Data, KbError

RAW = "raw"
TEXTS = (".txt", ".md")
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")
_DATA = ("corrections", "formulas", "glossary", "repeats")  # .yml, in the order of kb.Data
_PAGES = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")  # what MkDocs takes for pages
_NOT_UTF_8 = re.compile("[\ud800-\udfff]")  # what Python makes of bytes that are not UTF-8


def names(notes: Path, notice: Callable[[str], None]) -> list[str]:
    """Return the regular files below notes/, without hidden ones and those that a link brings."""
    home = notes.resolve()
    found = []
    for parent, folders, files in os.walk(notes):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        for file in sorted(files):
            path = Path(parent, file)
            name = path.relative_to(notes).as_posix()
            if not path.resolve().is_relative_to(home):
                notice(f"{name}: a link out of notes/, left out")
            elif path.is_file() and not file.startswith("."):
                found.append(name)
    return found


def read(notes: Path, name: str) -> bytes:
    try:
        return (notes / name).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KbError(f"{name}: cannot be read ({reason}), expected a file") from None


def text(notes: Path, name: str) -> str | None:
    if not (notes / name).exists():
        return None
    try:
        return read(notes, name).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise KbError(f"{name}: this file is not UTF-8 text, expected UTF-8") from None


def check(notes: Path, name: str) -> None:
    """Raise KbError for a file on which MkDocs would fail later, with a traceback."""
    if _NOT_UTF_8.search(name):
        raise KbError(f"{name!a}: this file name is not UTF-8, expected UTF-8")
    if name.lower().endswith(_PAGES) and not name.startswith(f"{RAW}/"):
        text(notes, name)


def is_published(notes: Path, name: str) -> bool:
    """Tell whether a file of notes/ goes to the site as it is.

    Raw notes and data files do not; neither does what a link brings from outside or what
    cannot be read.
    """
    if not (notes / name).resolve().is_relative_to(notes.resolve()):
        return False
    if name.startswith(f"{RAW}/"):
        return name.lower().endswith(IMAGES)
    try:
        check(notes, name)
    except KbError:
        return False  # the build has complained
    return not name.endswith((".yml", ".yaml"))


def data(notes: Path) -> Data:
    topics = text(notes, "topics.yml")
    if topics is None:
        raise KbError("topics.yml: there is no such file in notes/, expected the list of topics")
    others = (text(notes, f"{name}.yml") or "" for name in _DATA)
    return Data(topics, *others)
