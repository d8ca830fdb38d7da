"""Where the links go that an author wrote into the notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath, relpath
from urllib.parse import quote, unquote

from kb.ids import slug
from kb.markup import is_web
from kb.model import Level, Note, Problem

_SIGNS = re.compile(r"[^\w\- ]")


@dataclass(slots=True)
class Links:
    """Resolves addresses in notes to addresses on the site.

    ``images`` and the keys of ``files`` are paths relative to ``notes/``; ``files`` gives the
    source page of a raw file, ``headings`` the note of a heading by (raw file, anchor), as
    Markdown renderers name it.  What leads nowhere is collected in ``problems``.
    """

    images: Collection[str]
    files: Mapping[str, str]
    headings: Mapping[tuple[str, str], str]
    problems: list[Problem] = field(default_factory=list)

    def target(self, address: str, note: Note, root: str) -> str | None:
        """Return an href for an address written in a note; None (and a warning) for a dead one.

        ``root`` leads from the page on which the note is shown to the site root.
        """
        if is_web(address):
            return address.strip()
        path, _, fragment = address.partition("#")
        file = normpath(join(dirname(note.source), unquote(path))) if path else note.source
        if file in self.images:
            return root + quote(file)
        if file not in self.files:
            self._report(address, note, self._expected(file, note))
            return None
        if not fragment:
            return root + self.files[file]
        at = self.headings.get((file, unquote(fragment).lower()))
        if at is None:
            self._report(address, note, f"the anchor of a heading in {file}")
            return None
        return root + at

    def _expected(self, file: str, note: Note) -> str:
        """Return what to write for a file that is not there: its name, if only the case differs."""
        name = file.casefold()
        for there in (*self.images, *self.files):
            if there.casefold() == name:
                return f'"{relpath(there, dirname(note.source))}" as the file is named'
        return "a file or image in notes/raw/, or a web address"

    def _report(self, address: str, note: Note, expected: str) -> None:
        line = next((x.number for x in note.lines if unquote(address) in x.text), note.first)
        address = unquote(address)
        shown = address if len(address) < 80 else address[:77] + "..."
        message = f'dead link "{shown}", expected {expected}'
        self.problems.append(Problem(Level.WARNING, note.source, line, message))


def _github_anchor(words: str) -> str:
    """Return the anchor that GitHub gives a heading: letters of any script, blanks as hyphens."""
    return _SIGNS.sub("", words.strip().lower()).replace(" ", "-")


def heading_anchors(notes: Collection[Note], urls: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return (raw file, anchor) -> address for every heading.

    Each is known by the names that GitHub and Python-Markdown give it.  Both number repeated names,
    GitHub behind a hyphen; where that makes two headings of one name, the first has it.
    """
    anchors: dict[tuple[str, str], str] = {}
    taken: Counter[tuple[str, str, str]] = Counter()
    for note in notes:
        if note.kind == "heading":
            words = note.lines[0].text
            names = {"-": _github_anchor(words), "_": slug(words, words=99, length=400)}
            for sign, name in names.items():
                number = taken[note.source, sign, name]
                taken[note.source, sign, name] += 1
                anchor = f"{name}{sign}{number}" if number else name
                anchors.setdefault((note.source, anchor), urls[note.id])
    return anchors
