"""Split a source into its notes: the first step, and the one that must not lose a line.

Every non-blank line ends up in exactly one entry, in the order of the file.  The rules come
from how people type quick notes; each has its cases in ``tests/cases/``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kb import headings
from kb.ids import note_id
from kb.lines import Look, RawLine, is_url, raw_lines
from kb.model import Dropped, Entry, Level, Line, Mark, Note, Problem, Source
from kb.relations import calls_for_more, carries_on, echoes, follows, wraps

DEEPEST = 12  # lists nested deeper are flattened: nobody reads them, and parsers overflow
LONGEST = 64_000  # characters of a line; a longer one is published as it is

_DROPPED = {
    Look.FRONT_MATTER: "front matter",
    Look.SEPARATOR: "separator",
    Look.UNDERLINE: "separator",
    Look.EMPTY: "marker without words",
    Look.DEFINITION: "link definition",
}
_MARKS = {
    Look.BULLET: Mark.BULLET,
    Look.NUMBER: Mark.NUMBER,
    Look.CODE: Mark.CODE,
    Look.TABLE: Mark.TABLE,
    Look.QUOTE: Mark.QUOTE,
    Look.ATX: Mark.HEADING,
}
_LISTS = (Look.BULLET, Look.NUMBER)
_QUANTITY = re.compile(r"\d[\d.,]*\s*[^\W\d]")
_RESULT = re.compile(r"\d[^=]*=\s*\d|=[^=]*\d\s*[-+*/×]\s*\d")
_NEW_DEFINITION = re.compile(r"[A-Z][^:=]{8,60}\s:\s.{20,}")
_LOOSE = 7  # the level of headings without markup: below every Markdown heading


@dataclass(slots=True)
class _Draft:
    """A note while its lines are gathered."""

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

    @property
    def words(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def asks(self) -> bool:
        return calls_for_more(self.lines[-1].text)


class _Splitter:
    """Walks over the lines of one source and closes one entry after another."""

    def __init__(self, source: Source, taken: Counter[str]) -> None:
        self.source = source
        self.taken = taken
        self.lines = list(raw_lines(source))
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.open: _Draft | None = None
        self.above = ""  # the words of the note before the open one ("" below a heading)
        self.scope: list[tuple[int, str, str]] = []  # (level, id, words) of the headings in force

    # -- entries ---------------------------------------------------------------------------

    def close(self) -> None:
        draft = self.open
        if draft is None:
            return
        self.open = None
        first, last = draft.lines[0].number, draft.lines[-1].number
        text = "\n".join(self.source.lines[first - 1 : last])
        identity = note_id(draft.lines[0].text, text, self.taken)
        self.entries.append(
            Note(
                id=identity,
                kind=draft.kind,
                source=self.source.path,
                first=first,
                last=last,
                text=text,
                lines=tuple(draft.lines),
                headings=draft.headings,
                level=draft.level,
                tight=draft.tight,
                follows=draft.follows,
            )
        )
        if draft.kind == "heading":
            while self.scope and self.scope[-1][0] >= draft.level:
                self.scope.pop()
            self.scope.append((draft.level, identity, draft.words))
            self.above = ""
        else:
            self.above = draft.words

    def drop(self, line: RawLine) -> None:
        self.close()
        reason = _DROPPED[line.look]
        raw = self.source.lines[line.number - 1]
        last = self.entries[-1] if self.entries else None
        if isinstance(last, Dropped) and last.reason == reason and last.last == line.number - 1:
            self.entries[-1] = Dropped(
                last.source, last.first, line.number, f"{last.text}\n{raw}", reason
            )
        else:
            number = line.number
            self.entries.append(Dropped(self.source.path, number, number, raw, reason))
        if reason == "separator":
            self.scope = [scope for scope in self.scope if scope[0] < _LOOSE]

    def begin(self, line: RawLine, kind: str = "note", *, level: int = 0) -> _Draft:
        self.close()
        below_heading = bool(self.entries) and _is_heading(self.entries[-1])
        if line.gap and not below_heading:  # a heading without markup holds for its run of lines
            self.scope = [scope for scope in self.scope if scope[0] < _LOOSE]
        elif line.look in _LISTS and self.scope and self.scope[-1][0] > _LOOSE:
            if headings.returns(self.scope[-1][2], line.text):
                self.scope.pop()
        draft = _Draft(
            kind=kind,
            look=line.look,
            indent=line.indent,
            tight=not line.gap,
            headings=tuple(scope[1] for scope in self.scope if not level or scope[0] < level),
            level=level,
        )
        if kind not in ("heading", "link") and self.above:
            draft.follows = follows(
                self.above, line.text, tight=not line.gap, under_heading=bool(self.scope)
            )
        self.open = draft
        self.add(line)
        return draft

    def add(self, line: RawLine, depth: int = 0, *, wrapped: bool = False) -> None:
        draft = self.open
        assert draft is not None
        mark = _MARKS.get(line.look, Mark.BARE)
        draft.lines.append(Line(line.number, mark, depth, line.marker, line.text, wrapped))

    def heading(self, line: RawLine, level: int) -> None:
        self.begin(line, "heading", level=level)

    # -- one look each -----------------------------------------------------------------------

    def item(self, line: RawLine) -> None:
        """A bullet or numbered line: a note of its own, or below the open one."""
        draft = self.open
        if draft is None or not _takes_item(draft, line):
            self.begin(line, "link" if is_url(line.text) else "note")
            return
        while draft.indents and line.indent <= draft.indents[-1]:
            draft.indents.pop()
        draft.indents.append(line.indent)
        depth = len(draft.indents)
        if depth == DEEPEST + 1:
            self.notice(line, f"a list nested deeper than {DEEPEST} levels, flattened from here")
        self.add(line, min(depth, DEEPEST))

    def continuation(self, line: RawLine) -> None:
        """A line without marker that belongs to the open note."""
        draft = self.open
        assert draft is not None
        while draft.indents and line.indent <= draft.indents[-1]:
            draft.indents.pop()
        above = draft.lines[-1]
        joined = not line.gap and (
            self.source.is_markdown
            and not self.source.lines[above.number - 1].endswith("  ")
            or wraps(above.text, line.text)
        )
        self.add(line, min(len(draft.indents), DEEPEST), wrapped=joined)

    def block(self, line: RawLine) -> None:
        """A line of a fence, a table or a quotation: these lines stay together."""
        draft = self.open
        if (
            draft is not None
            and draft.kind != "heading"
            and (
                draft.lines[-1].mark is _MARKS[line.look]
                and not (line.gap and line.look is not Look.CODE)
                or line.indent > draft.indent + 1
                or not line.gap
                and draft.look is not Look.URL
                or draft.asks
            )
        ):
            self.add(line, min(len(draft.indents), DEEPEST))
        else:
            self.begin(line)

    def url(self, line: RawLine) -> None:
        draft = self.open
        if (
            draft is not None
            and draft.kind not in ("heading", "link")
            and (not line.gap or line.indent > draft.indent + 1)
        ):
            self.continuation(line)
        else:
            self.begin(line, "link")

    def underline(self, line: RawLine) -> None:
        """A line of "=" or "-": it makes the short line above a heading, or separates."""
        draft = self.open
        title = draft is not None and not line.gap and draft.look is Look.BARE
        if draft is None or not title or len(draft.lines) > 1:
            return self.drop(line)
        words = draft.lines[0].text
        if not self.source.is_markdown and (words[-1] in ".;," or len(words.split()) > 12):
            return self.drop(line)
        draft.kind, draft.level, draft.follows = "heading", 1 if line.text[0] == "=" else 2, False
        draft.headings = tuple(scope[1] for scope in self.scope if scope[0] < draft.level)
        draft.lines.append(Line(line.number, Mark.HEADING, 0, line.text, ""))
        self.close()

    def bare(self, at: int) -> None:
        line, draft = self.lines[at], self.open
        indented = draft is not None and draft.kind != "heading" and line.indent > draft.indent + 1
        if draft is not None and indented and not (draft.look is Look.BARE and line.gap):
            return self.continuation(line)
        glued = not line.gap and draft is not None
        paragraphs = self.source.is_markdown
        if headings.heads(self.lines, at, glued=glued, paragraphs=paragraphs):
            nested = bool(self.scope) and headings.nests(line.text, glued=glued)
            return self.heading(line, _LOOSE + nested)
        if draft is not None and self.goes_on(draft, line):
            return self.continuation(line)
        kind = "note"
        run = self.run(at) if line.gap else []
        if _is_example(run):
            kind = "example"
        self.begin(line, kind).whole = kind == "example" or _is_fragments(run)

    def goes_on(self, draft: _Draft, line: RawLine) -> bool:
        """Tell whether an unindented bare line belongs to the open note."""
        if draft.kind == "heading":
            return False
        if line.gap:
            loose = not self.source.is_markdown
            listed = draft.look in _LISTS or draft.whole
            return loose and (draft.asks or listed and echoes(draft.words, line.text))
        if draft.look in (*_LISTS, Look.QUOTE):
            return not _NEW_DEFINITION.match(line.text)
        if draft.look is not Look.BARE:
            return False
        return self.source.is_markdown or draft.whole or carries_on(draft.words, line.text)

    def run(self, at: int) -> list[RawLine]:
        """Return the bare lines from here to the next blank line; none if others stand in it."""
        end = at + 1
        while end < len(self.lines) and not self.lines[end].gap:
            end += 1
        lines = self.lines[at:end]
        return lines if all(line.look is Look.BARE for line in lines) else []

    def notice(self, line: RawLine, message: str) -> None:
        self.problems.append(Problem(Level.NOTICE, self.source.path, line.number, message))

    def walk(self) -> None:
        for at, line in enumerate(self.lines):
            if len(line.text) > LONGEST:
                self.notice(line, f"a line of {len(line.text):,} characters, published as it is")
            match line.look:
                case Look.BARE:
                    self.bare(at)
                case Look.BULLET | Look.NUMBER:
                    self.item(line)
                case Look.ATX:
                    self.heading(line, len(line.marker))
                case Look.CODE | Look.TABLE | Look.QUOTE:
                    self.block(line)
                case Look.URL:
                    self.url(line)
                case Look.UNDERLINE:
                    self.underline(line)
                case _:
                    self.drop(line)
        self.close()


def _is_heading(entry: Entry) -> bool:
    return isinstance(entry, Note) and entry.kind == "heading"


def _takes_item(draft: _Draft, line: RawLine) -> bool:
    """Tell whether a list item stands below the open note."""
    if draft.kind == "heading":
        return False
    if line.indent > draft.indent + 1:
        return draft.look in _LISTS or not line.gap
    below = draft.lines[-1]
    if draft.look is Look.BULLET and line.look is Look.NUMBER and not line.gap:
        return True  # "- two type policy" / "1. ..." / "2. ..."
    if draft.look is not Look.BARE or line.gap or line.indent < draft.indent:
        return False
    return below.mark in (Mark.BULLET, Mark.NUMBER) or below.text.endswith(":")


def _is_example(run: list[RawLine]) -> bool:
    """A worked example: lines that begin with a quantity and come to a result."""
    return (
        len(run) > 1
        and bool(_QUANTITY.match(run[0].text))
        and any(_RESULT.search(line.text) for line in run)
    )


def _is_fragments(run: list[RawLine]) -> bool:
    """A list without bullets: at least half of its items are of one or two words."""
    short = sum(len(line.text.split()) <= 2 for line in run)
    return len(run) > 2 and 2 * short >= len(run)


def split(source: Source, taken: Counter[str]) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a source in the order of its lines, and the notices about them.

    Every non-blank line lies in exactly one entry.  ``taken`` counts the anchors given so far
    over all sources and is updated.
    """
    splitter = _Splitter(source, taken)
    splitter.walk()
    return splitter.entries, splitter.problems
