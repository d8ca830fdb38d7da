"""The records that travel through the core: what each step takes and returns.

Every record is frozen.  Line numbers count from 1, as editors do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LONGEST = 64_000  # characters of a line; a longer one is data, published as it was typed
_NAMED = 20  # notices of one kind that are printed one by one


class KbError(Exception):
    """Input that cannot be built from.  ``str(error)`` is the one line a person reads."""


class Level(Enum):
    """How loudly a :class:`Problem` is reported (errors are raised as :class:`KbError`)."""

    WARNING = "warning"  # a strict build fails
    NOTICE = "notice"  # printed, never fails anything


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell the person who builds: ``file:line: what is wrong, what was expected``."""

    level: Level
    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message}"


def abridged(notices: list[Problem]) -> list[Problem]:
    """Return notices of one kind; of very many the first ones and how many more there are."""
    if len(notices) <= _NAMED + 1:
        return notices
    next_ = notices[_NAMED]
    more = f"{next_.message} (and so on: {len(notices) - _NAMED} in all from here)"
    return [*notices[:_NAMED], Problem(Level.NOTICE, next_.file, next_.line, more)]


@dataclass(frozen=True, slots=True)
class Source:
    """One raw file.  ``path`` is relative to ``notes/`` with forward slashes."""

    path: str
    lines: tuple[str, ...]  # without line ends

    @property
    def is_markdown(self) -> bool:
        return is_markdown(self.path)


def is_markdown(path: str) -> bool:
    """Tell whether a raw file is Markdown rather than loose text."""
    return path.lower().endswith(".md")


class Mark(Enum):
    """What a line is, by its own looks and those of the lines above it."""

    BARE = "bare"  # words without any marker
    BULLET = "bullet"
    NUMBER = "number"
    CODE = "code"  # inside a fence, or the fence itself
    TABLE = "table"
    HEADING = "heading"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note.  ``text`` is without indentation and marker."""

    number: int
    mark: Mark
    depth: int  # 0 for the note's own line, 1 for its sub-bullets, ...
    marker: str  # as typed: "-", "2.", "##", "" ...
    text: str
    wraps: bool = False  # the sentence of the line above goes on here


@dataclass(frozen=True, slots=True)
class Note:
    """The smallest thing with an address: a bullet with all that belongs to it, or a heading."""

    id: str
    kind: str  # "note" | "heading" | "link" | "example"
    source: str  # Source.path
    first: int
    last: int
    text: str  # the exact words, lines joined by "\n"
    lines: tuple[Line, ...]
    headings: tuple[str, ...] = ()  # ids of the headings above it, outermost first
    level: int = 0  # of a heading: 1 is the outermost
    tight: bool = False  # no blank line between it and the entry above
    follows: bool = False  # it cannot be understood without the note above

    def __hash__(self) -> int:
        """Tell notes apart by what is quick to read: they are keys of what a build remembers."""
        return hash((self.id, self.text, self.first))


@dataclass(frozen=True, slots=True)
class Dropped:
    """Lines that are on no page, and why."""

    source: str
    first: int
    last: int
    text: str
    reason: str


Entry = Note | Dropped


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a note stands and why.  ``topic`` and ``section`` are titles; None is unsorted."""

    topic: str | None
    section: str | None
    reason: str


Tex = tuple[str, bool]  # a formula to be typeset: TeX, and whether it stands on its own line


@dataclass(frozen=True, slots=True)
class Typeset:
    """What came of a formula: one of the two."""

    html: str | None  # one line: SVG, hidden from screen readers, and MathML for them
    error: str | None  # one line: why it is rejected


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card whose sides are HTML; addresses in it are relative to the Practice page."""

    id: str
    kind: str  # of kb.cards.KINDS
    topic: str
    section: str | None
    about: str  # words above the question
    question: str
    answer: str
