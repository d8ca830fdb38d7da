"""`make newcomer`, on a toy project: what it runs, and what it says where that fails."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import newcomer

SERVE = """
import http.server, os, sys
host, port = sys.argv[1].split(":")
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = b'<meta name="kb-hook" content="ran">' if self.path == "/my-notes/" else b""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(page)
server = http.server.HTTPServer((host, int(port)), Page)
print(f"INFO - Serving on http://{sys.argv[1]}/my-notes/", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    print("ended as by Ctrl-C", file=open(os.environ["HOME"] + "/ended", "w"))
"""
MAKEFILE = """
serve: ; @{python} serve.py $(ADDR)
test: ; @test "$$(cat $(HOME)/ended)" = "ended as by Ctrl-C"; env | cut -d= -f1 | sort > ignored
fail: ; @exit 3
litter: ; @touch litter
"""
GIT = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project with both commands, in the place of this one."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "Makefile").write_text(MAKEFILE.format(python=sys.executable))
    (folder / "serve.py").write_text(SERVE)
    (folder / ".gitignore").write_text("ignored\n")
    monkeypatch.setattr(newcomer, "ROOT", folder)
    monkeypatch.setenv("SURPRISE", "of this environment")
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    return folder


def run(toy: Path, monkeypatch: pytest.MonkeyPatch, *command: str) -> str | None:
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "x"]):
        subprocess.run([*GIT, *arguments], cwd=toy, check=True)
    monkeypatch.setattr(sys, "argv", ["newcomer.py", *command])
    return newcomer.main()


def test_both_commands_run_in_a_clone_with_an_empty_home(
    toy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    assert run(toy, monkeypatch, "sh", "-c", f"make test && cp ignored {kept}") is None
    told = set(kept.read_text().split())
    assert {"PATH", "HOME"} <= told and "SURPRISE" not in told
    assert not (toy / "ignored").exists()


@pytest.mark.parametrize(
    ("serve", "command", "message"),
    [
        (SERVE, ["make", "fail"], "newcomer: `make fail` failed with 2"),
        (
            SERVE,
            ["make", "litter"],
            "newcomer: the commands leave behind what is not ignored: ['??', 'litter']",
        ),
        (
            "print('no')",
            ["true"],
            "newcomer: `make serve` ended, or took too long; its last words:",
        ),
        (
            SERVE.replace('content="ran"', 'content="no"'),
            ["true"],
            "newcomer: `make serve` answers, but not with a page of notes",
        ),
        ("print('Serving on nothing')", ["true"], "newcomer: `make serve` does not answer at noth"),
        (
            "print('Serving on http://127.0.0.1:1/')",
            ["true"],
            "newcomer: `make serve` does not answer at http://127.0.0.1:1/",
        ),
    ],
)
def test_what_fails_is_said_in_one_line(
    toy: Path, monkeypatch: pytest.MonkeyPatch, serve: str, command: list[str], message: str
) -> None:
    (toy / "serve.py").write_text(serve)
    said = run(toy, monkeypatch, *command) or ""
    assert said.startswith(message) and "\n" not in said


def test_without_git_it_says_so(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(toy)
    monkeypatch.setattr(sys, "argv", ["newcomer.py"])
    assert newcomer.main() == "newcomer: the project cannot be cloned"
