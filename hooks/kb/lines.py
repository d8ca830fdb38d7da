"""What a line of raw notes looks like: its indentation, its marker, its words.

Nothing here knows about the lines around it, except where Markdown itself needs that
(fences, tables, front matter).  What the looks *mean* is decided in :mod:`kb.notes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kb.model import Source


class Look(Enum):
    BARE = "bare"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    ATX = "atx"
    UNDERLINE = "underline"  # "====" or "----": a setext underline, or a separator
    SEPARATOR = "separator"
    EMPTY = "empty"  # a marker with nothing behind it
    URL = "url"
    CODE = "code"
    TABLE = "table"
    FRONT_MATTER = "front matter"
    DEFINITION = "definition"  # of a link reference


@dataclass(frozen=True, slots=True)
class RawLine:
    """One non-blank line.  ``indent`` is in columns (a tab ends at the next multiple of four)."""

    number: int
    indent: int
    look: Look
    marker: str
    text: str  # without indentation, marker and trailing blanks
    gap: bool  # a blank line, or the start of the file, stands before it


# A dash glued to its word is a bullet too ("-Stochastic adjusts ..."), an option ("-rf") is not.
_BULLET = re.compile(r"([-*+•‣◦▪–—])(?:[ \t\u00a0]+(?=\S)|(?<=-)(?=[A-Z][a-z]|[a-z]{4}))")
_NUMBER = re.compile(r"(\d{1,3}[.)])[ \t\u00a0]+(?=\S)")
_ATX = re.compile(r"(#{1,6})[ \t\u00a0]+(?=\S)")
_ATX_CLOSE = re.compile(r"[ \t]+#+$")
_RULE = re.compile(r"(?:([-=*_#~@+.])[ \t]*)(?:\1[ \t]*){2,}$")
_EMPTY = re.compile(r"(?:[-*+•‣◦▪–—>|]|#{1,6}|\d{1,3}[.)])$")
_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)$")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_URL = re.compile(r"<?https?://[^\s<>]+>?$", re.IGNORECASE)
_DEFINITION = re.compile(r"\[[^\]\[]{1,200}\]:[ \t]+<?(?:https?://|\.{0,2}/|#|[\w./-]+\.\w)\S*")
_KEY = re.compile(r"(?:[\w-]+[ \t]*:(?:[ \t]|$)|[ \t]|#|-[ \t])")
_TAB = 4


def _indent(raw: str) -> int:
    blanks = raw[: len(raw) - len(raw.lstrip())]
    return len(blanks.expandtabs(_TAB))


def _front_matter_end(lines: tuple[str, ...]) -> int:
    """Return how many lines the YAML block at the top of the file takes (0: there is none)."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    for count, line in enumerate(lines[1:], start=2):
        if line.rstrip() in ("---", "..."):
            return count if count > 2 else 0
        if line.strip() and not _KEY.match(line):
            return 0
    return 0


def _fence_ends(lines: tuple[str, ...]) -> dict[int, int]:
    """Return opening -> closing index of every fenced block; a fence never closed is prose."""
    ends: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for index, line in enumerate(lines):
        words = line.strip()
        if words[:3] not in ("```", "~~~") or not (fence := _FENCE.match(words)):
            continue
        if opened is None:
            opened = (index, fence[1])
        elif words == fence[1] and words.startswith(opened[1]):
            ends[opened[0]] = index
            opened = None
    return ends


def _table_end(lines: tuple[str, ...], start: int) -> int:
    """Return the index after the table that starts here (``start`` itself: there is none)."""
    if "|" not in lines[start] or start + 1 >= len(lines):
        return start
    rule = lines[start + 1].strip()
    if "|" not in rule or not _TABLE_RULE.match(rule):
        return start
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end


def _look(words: str) -> tuple[Look, str, str]:
    """Return the look, marker and text of a line of words (stripped, not empty)."""
    first = words[0]
    if first.isalpha() and "://" not in words[:9]:
        return Look.BARE, "", words
    if (rule := _RULE.match(words)) is not None:
        return (Look.UNDERLINE if rule[1] in "=-" else Look.SEPARATOR), "", words
    if _EMPTY.match(words):
        return Look.EMPTY, "", words
    if (found := _BULLET.match(words)) is not None:
        return Look.BULLET, found[1], words[found.end() :]
    if (found := _NUMBER.match(words)) is not None:
        return Look.NUMBER, found[1], words[found.end() :]
    if (found := _ATX.match(words)) is not None:
        return Look.ATX, found[1], _ATX_CLOSE.sub("", words[found.end() :])
    if first == ">":
        return Look.QUOTE, ">", words.lstrip("> \t")
    if first == "[" and _DEFINITION.match(words):
        return Look.DEFINITION, "", words
    if _URL.match(words):
        return Look.URL, "", words.strip("<>")
    return Look.BARE, "", words


def is_url(text: str) -> bool:
    """Tell whether a text is one web address and nothing else."""
    return bool(_URL.match(text))


def raw_lines(source: Source) -> Iterator[RawLine]:
    """Yield every non-blank line of a source, in order, with its looks."""
    lines = source.lines
    front = _front_matter_end(lines)
    fences = _fence_ends(lines)
    code_end = table_end = -1
    gap = True
    for index, raw in enumerate(lines):
        words = raw.strip()
        if index in fences and index > code_end:
            code_end = fences[index]
        if not words and index > code_end:
            gap = True
            continue
        if index < front:
            look = (Look.FRONT_MATTER, "", words)
        elif index <= code_end:
            look = (Look.CODE, "", raw.rstrip())
        elif index < table_end or (table_end := _table_end(lines, index)) > index:
            look = (Look.TABLE, "", words)
        else:
            look = _look(words)
        yield RawLine(index + 1, _indent(raw), *look, gap)
        gap = False
