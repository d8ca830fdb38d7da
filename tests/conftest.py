"""What the tests share: projects built in throw-away folders, a server, a browser."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

import kinds
from browser import launch

ROOT = Path(__file__).parent.parent
AUTHOR = Path(__file__).parent / "data" / "aws-ml-specialty.txt"
SUB_PATH = "/some-repo/"  # as on GitHub Pages
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
VOID = ("br", "img", "input", "link", "meta", "hr", "wbr", "source")  # have no end tag
NOTE = "- Kinesis streams have shards\n"

# A shell that starts us in the background has Ctrl-C ignored, by all that we start too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run: what fails here fails for everyone, and no build by chance.
settings.register_profile("ours", deadline=None, derandomize=True)
settings.load_profile("ours")

# The files that take longest, about the longest first: begun last, they would run alone at the
# end.  "trouble" needs none of the sites that are built once: the worker need not wait for them.
SLOW = [
    *("axe", "trouble", "build", "make", "print", "search", "standards", "serve", "hostile"),
    *("rebuild", "export", "practice", "pdf", "term_pages", "shape_pages", "picture_pages"),
    *("formula_pages", "mathjax", "memory", "site", "offline", "lastnight", "quantity_pages"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hand the slow files out first; what is in one file keeps its order."""
    ranks = {f"test_{name}": rank for rank, name in enumerate(SLOW)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))


@dataclass(frozen=True)
class Project:
    """A copy of this project with notes of its own."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "notes" / "raw"

    @property
    def site(self) -> Path:
        return self.folder / "out"

    def build(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Build into ``site`` by the mkdocs command, as the Makefile does."""
        command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(self.site), *options]
        environment = {
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            "SITE_URL": f"https://example.org{SUB_PATH}",
            **variables,
        }
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def without_glossary(self) -> Project:
        """Take the glossary away: the words of notes stand on the pages without links."""
        (self.folder / "notes" / "glossary.yml").unlink()
        return self

    def with_cache_of(self, other: Project) -> Project:
        """Take over what another project's builds have kept: formulas, plots, cards, the map."""
        shutil.copytree(other.folder / ".cache", self.folder / ".cache")
        return self

    def with_search_only(self) -> Project:
        """Take all npm packages away but those that every build puts the search together from."""
        packages = self.folder / "node_modules"
        packages.unlink()
        packages.mkdir()
        for name in ("minisearch", "stemmer"):
            (packages / name).symlink_to(ROOT / "node_modules" / name)
        return self

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((self.site / "notes.json").read_bytes())
        return data

    def note_at(self, line: int) -> dict[str, Any]:
        """Return the note that begins at a line, of a project with one raw file."""
        found: dict[str, Any]
        (found,) = (note for note in self.data["notes"] if note["lines"][0] == line)
        return found


Make = Callable[[dict[str, str | bytes]], Project]


def make_project(folder: Path, raw: dict[str, str | bytes]) -> Project:
    """Return a copy of the project whose raw notes are ``raw`` (path below notes/raw -> text)."""
    for name in ("mkdocs.yml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    for name in ("hooks", "theme_overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "notes", folder / "notes", ignore=shutil.ignore_patterns("raw"))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    project = Project(folder)
    project.raw.mkdir(parents=True)
    for path, text in raw.items():
        target = project.raw / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return project


@pytest.fixture
def project(tmp_path: Path) -> Make:
    return partial(make_project, tmp_path)


def built_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Project]
) -> Project:
    """Return a project that is built strictly, by whichever worker comes first.

    Nobody may write into its site: others look at it.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            result = make(folder).build("--strict")
            if result.returncode != 0:
                shutil.rmtree(folder)  # or other workers would take it for finished
            assert result.returncode == 0, result.stderr
    return Project(folder)


@pytest.fixture(scope="session")
def author(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The author's notes, built strictly."""
    notes: dict[str, str | bytes] = {AUTHOR.name: AUTHOR.read_bytes()}
    return built_once(tmp_path_factory, "author", lambda folder: make_project(folder, notes))


@pytest.fixture(scope="session")
def whole(author: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site with every kind of page, built strictly."""

    def make(folder: Path) -> Project:
        raw = {AUTHOR.name: AUTHOR.read_bytes(), **kinds.RAW}
        made = make_project(folder, raw).with_cache_of(author)
        (folder / "notes" / "about.md").write_text(kinds.ABOUT)
        return made

    return built_once(tmp_path_factory, "whole", make)


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below the sub-path, with its 404 page, as GitHub Pages does."""

    def translate_path(self, path: str) -> str:
        if not path.startswith(SUB_PATH):
            return str(Path(self.directory, "nowhere"))
        return super().translate_path("/" + path.removeprefix(SUB_PATH))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(folder: Path) -> tuple[ThreadingHTTPServer, str]:
    """Serve a folder; return the server and the address of the site's root."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}{SUB_PATH}"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder for a while; yields the address of the site's root."""
    server, address = serve(folder)
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(author: Project) -> Iterator[str]:
    with served(author.site) as url:
        yield url


@pytest.fixture(scope="session")
def root(whole: Project) -> Iterator[str]:
    with served(whole.site) as url:
        yield url


def watch(page: Page, *homes: str) -> list[str]:
    """Return a list to which errors of the page are added, and addresses it asks that are no home.

    A breach of its content policy is an error too.
    """
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith(homes) else troubles.append(asked.url)
    )
    return troubles


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()
