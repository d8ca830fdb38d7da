"""Sections made in memory: raw notes, data files, and what stands on the page, as plain text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

import jinja2

from kb import Data, Frame
from kb.knowledge import Knowledge, knowledge_of
from kb.layout import Addresses
from kb.layout import topics as topics_of
from kb.library import Library, library_of
from kb.links import Links
from kb.model import Level, Problem
from kb.remarks import Remark
from kb.sections import Group, Run, groups_of
from kb.shape_views import ShownPiece, ShownRow, ShownShape
from kb.shown import PageWriter, ShapeUrls, ShownNote
from stand_ins import tools

RAW = "raw/x.txt"
TOPICS = """
topics:
  - title: T
    sections:
      - {title: S, strong: [%s]}
      - {title: Other}
placements:
  raw/x.txt: [%s]
"""
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Section:
    library: Library
    knowledge: Knowledge
    groups: Sequence[Group]
    problems: Sequence[Problem]

    @property
    def lines(self) -> dict[str, int]:
        return {note.id: note.first for note in self.library.notes}


def section(raw: str, shapes: str = "", corrections: str = "") -> Section:
    """Return section S of some notes; one that begins with "elsewhere" is in another section."""
    library = library_of({RAW: raw.encode()})
    spoken = sorted({word.lower() for word in re.findall(r"[^\W\d_]{2,}", raw)})
    moved = [
        f"{{note: '{note.lines[0].text}', topic: T, section: Other, why: It says so.}}"
        for note in library.notes
        if note.lines[0].text.startswith("elsewhere")
    ]
    topics = TOPICS % (", ".join(f"'{word}'" for word in spoken), ", ".join(moved))
    known = knowledge_of(library, Data(topics, corrections, shapes=shapes), tools())
    order = known.topics.order
    blocks = known.homes.blocks
    pages = topics_of(library.notes, known.places, order, known.weights, blocks)[0].pages
    (here,) = [part.notes for page in pages for part in page.parts if part.title == "S"]
    groups = groups_of(here, _writer(library, known))
    problems = [x for x in known.problems if x.level is Level.WARNING]
    return Section(library, known, groups, problems)


def _writer(library: Library, known: Knowledge) -> PageWriter:
    anchors = {shape.anchor: f"compare/#{shape.anchor}" for shape in known.shapes}
    return PageWriter(
        frame=Frame("Notes", jinja2.Environment(), None, (), None, Addresses()),
        library=library,
        knowledge=known,
        links=Links((), {}, {}),
        line_urls={(RAW, number): f"#L{number}" for number in range(1, 10_000)},
        note_urls={note.id: f"#{note.id}" for note in library.notes},
        term_urls={},
        shape_urls=ShapeUrls(anchors, anchors),
        root="",
        linked={},
    )


def words(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).replace(" †", "†").split())


def shown(found: Section) -> str:
    """Return what stands in a section, in the format of the golden cases.

    ``3:`` before something says that it is the home of the note in line 3, ``-> 3`` behind some
    words that they are a quotation of it, ``(...)`` that they are a label.
    """
    out: list[str] = []
    for group in found.groups:
        if group.heading:
            out.append(f"# {group.heading.line}: {words(group.heading.html)}")
        for part in group.parts:
            out += _run(part) if isinstance(part, Run) else _shape(part, found)
    return "".join(f"{line}\n" for line in out)


def _run(run: Run) -> list[str]:
    rows = [
        f"  {note.line}: " + (f"{words(note.term)} | " if note.term else "") + words(note.html)
        for note in run.notes
    ]
    return [run.kind, *rows]


def _shape(shape: ShownShape, found: Section) -> list[str]:
    lines = found.lines

    def piece(shown: ShownPiece) -> str:
        if shown.is_label:
            return f"({words(shown.html)})"
        home = f"{shown.note.line}: " if shown.note else ""
        away = f" -> {lines[shown.home.removeprefix('#')]}" if shown.home else ""
        return home + words(shown.html) + away

    def cell(pieces: Sequence[ShownPiece]) -> str:
        return " + ".join(map(piece, pieces)) or "–"

    def row(shown: ShownRow) -> str:
        home = f"{shown.note.line}: " if shown.note else ""
        away = f" -> {lines[shown.home.removeprefix('#')]}" if shown.home else ""
        return home + " | ".join(map(cell, shown.cells)) + away

    out = [f"{shape.kind} {shape.title}"]
    if shape.caption:
        out.append(f"  # {shape.caption.line}: {words(shape.caption.html)}")
    if shape.lead:
        out.append(f"  lead: {cell(shape.lead)}")
    if shape.columns:
        out.append("  heads: " + " | ".join(map(cell, shape.columns)))
    out += [f"  {row(shown)}" for shown in shape.rows]
    out += [f"  †{x.number} of {x.note.line}: {_said(x)}" for x in shape.remarks]
    out += [f"  folded {note.line}: {words(note.html)}" for note in shape.folded]
    return out


def _said(remark: Remark) -> str:
    if remark.is_remark:
        return remark.corrections[0].correction.fix
    return f"{remark.note.said} ({', '.join(x.original for x in remark.corrections)})"


def homes(found: Section) -> list[tuple[str, str]]:
    """Return (id, HTML) of everything in a section that is the home of a note, in order."""
    shown: list[tuple[str, str]] = []
    for group in found.groups:
        shown += _listed([group.heading] if group.heading else [])
        for part in group.parts:
            shown += _listed(part.notes) if isinstance(part, Run) else _homes(part)
    return shown


def _listed(notes: Iterable[ShownNote]) -> list[tuple[str, str]]:
    return [(x.id, f"{x.term or ''} {x.html} {x.as_written or ''}") for x in notes]


def _homes(shape: ShownShape) -> list[tuple[str, str]]:
    written = {note.id: note.as_written or "" for note in shape.beside}
    shown = _listed([shape.caption] if shape.caption else [])
    for row in (ShownRow((shape.lead,)), ShownRow(shape.columns), *shape.rows):
        pieces = [piece for cell in row.cells for piece in cell]
        if row.note:
            html = " ".join(piece.html for piece in pieces)
            shown.append((row.note.id, f"{html} {written[row.note.id]}"))
        shown += [(x.note.id, f"{x.html} {written[x.note.id]}") for x in pieces if x.note]
    return shown + _listed(shape.folded)


def check_homes(found: Section) -> None:
    """Check that every note of the section has one home, which has all its words."""
    known = found.knowledge
    notes = {n.id: n for n in found.library.notes if known.places[n.id].section == "S"}
    shown = homes(found)
    assert Counter(identity for identity, _ in shown) == Counter(list(notes))
    for identity, html in shown:
        readings = known.readings.get(identity, {}).values()
        beside = [reading.original for sentence in readings for reading in sentence.readings]
        seen = unescape(_TAG.sub(" ", html) + _TAG.sub("", html) + " ".join(beside))
        assert set(_WORD.findall(notes[identity].text)) <= set(_WORD.findall(seen)), identity
