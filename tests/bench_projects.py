"""What ``make bench`` builds: the notes so many times, as this project and as plain pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import anki
import folder
from conftest import AUTHOR, ROOT, Project, make_project
from document_templates import templates_in
from kb import Frame, Site, Tools, build
from kb.layout import Addresses
from kb.memory import Recall, anew
from map_layout import positions
from mathjax import typeset
from plotting import drawings
from ts_fsrs import script

_WORD = re.compile(r"(?<=[a-z]{4})(?= )")
SETTING = anki.Setting("Bench", "https://a.b/practice/", ROOT / "theme_overrides" / "documents")
_OF_OURS = ("hooks", "watch", "extra_css", "extra_javascript")  # settings


def many(copies: int) -> dict[str, bytes]:
    """Return the author's notes so many times; no two copies of a line are the same."""
    lines = AUTHOR.read_text("utf-8").split("\n")
    files = {}
    for copy in range(copies):
        changed = [_WORD.sub(f" x{copy}", line, count=1) if copy else line for line in lines]
        files[f"copy-{copy:03}.txt" if copy else AUTHOR.name] = "\n".join(changed).encode()
    return files


def site_of(copies: int, recall: Recall = anew) -> tuple[float, Site]:
    """Return the seconds the core takes, and what it makes."""
    raw = {f"raw/{name}": data for name, data in many(copies).items()}
    data = folder.data(ROOT / "notes")
    templates = templates_in(ROOT / "theme_overrides", recall)
    frame = Frame("Notes", templates, None, (), None, Addresses())
    cache = ROOT / ".cache"
    tools = Tools(
        partial(typeset, project=ROOT, cache=cache, notice=print),
        partial(positions, cache=cache, notice=print),
        partial(drawings, cache=cache, notice=print),
        partial(anki.package, setting=SETTING, notes=ROOT / "notes", cache=cache, notice=print),
        partial(script, ROOT),
        recall,
    )
    start = perf_counter()
    site = build(raw, data, frame, tools)
    return perf_counter() - start, site


@dataclass(frozen=True)
class Pair:
    """This project, and a site of plain MkDocs and Material with the same pages."""

    copies: int
    ours: Project
    plain: Project
    pages: Site

    @property
    def notes(self) -> int:
        return self.pages.files["notes.json"].count(b'"id":')


def pair(folder: Path, copies: int) -> Pair:
    for name in ("ours", "plain"):
        (folder / name).mkdir()
    ours = make_project(folder / "ours", dict(many(copies)))
    _, site = site_of(copies)
    write_plain(folder / "plain", site)
    return Pair(copies, ours, Project(folder / "plain"), site)


def write_plain(folder: Path, site: Site) -> None:
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    for setting in _OF_OURS:
        config = re.sub(rf"^{setting}:.*\n", "", config, flags=re.MULTILINE)
    config = config.replace("  custom_dir: theme_overrides\n", "")
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    for path, text in site.documents.items():
        target = folder / "notes" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not path.startswith("sources/"):  # raw notes are the pages' own words once more
            text = text.replace("search:\n  exclude: true\n", "", 1)
        target.write_text(text, "utf-8")


def seconds(project: Project, *, cold: bool = False, engine: str = "mkdocs") -> float:
    """Return how long one whole build takes; ``cold`` means that nothing is kept from before."""
    command = {
        "mkdocs": ["mkdocs", "build", "--quiet", "--site-dir", str(project.site)],
        "zensical": ["zensical", "build", "--clean"],
    }[engine]
    shutil.rmtree(project.site, ignore_errors=True)
    shutil.rmtree(project.folder / "site", ignore_errors=True)
    if cold:
        shutil.rmtree(project.folder / ".cache", ignore_errors=True)
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project.folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start
