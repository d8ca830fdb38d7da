"""Find a Chromium for the tests, and install one where there is none.

`python tests/browser.py` makes sure that `find_browser` succeeds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPS = ("Chromium", "Google Chrome")

# A test browser talks to the test server only, and root in a container has no sandbox.
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
)

ADVICE = "no browser to test with: install Chromium or Chrome, or name one: CHROMIUM=/path/to/it"


@cache
def find_browser() -> Path:
    """Return the first Chromium or Chrome that starts.

    Raises FileNotFoundError, with what to do about it, if there is none.
    """
    for candidate in _list_candidates():
        if _starts(candidate):
            return candidate
    raise FileNotFoundError(ADVICE)


def launch(playwright: Playwright) -> Browser:
    """Return a running headless browser; the caller closes it."""
    return playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))


def _list_candidates() -> Iterator[Path]:
    if named := os.environ.get("CHROMIUM"):
        yield Path(named)
    for command in COMMANDS:
        if found := shutil.which(command):
            yield Path(found)
    for folder in (Path("/Applications"), Path("~/Applications").expanduser()):
        for app in MAC_APPS:
            yield folder / f"{app}.app" / "Contents" / "MacOS" / app
    yield from _ask_playwright()


def _ask_playwright() -> Iterator[Path]:
    """Yield where playwright keeps its own browser, whether downloaded or not.

    In a process of its own: playwright cannot be started twice in one.
    """
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    if answer.returncode == 0:
        yield Path(answer.stdout.strip())


def _starts(browser: Path) -> bool:
    """Return whether the file runs: Ubuntu's chromium-browser may be a mere pointer to a snap,
    and playwright's browser may lack system libraries."""
    try:
        return _run([str(browser), "--version"], seconds=30)
    except OSError:
        return False


def _run(command: list[str], seconds: float) -> bool:
    """Return whether the command ended well in time; what it printed is dropped."""
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _list_installations() -> Iterator[list[list[str]]]:
    """Yield the ways to install a browser here, each as the commands to run in turn."""
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        if os.geteuid() == 0:
            root = []
        elif shutil.which("sudo") and _run(["sudo", "-n", "true"], seconds=30):
            root = ["sudo", "-n"]
        else:
            return
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        yield [[*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", "chromium"]]


def _install_browser() -> Path:
    """Return a browser, installed if need be; raise FileNotFoundError if nothing helps."""
    try:
        return find_browser()
    except FileNotFoundError:
        print("Installing a browser for the tests (once)", flush=True)
    for commands in _list_installations():
        if all(_run(command, seconds=600) for command in commands):
            try:
                return find_browser()
            except FileNotFoundError:
                continue
    raise FileNotFoundError(ADVICE)


if __name__ == "__main__":
    try:
        _install_browser()
    except FileNotFoundError as problem:
        sys.exit(f"tests/browser.py: {problem}")
