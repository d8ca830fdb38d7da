"""A line of context: the words of a note that stand for it elsewhere."""

from __future__ import annotations

import re

_ROOM = 110  # characters
_TEX = re.compile(r"\$+[^$]*\$+")
_MARKER = re.compile(r"\s*(?:[-*+•]|\d+[.)]|#+)\s+|-(?=[A-Z])")


def around(text: str, start: int, end: int) -> str:
    """Return the words of a line around ``text[start:end]``, as many as fit, without TeX."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    marker = _MARKER.match(line)
    begin = min(marker.end() if marker else 0, start - first)
    words, after = line[start - first : end - first], line[end - first :]
    before = " ".join(_TEX.sub("…", line[begin : start - first]).split())
    after = " ".join(_TEX.sub("…", after).split())
    words = " ".join(words.split())
    room = max(_ROOM - len(words), 20)
    if len(before) + len(after) > room:
        kept = max(room // 2, room - len(after))
        if len(before) > kept:
            before = "… " + before[-kept:].partition(" ")[2]
        rest = room - len(before)
        if len(after) > rest:
            after = after[:rest].rpartition(" ")[0] + " …"
    gap = "" if after[:1] in ",.;:)!?" else " "
    return f"{before} {words}{gap}{after}".strip()


def beginning(text: str) -> str:
    """Return the first words of a text, as many as fit."""
    return around(text.lstrip(), 0, 0)
