"""What a first visit loads, beside stock Material with the same notes: bytes and requests."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from bench_table import Row
from conftest import serve

PAGES = {"front page": "", "topic page": "modeling/"}
STOCK = "stock Material"


def loaded(browser: Browser, site: Path, path: str) -> dict[str, int]:
    """Return file -> its bytes, gzipped, of all that a browser asks for with a page."""
    server, address = serve(site)
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto(address + path, wait_until="networkidle")
    context.close()
    server.shutdown()
    server.server_close()
    files = [url.removeprefix(address).partition("?")[0] for url in asked]
    paths = {name: site / name / ("" if "." in name else "index.html") for name in files}
    return {name: len(gzip.compress(path.read_bytes())) for name, path in paths.items()}


def load_rows(browser: Browser, ours: Path, stock: Path) -> Iterator[Row]:
    for name, path in PAGES.items():
        mine, theirs = (loaded(browser, site, path) for site in (ours, stock))
        sizes = [sum(files.values()) / 1000 for files in (mine, theirs)]
        yield Row(f"first load, {name}", sizes[0], STOCK, sizes[1], "kB", 0.75)
        yield Row(f"first load, {name}", len(mine), STOCK, len(theirs), "requests", 0.75)
