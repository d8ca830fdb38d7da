"""pictures.yml: what it may say, what becomes of it, and what is said where it is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from itertools import combinations
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import KbError, Level, Note
from kb.notes import split
from kb.pictures import Pictures, Plans, astray, pictures_of, plans_from, weight
from kb.pictures.drawing import Drawing, label_of, named
from kb.pictures.labels import Room, Surroundings, room_for
from kb.pictures.plots import Plots
from kb.sources import source_from

RAW = "raw/a.txt"
PLACE = ("Modeling", "Metrics")
CURVE = "{from: 0, to: 1, curves: [{y: x}]}"
KINDS = 'expected one of "plots", "grid", "boxes"'
FORMULA = "expected numbers, + - * / ** and x, pi, abs, exp, log, sqrt, tanh, max, min"


def entry(text: str) -> str:
    """Return a file with one picture; what it shows begins in line 6."""
    return "sections:\n" + item(text)


def item(text: str) -> str:
    body = indent(f"caption: c\nalt: a\n{text}", "    ")
    return f"  - topic: Modeling\n    section: Metrics\n{body}\n"


def subject(text: str) -> Drawing | Plots:
    ((_, plan),) = plans_from("p.yml", entry(text)).sections
    return plan.subject


def drawn(text: str) -> Drawing:
    found = subject(text)
    assert isinstance(found, Drawing)
    return found


def plots(text: str) -> Plots:
    found = subject(text)
    assert isinstance(found, Plots)
    return found


def refusal(text: str) -> str:
    with pytest.raises(KbError) as caught:
        plans_from("p.yml", text)
    return str(caught.value)


def draw(wanted: Collection[Plots]) -> dict[Plots, Drawing]:
    return {one: Drawing(1, 1, (), ()) for one in wanted}


def notes(text: str) -> list[Note]:
    entries, _ = split(source_from(RAW, text.encode()), Counter())
    return [one for one in entries if isinstance(one, Note)]


def pictures(text: str, raw: str = "- one\n- two\n") -> tuple[Pictures, list[str]]:
    found, problems = pictures_of(plans_from("p.yml", text), notes(raw), [PLACE], draw)
    return found, [f"{problem.level.value} {problem}" for problem in problems]


# -- where a picture belongs ------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n", "notes:\n", "notes: {}\nsections: []\n"])
def test_there_may_be_none(text: str) -> None:
    found = plans_from("p.yml", text)
    assert not found.notes and not found.sections
    assert pictures_of(Plans(), (), (), draw) == (Pictures({}, {}), [])


def test_a_picture_belongs_to_a_note_or_to_a_section() -> None:
    text = f"notes:\n  {RAW}:\n    - {{note: two, caption: c, alt: a, plots: [{CURVE}]}}\n"
    found, problems = pictures(text + entry("boxes: {A: }\nsketch: true"))
    assert problems == []
    ((identity, (of_note,)),) = found.notes.items()
    assert identity == notes("- one\n- two\n")[1].id
    assert (of_note.caption, of_note.alt, of_note.sketch) == ("c", "a", False)
    ((place, (of_section,)),) = found.sections.items()
    assert place == PLACE and of_section.sketch
    assert weight(of_section) > 500


def test_what_is_not_shown_is_not_drawn() -> None:
    text = f"notes:\n  {RAW}:\n    - {{note: nine, caption: c, alt: a, plots: [{CURVE}]}}\n"
    text += entry(f"plots: [{CURVE}]")
    wanted: list[Plots] = []

    def drawing(some: Collection[Plots]) -> dict[Plots, Drawing]:
        wanted.extend(some)
        return draw(some)

    pictures_of(plans_from("p.yml", text), notes("- one\n"), [], drawing)
    assert wanted == []


def test_the_same_plots_are_drawn_once() -> None:
    text = f"notes:\n  {RAW}:\n" + "".join(
        f"    - {{note: {words}, caption: {words}, alt: a, plots: [{CURVE}]}}\n"
        for words in ("one", "two", "one")
    )
    found, _ = pictures(text)
    assert sorted(len(some) for some in found.notes.values()) == [1, 2]
    drawings = {id(one.drawing) for some in found.notes.values() for one in some}
    assert len(drawings) == 1


def test_a_quotation_that_fits_no_note_is_a_warning_a_file_that_is_gone_a_notice() -> None:
    one = f"    - {{note: nine, caption: c, alt: a, plots: [{CURVE}]}}\n"
    _, problems = pictures(f"notes:\n  {RAW}:\n{one}  raw/gone.txt:\n{one}")
    assert problems == [
        f'warning p.yml:3: no note in {RAW} contains "nine", '
        "expected the words as they stand there",
        "notice p.yml: raw/gone.txt is not there, what stands here for it is left out",
    ]


def test_a_section_that_is_not_known_is_a_notice() -> None:
    plans = plans_from("p.yml", entry("boxes: {A: }"))
    assert astray("p.yml", plans, [PLACE]) == []
    (problem,) = astray("p.yml", plans, [("Modeling", "Text")])
    assert problem.level is Level.NOTICE
    said = 'no section "Metrics" in "Modeling", expected titles that topics.yml has'
    assert str(problem) == f"p.yml:2: {said}"


# -- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"2: this picture has nothing to draw, {KINDS}"),
        (f"boxes: {{A: }}\nplots: [{CURVE}]", f'2: this picture has "plots" and "boxes", {KINDS}'),
        (
            f"plots: [{CURVE}]\narrows: [{{from: A, to: B}}]",
            '2: "arrows" without "boxes", expected boxes that they tie',
        ),
        (
            "pie: [1, 2]",
            '6: unknown key "pie", expected the keys "topic", "section", "caption", "alt", '
            '"sketch", "plots", "grid", "boxes", "arrows"',
        ),
        ("plots: []", '2: "plots" has 0, expected 1 to 4'),
        (f"plots: [{', '.join([CURVE] * 5)}]", '2: "plots" has 5, expected 1 to 4'),
        ("plots:\n- {from: 0, to: 1, curves: []}", '7: "curves" has 0, expected 1 to 5'),
        (
            "plots:\n- {from: 1, to: 1, curves: [{y: x}]}",
            '7: "from" is 1 and "to" is 1, expected a larger "to"',
        ),
        (
            "plots:\n- {from: 0, to: inf, curves: [{y: x}]}",
            '7: "to" has "inf", expected a number of up to six digits',
        ),
        (
            "plots:\n- {from: 0, to: 1234567, curves: [{y: x}]}",
            '7: "to" has "1234567", expected a number of up to six digits',
        ),
        (
            "plots:\n- from: 0\n  to: 1\n  curves:\n  - y: x\n  - y: sin(x)",
            f'11: "sin" in "sin(x)" is not known, {FORMULA}',
        ),
        (
            "plots:\n- {from: -1, to: 1, curves: [{y: 1/x}]}",
            '7: "1/x" has no value at x = 0, expected one everywhere',
        ),
        (
            "plots:\n- {from: 0, to: 1, curves: [{y: x, dots: [0, 2]}]}",
            '7: "dots" has 2, expected numbers from 0 to 1',
        ),
        (
            "plots:\n- {from: 0, to: 1, curves: [{y: x, steps: [0, half]}]}",
            '7: "steps" has "half", expected a number of up to six digits',
        ),
        (
            "plots:\n- {from: 0, to: 1, curves: [{y: x, area: A, dots: [1]}]}",
            '7: a curve with "area" and "dots", expected one of them',
        ),
        (
            f"plots:\n- {{from: 0, to: 1, up: {'x' * 41}, curves: [{{y: x}}]}}",
            '7: "up" has 41 letters, expected at most 40 here',
        ),
        (
            f"plots:\n- {CURVE}\n- {{from: 0, to: 1, curves: [{{y: x, label: {'x' * 26}}}]}}",
            '8: "label" has 26 letters, expected at most 25 here',
        ),
        ("grid:\n  columns: []\n  rows: {a: []}", '6: "columns" has 0, expected 1 to 6'),
        ("grid:\n  columns: [a]\n  rows: {}", '6: "rows" has 0, expected 1 to 6'),
        (
            "grid:\n  columns: [1, 2, 3, 4, 5, 6, 7]\n  rows: {a: []}",
            '6: "columns" has 7, expected 1 to 6',
        ),
        (
            "grid:\n  columns: [a, b]\n  rows:\n    a: [1, 2]\n    b: [1]",
            '8: the row "b" has 1 cells, expected 2, one for each column',
        ),
        ("boxes:", '6: "boxes" has 0, expected 1 to 40'),
        ("boxes: [A]", '6: "boxes" is a list, expected a group of keys'),
        ("boxes: {A: B}", '6: "A" is "B", expected a group of keys'),
        ("boxes:\n  A:\n  A:", '8: "A" is in line 7 already, expected it once'),
        (
            "boxes: {a: {b: {c: {d: {e: {f: {g: }}}}}}}",
            '6: "g" is nested too deep, expected at most 6 boxes in each other',
        ),
        (
            "boxes: {" + ", ".join(f"b{number}: " for number in range(41)) + "}",
            '6: "boxes" has 41, expected 1 to 40',
        ),
        (
            "boxes: {A: , B: }\narrows:\n- {from: A, to: C}",
            '8: no box has the name "C" of "to", expected a name that one box has',
        ),
        (
            "boxes: {A: {B: }, B: }\narrows:\n- {from: B, to: A}",
            '8: two boxes have the name "B" of "from", expected a name that one box has',
        ),
        (
            "boxes: {A: {B: }}\narrows:\n- {from: A, to: B}",
            '8: no arrow from "A" to "B": one is in the other, expected boxes side by side',
        ),
        (
            "boxes: {A: , B: , C: }\narrows:\n- {from: A, to: C}",
            '8: no arrow from "A" to "C": "B" is in its way, expected boxes side by side',
        ),
        (
            "boxes: {A: , B: }\narrows:\n" + "- {from: A, to: B}\n" * 41,
            "8: 41 arrows, expected at most 40",
        ),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    assert refusal(entry(text)) == f"p.yml:{message}"


@pytest.mark.parametrize("key", ["caption", "alt"])
def test_a_picture_has_a_caption_and_a_text_alternative(key: str) -> None:
    text = entry("boxes: {A: }").replace(f"    {key}: ", "    sketch: false #")
    keys = '"topic", "section", "caption", "alt", "sketch", "plots", "grid", "boxes", "arrows"'
    assert refusal(text) == f'p.yml:2: "{key}" is missing, expected the keys {keys}'


VALID = entry(
    "boxes:\n  A (b):\n    C:\n      D:\n      E:\n  F:\narrows:\n- {from: F, to: C, label: up}"
) + item(
    "plots:\n- from: -1\n  to: 1\n  up: y\n  curves:\n"
    "  - {y: 1 - (x)**2, label: l}\n  - {y: x, steps: [0, 1]}"
)


def test_the_file_for_the_next_test_is_valid() -> None:
    assert len(plans_from("p.yml", VALID).sections) == 2


@given(
    st.integers(0, len(VALID)),
    st.integers(0, 12),
    st.text("\"'\\[]{}:,-?&*!|>%@`#~ \n\tax0/(") | st.text(max_size=5),
)
def test_any_slip_in_a_valid_file_gives_pictures_or_one_line(at: int, cut: int, typed: str) -> None:
    try:
        plans_from("p.yml", VALID[:at] + typed + VALID[at + cut :])
    except KbError as error:
        assert re.fullmatch(r"p\.yml:[1-9]\d*: .+, expected .+", str(error))
        assert len(str(error).splitlines()) == 1


# -- plots --------------------------------------------------------------------------------------


def test_a_curve_is_a_line_of_points_over_its_range() -> None:
    (plot,) = plots(
        "plots:\n- from: -2\n  to: 2\n  across: a  b\n  up: u\n  title: t\n"
        "  curves: [{y: 'max(0, x)', label: l, area: s}]"
    ).plots
    assert (plot.low, plot.high, plot.title, plot.across, plot.up) == (-2, 2, "t", "a b", "u")
    (curve,) = plot.curves
    assert (curve.look, curve.label, curve.area) == ("line", "l", "s")
    assert curve.points[0] == (-2, 0) and curve.points[-1] == (2, 2)
    assert (0, 0) in curve.points  # the bend
    assert [x for x, _ in curve.points] == sorted(x for x, _ in curve.points)


def test_dots_and_steps_stand_where_they_are_said_to() -> None:
    (plot,) = plots(
        "plots:\n- from: -2\n  to: 2\n  curves:\n  - {y: x**2, steps: [-2, 1.5, -1]}\n"
        "  - {y: x, dots: [1, 2]}\n  - {y: x, dashed: true}\n  - {y: x, dashed: false}"
    ).plots
    assert [curve.look for curve in plot.curves] == ["steps", "dots", "dashed", "line"]
    assert plot.curves[0].points == ((-2, 4), (1.5, 2.25), (-1, 1))
    assert plot.curves[1].points == ((1, 1), (2, 2))


def test_a_sketch_has_no_numbers_on_its_axes() -> None:
    assert plots(f"plots: [{CURVE}]").numbers
    assert not plots(f"plots: [{CURVE}]\nsketch: true").numbers


# -- grids --------------------------------------------------------------------------------------


def spoken(drawing: Drawing) -> str:
    return " | ".join(words.text for words in drawing.words)


def inside(drawing: Drawing) -> bool:
    """Tell whether all words begin in the picture."""
    return all(0 <= x.x <= drawing.width and 0 < x.y <= drawing.height for x in drawing.words)


def boxes(drawing: Drawing) -> list[tuple[str, float, float, float, float]]:
    """Return the look, left, top, right and bottom of the boxes in a drawing."""
    found = []
    for stroke in drawing.strokes:
        sides = re.fullmatch(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", stroke.way)
        if sides:
            x, y, wide, high = map(float, sides.groups())
            found.append((stroke.look, x, y, x + wide, y + high))
    return found


def test_a_grid_marks_the_cells_where_row_and_column_agree() -> None:
    found = drawn(
        "grid:\n  across: predicted\n  down: actual\n  columns: [yes, no]\n"
        "  rows:\n    yes: [TP, FN (type 2)]\n    no: [FP, TN]"
    )
    assert spoken(found) == (
        "predicted | yes | no | actual | yes | TP | FN | type 2 | no | FP | TN"
    )
    assert [look for look, *_ in boxes(found)] == ["right", "box", "box", "right"]
    assert inside(found)


def test_the_cells_of_a_grid_touch_and_do_not_overlap() -> None:
    found = drawn(
        f"grid:\n  columns: [a, b, c]\n  rows:\n    r: [{'long words ' * 9}, x, {'y' * 90}]\n"
        "    s: [1, 2, 3]"
    )
    cells = [sides for _, *sides in boxes(found)]
    assert len(cells) == 6
    for one, other in combinations(cells, 2):
        apart = one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1
        assert apart or one[3] <= other[1] + 0.1 or other[3] <= one[1] + 0.1
    assert inside(found) and found.width <= 401


# -- boxes --------------------------------------------------------------------------------------


def test_boxes_are_in_each_other_and_arrows_between_them() -> None:
    found = drawn(
        "boxes:\n  Outer:\n    Inner:\n      One:\n      Two:\n  Store (far away):\n"
        "arrows:\n- {from: Store, to: Inner, label: goes in}"
    )
    assert spoken(found) == "Outer | Inner | One | Two | Store | far away | goes in"
    outer, inner, one, two, store = boxes(found)
    assert [box[0] for box in (outer, inner, one, two, store)] == ["box"] * 2 + ["part"] * 3
    for whole, part in ((outer, inner), (inner, one), (inner, two)):
        assert whole[1] < part[1] and whole[2] < part[2]
        assert part[3] < whole[3] and part[4] < whole[4]
    assert one[2] == two[2] and one[3] < two[1]  # side by side
    assert outer[4] < store[2]  # one below the other
    tie, tip = found.strokes[-2:]
    assert (tie.look, tip.look) == ("tie", "tip")
    ends = [float(side) for side in re.findall(r"[\d.]+", tip.way)[:2]]
    assert inner[1] < ends[0] < inner[3] and ends[1] == pytest.approx(inner[4])
    assert inside(found)


def test_arrows_go_across_in_a_row() -> None:
    found = drawn("boxes: {A: , B: , C: }\narrows: [{from: A, to: B, label: x}, {from: C, to: B}]")
    a, b, c = boxes(found)
    there, back = (stroke.way for stroke in found.strokes if stroke.look == "tip")
    assert there.startswith(f"M{b[1]:.6g} ") and back.startswith(f"M{b[3]:.6g} ")
    assert a[3] < b[1] and b[3] < c[1]


def test_what_does_not_fit_side_by_side_stands_one_below_the_other() -> None:
    names = [f"a box with a long name {number}" for number in range(9)]
    found = drawn("boxes: {" + ", ".join(f"{name}: " for name in names) + "}")
    tops = [box[2] for box in boxes(found)]
    assert tops == sorted(set(tops)) and found.width <= 401 and inside(found)


# -- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "remark"),
    [
        ("S3", "S3", ""),
        (" FN  (type 2  error) ", "FN", "type 2 error"),
        ("a (b) c", "a (b) c", ""),
        ("(b)", "(b)", ""),
        ("f(x)", "f(x)", ""),
    ],
)
def test_words_in_brackets_at_the_end_are_a_remark(text: str, name: str, remark: str) -> None:
    assert named(text) == (name, remark)


def test_long_labels_are_wrapped_and_long_words_cut() -> None:
    label = label_of("one two three (and four)", 50)
    assert label.lines == (
        ("word", "one two"),
        ("word", "three"),
        ("quiet", "and"),
        ("quiet", "four"),
    )
    assert "".join(text for _, text in label_of("x" * 30, 50).lines) == "x" * 30
    assert all(words.y < label.height for words in label.at(0, label.height / 2))


def test_the_name_of_a_curve_keeps_clear_of_lines_words_and_edges() -> None:
    frame = Room(0, 0, 200, 100)
    line = [(float(x), 50.0) for x in range(0, 201, 5)]
    above = [(0.0, 75.0), (200.0, 75.0)]
    word = Room(0, 15, 60, 30)
    found = room_for("a name", line, Surroundings(frame, [above], (), [word]))
    assert found.y + found.height < 50 and found.x > 90
    assert found.sticks_out(frame) == 0 and not found.touches(word)
    shade = [(float(x), float(y)) for x in range(0, 201, 4) for y in range(0, 51, 4)]
    found = room_for("a name", line, Surroundings(frame, (), shade, ()))
    assert found.y > 50
