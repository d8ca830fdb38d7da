"""`mkdocs serve`, as `make serve` runs it, in a process of its own while files are edited.

Nothing here sleeps: a test waits for a line that the server prints, or asks as a browser does,
by the long poll of MkDocs' live reload, which is answered when there is something new to show.
"""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from pathlib import Path

import pytest

from conftest import NOTE, SUB_PATH, Make, Project, make_project
from newcomer import free_address

LONG = 30.0  # seconds: more than anything here may take
AT_ONCE = 3.0  # seconds: enough where nothing is stuck, on a busy machine too
PAGE = "data-engineering/"  # where that note is placed
ALERT = re.compile(r'<p [^>]*role="alert"[^>]*>(.*?)</p>', re.DOTALL)
RELOAD = re.compile(r"livereload\((\d+), (\d+)\);")


class Server:
    """A command that serves a project at an address: what it prints and what it shows."""

    def __init__(self, project: Project, address: str, *command: str, **variables: str) -> None:
        self.root = f"http://{address}"
        self.spare = project.folder / "spare"  # on the same disk, and not watched
        self.spare.mkdir()
        self.process = subprocess.Popen(
            command,
            cwd=project.folder,
            env={
                **os.environ,
                "NO_MKDOCS_2_WARNING": "1",
                "PYTHONUNBUFFERED": "1",
                "SITE_URL": f"https://example.org{SUB_PATH}",
                "TMPDIR": str(self.spare),
                **variables,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.project = project
        self.ended = False
        self._seen: list[str] = []
        self._coming: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    # what it prints

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def _take(self, timeout: float) -> None:
        """Note the next line; raises queue.Empty if there is none in time."""
        line = self._coming.get(timeout=timeout)
        if line is None:
            self.ended = True
        else:
            self._seen.append(line)

    @property
    def output(self) -> str:
        """All it has printed."""
        while not self._coming.empty():
            self._take(LONG)
        return "\n".join(self._seen)

    def _wait(self, what: str, reached: Callable[[], bool], timeout: float = LONG) -> None:
        end = time.monotonic() + timeout
        while not reached():
            if self.ended:
                pytest.fail(f"serve ended before {what}:\n{self.output}")
            try:
                self._take(max(0.0, end - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"no {what} in time:\n{self.output}")

    def wait_for_line(self, words: str, timeout: float = LONG) -> None:
        self._wait(repr(words), lambda: any(words in line for line in self._seen), timeout)

    @property
    def builds(self) -> int:
        """How many builds have begun."""
        return self.output.count("Building documentation...")

    def rests(self) -> bool:
        """Tell whether all builds have ended, and nothing more is said.

        However long a build takes, it says so as it begins: half a second after what set it off.
        """
        try:
            self._take(2.0)
        except queue.Empty:
            return self.builds == self.output.count("Documentation built in")
        assert not self.ended, self.output
        return False

    def wait_for_end(self) -> int:
        """Return the exit status."""
        self._wait("end", lambda: self.ended)
        return self.process.wait(LONG)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the command and all it has started, as a terminal does."""
        os.killpg(self.process.pid, number)

    def close(self) -> None:
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait(LONG)
        self._reader.join(LONG)

    # what it shows

    def get(self, path: str, timeout: float = LONG) -> str:
        with urllib.request.urlopen(self.root + path, timeout=timeout) as answer:
            return str(answer.read().decode())

    def page(self, path: str = PAGE, timeout: float = LONG) -> str:
        return self.get(SUB_PATH + path, timeout)

    def wait_for_page(self, shows: Callable[[str], bool], path: str = PAGE) -> str:
        """Return the page as soon as it shows what is asked for, reloading as a browser does."""
        end = time.monotonic() + LONG
        page = self.page(path)
        while not shows(page):
            try:
                self.wait_for_reload(page, end - time.monotonic())
            except TimeoutError:
                pytest.fail(f"not shown in time:\n{self.output}")
            page = self.page(path)
        return page

    def wait_for_reload(self, page: str, timeout: float = LONG) -> None:
        """Return when there is something newer than the page; raises TimeoutError."""
        epoch, request = map(int, RELOAD.findall(page)[0])
        while int(self.get(f"/livereload/{epoch}/{request}", max(0.001, timeout))) <= epoch:
            pass

    # what is edited

    def edit(self, name: str, text: str | bytes) -> None:
        """Write a file in one step: no build sees half of it."""
        new = self.spare / "new"
        new.write_bytes(text if isinstance(text, bytes) else text.encode())
        new.replace(self.project.folder / name)

    def append(self, name: str, text: str) -> None:
        self.edit(name, (self.project.folder / name).read_text("utf-8") + text)


def start(project: Project) -> Server:
    address = free_address()
    return Server(project, address, sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    running = start(make_project(folder, {"a.txt": NOTE}).without_glossary())
    try:
        running.wait_for_line("Serving on ")
        yield running
    finally:
        running.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def mended_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all bad edits: each of them is mended."""
    with serving(tmp_path_factory.mktemp("serve")) as running:
        yield running


def error_on(page: str) -> str | None:
    """Return the text of the error that a page shows."""
    alert = ALERT.search(page)
    return unescape(re.sub("<[^>]*>", "", alert[1])) if alert else None


# -- an edit is shown ----------------------------------------------------------------------------


def test_notes_edited_added_and_removed_are_shown(server: Server) -> None:
    assert "streams have shards" in server.page()
    server.edit("notes/raw/a.txt", "- Kinesis streams have records\n")
    page = server.wait_for_page(lambda page: "have records" in page)
    assert "have shards" not in page
    server.edit("notes/raw/new.md", "- Kinesis Firehose delivers to S3\n")
    page = server.wait_for_page(lambda page: "Firehose delivers" in page)
    assert "have records" in page
    assert "Firehose delivers" in server.page("sources/new-md/")
    (server.project.raw / "a.txt").unlink()
    server.wait_for_page(lambda page: "have records" not in page)
    assert "Traceback" not in server.output


def test_no_policy_blocks_the_script_that_reloads(server: Server) -> None:
    page = server.page()
    assert RELOAD.search(page) and "Content-Security-Policy" not in page


def test_the_front_page_the_topics_and_the_style_are_followed(server: Server) -> None:
    assert 'role="alert"' not in server.page() and "md-banner" not in server.page()
    server.append("notes/index.md", "\nA sentence of mine.\n")
    server.wait_for_page(lambda page: "A sentence of mine." in page, path="")
    topics = server.project.folder / "notes" / "topics.yml"
    renamed = topics.read_text("utf-8").replace("title: Data Engineering", "title: Pipelines")
    server.edit("notes/topics.yml", renamed)
    server.wait_for_page(lambda page: "Pipelines" in page, path="")
    assert "streams have shards" in server.page("pipelines/")
    page = server.page("")
    server.append("theme_overrides/assets/kb.css", "\n.of-mine { color: red }\n")
    server.wait_for_reload(page)
    (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', server.page(""))
    assert ".of-mine" in server.page(style)


def test_one_edit_is_one_build_or_two_and_then_there_is_rest(server: Server) -> None:
    assert server.builds == 1
    server.edit("notes/raw/a.txt", "- Kinesis: $\\alpha + 1$ and x^2 <= 4\n")
    server.wait_for_page(lambda page: "Kinesis:" in page)
    while not server.rests():
        assert server.builds <= 3, server.output
    assert 2 <= server.builds <= 3, server.output


# -- a bad edit ----------------------------------------------------------------------------------


Edit = Callable[[Server], None]


def write(name: str, text: str | bytes) -> Edit:
    return lambda server: server.edit(f"notes/{name}", text)


def remove(name: str) -> Edit:
    return lambda server: (server.project.folder / "notes" / name).unlink()


def make_topics_a_folder(server: Server) -> None:
    remove("topics.yml")(server)
    (server.project.folder / "notes" / "topics.yml").mkdir()
    write("raw/a.txt", "- Kinesis\n")(server)  # a new folder alone sets off no build


def link_to_a_folder(server: Server) -> None:
    (server.project.raw / "deep").symlink_to(".")
    write("raw/a.txt", "- Kinesis\n")(server)


BAD_EDITS: dict[str, tuple[Edit, str]] = {
    "a NUL byte": (
        write("raw/a.txt", b"- Kinesis\n- a\0b\n"),
        "raw/a.txt:2: NUL byte found, expected UTF-8 text",
    ),
    "no raw files": (
        remove("raw/a.txt"),
        "raw: no notes found, expected at least one .txt or .md file",
    ),
    "broken YAML": (write("topics.yml", "topics: [\n"), "topics.yml:2: YAML cannot be read"),
    "YAML that would be HTML": (
        write("topics.yml", "topics: <b>&amp;\n"),
        'topics.yml:1: "topics" is "<b>&amp;", expected a list',
    ),
    "no topics": (remove("topics.yml"), "topics.yml: there is no such file in notes/, expected"),
    "a folder for a file": (make_topics_a_folder, "topics.yml: cannot be read"),
    "a file name in Latin-1": (
        write(os.fsdecode(b"caf\xe9.png"), b""),
        "'caf\\udce9.png': this file name is not UTF-8",
    ),
    "a page in Latin-1": (write("mine.md", b"caf\xe9\n"), "mine.md:1: byte 0xe9 is not UTF-8"),
    "a line end in a file name": (write("raw/a\nb.txt", NOTE), "U+000A is in this file name"),
    "a link to a folder": (link_to_a_folder, "raw/deep: this folder is a link, expected the"),
    "a document's template": (
        write("../theme_overrides/documents/topic.md", "{% if %}"),
        "topic.md:1: Expected an expression, got 'end of statement block', expected a template",
    ),
    "a document's template that asks for what it is not given": (
        write("../theme_overrides/documents/topic.md", "\n{{ nothing.of.that }}"),
        "topic.md:2: 'nothing' is undefined, expected what the template is given",
    ),
    # here MkDocs itself fails
    "a page's template": (
        write("../theme_overrides/main.html", '{% extends "base.html" %}\n{% block x %}'),
        "main.html:2: Unexpected end of template.",
    ),
    "a page's template that asks for what it is not given": (
        write("../theme_overrides/main.html", "\n\n{{ nothing.of.that }}"),
        "main.html:3: 'nothing' is undefined, expected what the template is given",
    ),
    "a page's template with an unknown filter": (
        write("../theme_overrides/main.html", "{{ 1 | nothing }}"),
        "main.html:1: No filter named 'nothing'.",
    ),
    "a page's template that is not there": (
        write("../theme_overrides/main.html", '{% extends "nothing.html" %}'),
        "nothing.html: there is no such template, expected one in theme_overrides/",
    ),
    "broken YAML in mkdocs.yml": (
        write("../mkdocs.yml", "nav: [\n"),
        "MkDocs encountered an error parsing the configuration file: while parsing a flow node",
    ),
    "a plugin that is not there": (
        write("../mkdocs.yml", "site_name: x\ndocs_dir: notes\nplugins: [nothing]\n"),
        "Aborted with a configuration error!",
    ),
}


EDITED = (
    *("mkdocs.yml", "notes/topics.yml"),
    *("theme_overrides/main.html", "theme_overrides/documents/topic.md"),
)


def mend(server: Server, before: dict[str, bytes], note: str) -> None:
    notes = server.project.folder / "notes"
    if (notes / "topics.yml").is_dir():
        (notes / "topics.yml").rmdir()
    for name in (b"mine.md", b"caf\xe9.png", b"raw/a\nb.txt", b"raw/deep"):
        (notes / os.fsdecode(name)).unlink(missing_ok=True)
    for path, text in before.items():
        server.edit(path, text)
    server.edit("notes/raw/a.txt", f"- {note}\n")


@pytest.mark.parametrize("name", BAD_EDITS)
def test_a_bad_edit_leaves_the_last_good_state_until_it_is_mended(
    mended_server: Server, name: str
) -> None:
    server = mended_server
    good = (server.project.raw / "a.txt").read_text("utf-8").strip("- \n")
    before = {path: (server.project.folder / path).read_bytes() for path in EDITED}
    edit, message = BAD_EDITS[name]
    edit(server)
    page = server.wait_for_page(lambda page: message in (error_on(page) or ""))
    assert good in page
    assert message in (error_on(server.page("", AT_ONCE)) or "")
    server.wait_for_line(message)
    errors = [line for line in server.output.split("\n") if message in line]
    assert errors and all(line.startswith("ERROR") for line in errors), server.output
    better = f"Kinesis is mended after number {[*BAD_EDITS].index(name)}"
    mend(server, before, better)
    page = server.wait_for_page(lambda page: error_on(page) is None and better in page)
    assert good not in page
    assert error_on(server.page("", AT_ONCE)) is None
    assert "Traceback" not in server.output


def shows(words: str, page: str) -> bool:
    return words in page and error_on(page) is None


DATA = ("topics", "glossary", "corrections", "formulas", "repeats", "lastnight", "pictures")


def test_a_hundred_edits_in_a_row_end_in_the_last_valid_state(server: Server) -> None:
    """Of notes and of every data file, valid and broken by turns, with no time to build each."""
    topics = (server.project.folder / "notes" / "topics.yml").read_text("utf-8")
    valid = {f"{name}.yml": topics if name == "topics" else "" for name in DATA}
    edits = 0
    for number, (name, text) in enumerate(valid.items()):
        for other, own in valid.items():
            server.edit(f"notes/{other}", f"{own}\n- : [\n")
            server.edit(f"notes/{other}", own)
        words = f"Kinesis valid {number}"
        server.edit("notes/raw/a.txt", f"- {words}\n")
        server.wait_for_page(partial(shows, words))
        server.edit(f"notes/{name}", f"{text}\n- : [\n")
        page = server.wait_for_page(lambda page: error_on(page) is not None)
        assert words in page
        for path in (PAGE, "", "sources/"):
            said = error_on(server.page(path, AT_ONCE)) or ""
            assert said.startswith(f"This edit cannot be shown: {name}:"), said
        server.edit(f"notes/{name}", text)
        edits += 2 * len(valid) + 3
    assert edits > 100
    server.wait_for_page(lambda page: error_on(page) is None)
    assert "Traceback" not in server.output


def test_a_first_build_that_fails_ends_serve_with_one_line(project: Make) -> None:
    message = "raw/a.txt:1: NUL byte found, expected UTF-8 text (save it as UTF-8)"
    running = start(project({"a.txt": "\0"}))
    try:
        assert running.wait_for_end() != 0
    finally:
        running.close()
    errors = [line for line in running.output.split("\n") if line.startswith(("ERROR", "WARN"))]
    assert len(errors) == 1 and errors[0].endswith(message), running.output
    assert "Traceback" not in running.output
    assert not [*running.spare.iterdir()]  # the folder that would have been served
