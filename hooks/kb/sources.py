"""Raw files as text: what can be read, and one clear line for what cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.model import Dropped, KbError, Source

_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_WINDOWS = re.compile(rb"[\x80-\x9f]")  # control characters in Latin-1, which nobody types
_EXPECTED = "expected UTF-8 text (save it as UTF-8)"
_LINE_END = re.compile(rb"\r\n?|\n")


def _line_at(data: bytes, offset: int) -> int:
    return len(_LINE_END.findall(data, 0, offset)) + 1


def decoded(path: str, data: bytes) -> str:
    """Return the text of a file that is UTF-8.  Raises :class:`KbError` for any other."""
    if encoding := _BOMS.get(data[:2]):
        raise KbError(f"{path}: this file is {encoding}, {_EXPECTED}")
    if (at := data.find(b"\0")) >= 0:
        raise KbError(f"{path}:{_line_at(data, at)}: NUL byte found, {_EXPECTED}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = _line_at(error.object, error.start), error.object[error.start]
        perhaps = "Windows-1252" if _WINDOWS.search(data) else "Latin-1"
        raise KbError(
            f"{path}:{line}: byte 0x{byte:02x} is not UTF-8 (perhaps {perhaps}), {_EXPECTED}"
        ) from None


def source_from(path: str, data: bytes) -> Source:
    """Return the file's lines.

    ``path`` is relative to ``notes/``; ``data`` is UTF-8, with or without a BOM, with any line
    ends.  Raises :class:`KbError` naming file and line for anything else.
    """
    text = decoded(path, data)
    # Not str.splitlines: it also breaks at form feeds and other characters editors do not count.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return Source(path, tuple(lines))


_DEFINITION = re.compile(r"\[([^\]]+)\]:\s+<?([^\s>]+)>?")


def references(dropped: Iterable[Dropped]) -> dict[str, dict[str, str]]:
    """Return raw file -> its link definitions: label in capitals -> address, the first of each."""
    found: dict[str, dict[str, str]] = {}
    for entry in dropped:
        if entry.reason == "link definition":
            for label, address in _DEFINITION.findall(entry.text):
                found.setdefault(entry.source, {}).setdefault(label.upper(), address)
    return found
