"""The author's notes, on a copy of the file: what a reader sees must be what the splitter finds.

The line numbers are those of ``tests/data/aws-ml-specialty.txt``.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from kb.model import Dropped, Entry, Mark, Note
from kb.notes import split
from kb.sources import source_from

DATA = (Path(__file__).parent / "data" / "aws-ml-specialty.txt").read_bytes()
SOURCE = source_from("raw/aws-ml-specialty.txt", DATA)
ENTRIES, PROBLEMS = split(SOURCE, Counter())
NOTES = [entry for entry in ENTRIES if isinstance(entry, Note)]
BY_ID = {note.id: note for note in NOTES}

HEADINGS = [
    *(204, 239, 244, 250, 255, 260, 265, 278, 282, 297, 301, 338, 351, 354, 357, 360, 407),
    *(412, 422),
]
FALSE_HEADINGS = [
    *(33, 34, 37, 53, 342, 343, 345, 347, 348, 349, 384, 400, 401, 413, 415, 416),
    *(173, 241, 367),  # bare lines above a bullet
]

# Notes of more than one line, first to last.
WHOLE = {
    (31, 34), (36, 37), (51, 53), (99, 100), (127, 130), (136, 137), (172, 173), (197, 199),
    (332, 333), (335, 337), (342, 349), (366, 367), (368, 369), (373, 376), (381, 382),
    (389, 390), (400, 405),
}  # fmt: skip

# Heading line (or None) -> the lines that stand directly under it.
UNDER: dict[int | None, tuple[int, ...]] = {
    204: tuple(range(205, 220)),
    239: (241, 242),
    244: tuple(range(245, 250)),
    250: tuple(range(251, 255)),
    255: (256, 257, 258, 259, 260, 263),
    260: (261, 262),
    265: tuple(range(266, 271)),
    278: (279, 280),
    282: (283, 284, 285, 286, 288),
    297: (298, 299),
    301: tuple(range(302, 309)),
    338: (339, 340),
    351: (352,),
    354: (355,),
    357: (358,),
    360: (361,),
    407: (408, 409, 410),
    412: tuple(range(413, 419)),
    422: (423, 424, 425),
    None: (
        *(1, 3, 100, 201, 221, 222, 223, 230, 237, 272, 274, 275, 276, 290, 291, 292, 294, 295),
        *(310, 312, 314, 316, 319, 325, 327, 329, 331, 335, 342, 364, 366, 368, 371, 373, 384),
        *(391, 393, 395, 400, 405, 420, 428, 429),
    ),
}


def entry_at(line: int) -> Entry:
    (entry,) = [entry for entry in ENTRIES if entry.first <= line <= entry.last]
    return entry


def note_at(line: int) -> Note:
    entry = entry_at(line)
    assert isinstance(entry, Note)
    return entry


def test_the_copy_is_the_file_that_the_author_wrote() -> None:
    assert len(SOURCE.lines) == 429
    assert sum(bool(line.strip()) for line in SOURCE.lines) == 286
    assert not DATA.endswith(b"\n") and b"\r" not in DATA


def test_every_line_is_in_exactly_one_entry_in_the_order_of_the_file() -> None:
    covered = [line for entry in ENTRIES for line in range(entry.first, entry.last + 1)]
    assert covered == sorted(set(covered))
    written = {number for number, line in enumerate(SOURCE.lines, 1) if line.strip()}
    assert written <= set(covered)
    assert not PROBLEMS


def test_every_entry_keeps_the_exact_words() -> None:
    for entry in ENTRIES:
        assert entry.source == "raw/aws-ml-specialty.txt"
        assert entry.text == "\n".join(SOURCE.lines[entry.first - 1 : entry.last])
    for note in NOTES:
        typed = "".join(f"{line.marker}{line.text}" for line in note.lines)
        assert re.sub(r"\s", "", typed) == re.sub(r"\s", "", note.text)


def test_headings_are_those_that_a_reader_sees() -> None:
    assert [note.first for note in NOTES if note.kind == "heading"] == HEADINGS
    assert all(note_at(line).kind != "heading" for line in FALSE_HEADINGS)


def test_notes_of_several_lines() -> None:
    assert {(note.first, note.last) for note in NOTES if note.first != note.last} == WHOLE


@pytest.mark.parametrize("heading", UNDER)
def test_notes_under_a_heading(heading: int | None) -> None:
    for line in UNDER[heading]:
        above = note_at(line).headings
        assert (BY_ID[above[-1]].first if above else None) == heading, line


def test_every_note_under_a_heading_is_one_of_these() -> None:
    under = {note.first for note in NOTES if note.headings}
    assert under == {line for heading, lines in UNDER.items() if heading for line in lines}


def test_an_action_heading_stands_under_the_thing() -> None:
    assert [BY_ID[anchor].first for anchor in note_at(261).headings] == [255, 260]
    assert [BY_ID[anchor].first for anchor in note_at(263).headings] == [255]


def test_only_the_line_of_number_signs_is_dropped() -> None:
    dropped = [entry for entry in ENTRIES if isinstance(entry, Dropped)]
    assert [(entry.first, entry.last, entry.reason) for entry in dropped] == [
        (102, 102, "separator")
    ]
    assert dropped[0].text == "#" * 114


@pytest.mark.parametrize("line", [150, 175, 222, 288, 308])
def test_a_note_that_needs_the_line_above_follows_it(line: int) -> None:
    assert note_at(line).follows


@pytest.mark.parametrize("line", [3, 107, 119, 141, 154, 190, 205, 223, 251, 263, 290, 310, 391])
def test_a_note_that_stands_for_itself_does_not_follow(line: int) -> None:
    assert not note_at(line).follows


def test_links_are_the_seven_addresses() -> None:
    assert [note.first for note in NOTES if note.kind == "link"] == list(range(319, 326))
    assert all(note.text.startswith("https://") for note in NOTES if note.kind == "link")


def test_the_worked_example_is_whole() -> None:
    example = note_at(400)
    assert (example.kind, example.first, example.last) == ("example", 400, 405)
    assert [note.first for note in NOTES if note.kind == "example"] == [400]


@pytest.mark.parametrize(
    ("line", "marks", "depths"),
    [
        (127, [Mark.BULLET] * 4, [0, 1, 1, 1]),
        (197, [Mark.BULLET, Mark.NUMBER, Mark.NUMBER], [0, 1, 1]),
        (31, [Mark.BULLET, Mark.BARE, Mark.BARE, Mark.BARE], [0, 0, 0, 0]),
        (136, [Mark.BULLET, Mark.BARE], [0, 0]),
        (342, [Mark.BARE] * 8, [0] * 8),
        (423, [Mark.NUMBER], [0]),
    ],
)
def test_lines_of_a_note(line: int, marks: list[Mark], depths: list[int]) -> None:
    note = note_at(line)
    assert [x.mark for x in note.lines] == marks
    assert [x.depth for x in note.lines] == depths


def test_only_the_sentence_that_was_broken_wraps() -> None:
    assert [line.number for note in NOTES for line in note.lines if line.wraps] == [173]


@pytest.mark.parametrize(
    ("line", "marker", "start"),
    [
        (272, "-", "Stochastic adjust weight"),  # no blank after the dash
        (9, "-", "AWS macie"),  # no-break spaces inside
        (129, "-", "Applying transformations blindly- on all"),
        (198, "1.", "Role based policy - when"),
        (400, "", "100 rows"),
        (401, "", "5 batch size"),
        (402, "", "100/5 = 20"),
        (17, "-", "in time-series along"),
        (279, "", "GDFrame ===> spark dataframe   @@@@@by toDF"),
        (234, "-", "Durability \N{EN DASH} S3"),
        (25, "-", "EMRFS ==> s3://, HDFS  ==> hdfs://    <=== prefix"),  # no links
        (53, "", "The_quick, The_brown, The__fox"),
        (111, "-", "True Positive Rate === TP  /  TP + FN"),
        (127, "-", "if target leakage is there(or just for normal data) don't do"),
        (321, "", "https://aws.amazon.com/sagemaker/faqs/?ml=sec&sec=prep"),
        (405, "", "total iteration = epoch * iteration"),
        (67, "-", "in cnn relu AF is used  ---- cnn"),
        (429, "", "nominal data ===> One Hot encoder"),  # no line end after it
    ],
)
def test_marker_and_words(line: int, marker: str, start: str) -> None:
    (found,) = [x for x in note_at(line).lines if x.number == line]
    assert found.marker == marker
    assert found.text.startswith(start)


@pytest.mark.parametrize("pair", [(331, 332), (337, 338), (390, 391), (428, 429), (106, 107)])
def test_lines_that_touch_and_are_separate(pair: tuple[int, int]) -> None:
    above, below = map(note_at, pair)
    assert above.id != below.id
    assert below.tight


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(NOTES) == 253


@pytest.mark.parametrize(
    "data", [DATA + b"\n", DATA.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + DATA],
    ids=["final line end", "CRLF", "BOM"],
)  # fmt: skip
def test_bytes_around_the_words_make_no_difference(data: bytes) -> None:
    assert split(source_from(SOURCE.path, data), Counter())[0] == ENTRIES


@pytest.mark.parametrize("line", [1, 40, 102, 151, 204, 288, 350, 429])
def test_a_new_note_at_a_blank_line_leaves_all_ids(line: int) -> None:
    at = next((i for i in range(line, len(SOURCE.lines)) if not SOURCE.lines[i]), 429)
    lines = [*SOURCE.lines[:at], "", "- a note that is wholly new", "", *SOURCE.lines[at:]]
    entries, _ = split(source_from(SOURCE.path, "\n".join(lines).encode()), Counter())
    ids = {entry.id for entry in entries if isinstance(entry, Note)}
    assert ids >= set(BY_ID)
    assert len(ids) == len(BY_ID) + 1
