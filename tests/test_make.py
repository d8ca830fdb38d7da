"""`make` itself: what `make build` leaves behind, whatever happens to it, and what `make` tells."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import NOTE, ROOT, Make, Project, make_project
from newcomer import free_address
from test_serve import LONG, Server

BROKEN = b"- Kinesis\n- a\0b\n"
NEEDED = ("Makefile", "requirements*.txt", "package*.json", ".npmrc")
OLD = {Path("index.html"): b"the last good site", Path("deep/page.html"): b"\0\xff"}
# Whatever runs these tests, make too, must not tell the make under test what to do.
TOLD = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "GNUMAKEFLAGS", "STRICT", "SITE_URL"}


@pytest.fixture(autouse=True)
def _untold(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TOLD:
        monkeypatch.delenv(name, raising=False)


def command(*arguments: str) -> list[str]:
    """Return a make command that never installs anything: the stamps are taken as they are."""
    if shutil.which("make") is None:
        pytest.fail("make is missing: install GNU make (on Debian and Ubuntu: apt install make)")
    return ["make", "-o", ".venv/.site-ready", "-o", "node_modules/.ready", *arguments]


@pytest.fixture
def copy(project: Make) -> Make:
    """Makes a copy of the project with its Makefile, this environment and a site/ from before."""

    def make(raw: dict[str, str | bytes]) -> Project:
        made = project(raw).without_glossary()
        for file in (file for pattern in NEEDED for file in ROOT.glob(pattern)):
            shutil.copy2(file, made.folder)
        (made.folder / ".venv").symlink_to(sys.prefix)
        for path, content in OLD.items():
            (made.folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
            (made.folder / "site" / path).write_bytes(content)
        return made

    return make


def run(project: Project, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make in a process group of its own, so that all of it can be killed."""
    return subprocess.run(
        command(*arguments),
        cwd=project.folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG,
        start_new_session=True,
    )


def site_of(project: Project, name: str = "site") -> dict[Path, bytes]:
    site = project.folder / name
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def leftovers(project: Project) -> list[str]:
    return sorted(path.name for path in project.folder.glob(".site*"))


def is_new(project: Project) -> bool:
    """Tell whether site/ is whole, made of NOTE, and free of what was there before."""
    site = site_of(project)
    return (
        b"streams have shards" in site.get(Path("data-engineering/index.html"), b"")
        and {Path("index.html"), Path("404.html"), Path("notes.json")} <= site.keys()
        and Path("deep/page.html") not in site
    )


# -- make build ----------------------------------------------------------------------------------


def test_a_build_replaces_the_site(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    result = run(made, "build")
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("site/ is ready\n")
    assert is_new(made)
    assert leftovers(made) == []


def test_a_first_build_needs_no_site(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    shutil.rmtree(made.folder / "site")
    assert run(made, "build").returncode == 0
    assert is_new(made)
    assert leftovers(made) == []


def test_a_failing_build_names_the_line_and_leaves_the_site(copy: Make) -> None:
    made = copy({"a.txt": BROKEN})
    result = run(made, "build")
    assert result.returncode != 0
    told = [line for line in result.stderr.split("\n") if "raw/a.txt" in line]
    assert told == [
        "ERROR   -  raw/a.txt:2: NUL byte found, expected UTF-8 text (save it as UTF-8)"
    ]
    assert "Traceback" not in result.stderr
    assert "site/ is ready" not in result.stdout
    assert site_of(made) == OLD
    assert leftovers(made) == []


def test_strict_fails_on_a_warning(copy: Make) -> None:
    made = copy({"a.md": NOTE + "- see [x](gone.txt)\n"})
    result = run(made, "build", "STRICT=1")
    assert result.returncode != 0
    assert re.search(r'WARNING .*raw/a\.md:2: dead link "gone\.txt"', result.stderr), result.stderr
    assert site_of(made) == OLD
    assert leftovers(made) == []
    result = run(made, "build")
    assert result.returncode == 0, result.stderr
    assert "WARNING" in result.stderr
    assert is_new(made)


def test_a_page_written_by_hand_is_published_without_a_warning(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    (made.folder / "notes" / "mine.md").write_text("# Mine\n\nOf my own.\n")
    result = run(made, "build", "STRICT=1")
    assert result.returncode == 0, result.stderr
    assert b"Of my own." in site_of(made)[Path("mine/index.html")]


def test_a_page_written_by_hand_in_latin_1_is_one_line(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    (made.folder / "notes" / "mine.md").write_bytes(b"caf\xe9\n")
    result = run(made, "build")
    assert result.returncode != 0
    assert re.search(r"mine\.md:\d+: byte 0xe9 is not UTF-8 ", result.stderr), result.stderr
    assert "Traceback" not in result.stderr


# -- make build, cut short -----------------------------------------------------------------------

# Python runs this first: it sends a signal to the whole build when a file is opened.
CUT = """
import os, signal, sys
def watch(event, arguments):
    if event in ("open", "sqlite3.connect") and {!r} in str(arguments[0]):
        os.killpg(0, signal.{})
sys.addaudithook(watch)
"""
PAGES = "sitemap.xml.gz"  # MkDocs writes it after the styles and scripts and before the pages
POINTS = ["raw/a.txt", "formulas.sqlite", "main.html", "notes.json", PAGES, "search/index.json"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_build_that_is_told_to_stop_leaves_the_site(copy: Make, name: str) -> None:
    made = copy({"a.txt": NOTE})
    (made.folder / "sitecustomize.py").write_text(CUT.format(PAGES, name))
    result = run(made, "build", PYTHONPATH=str(made.folder))
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert site_of(made) == OLD
    assert leftovers(made) == []


def test_a_build_killed_at_any_point_leaves_the_site_and_the_next_one_is_right(
    copy: Make, tmp_path_factory: pytest.TempPathFactory
) -> None:
    notes: dict[str, str | bytes] = {"a.txt": f"{NOTE}- x = (a + b) / c\n"}
    made = copy(notes)
    for point in POINTS:
        (made.folder / "sitecustomize.py").write_text(CUT.format(point, "SIGKILL"))
        result = run(made, "build", PYTHONPATH=str(made.folder))
        assert result.returncode == -signal.SIGKILL, point
        assert site_of(made) == OLD, point
    (left,) = leftovers(made)  # of the last one: each build has cleared what was left before it
    assert (made.folder / left / "index.html").exists()
    result = run(made, "build")
    assert result.returncode == 0, result.stderr
    assert is_new(made)
    assert leftovers(made) == []
    clean = make_project(tmp_path_factory.mktemp("clean"), notes).without_glossary()
    assert clean.build(SITE_URL="https://example.org/aws-ml-notes/").returncode == 0
    assert site_of(made) == site_of(clean, "out")


# Stands for mv or rm on the PATH: at one call (a shell pattern) it does something else.
STAND_IN = """#!/bin/sh
case "$*" in {pattern}) {action};; esac
exec {real} "$@"
"""
KILL = "kill -KILL 0"


def stand_in(project: Project, name: str, pattern: str, action: str) -> str:
    """Put a stand-in for a command in place; return the PATH that leads to it."""
    folder = project.folder / "bin"
    folder.mkdir()
    real = shutil.which(name)
    (folder / name).write_text(STAND_IN.format(pattern=pattern, action=action, real=real))
    (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


KILLED = {
    "before the first rename": ("mv", r"site\ .site-*-last", "old"),
    "between the two renames": ("", "", "none"),
    "before the old site is removed": ("rm", r"-rf\ .site-*-last", "new"),
}
# Python runs this first: the second rename is its own.
KILL_RENAME = """
import os, signal, sys
def watch(event, arguments):
    if event == "os.rename" and str(arguments[1]) == "site":
        os.killpg(0, signal.SIGKILL)
sys.addaudithook(watch)
"""


@pytest.mark.parametrize("step", KILLED)
def test_a_kill_around_the_renames_is_healed_by_the_next_build(copy: Make, step: str) -> None:
    name, pattern, state = KILLED[step]
    made = copy({"a.txt": NOTE})
    (made.folder / "hook").mkdir()
    if name:
        result = run(made, "build", PATH=stand_in(made, name, pattern, KILL))
    else:
        (made.folder / "hook" / "sitecustomize.py").write_text(KILL_RENAME)
        result = run(made, "build", PYTHONPATH=str(made.folder / "hook"))
    assert result.returncode == -signal.SIGKILL
    assert leftovers(made)
    assert (made.folder / "site").exists() == (state != "none")
    (made.raw / "b.txt").write_bytes(BROKEN)
    assert run(made, "build").returncode != 0  # it heals, even if it has nothing to show
    assert is_new(made) if state == "new" else site_of(made) == OLD
    assert leftovers(made) == []


def test_of_two_builds_that_end_at_once_one_is_the_site_and_none_is_inside_it(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    theirs = f'{shutil.which("mv")} "$@"; mkdir site; echo theirs > site/index.html; exit 0'
    result = run(made, "build", PATH=stand_in(made, "mv", r"site\ .site-*-last", theirs))
    assert result.returncode != 0
    assert "make: another build was faster; site/ is what it made\n" in result.stderr
    assert "Traceback" not in result.stderr and "site/ is ready" not in result.stdout
    assert site_of(made) == {Path("index.html"): b"theirs\n"}
    assert leftovers(made) == []


def test_a_site_that_cannot_be_renamed_is_left_as_it_is(copy: Make) -> None:
    """As where site/ is a mounted folder: the new site must not end up inside the old one."""
    made = copy({"a.txt": NOTE})
    result = run(made, "build", PATH=stand_in(made, "mv", r"site\ *", "exit 1"))
    assert result.returncode != 0
    assert "site/ is ready" not in result.stdout
    assert site_of(made) == OLD
    assert leftovers(made) == []


def test_the_folder_of_a_build_that_still_runs_is_left_alone(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    running = made.folder / f".site-{os.getpid()}"
    running.mkdir()
    assert run(made, "build").returncode == 0
    assert leftovers(made) == [running.name]


# -- make pdf ------------------------------------------------------------------------------------


@pytest.fixture
def printable(copy: Make) -> Make:
    """Makes a copy that can print, with a PDF from before."""

    def make(raw: dict[str, str | bytes]) -> Project:
        made = copy(raw)
        (made.folder / "tests").mkdir()
        shutil.copy2(ROOT / "tests" / "browser.py", made.folder / "tests")
        (made.folder / "dist").mkdir()
        (made.folder / "dist" / "old.pdf").write_bytes(b"old")
        return made

    return make


def test_make_pdf_writes_a_book_and_the_sheets_that_there_are(printable: Make) -> None:
    made = printable({"a.txt": NOTE + "- S3 keeps 5 TB\n"})
    result = run(made, "-o", ".venv/.dev-ready", "pdf", "PAPER=Letter")
    assert result.returncode == 0, result.stderr
    written = {path.name: path.read_bytes() for path in (made.folder / "dist").iterdir()}
    assert sorted(written) == ["aws-ml-notes.pdf", "numbers.pdf"]
    assert all(content.startswith(b"%PDF") for content in written.values())
    told = ["dist/aws-ml-notes.pdf: 4 pages", "dist/numbers.pdf: 1 page"]
    assert result.stdout.splitlines() == told
    assert site_of(made) == OLD
    assert b"MediaBox [0 0 612 792]" in written["numbers.pdf"]


def test_make_pdf_of_notes_that_cannot_be_built_leaves_the_pdfs(printable: Make) -> None:
    made = printable({"a.txt": BROKEN})
    result = run(made, "-o", ".venv/.dev-ready", "pdf")
    assert result.returncode != 0
    assert "raw/a.txt:2: NUL byte found" in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in (made.folder / "dist").iterdir()] == ["old.pdf"]


# -- make alone, make serve ----------------------------------------------------------------------


def test_make_alone_lists_every_target_that_says_what_it_does(copy: Make, tmp_path: Path) -> None:
    made = copy({})
    (made.folder / ".venv").unlink()
    (made.folder / "node_modules").unlink()
    before = sorted(tmp_path.rglob("*"))
    result = run(made)
    assert result.returncode == 0, result.stderr
    makefile = (made.folder / "Makefile").read_text("utf-8")
    documented = re.findall(r"^([^\s:#]+):[^=\n]*?## *(.+)$", makefile, re.MULTILINE)
    assert {"serve", "build", "test"} <= {target for target, _ in documented}
    for target, does in documented:
        line = rf"^ *make {re.escape(target)} +{re.escape(does)}$"
        assert re.search(line, result.stdout, re.MULTILINE), target
    assert result.stdout.count("\n  make ") == len(documented)
    assert sorted(tmp_path.rglob("*")) == before  # nothing is installed, nothing is built


def test_make_export_writes_where_it_is_told(copy: Make, tmp_path: Path) -> None:
    made = copy({"a.txt": NOTE})
    result = run(made, "export", f"DIR={tmp_path / 'a folder'}")
    assert result.returncode == 0, result.stderr
    assert (
        "streams have shards" in (tmp_path / "a folder/docs/data-engineering/index.md").read_text()
    )
    result = run(made, "export")
    assert result.returncode != 0
    assert "no folder is named, expected make export DIR=folder" in result.stderr
    assert site_of(made) == OLD


def test_make_offline_writes_a_bundle_with_the_name_of_the_site(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    settings = made.folder / "mkdocs.yml"
    named = re.sub("^site_name: .*", 'site_name: "My notes, v2"', settings.read_text("utf-8"))
    settings.write_text(named, "utf-8")
    result = run(made, "offline")
    assert result.returncode == 0, result.stderr
    assert [path.name for path in (made.folder / "dist").iterdir()] == ["my-notes-v2.zip"]
    assert site_of(made) == OLD


def test_make_serve_serves_until_it_is_interrupted(copy: Make) -> None:
    made = copy({"a.txt": NOTE})
    address = free_address()
    server = Server(made, address, *command("serve", f"ADDR={address}"))
    try:
        server.wait_for_line(f"Serving on http://{address}/")
        assert "streams have shards" in server.page()
        server.signal(signal.SIGINT)
        server.wait_for_end()
    finally:
        server.close()
    assert "Traceback" not in server.output
    assert not [*server.spare.iterdir()]  # the folder that was served
    assert site_of(made) == OLD
