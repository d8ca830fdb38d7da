"""Which bare lines of loose notes are headings, and how far a heading holds.

Nobody marks a heading in quick notes; a reader still sees it, by four signs that this module
puts into rules: it is short, it is a title and not a sentence, it stands above something,
and it is shorter than what it stands above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.lines import Look, RawLine

LOOSE = 7  # the level of headings without markup: below every Markdown heading
TITLE_WORDS = 5  # the longest heading in the notes this was drawn from has five words
CLEAR_TITLE_WORDS = 8  # when a colon, or a blank line above and a list below, speak for it
_LISTS = (Look.BULLET, Look.NUMBER)

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SEPARATOR = re.compile(r"[=<>:;,|：；，、،؛]|(?:^|\s)(?:-{1,4}|[–—])(?:\s|$)|[.!?。！？؟।]$")
# Scripts that put no blanks between words: Thai to Khmer, Kana, Han.  Two characters are a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{1,2}"
)
_LONGEST = 200  # characters: no title, whatever its words
_TERM_DASH = re.compile(r"\s(?:-|–|—)\s")
# Words that make a line a sentence, or the rest of one.
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|may|must|should|will|would|does|do|did|"
    r"not|don't|isn't|it|you|we|they|this|that|these|those|then)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:and|or|but|so|of|like|with|by|which|also|e\.g\.|i\.e\.|etc)\b", re.I)
# Small letters at the start of a line: the rest of a sentence rather than a title.
_IN_MID_SENTENCE = re.compile(
    r"(?:for|to|in|on|at|from|as|than|when|where|if|because|while|via|per|into|using|without|"
    r"except|until|unless|works?|supports?|needs?|requires?|gives?|allows?|goes|helps?|contains?|"
    r"returns?|handles?|means?|used|uses|makes?|takes?)\b"
)
_ACTION = re.compile(r"[A-Za-z]{2,}ing\b")
_STATES = re.compile(
    r"(?:has|have|is|are|can|cannot|can't|supports?|needs?|requires?|same as|same)\b", re.IGNORECASE
)


def _unmarked(text: str) -> str:
    """Return a text without the asterisks of ``**Title**``, and without the colon at its end."""
    bare = text.removesuffix(":").rstrip()
    for sign in ("**", "__"):
        if bare.startswith(sign) and bare.endswith(sign):
            bare = bare.strip(sign[0]).strip()
    return bare.rstrip(":：").rstrip()


def _length(text: str) -> int:
    """Return the number of words in a text."""
    return len(_UNSPACED.sub(" x ", text).split())


def _announces(text: str) -> bool:
    return text.rstrip("*_").endswith((":", "："))


def is_title(text: str, words: int = CLEAR_TITLE_WORDS, *, definition: bool = False) -> bool:
    """Tell whether the text can be a title of at most so many words.

    ``definition`` admits ``Snapshot - incremental backup``: a title that explains itself.
    """
    if len(text) > _LONGEST:
        return False
    bare = _unmarked(_BRACKETED.sub(" ", text).strip())
    if definition:
        bare = _TERM_DASH.sub(" ", bare, count=1)
    return (
        0 < _length(bare) <= words
        and bare[0].isalpha()
        and not _SEPARATOR.search(bare)
        and not _CLAUSE.search(bare)
        and not _GOES_ON.match(bare)
        and not _IN_MID_SENTENCE.match(bare)
    )


def heads(lines: list[RawLine], at: int, *, glued: bool, outdented: bool, paragraphs: bool) -> bool:
    """Tell whether the bare line ``lines[at]`` is a heading.

    ``glued``: it stands directly under another line; ``outdented``: further left than that one;
    ``paragraphs``: bare lines that touch are one paragraph here (a Markdown file), so only a
    list, a colon or a blank line speaks for it.
    """
    line = lines[at]
    below = lines[at + 1] if at + 1 < len(lines) else None
    if below is None or below.look in (Look.SEPARATOR, Look.UNDERLINE, Look.ATX):
        return False
    clear = _announces(line.text)
    if below.gap:
        alone = not glued and not _TERM_DASH.search(line.text[:_LONGEST])
        return alone and is_title(line.text, CLEAR_TITLE_WORDS if clear else TITLE_WORDS)
    if below.look in _LISTS and below.indent >= line.indent:
        longest = TITLE_WORDS if glued else CLEAR_TITLE_WORDS
        return is_title(line.text, longest) or is_title(line.text, TITLE_WORDS, definition=True)
    if clear:
        return is_title(line.text, CLEAR_TITLE_WORDS)
    if below.indent > line.indent:
        return (outdented or not glued) and is_title(line.text, TITLE_WORDS)
    if below.look is Look.URL:
        return not glued and is_title(line.text, TITLE_WORDS)
    return not (glued or paragraphs) and _heads_run(lines, at)


def _heads_run(lines: list[RawLine], at: int) -> bool:
    """Tell whether a bare line is a title shorter than every bare line of the run below it."""
    title = lines[at].text
    if not is_title(title, TITLE_WORDS - 1):
        return False
    length = _length(title)
    for below in range(at + 1, len(lines)):
        line = lines[below]
        if line.gap or line.look in (Look.SEPARATOR, Look.UNDERLINE):
            return True
        if line.look is not Look.BARE or _length(line.text) <= length:
            return False
    return True


def nests(heading: str, *, glued: bool) -> bool:
    """Tell whether a heading glued under a list is one level below the heading of that list.

    A phrase that names an action ("handling datatype inconsistency") in the middle of a list
    about a thing divides the list; a noun ("Glue DynamicFrame") begins the next one.
    """
    return glued and bool(_ACTION.match(heading))


def level_of(marker: str) -> int:
    """Return the level of a heading with markup; a long decoration is an outermost one."""
    return len(marker) if len(marker) < LOOSE else 1


@dataclass(slots=True)
class _Heading:
    """A heading in force.  ``apart``: a blank line stands below it."""

    level: int
    id: str
    words: str
    indent: int
    apart: bool = False


@dataclass(slots=True)
class Scope:
    """The headings that the next line stands under, outermost first."""

    headings: list[_Heading] = field(default_factory=list)

    def ids(self, level: int = 0) -> tuple[str, ...]:
        """Return the ids of all headings, or of those above a heading of this level."""
        return tuple(x.id for x in self.headings if not level or x.level < level)

    def enter(self, level: int, identity: str, words: str, indent: int) -> None:
        """Put a heading in force and end those of its level and below."""
        while self.headings and self.headings[-1].level >= level:
            self.headings.pop()
        self.headings.append(_Heading(level, identity, words, indent))

    def set_apart(self) -> None:
        """Note that a blank line stands below the last heading."""
        self.headings[-1].apart = True

    def leave_loose(self) -> None:
        """End the headings without markup: a separator stands here."""
        self.headings = [x for x in self.headings if x.level < LOOSE]

    def leave_action(self, text: str) -> None:
        """End an action heading above a bullet that is said of the thing above that heading.

        "have transformation context", "can handle ..." have no subject; an action cannot be it.
        """
        last = self.headings[-1] if self.headings else None
        if last and last.level > LOOSE and _ACTION.match(last.words) and _STATES.match(text):
            self.headings.pop()

    def leave_runs(self, line: RawLine) -> None:
        """End the headings that a line after a blank line is no longer under.

        A heading without markup holds for its run of lines, for what is indented under it and,
        in notes where every line stands apart, up to the next double blank line.
        """
        self.headings = [
            x
            for x in self.headings
            if x.level < LOOSE or line.indent > x.indent or (x.apart and line.blanks == 1)
        ]
