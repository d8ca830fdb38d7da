"""What the tests share: projects built in throw-away folders, a server, a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser import launch

ROOT = Path(__file__).parent.parent
AUTHOR = Path(__file__).parent / "data" / "aws-ml-specialty.txt"
SUB_PATH = "/some-repo/"  # as on GitHub Pages


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
def project(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Project]:
    return partial(make_project, tmp_path)


@pytest.fixture(scope="session")
def author(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The author's notes, built strictly."""
    made = make_project(tmp_path_factory.mktemp("author"), {AUTHOR.name: AUTHOR.read_bytes()})
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    return made


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


@pytest.fixture(scope="session")
def address(author: Project) -> Iterator[str]:
    server, url = serve(author.site)
    yield url
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()
