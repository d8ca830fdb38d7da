r"""TeX as typed: ``$...$``, ``$$...$$``, ``\(...\)`` and ``\[...\]``.

A dollar opens where no blank follows and closes where no blank precedes and no digit follows, as
in pandoc's ``tex_math_dollars``.  Notes on prices and shells need more care: what is between two
dollars must look like TeX as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.maths.words import FUNCTIONS


@dataclass(frozen=True, slots=True)
class Typed:
    start: int
    end: int
    tex: str
    display: bool


_ADDRESS = re.compile(r"https?://[^\s<>]*|\b[A-Za-z][\w+.-]{0,20}://[^\s<>]*|\$\{[^{}]*\}")
_DELIMITER = re.compile(r"\\\\|\\\$|\$\$?|\\[()\[\]]")
_COMMAND = re.compile(r"\\[A-Za-z]+|\\[,;:!|{}\\]|[_^]\{|[_^]\w")
_RUN = re.compile(r"[A-Za-z]+")
_CLOSERS = {r"\(": r"\)", r"\[": r"\]"}


def _spans_of_code(text: str) -> list[tuple[int, int]]:
    """Return where code spans, addresses and ``${...}`` are; code as CommonMark pairs backticks."""
    spans: list[tuple[int, int]] = []
    if "`" in text:
        runs = [found.span() for found in re.finditer(r"`+", text)]
        later: dict[int, list[int]] = {}
        for at, (start, end) in reversed(list(enumerate(runs))):
            later.setdefault(end - start, []).append(at)
        position = 0
        for at, (start, end) in enumerate(runs):
            same = later[end - start]
            while same and same[-1] <= at:
                same.pop()
            if start >= position and same:
                position = runs[same[-1]][1]
                spans.append((start, position))
    spans += [found.span() for found in _ADDRESS.finditer(text)]
    return sorted(spans)


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text of the same length with the spans overwritten by a sign that ends formulas."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        if end > position:
            start = max(start, position)
            pieces += [text[position:start], "`" * (end - start)]
            position = end
    return "".join([*pieces, text[position:]])


def _is_tex(content: str) -> bool:
    """Return whether the words between two dollars are mathematics, not prices or variables."""
    content = content.strip()
    if not content or len(content) > 2000 or "`" in content:
        return False
    if _COMMAND.search(content):
        return content[0] not in "}"
    if content[-1] in "=+*/:;,.@&|<>" or content[0] in "*/:;,.@&|}":
        return False
    runs = [run for run in _RUN.findall(content) if run not in FUNCTIONS]
    if content[0].isdigit():
        return all(len(run) == 1 for run in runs) and not re.search(
            r"\d\s?[a-zA-Z]?\s[a-z]\s", content
        )
    if all(len(run) < 3 for run in runs):
        return True
    equation = re.search(r"[=<>+*^]|\s[-/]\s|/[(\d]", content) is not None
    return equation or (len(runs) == 1 and not (runs[0].isupper() and len(runs[0]) > 3))


def _closes(text: str, found: re.Match[str]) -> bool:
    before, after = text[found.start() - 1], text[found.end() : found.end() + 1]
    return not before.isspace() and not after.isdigit()


def typed_tex(text: str) -> list[Typed]:
    """Return the TeX in a line, in order.  Nothing in code, addresses or ``${...}`` is TeX."""
    if "$" not in text and "\\" not in text:
        return []
    line = _blanked(text, _spans_of_code(text))
    typed: list[Typed] = []
    opened: re.Match[str] | None = None
    for found in _DELIMITER.finditer(line):
        sign = found[0]
        if sign in ("\\\\", r"\$"):
            continue
        if opened is not None and sign == _CLOSERS.get(opened[0], opened[0]):
            content = text[opened.end() : found.start()]
            if _fits(line, opened, found, content):
                start, end = opened.start(), found.end()
                typed.append(Typed(start, end, content.strip(), opened[0] in ("$$", r"\[")))
                opened = None
                continue
            opened = None if sign in (r"\)", r"\]") else opened
        if opened is not None and opened[0] in _CLOSERS:
            continue
        if sign in _CLOSERS or sign == "$$" or (sign == "$" and _opens(line, found)):
            opened = found
        elif sign == "$":
            opened = None
    return typed


def _opens(line: str, found: re.Match[str]) -> bool:
    before = line[found.start() - 1 : found.start()] if found.start() else ""
    after = line[found.end() : found.end() + 1]
    return bool(after) and not after.isspace() and not (before.isalnum() or before == "\\")


def _fits(line: str, opened: re.Match[str], closed: re.Match[str], content: str) -> bool:
    if not content.strip() or "`" in line[opened.end() : closed.start()]:
        return False
    if opened[0] == "$":
        after = line[closed.end() : closed.end() + 1]
        glued = after.isalpha() and len(content) > 3 and not _COMMAND.search(content)
        return _closes(line, closed) and not glued and _is_tex(content)
    word = content.strip()
    return _is_tex(content) and not (word.isalpha() and word.islower() and len(word) > 2)


def masked(text: str, typed: list[Typed]) -> str:
    """Return the line with its TeX, code and addresses overwritten, each sign in its place."""
    spans = _spans_of_code(text) if "`" in text or ":" in text or "$" in text else []
    return _blanked(text, sorted(spans + [(t.start, t.end) for t in typed]))
