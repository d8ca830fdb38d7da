"""Shapes that a person describes: golden cases, errors in the data, and what always holds."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden import Case, cases
from kb.library import library_of
from kb.model import KbError, Level
from kb.shapes import shapes_from, shapes_of
from sections import RAW, check_homes, section, shown
from test_notes import texts


def parts(text: str) -> tuple[str, str, str]:
    """Return the notes, shapes.yml and corrections.yml of a case."""
    notes, *blocks = re.split(r"^~~~(.*)\n", text, flags=re.MULTILINE)
    data = {"": "", "corrections.yml": ""}
    for name, block in zip(blocks[::2], blocks[1::2], strict=True):
        data[name.strip()] = "raw/x.txt:\n" + re.sub(r"^", "  ", block, flags=re.MULTILINE)
    return notes, data[""], data["corrections.yml"]


@pytest.mark.parametrize("case", cases("shapes-tables.md", "shapes-others.md"), ids=str)
def test_case(case: Case) -> None:
    assert shown(section(*parts(case.input))) == case.expected


# -- what is wrong with an entry ----------------------------------------------------------------

PLACE = "topic: T, section: S"
TABLE = f"title: A, {PLACE}, shape: table, columns: [B, C]"
STEPS = f"title: A, {PLACE}, shape: steps"
PIECE = 'expected one of "words", "note" and "label" ("in" not with a label)'
MADE_OF = 'a shape "{}" is made of {}, expected "{}" alone'


@pytest.mark.parametrize(
    ("entry", "line", "message"),
    [
        (f"title: A, {PLACE}, shape: chart", 2, '"shape" is "chart", expected "table" or "defini'),
        (f"{PLACE}, shape: table", 2, '"title" is missing, expected the keys "title", "shape"'),
        (f"{TABLE}, rows: [[x]]", 2, "this row has 1 cells, expected 2"),
        (f"{TABLE}, rows: [[x, y, z]]", 2, "this row has 3 cells, expected 2"),
        (f"{TABLE},\n rows: [[x, y],\n [x]]", 4, "this row has 1 cells, expected 2"),
        (f"{TABLE}, rows: [{{label: x, cells: [y, z]}}]", 2, "this row has 3 cells, expected 2"),
        (f"{TABLE}, rows: []", 2, MADE_OF.format("table", "rows", "rows")),
        (f"{TABLE}, items: [x]", 2, MADE_OF.format("table", "rows", "rows")),
        (f"{STEPS}, rows: [[x]]", 2, MADE_OF.format("steps", "items", "items")),
        (f"{STEPS}, items: [x], columns: [y]", 2, 'a table has "columns" and no other shape has'),
        (f"title: A, {PLACE}, shape: table, rows: [[x]]", 2, 'a table has "columns" and no other'),
        ("title: A, topic: T, shape: table, columns: [B], rows: [[x]]", 2, "no full place"),
        ("title: A, shape: steps, items: [x]", 2, "no full place, expected"),
        (f"{STEPS}, items: [{{note: x, words: y}}]", 2, f"two ways what stands here, {PIECE}"),
        (f"{STEPS}, items: [{{in: x}}]", 2, PIECE),
        (f"{STEPS}, items: [{{label: x, in: y}}]", 2, PIECE),
        (f"{STEPS}, items: [[x, ~]]", 2, "is empty, expected text or the keys"),
        (
            f"{STEPS}, items: [x]}}\n  - {{{STEPS}, items: [x]",
            3,
            'the title "A" is in line 2, expected',
        ),
        (f"{STEPS}, items: [{{text: x}}]", 2, 'unknown key "text", expected text or the keys'),
    ],
)
def test_what_cannot_be_read_stops_the_build(entry: str, line: int, message: str) -> None:
    with pytest.raises(KbError) as caught:
        shapes_from("shapes.yml", f"{RAW}:\n  - {{{entry}}}\n")
    said = str(caught.value)
    assert said.startswith(f"shapes.yml:{line}: ") and message in said and "\n" not in said


NOTES = "- ORC - columnar\n- Avro - in rows\n- both are binary\n- first line\n  second line\n"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            f"{STEPS}, items: [Parquet]",
            f'2: no note in {RAW} contains "Parquet", expected the words as they stand there',
        ),
        (
            f"{STEPS}, items: [ORC,\n in]",
            f'3: 3 notes in {RAW} contain "in" (lines 2, 3, 4), expected "in:" with words that '
            "only one of them has",
        ),
        (
            f"{STEPS}, items: [first line second]",
            "2: the quoted words run over several lines of the note, expected words of one line",
        ),
        (
            f"{STEPS}, items: ['- ORC']",
            '2: the quoted words begin with the bullet "-", expected the words behind it',
        ),
        (
            "title: A, topic: T, section: X, shape: steps, items: [ORC]",
            '2: there is no section "X" in T, expected one of: S, Other',
        ),
        (
            "title: A, topic: X, section: S, shape: steps, items: [ORC]",
            '2: there is no topic "X", expected one of: T',
        ),
        (
            "title: A, topic: T, section: Other, shape: steps, items: [ORC]",
            "2: none of these notes is in Other, expected one that stands there",
        ),
    ],
)
def test_what_is_not_found_is_a_warning(entry: str, message: str) -> None:
    found = section(NOTES, f"{RAW}:\n  - {{{entry}}}\n")
    (problem,) = found.problems
    assert str(problem) == f"shapes.yml:{message}"
    assert problem.level is Level.WARNING
    check_homes(found)


def test_shapes_of_a_raw_file_that_is_not_there_are_one_notice() -> None:
    outlines = shapes_from("shapes.yml", f"raw/gone.txt: [{{{STEPS}, items: [x, y]}}]")
    found, problems = shapes_of(outlines, library_of({RAW: b"- x\n"}).notes, {}, {"T": ["S"]})
    assert found == []
    assert [(x.level, str(x)) for x in problems] == [
        (Level.NOTICE, "shapes.yml: raw/gone.txt is not there, what stands here for it is left out")
    ]


@pytest.mark.parametrize("text", ["", "  \n", "# a comment\nraw/x.txt:\n", "raw/x.txt: []\n"])
def test_a_file_without_entries_is_none(text: str) -> None:
    assert not any(shapes_from("shapes.yml", text).values())


# -- what always holds --------------------------------------------------------------------------


@st.composite
def outlines(draw: st.DrawFn, text: str) -> str:
    """Draw what shapes.yml may say of some notes, in words that are there and some that are not."""
    typed = [x for x in re.findall(r"[\w.,:=()/-]+(?: [\w.,:=()/-]+)?", text) if x.isprintable()]
    words = st.sampled_from([*typed, "nowhere"])
    piece = st.one_of(words, st.fixed_dictionaries({"note": words}), st.just({"label": "L"}))
    cell = st.one_of(st.lists(piece, max_size=3), piece)

    def shape(number: int) -> dict[str, Any]:
        kind = draw(st.sampled_from(["table", "definitions", "steps", "flow", "callout"]))
        entry: dict[str, Any] = {"title": f"N{number}", "topic": "T", "section": "S", "shape": kind}
        if kind == "table":
            entry["columns"] = [draw(cell), draw(cell)]
            entry["lead"] = draw(cell)
        if kind in ("table", "definitions"):
            entry["rows"] = draw(st.lists(st.tuples(cell, cell), min_size=1, max_size=4))
        else:
            entry["items"] = draw(st.lists(cell, min_size=1, max_size=4))
        return entry

    entries = [shape(number) for number in range(draw(st.integers(1, 3)))]
    return json.dumps({RAW: entries}, ensure_ascii=False)


@settings(max_examples=200)
@given(st.data(), texts)
def test_no_word_is_lost_and_every_note_has_one_home(data: st.DataObject, text: str) -> None:
    notes = f"{text}\nword and a last note\n"
    check_homes(section(notes, data.draw(outlines(notes))))
