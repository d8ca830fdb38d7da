"""A note while its lines are gathered, and which further lines belong to it.

Every function here answers one question about the open note and the next line, or about a run
of lines.  :mod:`kb.notes` asks them while it walks over a source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from kb.headings import is_title
from kb.lines import Look, RawLine
from kb.model import Line, Mark
from kb.relations import calls_for_more, carries_on, echoes, wraps

DEEPEST = 12  # lists nested deeper are flattened: nobody reads them, and parsers overflow
LISTS = (Look.BULLET, Look.NUMBER)

_MARKS = {
    Look.BULLET: Mark.BULLET,
    Look.NUMBER: Mark.NUMBER,
    Look.CODE: Mark.CODE,
    Look.TABLE: Mark.TABLE,
    Look.QUOTE: Mark.QUOTE,
    Look.ATX: Mark.HEADING,
}
_QUANTITY = re.compile(r"\d[\d.,]*\s*[^\W\d]")
_NUMERAL = re.compile(r"\d")
_STARTS_WITH_NUMERAL = re.compile(r"\s*\d")
_CALCULATION = re.compile(r"\d\s*[-+*/×]\s*\d")
_NEW_DEFINITION = re.compile(r"[A-Z][^:=]{8,60}\s:\s.{20,}")
_FULL = 60  # characters: prose that an editor wrapped fills at least so many columns


@dataclass(slots=True)
class Draft:
    """The open note.  ``indents`` are those of the items that the next line may stand below."""

    kind: str
    look: Look
    indent: int
    tight: bool
    headings: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)
    follows: bool = False
    level: int = 0
    whole: bool = False  # bare lines that touch stay together: an example, a list of fragments
    filled: bool = False  # prose wrapped by an editor: bare lines that touch are one sentence
    flattened: bool = False

    @property
    def words(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def asks(self) -> bool:
        return calls_for_more(self.lines[-1].text)

    def add(self, line: RawLine, *, wrapped: bool = False) -> None:
        """Take a line below the items in force."""
        mark = _MARKS.get(line.look, Mark.BARE)
        depth = min(len(self.indents), DEEPEST)
        self.lines.append(Line(line.number, mark, depth, line.marker, line.text, wrapped))

    def leave_items(self, indent: int) -> None:
        """End the items that a line so far to the left cannot stand below."""
        while self.indents and indent <= self.indents[-1]:
            self.indents.pop()

    def joins(self, line: RawLine, *, markdown: bool, hard_break: bool) -> bool:
        """Tell whether the sentence of the last line goes on in this one."""
        if line.gap or self.lines[-1].mark in (Mark.CODE, Mark.TABLE):
            return line.inside
        if line.inside or self.filled:
            return True
        return (markdown and not hard_break) or wraps(self.lines[-1].text, line.text)


def runs_on(draft: Draft, line: RawLine, *, markdown: bool) -> bool:
    """Tell whether a bare line directly under a note cannot be a heading, title or not.

    Markdown reads it as the rest of the bullet above; only a capital under a short line speaks
    for someone who typed loose notes into a Markdown file.
    """
    if draft.kind == "heading" or line.gap:
        return False
    last = draft.lines[-1].text
    lazy = len(last) >= _FULL or not line.text[0].isupper()
    return wraps(last, line.text) or (markdown and lazy)


def takes_item(draft: Draft, line: RawLine) -> bool:
    """Tell whether a list item stands below the open note."""
    if draft.kind == "heading":
        return False
    if line.indent > draft.indent + 1:
        return draft.look in LISTS or not line.gap
    below = draft.lines[-1]
    if draft.look is Look.BULLET and line.look is Look.NUMBER and not line.gap:
        return True  # "- two type policy" / "1. ..." / "2. ..."
    if draft.look is not Look.BARE or line.gap or line.indent < draft.indent:
        return False
    return below.mark in (Mark.BULLET, Mark.NUMBER) or below.text.endswith(":")


def takes_indented(draft: Draft, line: RawLine) -> bool:
    """Tell whether a bare line belongs to the open note because it is indented under it."""
    if draft.kind == "heading" or line.indent <= draft.indent + 1:
        return False
    return not (draft.look is Look.BARE and line.gap)


def takes_bare(draft: Draft, line: RawLine, *, markdown: bool, underlined: bool) -> bool:
    """Tell whether an unindented bare line belongs to the open note.

    ``underlined``: a line of "=" or "-" stands directly below it.
    """
    if draft.kind == "heading":
        return False
    last = draft.lines[-1].text
    if line.gap:
        if markdown:
            return False
        listed = draft.look in LISTS or draft.whole
        return draft.asks or (listed and echoes(f"{draft.lines[0].text} {last}", line.text))
    if underlined and not markdown and is_title(line.text):
        return False
    if draft.look in (*LISTS, Look.QUOTE):
        return not _NEW_DEFINITION.match(line.text)
    if draft.look is not Look.BARE:
        return False
    formula = line.text.startswith("$$")
    return formula or markdown or draft.whole or draft.filled or carries_on(last, line.text)


def takes_block(draft: Draft, line: RawLine) -> bool:
    """Tell whether a line of a fence, a table or a quotation belongs to the open note."""
    if draft.kind == "heading":
        return False
    tight = not line.gap and draft.look is not Look.URL
    return tight or line.indent > draft.indent + 1 or draft.asks


def takes_url(draft: Draft, line: RawLine) -> bool:
    """Tell whether a web address on a line of its own belongs to the open note."""
    if draft.kind in ("heading", "link"):
        return False
    return not line.gap or line.indent > draft.indent + 1


def takes_underline(draft: Draft, line: RawLine, *, markdown: bool) -> bool:
    """Tell whether a line of "=" or "-" makes the open note a heading."""
    if line.gap or draft.kind == "heading" or draft.look is not Look.BARE or len(draft.lines) > 1:
        return False
    words = draft.lines[0].text
    if markdown:
        return True
    close = 2 * abs(len(line.text) - len(words)) <= len(words)
    return is_title(words) or (close and len(words.split()) <= 12 and words[-1] not in ".;,")


def is_underlined(lines: list[RawLine], at: int) -> bool:
    """Tell whether a line of "=" or "-" stands directly below a line."""
    below = lines[at + 1 : at + 2]
    return bool(below) and below[0].look is Look.UNDERLINE and not below[0].gap


def bare_run(lines: list[RawLine], at: int) -> list[RawLine]:
    """Return the bare lines from here to a blank line or separator; none if others follow."""
    end = at
    while end < len(lines) and lines[end].look is Look.BARE and (end == at or not lines[end].gap):
        end += 1
    ended = end == len(lines) or lines[end].gap
    return lines[at:end] if ended or lines[end].look in (Look.SEPARATOR, Look.UNDERLINE) else []


def is_example(run: list[RawLine]) -> bool:
    """A worked example: lines that begin with a quantity and come to a result."""
    return (
        len(run) > 1
        and bool(_QUANTITY.match(run[0].text))
        and any(_comes_to_result(line.text) for line in run)
    )


def _comes_to_result(text: str) -> bool:
    """Tell whether numbers stand on both sides of an equals sign, or are reckoned after one."""
    sides = text.split("=")
    return any(
        _NUMERAL.search(left) and _STARTS_WITH_NUMERAL.match(right)
        for left, right in pairwise(sides)
    ) or any(_CALCULATION.search(side) for side in sides[1:])


def is_fragments(texts: list[str]) -> bool:
    """A list without bullets: at least half of its items are of one or two words."""
    short = sum(len(text.split()) <= 2 for text in texts)
    return len(texts) > 2 and 2 * short >= len(texts)


def is_filled(run: list[RawLine]) -> bool:
    """Prose that an editor wrapped: no next word fitted on any line, and sentences run on."""
    width = max((len(line.text) for line in run[:-1]), default=0)
    if len(run) < 3 or width < _FULL or len(run[-1].text) > width:
        return False
    breaks = list(pairwise(run))
    return all(
        above.indent == below.indent
        and len(above.text) + 1 + len(below.text.split(maxsplit=1)[0]) > width
        for above, below in breaks
    ) and any(above.text[-1] not in ".!?:;" and below.text[0].islower() for above, below in breaks)
