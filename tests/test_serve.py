"""`mkdocs serve`, as `make serve` runs it, in a process of its own while files are edited.

Nothing here sleeps: a test waits for a line that the server prints, or asks as a browser does,
by the long poll of MkDocs' live reload, which is answered when there is something new to show.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import Project

Make = Callable[[dict[str, str | bytes]], Project]
NOTE = "- Kinesis streams have shards\n"
OTHER = "- Kinesis Firehose delivers to S3\n"
LONG = 30.0  # seconds: more than anything here may take
AT_ONCE = 1.0  # seconds: an answer that waits for no build


class Server:
    """A running `mkdocs serve`: what it prints, what it answers, what it shows after an edit."""

    def __init__(self, project: Project) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-u", "-m", "mkdocs", "serve"]
        self.process = subprocess.Popen(
            [*command, "--dev-addr", f"127.0.0.1:{port}"],
            cwd=project.folder,
            env={
                **os.environ,
                "NO_MKDOCS_2_WARNING": "1",
                "SITE_URL": "https://example.org/some-repo/",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.root = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self._coming: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(LONG)
        self._reader.join(LONG)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def wait_for(self, words: str | None) -> str:
        """Return the next line that holds the words; None stands for the end of the output."""
        end = time.monotonic() + LONG
        while True:
            try:
                line = self._coming.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"{words!r} was not printed in time:\n{self.output}")
            if line is None:
                if words is None:
                    return ""
                pytest.fail(f"serve ended before it printed {words!r}:\n{self.output}")
            self.lines.append(line)
            if words is not None and words in line:
                return line

    @property
    def output(self) -> str:
        """Everything printed so far."""
        while True:
            try:
                line = self._coming.get_nowait()
            except queue.Empty:
                return "\n".join(self.lines)
            if line is not None:
                self.lines.append(line)

    def get(self, path: str, timeout: float = LONG) -> str:
        with urllib.request.urlopen(self.root + path, timeout=timeout) as answer:
            return str(answer.read().decode())

    def page(self, path: str = "", timeout: float = LONG) -> str:
        return self.get(f"/some-repo/{path}", timeout)

    def epoch(self) -> int:
        return int(_poll_of(self.page())[0])

    @contextmanager
    def reload(self) -> Iterator[None]:
        """Wait until what is edited inside is shown."""
        epoch, request = _poll_of(self.page())
        yield
        while int(self.get(f"/livereload/{epoch}/{request}")) <= int(epoch):
            pass


def _poll_of(page: str) -> tuple[str, str]:
    """Return the epoch and the request id of a page's live reload."""
    match = re.search(r"livereload\((\d+), (\d+)\);", page)
    assert match is not None, "the page does not reload itself"
    return match[1], match[2]
