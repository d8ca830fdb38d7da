"""Golden cases: a title that states the rule, the input, and what must come out of it.

A case file is Markdown to look at and plain to read by program.  Every case has the form::

    A title: the rule, in one line
    .
    the input, any number of lines
    .
    what is expected
    .

as in the fixtures of markdown-it.  In the input ``→`` stands for a tab, ``·`` at the end of a
line for a blank, and ``(md)`` at the end of a title says that the input is a Markdown file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
_CASE = re.compile(
    r"^(?P<title>\S[^\n]*)\n\.\n(?P<input>.*?)^\.\n(?P<expected>.*?)^\.$", re.DOTALL | re.MULTILINE
)
_LAST_BLANKS = re.compile(r"·+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    file: str
    title: str
    input: str
    expected: str

    @property
    def is_markdown(self) -> bool:
        return self.title.endswith("(md)")

    def __str__(self) -> str:
        return f"{self.file}: {self.title}"


def cases(*names: str) -> list[Case]:
    """Return the cases of these files of ``tests/cases/`` in order; titles are unique in a file."""
    found: list[Case] = []
    for name in names:
        text = (CASES / name).read_text(encoding="utf-8")
        here = [
            Case(name, match["title"], _typed(match["input"]), match["expected"])
            for match in _CASE.finditer(text)
        ]
        assert here, f"{name}: no cases found"
        assert len({case.title for case in here}) == len(here), f"{name}: a title stands twice"
        assert 3 * len(here) == len(re.findall(r"^\.$", text, re.MULTILINE)), f"{name}: broken case"
        found += here
    return found


def _typed(shown: str) -> str:
    return _LAST_BLANKS.sub(lambda dots: " " * len(dots[0]), shown.replace("→", "\t"))
