"""A section as its page shows it: lists of notes, and the shapes that notes have gone into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.model import Mark, Note
from kb.patterns import Likeness, look_of, runs
from kb.shape_views import ShownShape, shapes_after, shown_shape
from kb.shown import PageWriter, ShownNote

_MARKS = (Mark.BARE, Mark.BULLET, Mark.NUMBER)


@dataclass(frozen=True, slots=True)
class Run:
    """Notes that stand one after the other.

    ``kind``: "notes" for a plain list, "steps", or "definitions" and "pairs", whose notes have a
    term.
    """

    kind: str
    notes: tuple[ShownNote, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the author's with what stands below it, or what stands below none."""

    heading: ShownNote | None
    parts: tuple[Run | ShownShape, ...]


# What stands in a section, one after the other: a note, or a shape with all its notes.
_Block = Note | tuple[Note, ...]


def groups_of(notes: Sequence[Note], writer: PageWriter) -> list[Group]:
    """Return what a section holds, in order.

    The notes of a shape stand together in ``notes`` and give way to it.
    """
    groups: list[tuple[Note | None, list[_Block]]] = []
    for block in _blocks(notes, writer):
        first = block if isinstance(block, Note) else block[0]
        heading = groups[-1][0] if groups else None
        if isinstance(block, Note) and block.kind == "heading":
            groups.append((block, []))
        elif not groups or (heading is not None and heading.id not in first.headings):
            groups.append((None, [block]))
        else:
            groups[-1][1].append(block)
    return [
        Group(None if heading is None else writer.note(heading), _parts(below, writer))
        for heading, below in groups
    ]


def _blocks(notes: Sequence[Note], writer: PageWriter) -> list[_Block]:
    blocks = writer.knowledge.homes.blocks
    found: list[_Block] = []
    for number, run in groupby(notes, lambda note: blocks.get(note.id)):
        together = tuple(run)
        found += together if number is None else [together]
    return found


def _parts(blocks: Sequence[_Block], writer: PageWriter) -> tuple[Run | ShownShape, ...]:
    parts: list[Run | ShownShape] = []
    notes: list[Note] = []
    for block in (*blocks, ()):
        if isinstance(block, Note):
            notes.append(block)
            continue
        parts += _runs(notes, writer)
        parts += [shown_shape(block, writer), *shapes_after(block, writer)] if block else []
        notes = []
    return tuple(parts)


def _runs(notes: Sequence[Note], writer: PageWriter) -> list[Run]:
    """Return notes in lists: what looks like definitions, pairs or steps is shown so."""
    looks = [_look(note, above, writer) for above, note in zip([None, *notes], notes, strict=False)]
    return [
        Run(kind, tuple(_shown(notes[at], looks[at], kind, writer) for at in range(first, end)))
        for kind, first, end in runs(looks)
    ]


def _shown(note: Note, look: Likeness, kind: str, writer: PageWriter) -> ShownNote:
    if kind in ("definitions", "pairs") and look.split:
        return writer.definition(note, look.split)
    return writer.note(note)


def _look(note: Note, above: Note | None, writer: PageWriter) -> Likeness:
    if len(note.lines) > 1 or note.kind != "note" or note.lines[0].mark not in _MARKS:
        return Likeness(None, None, joined=False)
    joined = above is not None and _touch(above, note)
    return look_of(note.lines[0], writer.first_sentence(note), joined=joined)


def _touch(above: Note, note: Note) -> bool:
    """Tell whether nothing but one blank line at most is between two notes in their file."""
    gap = note.first - above.last
    return note.source == above.source and (gap == 1 or (gap == 2 and not note.tight))
