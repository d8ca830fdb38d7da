"""The folder of notes as the core takes it: raw files, data files, and what is wrong with them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields
from pathlib import Path, PurePosixPath

import yaml

from kb import Data, KbError
from kb.model import Level, Problem, abridged
from kb.plain_yaml import broken
from kb.sources import decoded
from svg_files import objection

_RAW = "raw"
_TEXTS = (".txt", ".md")
_PAGES = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")  # what MkDocs takes for pages
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")
_OTHER = "neither .txt nor .md nor a picture, left out"
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)  # as MkDocs
_NOT_UTF_8 = re.compile("[\ud800-\udfff]")  # what Python makes of bytes that are not UTF-8
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def names(notes: Path, notice: Callable[[str], None]) -> list[str]:
    """Return the files below notes/ that may be read, their paths relative to it.

    Without hidden files, what a link brings from outside, pipes and the like, and pictures that
    are not only pictures.  Raises :class:`KbError` for what MkDocs would stumble over later.
    """
    home = notes.resolve()
    found = []
    others = []
    for parent, folders, files in os.walk(notes):
        folders.sort()
        for folder in folders:
            _check_folder(Path(parent, folder), notes)
        for file in sorted(files):
            path = Path(parent, file)
            name = path.relative_to(notes).as_posix()
            if any(part.startswith(".") for part in name.split("/")):
                continue
            _check_name(name)
            if not path.is_file():
                continue
            if not path.resolve().is_relative_to(home):
                notice(f"{name}: a link out of notes/, left out")
            elif name.startswith(f"{_RAW}/") and not name.lower().endswith((*_TEXTS, *_IMAGES)):
                others.append(Problem(Level.NOTICE, name, None, _OTHER))
            elif not _is_unsafe(notes, name, notice):
                found.append(name)
    for problem in abridged(others):
        notice(str(problem))
    return found


def _check_folder(folder: Path, notes: Path) -> None:
    """Refuse a link: MkDocs would follow it, out of notes/ or round and round."""
    if folder.is_symlink():
        name = ascii(folder.relative_to(notes).as_posix())[1:-1]
        raise KbError(f"{name}: this folder is a link, expected the folder itself")


def _check_name(name: str) -> None:
    if _NOT_UTF_8.search(name):
        raise KbError(f"{name!a}: this file name is not UTF-8, expected UTF-8")
    if sign := _CONTROL.search(name):
        raise KbError(
            f"{name!a}: the control character U+{ord(sign[0]):04X} is in this file name, "
            "expected a name of one line"
        )


def _is_unsafe(notes: Path, name: str, notice: Callable[[str], None]) -> bool:
    """Tell whether a picture holds more than a picture."""
    reason = objection(read(notes, name)) if name.lower().endswith(".svg") else None
    if reason is not None:
        notice(f"{name}: {reason}, left out; expected a picture and nothing else")
    return reason is not None


def texts(files: Iterable[str]) -> list[str]:
    """Return those of the files of notes/ that are raw notes."""
    return [name for name in files if name.startswith(f"{_RAW}/") and name.lower().endswith(_TEXTS)]


def images(files: Iterable[str]) -> list[str]:
    """Return those of the files of notes/ that are pictures beside raw notes."""
    return [
        name for name in files if name.startswith(f"{_RAW}/") and name.lower().endswith(_IMAGES)
    ]


def published(files: Iterable[str]) -> frozenset[str]:
    """Return those of the files of notes/ that go to the site as they are.

    Raw notes and data files do not.
    """
    own = (name for name in files if not name.startswith(f"{_RAW}/"))
    return frozenset(
        (*images(files), *(name for name in own if not name.endswith((".yml", ".yaml"))))
    )


def page_of(name: str) -> str | None:
    """Return the path that MkDocs takes a page for, None for a file that is no page."""
    path = PurePosixPath(name)
    if path.suffix.lower() not in _PAGES:
        return None
    return str(path.with_name("index.md" if path.stem == "README" else f"{path.stem}.md"))


def check_pictures(published: Collection[str], there: Collection[str]) -> None:
    """Raise KbError for a picture that is gone since its notes were read: they would show none."""
    for name in images(sorted(set(published) - set(there))):
        raise KbError(f"{name}: gone while the site was built, expected it to stay")


def read(notes: Path, name: str) -> bytes:
    try:
        return (notes / name).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KbError(f"{name}: cannot be read ({reason}), expected a file") from None


def text(notes: Path, name: str) -> str | None:
    """Return the text of a file of a folder, None if there is none, or only a link out of it."""
    path = notes / name
    if not path.exists() or not path.resolve().is_relative_to(notes.resolve()):
        return None
    if not path.is_file():
        raise KbError(f"{name}: cannot be read (it is no file), expected a file")
    return decoded(name, read(notes, name)).replace("\r\n", "\n")


def check(notes: Path, files: Iterable[str]) -> None:
    """Raise KbError for a page written by hand on which MkDocs would fail later."""
    for name in files:
        if name.lower().endswith(_PAGES) and not name.startswith(f"{_RAW}/"):
            _check_front_matter(name, text(notes, name) or "")


def _check_front_matter(name: str, page: str) -> None:
    """Refuse what YAML cannot read: MkDocs would show it on the page, as text."""
    found = _FRONT_MATTER.match(page)
    try:
        yaml.safe_load(found[1] if found else "")
    except Exception as error:  # MkDocs catches whatever comes, too
        line, message = broken(error, found[1] if found else "")
        raise KbError(f"{name}:{line + 1}: {message}") from None


def data(notes: Path) -> Data:
    """Return the texts of the data files, each named like a field of :class:`kb.Data`."""
    texts = {field.name: text(notes, f"{field.name}.yml") for field in fields(Data)}
    if texts["topics"] is None:
        raise KbError("topics.yml: there is no such file in notes/, expected the list of topics")
    return Data(**{name: found or "" for name, found in texts.items()})
