"""The site as Markdown without the hook: other engines build the same pages of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from conftest import AUTHOR, NOTE, ROOT, SUB_PATH, VOID, Make, Project, make_project

ENGINES = {
    "zensical": ["zensical", "build", "--clean", "--strict"],
    "mkdocs": ["mkdocs", "build", "--strict", "--site-dir", "site"],
}


def export(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(project.folder / "hooks" / "export_pages.py"), *arguments]
    variables = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": f"https://example.org{SUB_PATH}"}
    return subprocess.run(
        command,
        cwd=project.folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def build(engine: str, folder: Path) -> Path:
    """Build a folder with an engine; return the site."""
    result = subprocess.run(
        [sys.executable, "-m", *ENGINES[engine]],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "site"


OURS = ("../assets/kb.css", "../assets/kb.js", "../assets/kb-terms.js")  # on every page


class Content(NamedTuple):
    """What a page has for its reader."""

    anchors: set[str]
    links: set[str]
    images: set[str]
    formulas: list[str]
    notes: dict[str, str]  # by anchor, their words
    headings: list[str]


class _Reader(HTMLParser):
    """Reads the article of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.found = Content(set(), set(), set(), [], {}, [])

    @property
    def inside(self) -> bool:
        return any(tag == "article" for tag, _ in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.inside and tag not in ("link", "script"):  # these may stand elsewhere
            self.see(tag, given)
        if tag not in VOID:
            note = "kb-note" in given.get("class", "").split()
            self.open.append((tag, given.get("id") if note else None))

    def see(self, tag: str, given: dict[str, str]) -> None:
        for name, seen in (
            ("id", self.found.anchors),
            ("href", self.found.links),
            ("src", self.found.images),
        ):
            if name in given:
                seen.add(given[name])
        if "data-tex" in given:
            self.found.formulas.append(given["data-tex"])
        if tag in ("h1", "h2", "h3"):
            self.found.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        if any(tag == other for other, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag, note in self.open:
            if note:
                self.found.notes[note] = self.found.notes.get(note, "") + data
            if tag in ("h1", "h2", "h3"):
                self.found.headings[-1] += data


def contents(site: Path) -> dict[str, Content]:
    """Return address -> content of every page of a site."""
    found = {}
    for page in sorted(site.rglob("index.html")):
        reader = _Reader()
        reader.feed(page.read_text("utf-8"))
        found[page.parent.relative_to(site).as_posix()] = reader.found
    return found


@pytest.fixture(scope="module")
def exported(author: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """The author's notes with a file of Markdown and a page written by hand; and their export."""
    raw: dict[str, str | bytes] = {
        AUTHOR.name: AUTHOR.read_bytes(),
        "more.md": "# Kinesis\n\n- a ![picture](pic.png) of **shards**\n\n```\na\n\n<b>\n```\n",
        "pic.png": b"\x89PNG\r\n",
    }
    made = make_project(tmp_path_factory.mktemp("exported"), raw).with_cache_of(author)
    (made.folder / "notes" / "mine.md").write_text(
        "# Mine\n\nSee [the notes](glue.md) and [the words][words].\n\n"
        "[words]: glossary.md#letter-s\n"
    )
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    target = made.folder / "elsewhere" / "pages"
    result = export(made, str(target))
    assert result.returncode == 0, result.stderr
    assert f"{target} is ready: " in result.stdout
    return made, target


@pytest.fixture(scope="module", params=ENGINES)
def built(exported: tuple[Project, Path], request: pytest.FixtureRequest) -> tuple[Path, Path]:
    """The site that this project builds, and the one that an engine makes of the export."""
    made, target = exported
    return made.site, build(request.param, target)


def test_another_engine_builds_the_same_pages(built: tuple[Path, Path]) -> None:
    ours, theirs = map(contents, built)
    assert {*ours} == {*theirs}
    assert sum(len(page.notes) for page in ours.values()) > 250
    assert sum(len(page.formulas) for page in ours.values()) > 30
    for address, page in ours.items():
        other = theirs[address]
        assert other.anchors - {"__skip"} == page.anchors - {"__skip"}, address  # of themes
        assert _targets(other.links, address) == _targets(page.links, address), address
        assert _targets(other.images, address) == _targets(page.images, address), address
        assert other.formulas == page.formulas, address
        assert other.notes == page.notes, address
        assert other.headings == page.headings, address


def _targets(links: set[str], address: str) -> set[str]:
    """Return where links lead, relative to the root of the site: engines write "./x" or "x"."""
    return {
        link if ":" in link else os.path.normpath(f"/{address}/{link.replace('/#', '#')}")
        for link in links
    }


def test_every_file_that_a_page_names_is_there(built: tuple[Path, Path]) -> None:
    _, site = built
    for page in site.rglob("index.html"):
        for name in re.findall(r'(?:href|src)="([^"#?:]+)[^":]*"', page.read_text("utf-8")):
            found = (page.parent / name).resolve()
            assert found.exists() or (found / "index.html").exists(), (page, name)
    assert (site / "notes.json").read_bytes() == (built[0] / "notes.json").read_bytes()
    assert (site / "raw" / "pic.png").exists()


def test_a_page_with_styles_and_scripts_of_its_own_has_them(built: tuple[Path, Path]) -> None:
    ours, theirs = (
        re.findall(r"""(?:href|src)="(\.\./(?:cards|assets/(?:kb|ts)-)[\w-]*\.(?:css|js))""", page)
        for page in ((site / "practice" / "index.html").read_text("utf-8") for site in built)
    )
    assert len(ours) == 6 and ours == [x for x in theirs if x not in OURS]


def test_its_own_search_finds_the_notes(built: tuple[Path, Path]) -> None:
    _, site = built
    (index,) = [*site.glob("search.json"), *site.glob("search/search_index.json")]
    assert b"sigmoid, tanH" in index.read_bytes()


def test_the_settings_name_no_hook(exported: tuple[Project, Path]) -> None:
    _, target = exported
    settings = yaml.safe_load((target / "mkdocs.yml").read_text("utf-8"))
    assert not {"hooks", "watch"} & {*settings}
    assert "custom_dir" not in settings["theme"]  # there is no icon of ours in it
    assert not [*target.rglob("*.yml")][1:] and not [*target.rglob("*.txt")]


# -- what shows that an engine has skipped the hook ---------------------------------------------

MARK = '<meta name="kb-hook" content="ran">'


def test_the_hook_leaves_a_mark_in_every_page(author: Project) -> None:
    pages = [*author.site.rglob("*.html")]
    assert [page for page in pages if MARK not in page.read_text("utf-8")] == []


def test_a_page_of_an_engine_that_skips_hooks_has_no_mark_and_says_so(project: Make) -> None:
    """Zensical skips them without a word, even in strict mode."""
    site = build("zensical", project({"a.txt": NOTE}).folder)
    pages = [page.read_text("utf-8") for page in site.rglob("index.html")]
    assert pages
    for page in pages:
        assert MARK not in page
        assert re.search(r'role="alert"[^>]*><strong>This site has no notes:</strong>', page)


# -- what goes wrong ------------------------------------------------------------------------------


def errors(result: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that says what is wrong."""
    assert result.returncode == 1
    assert len(result.stderr.strip().split("\n")) == 1, result.stderr
    return result.stderr.strip()


def test_a_folder_must_be_named(project: Make) -> None:
    made = project({"a.txt": NOTE})
    for arguments in ([], [""], [" "]):
        assert errors(export(made, *arguments)) == (
            "export: no folder is named, expected make export DIR=folder"
        )


def test_a_folder_with_files_is_left_alone(project: Make, tmp_path: Path) -> None:
    made = project({"a.txt": NOTE})
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    full = errors(export(made, str(tmp_path / "full")))
    assert full.endswith("full: this is there already, expected a new or empty folder")
    assert [x.name for x in (tmp_path / "full").iterdir()] == ["mine"]
    file = errors(export(made, str(tmp_path / "full" / "mine")))
    assert file.endswith("mine: this is there already, expected a new or empty folder")


def test_a_place_that_cannot_be_written_to_is_one_line(project: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    line = errors(export(project({"a.txt": NOTE}), str(tmp_path / "file" / "below")))
    assert line.endswith("expected a place to write to")


BROKEN = [
    ("notes/raw/a.txt", b"x\0", "export: raw/a.txt:1: NUL byte found, expected UTF-8 text"),
    ("notes/topics.yml", b"topics: 3\n", 'export: topics.yml:1: "topics" is "3", expected a list'),
    ("mkdocs.yml", b"site_name: [\n", "export: mkdocs.yml: "),
]


@pytest.mark.parametrize(("name", "text", "line"), BROKEN)
def test_notes_that_cannot_be_read_leave_nothing(
    project: Make, tmp_path: Path, name: str, text: bytes, line: str
) -> None:
    made = project({"a.txt": NOTE})
    (made.folder / name).write_bytes(text)
    before = sorted(x.name for x in tmp_path.iterdir())
    assert errors(export(made, str(tmp_path / "new"))).startswith(line)
    assert sorted(x.name for x in tmp_path.iterdir()) == before


def test_what_is_wrong_with_an_entry_is_a_warning(project: Make, tmp_path: Path) -> None:
    result = export(project({"a.md": "- Kinesis, see [x](gone.txt)\n"}), str(tmp_path / "new"))
    assert result.returncode == 0
    assert 'warning: raw/a.md:1: dead link "gone.txt"' in result.stderr


def test_an_empty_folder_is_filled_and_keeps_no_traces(project: Make, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert export(project({"a.txt": NOTE}), str(tmp_path / "new")).returncode == 0
    assert sorted(x.name for x in (tmp_path / "new").iterdir()) == ["docs", "mkdocs.yml"]
    assert not [*tmp_path.glob(".export-*")]
    assert (ROOT / "theme_overrides" / "assets" / "kb.css").read_bytes() == (
        tmp_path / "new" / "docs" / "assets" / "kb.css"
    ).read_bytes()
