"""Pictures beside notes and sections, as ``pictures.yml`` describes them.

A picture is one of three: plots (curves on axes), a grid (rows against columns) or boxes (what is
inside of what).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kb.data import Fields, Flag, ListOf, MapOf, Record, Shape, Text, loaded
from kb.model import KbError, Level, Note, Problem
from kb.pictures import boxes, grids, plots
from kb.pictures.drawing import Drawing
from kb.pictures.plots import Plots
from kb.quotes import Quote, quote_from, resolve

_KINDS: dict[str, Shape] = {"plots": plots.SHAPE, "grid": grids.SHAPE, "boxes": boxes.SHAPE}
_REQUIRED: dict[str, Shape] = {"caption": Text(), "alt": Text()}
_OPTIONAL: dict[str, Shape] = {"sketch": Flag(), **_KINDS, "arrows": boxes.ARROWS}
_SHAPE = Fields(
    required={},
    optional={
        "notes": MapOf(
            ListOf(Fields({"note": Text(), **_REQUIRED}, {"in": Text(), **_OPTIONAL})),
        ),
        "sections": ListOf(Fields({"topic": Text(), "section": Text(), **_REQUIRED}, _OPTIONAL)),
    },
)

Section = tuple[str, str]  # the titles of a topic and of one of its sections
Drawer = Callable[[Collection[Plots]], Mapping[Plots, Drawing]]  # draws each


@dataclass(frozen=True, slots=True)
class Picture:
    caption: str
    alt: str  # what is to be seen, for who does not see it
    sketch: bool  # it shows no data
    drawing: Drawing


def weight(picture: Picture) -> int:
    """Return about how many characters of HTML a picture takes."""
    parts = (*picture.drawing.strokes, *picture.drawing.words)
    return 500 + sum(len(stroke.way) for stroke in picture.drawing.strokes) + 70 * len(parts)


@dataclass(frozen=True, slots=True)
class Plan:
    """A picture before it is drawn."""

    line: int  # of its entry
    caption: str
    alt: str
    sketch: bool
    subject: Drawing | Plots

    def drawn(self, drawings: Mapping[Plots, Drawing]) -> Picture:
        found = drawings[self.subject] if isinstance(self.subject, Plots) else self.subject
        return Picture(self.caption, self.alt, self.sketch, found)


@dataclass(frozen=True, slots=True)
class Plans:
    """The content of pictures.yml, for notes by raw file."""

    notes: Mapping[str, Sequence[tuple[Quote, Plan]]] = field(default_factory=dict)
    sections: Sequence[tuple[Section, Plan]] = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures to be shown, by note id and by section."""

    notes: Mapping[str, Sequence[Picture]]
    sections: Mapping[Section, Sequence[Picture]]


def plans_from(file: str, text: str) -> Plans:
    """Return the pictures that a data file describes.  Raises :class:`KbError`."""
    data = loaded(file, text, _SHAPE)
    notes = {
        source: [(quote_from(file, entry), _plan(file, entry)) for entry in entries]
        for source, entries in data.get("notes", {}).items()
    }
    sections = [
        ((entry["topic"], entry["section"]), _plan(file, entry))
        for entry in data.get("sections", ())
    ]
    return Plans(notes, sections)


def _plan(file: str, entry: Record) -> Plan:
    where = f"{file}:{entry.line}"
    kinds = [kind for kind in _KINDS if kind in entry]
    if len(kinds) != 1:
        found = " and ".join(f'"{kind}"' for kind in kinds) or "nothing to draw"
        expected = 'expected one of "plots", "grid", "boxes"'
        raise KbError(f"{where}: this picture has {found}, {expected}")
    if "arrows" in entry and "boxes" not in entry:
        raise KbError(f'{where}: "arrows" without "boxes", expected boxes that they tie')
    caption, alt = (" ".join(entry[key].split()) for key in ("caption", "alt"))
    sketch = entry.get("sketch", False)
    return Plan(entry.line, caption, alt, sketch, _subject(file, entry, numbers=not sketch))


def _subject(file: str, entry: Record, numbers: bool) -> Drawing | Plots:
    if "plots" in entry:
        return plots.plots_from(file, entry["plots"], entry.line, numbers)
    if "grid" in entry:
        return grids.grid_from(file, entry["grid"])
    return boxes.boxes_from(file, entry["boxes"], entry.get("arrows", []))


def pictures_of(
    plans: Plans, notes: Sequence[Note], filled: Collection[Section], draw: Drawer
) -> tuple[Pictures, list[Problem]]:
    """Return the pictures of the notes that are there and of the sections that have some.

    Warnings are about quotations that fit no note.
    """
    quotes = {source: [quote for quote, _ in pairs] for source, pairs in plans.notes.items()}
    found, problems = resolve(quotes, notes)
    pairs = [pair for pairs in plans.notes.values() for pair in pairs]
    of_notes = [(found[quote].id, plan) for quote, plan in pairs if quote in found]
    of_sections = [(place, plan) for place, plan in plans.sections if place in filled]
    subjects = (plan.subject for _, plan in (*of_notes, *of_sections))
    drawings = draw([*dict.fromkeys(one for one in subjects if isinstance(one, Plots))])
    by_note: dict[str, list[Picture]] = {}
    for identity, plan in of_notes:
        by_note.setdefault(identity, []).append(plan.drawn(drawings))
    by_section: dict[Section, list[Picture]] = {}
    for place, plan in of_sections:
        by_section.setdefault(place, []).append(plan.drawn(drawings))
    return Pictures(by_note, by_section), problems


def astray(file: str, plans: Plans, known: Collection[Section]) -> list[Problem]:
    """Return a notice for each picture whose section topics.yml lacks; it may have a new name."""
    return [
        Problem(
            Level.NOTICE,
            file,
            plan.line,
            f'no section "{section}" in "{topic}", expected titles that topics.yml has',
        )
        for (topic, section), plan in plans.sections
        if (topic, section) not in known
    ]
