"""A build of ``serve`` takes over what has not changed: it must be what a first build would be.

A process builds again and again as ``serve`` does, while files are edited; after each edit every
file of the site must have the bytes that a process writes which remembers nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from conftest import SUB_PATH, Make, Project

# Builds, as mkdocs.commands.serve does, into each folder that it is told, and answers how it went.
BUILDER = """
import logging, sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

logging.getLogger("mkdocs").setLevel(logging.CRITICAL)
config = load_config()
config.plugins.on_startup(command="serve", dirty=False)
shown = sys.modules["hooks/adapter.py"]._Made
for line in sys.stdin:
    config = load_config(site_dir=line.strip())
    if sys.argv[1] == "forgets":
        shown.memory, shown.pages = type(shown.memory)(), type(shown.pages)()
    try:
        build(config, serve_url=config.site_url)
        print("built", flush=True)
    except Abort:
        print("failed", flush=True)
"""


class Builder:
    """A process that builds a project again and again, and ``remembers`` or ``forgets``."""

    def __init__(self, project: Project, how: str = "remembers") -> None:
        self.project = project
        self.process = subprocess.Popen(
            [sys.executable, "-c", BUILDER, how],
            cwd=project.folder,
            env={
                **os.environ,
                "NO_MKDOCS_2_WARNING": "1",
                "SITE_URL": f"https://example.org{SUB_PATH}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def build(self) -> str:
        """Build into a folder; return how it went."""
        assert self.process.stdin and self.process.stdout
        print(self.project.folder / "out", file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()

    def site(self) -> dict[str, bytes]:
        """Build, and return path -> content of what was written."""
        folder = self.project.folder / "out"
        assert self.build() == "built"
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


NOTES = """# Kinesis

- Kinesis streams have shards
- A shard takes 1 MB/s; see [[Glue]] and `SM_HOSTS`
  - precision = TP / (TP + FP)

Glue crawlers fill the data catalog

- the same words in two files about Kinesis
"""
RAW: dict[str, str | bytes] = {
    "b.md": NOTES,
    "c.txt": NOTES.replace("shard", "record") + "- the same words in two files about Kinesis\n",
    "pic.png": b"\x89PNG\r\n",
}


@pytest.fixture
def builder(project: Make) -> Iterator[Builder]:
    made = project(RAW)
    glossary = made.folder / "notes" / "glossary.yml"
    entries = glossary.read_text("utf-8").split("\n  - term: ")
    glossary.write_text("\n  - term: ".join([entries[0], *entries[1::8], KINESIS]), "utf-8")
    running = Builder(made)
    yield running
    running.close()


KINESIS = """Kinesis of mine
    aliases: [shards]
    definition: A stream.
    topic: Data Engineering
"""
CORRECTION = """
raw/b.md:
  - note: takes 1 MB/s
    fix: takes 1 MB/s of writes
    kind: wrong
    why: a test
    source: https://example.org/
    checked: 2026-01-01
"""
SHAPE = """raw/b.md:
  - title: Two of them
    shape: table
    columns: [What, Words]
    rows:
      - cells: [streams have many, Kinesis streams]
"""
PICTURE = """notes:
  raw/b.md:
    - note: takes 1 MB/s
      caption: Rates
      alt: A line that rises.
      plots:
        - {from: 0, to: 1, curves: [{y: x, label: rate}]}
"""
Edit = Callable[[Project], object]


def put(name: str, text: str | bytes) -> Edit:
    def write(project: Project) -> None:
        target = project.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def replace(name: str, old: str, new: str) -> Edit:
    def edit(project: Project) -> None:
        text = (project.folder / name).read_text("utf-8")
        assert old in text
        put(name, text.replace(old, new))(project)

    return edit


def remove(name: str) -> Edit:
    return lambda project: (project.folder / name).unlink()


EDITS: dict[str, Edit] = {
    "a word of a note": replace("notes/raw/b.md", "have shards", "have many shards"),
    "the same note in a file before": put(
        "notes/raw/a.txt", "- the same words in two files about Kinesis\n\n# Kinesis\n"
    ),
    "a formula": replace("notes/raw/c.txt", "TP / (TP + FP)", "TP / (TP + FN)"),
    "a picture": replace("notes/raw/b.md", "fill the", "![a picture](pic.png) fill the"),
    "a dead link": replace("notes/raw/b.md", "Glue crawlers", "[Glue](gone.md) crawlers"),
    "the picture goes": remove("notes/raw/pic.png"),
    "a file goes": remove("notes/raw/a.txt"),
    "a definition": replace("notes/glossary.yml", "A stream.", "A river."),
    "a name of a term": replace("notes/glossary.yml", "[shards]", "[records]"),
    "a correction": put("notes/corrections.yml", CORRECTION),
    "a shape": put("notes/shapes.yml", SHAPE),
    "words of a shape": replace("notes/shapes.yml", "Two of them", "Both"),
    "the evening before": put("notes/lastnight.yml", "raw/b.md:\n  - note: Glue crawlers fill\n"),
    "a described picture": put("notes/pictures.yml", PICTURE),
    "what it says": replace("notes/pictures.yml", "A line", "A straight line"),
    "the title of a topic": replace("notes/topics.yml", "Data Engineering", "Pipelines"),
    "a section's words": replace(
        "notes/topics.yml", "[s3 standard,", "[crawlers fill, s3 standard,"
    ),
    "the front page": replace(
        "notes/index.md", "<!-- kb:topics -->", "Mine.\n\n<!-- kb:topics -->"
    ),
    "a page written by hand": put(
        "notes/mine.md", "---\ntitle: Mine\n---\nSee [the notes](glue.md).\n"
    ),
    "its title": replace("notes/mine.md", "title: Mine", "title: Yours\nstatus: new"),
    "a document's template": replace("theme_overrides/documents/note.html", "Copy link", "Copy"),
    "a page's template": replace("theme_overrides/main.html", "'article'", "'book'"),
    "a template of the theme": put("theme_overrides/partials/copyright.html", "<p>Of mine</p>\n"),
    "that template": put("theme_overrides/partials/copyright.html", "<p>Of yours</p>\n"),
    "and without it": remove("theme_overrides/partials/copyright.html"),
    "a part of the worker": replace("theme_overrides/search/words.js", "const ", "const  "),
    "a style": put("theme_overrides/assets/kb.css", "p { color: red }\n"),
    "the name of the site": replace("mkdocs.yml", "site_name: AWS ML notes", "site_name: Mine"),
    "a feature of the theme": replace("mkdocs.yml", "    - toc.follow\n", ""),
    "an extension": replace(
        "mkdocs.yml", "  - md_in_html\n", "  - md_in_html\n  - toc: {permalink: true}\n"
    ),
    "where the notes are edited": replace(
        "mkdocs.yml", '[REPO_URL, ""]', '[REPO_URL, "https://example.org/me"]'
    ),
    "no glossary": remove("notes/glossary.yml"),
}


def test_after_any_edit_every_byte_is_that_of_a_first_build(builder: Builder) -> None:
    builder.site()
    forgetful = Builder(builder.project, "forgets")
    for name, edit in EDITS.items():
        edit(builder.project)
        rebuilt = builder.site()
        expected = forgetful.site()
        different = [x for x in {*rebuilt, *expected} if rebuilt.get(x) != expected.get(x)]
        assert different == [], name
    forgetful.close()


def test_a_broken_edit_in_between_leaves_nothing_behind(builder: Builder) -> None:
    before = builder.site()
    broken = builder.project.raw / "broken.txt"
    broken.write_bytes(b"- Kinesis\0")
    assert builder.build() == "failed"
    broken.unlink()
    assert builder.site() == before


def test_what_has_not_changed_is_not_rendered_again(builder: Builder) -> None:
    """A page is known to be taken over by a template that would now print something else."""
    project = builder.project
    before = builder.site()
    kept = project.folder / "theme_overrides" / "kept.html"
    kept.write_text("KEPT " + kept.read_text("utf-8"), "utf-8")
    builder.site()  # an edited template is a reason to render all
    replace("notes/raw/b.md", "have shards", "have many shards")(project)
    after = builder.site()
    pages = [path for path in before if path.endswith("index.html")]
    assert [path for path in pages if not after[path].startswith(b"KEPT")] == []
    assert b"have many " in after["data-engineering/index.html"]
