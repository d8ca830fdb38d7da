"""The typesetter: TeX in, markup out, through MathJax in Node and a cache on disk."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import formula_markup
import mathjax
from kb.model import KbError, Tex, Typeset
from mathjax import typeset
from node import MathJaxMissing
from stand_ins import silent

PROJECT = Path(__file__).parents[1]
MEND = "`make build` installs Node and MathJax (by hand: `npm ci --ignore-scripts`)"
NO_NODE = Path("/there/is/no/node")
ACCURACY: Tex = (r"\text{accuracy} = \frac{TP + TN}{N}", True)
SQUARE: Tex = ("x^2", False)

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture(scope="module")
def installed() -> None:
    if not (PROJECT / "node_modules/mathjax/package.json").is_file():
        pytest.fail("MathJax is not in node_modules/: `make test` installs it", pytrace=False)


def run(
    cache: Path,
    *formulas: Tex,
    notice: Callable[[str], None] = silent,
    node: Path | None = None,
    timeout: float | None = None,
) -> dict[Tex, Typeset]:
    return typeset(
        formulas, project=PROJECT, cache=cache, notice=notice, node=node, timeout=timeout
    )


def markup(cache: Path, formula: Tex) -> str:
    made = run(cache, formula)[formula]
    assert made.error is None
    assert made.html is not None
    return made.html


def program(path: Path, script: str) -> Path:
    """Return an executable that stands in for Node."""
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


# --- Markup ---


def test_display_formula_holds_svg_and_mathml(tmp_path: Path) -> None:
    tree = ElementTree.fromstring(markup(tmp_path, ACCURACY))
    assert tree.attrib == {"class": "kb-math kb-math-display", "data-tex": ACCURACY[0]}
    svg, spoken = tree
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert (svg.get("aria-hidden"), svg.get("focusable")) == ("true", "false")
    assert re.fullmatch(r"vertical-align: -?[\d.]+ex;", svg.get("style", ""))
    assert re.fullmatch(r"[\d.]+ex", svg.get("width", ""))
    assert spoken.attrib == {"class": "kb-math-mml"}
    (math,) = spoken
    assert math.get("display") == "block"
    assert "".join("".join(math.itertext()).split()) == "accuracy=TP+TNN"


def test_inline_formula(tmp_path: Path) -> None:
    html = markup(tmp_path, SQUARE)
    assert html.startswith('<span class="kb-math" data-tex="x^2"><svg ')
    assert "display=" not in html
    assert "currentColor" in html
    assert len(html) < 1900


def test_markup_is_one_line_and_tex_is_escaped(tmp_path: Path) -> None:
    tex = "a < b\n\\text{x \"y\" 'z'\n\\& w} % &amp;\r\n + c"
    html = markup(tmp_path, (tex, True))
    assert len(html.splitlines()) == 1
    assert ElementTree.fromstring(html).get("data-tex") == tex


def test_nothing_in_a_page_can_clash_with_it(tmp_path: Path) -> None:
    html = markup(tmp_path, (r"\begin{array}{|c:c|} \hline \sqrt{a} & \boxed{b} \end{array}", True))
    assert not re.search(r"\b(id|data-(?!tex)[\w-]+|href|on\w+)=|<(use|script|a|style)\b", html)


def test_same_bytes_in_any_order_and_company(tmp_path: Path) -> None:
    deep = (r"\sqrt{" * 500 + "x" + "}" * 500, True)
    formulas: list[Tex] = [(rf"\frac{{a_{{{n}}}}}{{\mathbb{{R}}}}", n % 2 > 0) for n in range(40)]
    formulas += [deep, (r"\foo", True), (r"\text{日本 Ж}", False), (r"\mathscr{F}", True)]
    first = run(tmp_path / "1", *formulas)
    shuffled = random.Random(7).sample(formulas, len(formulas))
    assert run(tmp_path / "2", *shuffled) == first
    assert run(tmp_path / "3", formulas[-1])[formulas[-1]] == first[formulas[-1]]
    assert list(run(tmp_path / "1", *shuffled)) == shuffled


# --- TeX that is refused ---


REJECTED = [
    (r"\frac{1}{", "Missing close brace"),
    (r"\foo{x}", r"Undefined control sequence \foo"),
    ("x_{a}_{b}", "Double subscripts: use braces to clarify"),
    (r"\left( x", r"Extra \left or missing \right"),
    (r"\text{a_b}", "'_' allowed only in math mode"),
    ("", "There is no formula"),
    ("% nothing", "There is no formula"),
    (r"\begin{foo}x\end{foo}", "Unknown environment 'foo'"),
    (r"\hspace{99999em} x", "Wider or higher than 1000 ex"),
    ("x\0", "There is an unprintable character (U+0000)"),
    ("\ud800", "There is an unprintable character (U+D800)"),
    ("x\u2028y", "There is an unprintable character (U+2028)"),
    ("x + " * 10_000, "Longer than 10000 characters"),
    ("x+" * 4_900, "Too long for one formula"),
    ("{" * 4_900 + "}" * 4_900, "Too long for one formula"),
    (r"\sqrt{" * 900 + "x" + "}" * 900, "Nested too deeply"),
    (r"\pmb{" * 30 + "x" + "}" * 30, "Too long for one formula"),
]

HOSTILE = [
    r"\href{javascript:alert(1)}{x}",
    r"\text{\href{javascript:alert(1)}{x}}",
    r"\class{a}{x}",
    r"\style{color: red}{x}",
    r"\cssId{a}{x}",
    r"\require{html} x",
    r"\unicode{x41}",
    r"\def\x{\x\x} \x",
    r"\newcommand{\x}{\x\x} \x",
    r"\let\x=y",
    r"\DeclareMathOperator{\x}{x} \x",
    r"\newcolumntype{x}{c} y",
    r"\label{x} x",
    r"x \tag{<script>}",
    r"x \ref{x}",
    r"\text{\ref{x}}",
    r"\eqref{x}",
    r"\mmlToken{mi}[href='javascript:alert(1)']{x}",
    r"\mmlToken{mi}[id=x]{x}",
    r"\mmlToken{mi}[style='background: url(//x)']{x}",
    r"\mmlToken{mi}[onclick='alert(1)']{x}",
    r"\mmlToken{script}{alert(1)}",
    r"\rule{9em}{9em}",
]


@pytest.fixture(scope="module")
def refusals(installed: None, tmp_path_factory: pytest.TempPathFactory) -> dict[Tex, Typeset]:
    """All of them at once, with a good formula after each."""
    formulas: list[Tex] = []
    for tex in [*(tex for tex, _ in REJECTED), *HOSTILE]:
        formulas += [(tex, True), (tex, False)]
    for number in range(len(formulas) // 2):
        formulas.insert(3 * number, (f"x^{{{number}}}", True))
    return run(tmp_path_factory.mktemp("cache"), *formulas)


@pytest.mark.parametrize(("tex", "reason"), REJECTED)
def test_rejected(refusals: dict[Tex, Typeset], tex: str, reason: str) -> None:
    assert refusals[tex, True] == refusals[tex, False] == Typeset(None, reason)


@pytest.mark.parametrize("tex", HOSTILE)
@pytest.mark.parametrize("display", [True, False])
def test_hostile_tex_is_refused(refusals: dict[Tex, Typeset], tex: str, display: bool) -> None:
    made = refusals[tex, display]
    assert made.html is None
    assert made.error


def test_bad_formulas_do_not_touch_the_others(refusals: dict[Tex, Typeset]) -> None:
    others = [made for (tex, _), made in refusals.items() if re.fullmatch(r"x\^\{\d+\}", tex)]
    assert len(others) == len(REJECTED) + len(HOSTILE)
    assert all(made.html for made in others)


def test_definitions_do_not_outlive_their_formula(tmp_path: Path) -> None:
    tries = [
        r"\DeclareMathOperator{\aaa}{x}",
        r"\newcommand{\aaa}{x}",
        r"\def\aaa{x}",
        r"\zzz + \aaa",
    ]
    answers = run(tmp_path, *((tex, True) for tex in tries))
    assert [made.html for made in answers.values()] == [None] * 4


def test_html_in_text_stays_text(tmp_path: Path) -> None:
    html = markup(tmp_path, (r"\text{<script>alert(1)</script>} < 日", True))
    assert "<script" not in html
    tree = ElementTree.fromstring(html)
    assert "".join("".join(tree[1].itertext()).split()) == "<script>alert(1)</script><日"


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' style='background: url(x)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' fill='url(#x)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='100%' height='1ex'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><!-- --></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>",
        "<p/>",
    ],
)
def test_objections_to_markup(svg: str) -> None:
    assert formula_markup._objection(svg, "{http://www.w3.org/2000/svg}svg")


def test_text_elements_hold_only_text() -> None:
    math = "<math xmlns='http://www.w3.org/1998/Math/MathML'><mtext><mspace/></mtext></math>"
    root = "{http://www.w3.org/1998/Math/MathML}math"
    assert formula_markup._objection(math, root)
    assert formula_markup._objection(math.replace("<mspace/>", "x"), root) is None


# --- Cache ---


def test_second_build_starts_no_node(tmp_path: Path) -> None:
    bad = (r"\frac{1}{", True)
    first = run(tmp_path, ACCURACY, bad)
    assert run(tmp_path, ACCURACY, bad, node=NO_NODE) == first
    with pytest.raises(MathJaxMissing):
        run(tmp_path, ACCURACY, SQUARE, node=NO_NODE)


def test_display_and_inline_are_kept_apart(tmp_path: Path) -> None:
    answers = run(tmp_path, ("x", True), ("x", False))
    assert answers["x", True] != answers["x", False]
    assert run(tmp_path, ("x", False), node=NO_NODE)["x", False] == answers["x", False]


def test_no_formulas_need_nothing(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert typeset([], project=tmp_path, cache=cache, notice=silent, node=NO_NODE) == {}
    assert not cache.exists()


@pytest.fixture(scope="module")
def kept(
    installed: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[Tex, Typeset]]:
    """A file of the cache, and the answers in it."""
    cache = tmp_path_factory.mktemp("kept")
    first = run(cache, *((f"x^{number}", True) for number in range(20)))
    return cache / "formulas.sqlite", first


def test_unreadable_cache_is_replaced(tmp_path: Path) -> None:
    store = tmp_path / "formulas.sqlite"
    store.write_text("this is no database" * 99, "utf-8")
    notices: list[str] = []
    first = run(tmp_path, SQUARE, notice=notices.append)
    assert notices == [f"{store}: the formulas kept here cannot be read (file is not a database)"]
    assert run(tmp_path, SQUARE, node=NO_NODE) == first


@pytest.mark.parametrize("script", ["DROP TABLE formulas", "ALTER TABLE formulas DROP COLUMN seal"])
def test_cache_of_another_shape_is_replaced(tmp_path: Path, script: str) -> None:
    first = run(tmp_path, SQUARE)
    with closing(sqlite3.connect(tmp_path / "formulas.sqlite")) as database:
        database.execute(script)
        database.commit()
    notices: list[str] = []
    assert run(tmp_path, SQUARE, notice=notices.append) == first
    assert len(notices) == 1
    assert run(tmp_path, SQUARE, node=NO_NODE) == first


def test_empty_cache_file_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "formulas.sqlite").touch()
    first = run(tmp_path, SQUARE)
    assert run(tmp_path, SQUARE, node=NO_NODE) == first


def test_damaged_entry_is_made_again(tmp_path: Path) -> None:
    first = run(tmp_path, SQUARE, ACCURACY)
    store = tmp_path / "formulas.sqlite"
    with closing(sqlite3.connect(store)) as database:
        database.execute("UPDATE formulas SET html = '<b>' WHERE html LIKE '%x^2%'")
        database.commit()
    notices: list[str] = []
    assert run(tmp_path, SQUARE, ACCURACY, notice=notices.append) == first
    assert notices == [f"{store}: 1 of the formulas kept here are damaged, they are typeset again"]
    assert run(tmp_path, SQUARE, ACCURACY, node=NO_NODE) == first


@pytest.mark.parametrize("place", range(0, 100, 20))
def test_a_changed_bit_anywhere_costs_time_only(
    kept: tuple[Path, dict[Tex, Typeset]], tmp_path: Path, place: int
) -> None:
    store, first = kept
    content = bytearray(store.read_bytes())
    content[len(content) * place // 100] ^= 1
    (tmp_path / store.name).write_bytes(content)
    assert run(tmp_path, *first, notice=print) == first
    assert run(tmp_path, *first, node=NO_NODE) == first


@pytest.mark.parametrize("size", [100, 4096, -1000])
def test_a_cache_that_was_cut_costs_time_only(
    kept: tuple[Path, dict[Tex, Typeset]], tmp_path: Path, size: int
) -> None:
    store, first = kept
    (tmp_path / store.name).write_bytes(store.read_bytes()[:size])
    assert run(tmp_path, *first, notice=print) == first
    assert run(tmp_path, *first, node=NO_NODE) == first


def test_killed_write_leaves_what_was(tmp_path: Path) -> None:
    first = run(tmp_path, SQUARE)
    script = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA cache_spill = 1")
database.execute("BEGIN IMMEDIATE")
database.execute("UPDATE formulas SET html = ?", ["x" * 5_000_000])
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "formulas.sqlite")], check=False)
    assert run(tmp_path, SQUARE, node=NO_NODE) == first


def test_unwritable_cache_costs_a_notice(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    notices: list[str] = []
    assert run(in_the_way, SQUARE, notice=notices.append)[SQUARE].html
    assert len(notices) == 1
    assert re.fullmatch(
        r".*file/formulas\.sqlite: the formulas kept here cannot be written \(.+\)", notices[0]
    )


def test_locked_cache_costs_notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(tmp_path, SQUARE)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", partial(connect, timeout=0))
    notices: list[str] = []
    with closing(connect(tmp_path / "formulas.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert run(tmp_path, SQUARE, notice=notices.append) == first
        other.rollback()
    assert [re.sub(".* cannot be", "", notice) for notice in notices] == [
        " read (database is locked)",
        " written (database is locked)",
    ]
    assert run(tmp_path, SQUARE, node=NO_NODE) == first


def test_two_builds_at_once(tmp_path: Path) -> None:
    halves: list[list[Tex]] = [[(f"{name}_{n}", True) for n in range(30)] for name in "ab"]
    with ThreadPoolExecutor(2) as builds:
        results = list(builds.map(lambda half: run(tmp_path, *half), halves))
    both = run(tmp_path, *halves[0], *halves[1], node=NO_NODE)
    assert both == results[0] | results[1]


def test_what_another_mathjax_made_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, SQUARE)
    monkeypatch.setattr(mathjax, "_FORMAT", 0)
    with pytest.raises(MathJaxMissing):
        run(tmp_path, SQUARE, node=NO_NODE)
    run(tmp_path, ACCURACY)
    with closing(sqlite3.connect(tmp_path / "formulas.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM formulas").fetchall() == [(1,)]


# --- Node and MathJax gone wrong ---


def test_missing_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MathJaxMissing) as caught:
        run(tmp_path, SQUARE, node=NO_NODE)
    reason = "No such file or directory"
    assert str(caught.value) == f"{NO_NODE} cannot be started ({reason}): {MEND}"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MathJaxMissing) as caught:
        run(tmp_path, SQUARE)
    assert str(caught.value) == f"Node is not installed: {MEND}"


def test_missing_mathjax(tmp_path: Path) -> None:
    with pytest.raises(MathJaxMissing) as caught:
        typeset([SQUARE], project=tmp_path, cache=tmp_path, notice=silent)
    assert str(caught.value) == f"MathJax is not installed in {tmp_path / 'node_modules'}: {MEND}"


def test_warm_cache_needs_no_node_modules(tmp_path: Path) -> None:
    first = run(tmp_path, SQUARE)
    (tmp_path / "package-lock.json").write_bytes((PROJECT / "package-lock.json").read_bytes())
    assert typeset([SQUARE], project=tmp_path, cache=tmp_path, notice=silent) == first
    with pytest.raises(MathJaxMissing):
        typeset([SQUARE, ACCURACY], project=tmp_path, cache=tmp_path, notice=silent)


def test_hang_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe, answered = tmp_path / "pipe", tmp_path / "answered"
    os.mkfifo(pipe)
    os.mkfifo(answered)
    communicate = subprocess.Popen.communicate

    def patient(process: Any, text: bytes | None = None, timeout: float | None = None) -> Any:
        if timeout:
            answered.read_bytes()  # the time begins when there is an answer, however late
        return communicate(process, text, timeout)

    monkeypatch.setattr(subprocess.Popen, "communicate", patient)
    # `cat` is a process of its own, which has the answer's pipe open: if it stayed, so would we.
    node = program(tmp_path / "node", f"echo '{{}}'; echo > '{answered}'; cat '{pipe}'; true")
    with pytest.raises(KbError) as caught:
        run(tmp_path / "cache", ("a", True), ("b", True), node=node, timeout=0.1)
    assert str(caught.value) == f"MathJax did not finish in 0.1 seconds at `b`: {MEND}"
    assert not (tmp_path / "cache").exists()


def test_hang_that_does_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    node = program(tmp_path / "node", f"cat '{pipe}'; true")
    formulas: list[Tex] = [(f"{'x' * 999}_{{{n}}}", True) for n in range(200)]
    with pytest.raises(KbError, match=r"did not finish in 0\.3 seconds"):
        run(tmp_path / "cache", *formulas, node=node, timeout=0.3)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 3", "without a word"),
        ("cat > /dev/null; echo 'at x\nError: no font\n  at y' >&2; exit 1", "Error: no font"),
        ("kill -9 $$", "without a word"),
    ],
)
def test_crash(tmp_path: Path, script: str, reason: str) -> None:
    node = program(tmp_path / "node", script)
    with pytest.raises(KbError) as caught:
        run(tmp_path, SQUARE, node=node)
    assert str(caught.value) == f"MathJax stopped ({reason}) at `x^2`: {MEND}"


@pytest.mark.parametrize(
    "answer", ["", "nonsense", "[1]", "7", "null", "{}", '{"svg": 1, "mml": 2}', "{}\n{}", "\\377"]
)
def test_garbage(tmp_path: Path, answer: str) -> None:
    node = program(tmp_path / "node", f"cat > /dev/null; printf '{answer}\\n'")
    with pytest.raises(KbError) as caught:
        run(tmp_path, SQUARE, node=node)
    assert str(caught.value) == f"Node answered what is not MathJax's answer: {MEND}"
    assert not (tmp_path / "formulas.sqlite").exists()


def test_mathjax_that_is_half_there(tmp_path: Path) -> None:
    package = tmp_path / "node_modules/mathjax/package.json"
    package.parent.mkdir(parents=True)
    package.write_text('{"version": "4.1.3"}', "utf-8")
    with pytest.raises(KbError) as caught:
        typeset([SQUARE], project=tmp_path, cache=tmp_path, notice=silent)
    message = str(caught.value)
    assert message.startswith("MathJax stopped (Error: Cannot find module")
    assert message.endswith(MEND)
    assert "\n" not in message
