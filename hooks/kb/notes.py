"""Split a source into its notes: the first step, and the one that must not lose a line.

Every non-blank line ends up in exactly one entry, in the order of the file.  The rules come
from how people type quick notes; each has its cases in ``tests/cases/``.
"""

from __future__ import annotations

from collections import Counter

from kb import drafts
from kb.drafts import DEEPEST, LISTS, Draft
from kb.headings import LOOSE, Scope, heads, level_of, nests
from kb.ids import note_id
from kb.lines import Look, RawLine, is_url, raw_lines
from kb.model import LONGEST, Dropped, Entry, Level, Line, Mark, Note, Problem, Source
from kb.relations import follows

_DROPPED = {
    Look.FRONT_MATTER: "front matter",
    Look.SEPARATOR: "separator",
    Look.UNDERLINE: "separator",
    Look.EMPTY: "marker without words",
    Look.DEFINITION: "link definition",
}


class _Splitter:
    """Walks over the lines of one source and closes one entry after another."""

    def __init__(self, source: Source, taken: Counter[str]) -> None:
        self.source = source
        self.taken = taken
        self.lines = list(raw_lines(source))
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.open: Draft | None = None
        self.dropping: tuple[str, int, int] | None = None  # reason, first and last line
        self.above = ""  # the words of the note before the open one ("" below a heading)
        self.scope = Scope()

    # -- entries ---------------------------------------------------------------------------

    def text(self, first: int, last: int) -> str:
        return "\n".join(self.source.lines[first - 1 : last])

    def close(self) -> None:
        """End the open entry, a note or dropped lines."""
        if self.dropping is not None:
            reason, first, last = self.dropping
            text = self.text(first, last)
            self.entries.append(Dropped(self.source.path, first, last, text, reason))
            self.dropping = None
        if self.open is not None:
            draft, self.open = self.open, None
            note = self.note(draft)
            self.entries.append(note)
            self.above = "" if note.kind == "heading" else draft.words
            if note.kind == "heading":
                self.scope.enter(draft.level, note.id, draft.words, draft.indent)

    def note(self, draft: Draft) -> Note:
        first, last = draft.lines[0].number, draft.lines[-1].number
        text = self.text(first, last)
        return Note(
            id=note_id(draft.lines[0].text, text, self.taken),
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

    def drop(self, line: RawLine) -> None:
        reason = _DROPPED[line.look]
        if self.dropping is not None and self.dropping[0] == reason and not line.gap:
            self.dropping = (reason, self.dropping[1], line.number)
            return
        self.close()
        self.dropping = (reason, line.number, line.number)
        if reason == "separator":
            self.above = ""
            self.scope.leave_loose()

    def begin(self, line: RawLine, kind: str = "note", *, level: int = 0) -> Draft:
        """Close the open entry and open a note with this line; ``level`` is that of a heading."""
        self.close()
        below_heading = bool(self.entries) and _is_heading(self.entries[-1])
        if line.look in LISTS and not line.gap:
            self.scope.leave_action(line.text)
        joined = kind not in ("heading", "link") and bool(self.above)
        joined = joined and follows(
            self.above, line.text, tight=not line.gap, under_heading=bool(self.scope.headings)
        )
        if line.gap and below_heading:
            self.scope.set_apart()
        elif line.gap and not joined:
            self.scope.leave_runs(line)
        draft = Draft(
            kind=kind,
            look=line.look,
            indent=line.indent,
            tight=not line.gap,
            headings=self.scope.ids(level),
            level=level,
            follows=joined,
        )
        self.open = draft
        draft.add(line)
        return draft

    # -- one look each -----------------------------------------------------------------------

    def item(self, line: RawLine) -> None:
        """A bullet or numbered line: a note of its own, or below the open one."""
        draft = self.open
        if draft is None or not drafts.takes_item(draft, line):
            self.begin(line, "link" if is_url(line.text) else "note")
            return
        draft.leave_items(line.indent)
        draft.indents.append(line.indent)
        if len(draft.indents) > DEEPEST and not draft.flattened:
            draft.flattened = True
            self.notice(line, f"a list nested deeper than {DEEPEST} levels, flattened from here")
        draft.add(line)

    def continuation(self, draft: Draft, line: RawLine) -> None:
        """A line without marker that belongs to the open note."""
        draft.leave_items(line.indent)
        wrapped = self.joins(draft, line)
        if draft.look is Look.BARE and not wrapped and line.indent > draft.indent + 1:
            draft.indents.append(line.indent)  # an outline without bullets
        draft.add(line, wrapped=wrapped)

    def joins(self, draft: Draft, line: RawLine) -> bool:
        above = self.source.lines[line.number - 2]
        return draft.joins(
            line, markdown=self.source.is_markdown, hard_break=above.endswith(("  ", "\\"))
        )

    def block(self, line: RawLine) -> None:
        """A line of a fence, a table or a quotation: these lines stay together."""
        draft = self.open
        if draft is None or not drafts.takes_block(draft, line):
            self.begin(line)
        elif line.look is Look.QUOTE and draft.lines[-1].mark is Mark.QUOTE:
            draft.add(line, wrapped=self.joins(draft, line))
        else:
            draft.add(line)

    def url(self, line: RawLine) -> None:
        draft = self.open
        if draft is not None and drafts.takes_url(draft, line):
            self.continuation(draft, line)
        else:
            self.begin(line, "link")

    def underline(self, line: RawLine) -> None:
        """A line of "=" or "-": it makes the short line above a heading, or separates."""
        draft, markdown = self.open, self.source.is_markdown
        if draft is None or not drafts.takes_underline(draft, line, markdown=markdown):
            return self.drop(line)
        draft.kind, draft.level, draft.follows = "heading", 1 if line.text[0] == "=" else 2, False
        draft.headings = self.scope.ids(draft.level)
        draft.lines.append(Line(line.number, Mark.HEADING, 0, line.text, ""))
        self.close()

    def empty(self, at: int) -> None:
        """A marker without words: dropped, but ">" between two lines keeps a quotation whole."""
        line, draft = self.lines[at], self.open
        below = self.lines[at + 1 : at + 2]
        quoted = draft is not None and draft.lines[-1].mark is Mark.QUOTE and line.marker == ">"
        if not (quoted and below and below[0].look is Look.QUOTE and not line.gap | below[0].gap):
            self.drop(line)

    def bare(self, at: int) -> None:
        line, draft = self.lines[at], self.open
        if draft is not None and (line.inside or drafts.takes_indented(draft, line)):
            return self.continuation(draft, line)
        markdown = self.source.is_markdown
        glued = not line.gap and draft is not None
        outdented = draft is not None and line.indent < draft.indent
        runs_on = draft is not None and drafts.runs_on(draft, line, markdown=markdown)
        if not runs_on and heads(
            self.lines, at, glued=glued, outdented=outdented, paragraphs=markdown
        ):
            nested = bool(self.scope.headings) and nests(line.text, glued=glued)
            self.begin(line, "heading", level=LOOSE + nested)
            return None
        underlined = drafts.is_underlined(self.lines, at)
        if draft is not None and drafts.takes_bare(
            draft, line, markdown=markdown, underlined=underlined
        ):
            return self.continuation(draft, line)
        begins = not glued or (draft is not None and draft.kind == "heading")
        run = drafts.bare_run(self.lines, at) if begins else []
        example = line.gap and drafts.is_example(run)
        begun = self.begin(line, "example" if example else "note")
        begun.whole = example or (line.gap and drafts.is_fragments([x.text for x in run]))
        begun.filled = not markdown and drafts.is_filled(run)
        return None

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
                    self.begin(line, "heading", level=level_of(line.marker))
                case Look.CODE | Look.TABLE | Look.QUOTE:
                    self.block(line)
                case Look.URL:
                    self.url(line)
                case Look.UNDERLINE:
                    self.underline(line)
                case Look.EMPTY:
                    self.empty(at)
                case _:
                    self.drop(line)
        self.close()


def _is_heading(entry: Entry) -> bool:
    return isinstance(entry, Note) and entry.kind == "heading"


def split(source: Source, taken: Counter[str]) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a source in the order of its lines, and the notices about them.

    Every non-blank line lies in exactly one entry.  ``taken`` counts the anchors given so far
    over all sources and is updated.
    """
    splitter = _Splitter(source, taken)
    splitter.walk()
    return splitter.entries, splitter.problems
