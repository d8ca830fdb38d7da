"""What the knowledge base costs: one table of ratios, each measured within this run.

``python tests/bench.py [--quick]`` prints it and writes ``dist/bench.json``.  ``--quick`` (``make
bench ARGS=--quick``) leaves out 100 times the notes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "hooks"))

from playwright.sync_api import Browser, sync_playwright

from bench_builds import build_rows, edit_row
from bench_core import formula_rows, linker_row, note_row, profiles, told
from bench_load import load_rows
from bench_projects import pair
from bench_search import costs, search_rows
from bench_table import Row, show, write
from browser import launch
from conftest import ROOT

SIZES = (1, 20, 100)


def rows(browser: Browser, *, quick: bool) -> Iterator[Row]:
    for copies in SIZES[: 2 if quick else None]:
        with TemporaryDirectory() as scratch:
            made = pair(Path(scratch), copies)
            largest = max(map(len, made.pages.documents.values())) // 1000
            print(f"x{copies}: {len(made.pages.documents)} pages, the largest {largest} kB")
            yield from build_rows(made)
            if copies == 1:
                yield from load_rows(browser, made.ours.site, made.plain.site)
            if copies < 100:
                yield edit_row(made)
            sites = {"ours": made.ours.site, "stock": made.plain.site}
            yield from search_rows(copies, costs(browser, sites))
    yield from formula_rows()
    yield linker_row()
    yield note_row(20 if quick else 100)


def main() -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        found = show(rows(browser, quick="--quick" in sys.argv[1:]))
        browser.close()
    where = profiles(20)
    print(told(where))
    write(ROOT / "dist" / "bench.json", found, where)


if __name__ == "__main__":
    main()
