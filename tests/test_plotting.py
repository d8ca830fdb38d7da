"""Plots drawn by Matplotlib: what is kept of its SVG, and that it is asked once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kb.pictures.drawing import Drawing
from kb.pictures.plots import Curve, Plot, Plots
from plotting import drawings
from plotting.svg_parts import drawing_in
from stand_ins import silent

LINE = Curve(tuple((x / 10, x / 10) for x in range(-50, 51)), "line", label="a line")
POINTS = ((-4.0, 4.0), (0.0, 0.0), (4.0, -4.0))
LOOK = re.compile(r"(axis|plain|dashed|(curve|thin|dot|arrow|area|label) [1-5]|title|name|number)$")


def plot(*curves: Curve, low: float = -5, high: float = 5, **names: str) -> Plot:
    return Plot(low, high, curves, **names)


def drawn(folder: Path, *some: Plot, numbers: bool = True) -> Drawing:
    whole = Plots(some, numbers)
    return drawings([whole], folder, silent)[whole]


def looks(drawing: Drawing) -> list[str]:
    return [part.look for part in drawing.strokes] + [line.look for line in drawing.words]


def words(drawing: Drawing, look: str) -> list[str]:
    return [line.text for line in drawing.words if line.look == look]


def test_only_strokes_and_words_with_a_look_are_kept() -> None:
    svg = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink"
      viewBox="0 0 100 50"><metadata>never</metadata><defs><style>*{}</style></defs>
      <g id="patch_1"><path d="M 0 0 L 9 9" style="fill: red"/></g>
      <g id="kb:curve 1"><path d="M 1 2.125 L 3 4 z" style="stroke: red" clip-path="url(#c)"/></g>
      <g id="kb:dot 1"><defs><path id="m" d="M 0 1 C 1 -1 2 2 3 3"/></defs>
        <g><use l:href="#m" x="10" y="20" style="fill: red"/></g></g>
      <g id="kb:name"><text style="font: 9px x; text-anchor: end" x="5" y="6">a &lt; b</text></g>
      </svg>"""
    found = drawing_in(svg)
    assert (found.width, found.height) == (100, 50)
    assert [(stroke.look, stroke.way) for stroke in found.strokes] == [
        ("curve 1", "M1 2.12L3 4z"),
        ("dot 1", "M10 21C11 19 12 22 13 23"),
    ]
    (said,) = found.words
    assert (said.look, said.x, said.y, said.anchor, said.text) == ("name", 5, 6, "end", "a < b")


def test_a_plot_has_numbers_and_a_sketch_has_none(tmp_path: Path) -> None:
    found = drawn(tmp_path, plot(LINE, across="x", up="y"))
    assert words(found, "number") == ["−5", "5", "−5", "5"]
    assert words(found, "name") == ["x", "y"] and words(found, "label 1") == ["a line"]
    assert words(drawn(tmp_path, plot(LINE), numbers=False), "number") == []


def test_every_part_has_a_look_and_stands_in_the_picture(tmp_path: Path) -> None:
    found = drawn(
        tmp_path,
        plot(LINE, Curve(POINTS, "steps"), Curve(POINTS, "dashed", label="d"), title="one"),
        plot(Curve(POINTS, "dots", label="e"), Curve(POINTS, "line", area="f"), title="two"),
        plot(Curve(((3.0, 7.0),), "dots", label="flat"), low=2, high=4, across="a", up="b"),
    )
    assert all(LOOK.match(look) for look in looks(found))
    assert {"thin 1", "dot 1", "arrow 1", "area 2", "dashed", "plain"} <= {*looks(found)}
    assert words(found, "title") == ["one", "two"]
    for line in found.words:
        assert 0 <= line.x <= found.width and 0 < line.y <= found.height
    for stroke in found.strokes:
        assert re.fullmatch(r"[MLC][MLC\d. z-]+", stroke.way)
        sides = [float(side) for side in re.findall(r"-?[\d.]+", stroke.way)]
        assert min(sides[::2]) >= -1 and max(sides[::2]) <= found.width + 1
        assert min(sides[1::2]) >= -1 and max(sides[1::2]) <= found.height + 1


def test_a_number_is_left_out_where_a_curve_would_strike_it(tmp_path: Path) -> None:
    struck = Curve(((-5.0, -0.3), (5.0, 5.0)), "line")
    assert "−5" not in words(drawn(tmp_path, plot(struck)), "number")


@pytest.mark.parametrize("text", ["$x_1$", "漢字 \U0001f600", "a\\b % <b>&amp;", "\u05d0\u05d1"])
def test_words_are_kept_as_they_are(tmp_path: Path, text: str) -> None:
    found = drawn(tmp_path, plot(Curve(POINTS, "line", label=text), up=text, title=text))
    assert words(found, "label 1") == words(found, "name") == words(found, "title") == [text]


def test_extreme_values_are_drawn(tmp_path: Path) -> None:
    low = Curve(((0.0, -1e9), (1e-6, 1e9)), "line")
    flat = Curve(((0.0, 0.0), (1.0, 0.0)), "line", area="nothing")
    assert drawn(tmp_path, plot(low, low=0, high=1e-6), plot(flat, low=0, high=1))


def test_the_same_plots_are_the_same_bytes_whatever_is_set_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import matplotlib

    first = drawn(tmp_path / "one", plot(LINE, title="t"))
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 30)
    monkeypatch.setitem(matplotlib.rcParams, "lines.marker", "x")
    monkeypatch.setitem(matplotlib.rcParams, "svg.fonttype", "path")
    assert drawn(tmp_path / "two", plot(LINE, title="t")) == first
    kept = [(tmp_path / name / "plots.kept").read_bytes() for name in ("one", "two")]
    assert kept[0] == kept[1]
    assert matplotlib.rcParams["font.size"] == 30


def test_nothing_to_draw_touches_nothing(tmp_path: Path) -> None:
    assert drawings([], tmp_path / "cache", silent) == {}
    assert not (tmp_path / "cache").exists()


def test_kept_plots_need_no_library(tmp_path: Path) -> None:
    drawn(tmp_path, plot(LINE))
    code = (
        "import sys; from pathlib import Path; sys.modules['matplotlib'] = None\n"
        "from test_plotting import drawn, plot, LINE\n"
        f"drawn(Path({str(tmp_path)!r}), plot(LINE))"
    )
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "hooks")]
    start = f"import sys; sys.path[:0] = {paths!r}\n"
    subprocess.run([sys.executable, "-c", start + code], check=True)


def test_only_plots_in_use_are_kept(tmp_path: Path) -> None:
    one, other = Plots((plot(LINE),), True), Plots((plot(LINE),), False)
    drawings([one], tmp_path, silent)
    drawings([one, other], tmp_path, silent)
    both = (tmp_path / "plots.kept").stat().st_size
    drawings([Plots((plot(LINE, title="new"),), True)], tmp_path, silent)
    assert (tmp_path / "plots.kept").stat().st_size < both


@pytest.mark.parametrize("harm", ["empty", "cut", "changed", "not text"])
def test_a_damaged_cache_costs_a_notice(tmp_path: Path, harm: str) -> None:
    first = drawn(tmp_path, plot(LINE))
    file = tmp_path / "plots.kept"
    good = file.read_bytes()
    rubbish = {
        "empty": b"",
        "cut": good[:-20],
        "changed": good.replace(b"curve", b"cruve"),
        "not text": b"\xff\xfe",
    }
    file.write_bytes(rubbish[harm])
    notices: list[str] = []
    whole = Plots((plot(LINE),), True)
    assert drawings([whole], tmp_path, notices.append)[whole] == first
    assert len(notices) == 1 and "is damaged, it is made again" in notices[0]
    assert file.read_bytes() == good
    assert drawn(tmp_path, plot(LINE)) == first


def test_a_cache_that_cannot_be_written_costs_a_notice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    notices: list[str] = []
    whole = Plots((plot(LINE),), True)
    assert drawings([whole], tmp_path / "file" / "cache", notices.append)
    assert notices
