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
    """One line, not blank (or inside a fence).  ``indent`` is in columns, a tab stop every four."""

    number: int
    indent: int
    look: Look
    marker: str
    text: str  # without indentation, marker and trailing blanks
    blanks: int  # blank lines before it; the start of the file counts as two
    inside: bool = False  # a display formula ("$$") that began above goes on here

    @property
    def gap(self) -> bool:
        return self.blanks > 0


# A dash glued to its word is a bullet too ("-Stochastic adjusts ..."), an option ("-rf") is not.
_GLUED = r"(?=[A-Z][a-z]|[a-z]{4}|[^\W\d_a-zA-Z])"
_BULLET = re.compile(rf"([-*+–—])[ \t\u00a0]+(?=\S)|(-){_GLUED}|([•‣⁃◦●○▪■∙])[ \t\u00a0]*(?=\S)")
_NUMBER = re.compile(
    rf"(\d{{1,3}}[.)])(?:[ \t\u00a0]+(?=\S)|{_GLUED})"
    r"|(\d{1,2}(?:\.\d{1,2})+)[ \t\u00a0]+(?=[A-Z][a-z])"  # "1.1 Scope", not "1.5 GB"
)
_ATX = re.compile(r"(#{1,6})[ \t\u00a0]+(?=\S)")
_QUOTE = re.compile(r">(?!=)(?:[ \t]*>(?=[ \t>]|$))*+[ \t]*")
_RULE = re.compile(r"([-=])[ \t]*(?:\1[ \t]*)++$|([*_#~@+.])[ \t]*(?:\2[ \t]*){2,}+$")
_EMPTY = re.compile(r"(?:[-*+•‣⁃◦●○▪■∙–—|]|>[> \t]*|#{1,6}(?:[ \t]+#+)?|\d{1,3}[.)])$")
_FENCE = re.compile(r"(`{3,}+|~{3,}+)([^`]*)$")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_URL = re.compile(r"<?https?://[^\s<>]+>?$", re.IGNORECASE)
_DEFINITION = re.compile(
    r"\[(?!\^)[^\]\[]{1,200}\]:[ \t]+(?:<[^<>\s]+>|(?:https?://|\.{0,2}/|#)\S+|[\w./-]+\.[a-zA-Z]\w+)"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?$"
)
_KEY = re.compile(r"[\w-]+[ \t]*:(?:[ \t]|$)")
_KEY_GOES_ON = re.compile(r"[ \t]|#|-[ \t]")
_DECORATION = "=-~*"  # "=== Title ===": a heading by its looks
_TAB = 4
_CODE_INDENT = 4  # columns from which "# ..." is a comment in pasted code, not a heading


def _indent(raw: str) -> int:
    blanks = raw[: len(raw) - len(raw.lstrip())]
    return len(blanks.expandtabs(_TAB))


def _front_matter_end(source: Source) -> int:
    """Return how many lines the YAML block at the top of the file takes (0: there is none)."""
    lines = source.lines
    if not source.is_markdown or not lines or lines[0].rstrip() != "---":
        return 0
    keys = 0
    for count, line in enumerate(lines[1:], start=2):
        if line.rstrip() in ("---", "..."):
            return count if keys else 0
        if _KEY.match(line):
            keys += 1
        elif line.strip() and not (_KEY_GOES_ON.match(line) and (keys or line[0] == "#")):
            return 0
    return 0


def _fence_ends(lines: tuple[str, ...]) -> dict[int, int]:
    """Return opening -> closing index of every fenced block; a fence never closed is prose."""
    fences: list[tuple[int, str, bool]] = []  # index, fence, whether it can close one
    for index, line in enumerate(lines):
        words = line.strip()
        if words[:3] in ("```", "~~~") and (found := _FENCE.match(words)):
            fences.append((index, found[1], words == found[1]))
    closable: list[bool] = []
    longest = {"`": 0, "~": 0}  # of the closing fences below
    for _, fence, closes in reversed(fences):
        closable.append(longest[fence[0]] >= len(fence))
        if closes:
            longest[fence[0]] = max(longest[fence[0]], len(fence))
    closable.reverse()
    ends: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for (index, fence, closes), has_end in zip(fences, closable, strict=True):
        if opened is None:
            opened = (index, fence) if has_end else None
        elif closes and fence.startswith(opened[1]):
            ends[opened[0]] = index
            opened = None
    return ends


def _formula_end(lines: tuple[str, ...], start: int) -> int:
    """Return the index of the line that closes the "$$" opened here (``start``: there is none)."""
    words = lines[start].strip()
    if not words.startswith("$$") or words.count("$$") % 2 == 0:
        return start
    for index in range(start + 1, len(lines)):
        if not lines[index].strip():
            return start
        if lines[index].count("$$") % 2:
            return index
    return start


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


def _decorated(words: str) -> tuple[str, str] | None:
    """Return decoration and title of ``=== Title ===``, None where a line is nothing like it."""
    sign = words[0]
    inner = words.strip(sign)
    title = inner.strip()
    before, after = words.find(inner), len(words.rstrip(sign))
    enough = 2 if inner != title else 3
    if min(before, len(words) - after) < enough or not title[:1].isalnum() or len(title) > 100:
        return None
    return words[:before], title


def _look(words: str) -> tuple[Look, str, str]:
    """Return the look, marker and text of a line of words (stripped, not empty)."""
    first = words[0]
    if first.isalpha() and "://" not in words[:9]:
        return Look.BARE, "", words
    if (rule := _RULE.match(words)) is not None:
        return (Look.UNDERLINE if rule[1] else Look.SEPARATOR), "", words
    if _EMPTY.match(words):
        return Look.EMPTY, words[0], ""
    if (found := _BULLET.match(words)) is not None:
        return Look.BULLET, found[0].strip(), words[found.end() :]
    if (found := _NUMBER.match(words)) is not None:
        return Look.NUMBER, found[0].strip(), words[found.end() :]
    if (found := _ATX.match(words)) is not None:
        title = words[found.end() :]
        unclosed = title.rstrip("#")
        return Look.ATX, found[1], unclosed.rstrip() if unclosed[-1:].isspace() else title
    if first in _DECORATION and (title_line := _decorated(words)) is not None:
        return Look.ATX, *title_line
    if (found := _QUOTE.match(words)) is not None:
        return Look.QUOTE, ">", words[found.end() :]
    if first == "[" and _DEFINITION.match(words):
        return Look.DEFINITION, "", words
    if _URL.match(words):
        return Look.URL, "", words.strip("<>")
    return Look.BARE, "", words


def is_url(text: str) -> bool:
    """Tell whether a text is one web address and nothing else."""
    return bool(_URL.match(text))


def raw_lines(source: Source) -> Iterator[RawLine]:
    """Yield every line of a source that is not blank or is code, in order, with its looks."""
    lines = source.lines
    front = _front_matter_end(source)
    fences = _fence_ends(lines)
    code_end = table_end = formula_end = -1
    blanks = 2
    for index, raw in enumerate(lines):
        words = raw.strip()
        code_end = fences.get(index, code_end)
        if not words and index > code_end:
            blanks += 1
            continue
        indent, inside = _indent(raw), index <= formula_end
        if index < front:
            look = (Look.FRONT_MATTER, "", words)
        elif index <= code_end:
            look = (Look.CODE, "", raw.rstrip())
        elif inside or (formula_end := _formula_end(lines, index)) > index:
            look = (Look.BARE, "", words)
        elif index < table_end or (table_end := _table_end(lines, index)) > index:
            look = (Look.TABLE, "", words)
        else:
            look = _look(words)
            if look[0] is Look.ATX and indent >= _CODE_INDENT:
                look = (Look.BARE, "", words)
        yield RawLine(index + 1, indent, *look, blanks, inside)
        blanks = 0
