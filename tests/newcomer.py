"""Both commands of the README as a newcomer meets them.

``python3 tests/newcomer.py [COMMAND ...]``.  From a fresh clone of HEAD, with an empty home, no
cache and nothing in the environment but PATH: ``make serve`` must answer, then ``make test`` (or
COMMAND) must succeed.  Needs nothing that is not in Python.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
SET_UP = 20 * 60.0  # seconds: more than installing everything may take
MARK = '<meta name="kb-hook" content="ran">'  # on every page that the hook has made


class Failed(Exception):
    """``str(error)`` is the line to be read."""


def clone(folder: Path) -> Path:
    """Return a clone of what is committed."""
    made = folder / "clone"
    command = ["git", "clone", "--quiet", "--no-local", str(ROOT), str(made)]
    if subprocess.run(command, check=False).returncode:
        raise Failed("the project cannot be cloned")
    return made


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def check_serve(project: Path, environment: Mapping[str, str]) -> None:
    """Start ``make serve``, ask for the front page, and end it as Ctrl-C does."""
    address = free_address()
    server = subprocess.Popen(
        ["make", "serve", f"ADDR={address}"],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    late = threading.Timer(SET_UP, os.killpg, (server.pid, signal.SIGKILL))
    late.start()
    try:
        if MARK not in _get(_served(server)):
            raise Failed("`make serve` answers, but not with a page of notes")
    finally:
        late.cancel()
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGINT)
        server.communicate()


def _served(server: subprocess.Popen[str]) -> str:
    """Return the address that the server says it answers at, once it does."""
    said: list[str] = []
    assert server.stdout is not None
    for line in server.stdout:
        print(line, end="", flush=True)
        said.append(line)
        if found := re.search(r"Serving on (\S+)", line):
            return found[1]
    raise Failed(f"`make serve` ended, or took too long; its last words: {''.join(said[-1:])!r}")


def _get(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode())
    except (OSError, ValueError) as error:
        raise Failed(f"`make serve` does not answer at {address} ({error})") from None


def check_command(project: Path, environment: Mapping[str, str], command: Sequence[str]) -> None:
    done = subprocess.run(command, cwd=project, env=environment, check=False)
    if done.returncode:
        raise Failed(f"`{' '.join(command)}` failed with {done.returncode}")


def check_clean(project: Path) -> None:
    """Both commands may leave behind only what .gitignore names."""
    command = ["git", "status", "--porcelain"]
    left = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout
    if left:
        raise Failed(f"the commands leave behind what is not ignored: {left.split()}")


def main() -> str | None:
    command = sys.argv[1:] or ["make", "test"]
    # A shell that starts us in the background has Ctrl-C ignored, by all that we start too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="newcomer-") as scratch:
        home = Path(scratch, "home")
        home.mkdir()
        environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
        try:
            project = clone(Path(scratch))
            check_serve(project, environment)
            check_command(project, environment, command)
            check_clean(project)
        except Failed as failed:
            return f"newcomer: {failed}"
    print("newcomer: both commands work from a fresh clone")
    return None


if __name__ == "__main__":
    sys.exit(main())
