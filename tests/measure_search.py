"""How well the search finds notes, beside Material's own and plain MiniSearch, in one run.

``python tests/measure_search.py [--misses]`` asks every query of ``search_queries.yml`` in the
real dialog of three builds of the author's notes and prints, for each way of asking, the shares
found first, among the first three, and not at all.  Material's search knows sections, not notes:
for it the section that holds the note counts.  For nonsense, finding nothing counts as first.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "hooks"))

from bench_projects import seconds, site_of, write_plain
from browser import launch
from conftest import AUTHOR, ROOT, Project, make_project, serve
from search_quality import (
    COUNT_ANSWERS,
    NONE,
    SIXTEEN,
    Query,
    Ranks,
    links,
    open_dialog,
    queries,
    ranks,
)

ENGINES = ("ours", "stock", "plain")
_PLAIN = Path(__file__).parent / "data" / "plain_minisearch.js"


def build_ours(folder: Path) -> Path:
    made = make_project(folder, {AUTHOR.name: AUTHOR.read_bytes()})
    seconds(made)
    return made.site


def build_stock(folder: Path) -> Path:
    """Build the same pages with plain MkDocs."""
    write_plain(folder, site_of(1)[1])
    seconds(Project(folder))
    return Project(folder).site


def build_plain(folder: Path) -> Path:
    """Build ours with plain MiniSearch for a worker."""
    site = build_ours(folder)
    package = (ROOT / "node_modules/minisearch/dist/umd/index.js").read_text("utf-8")
    (site / "search/worker.js").write_text(package + _PLAIN.read_text("utf-8"), "utf-8")
    return site


BUILDS = {"ours": build_ours, "stock": build_stock, "plain": build_plain}


def sections(site: Path) -> dict[str, frozenset[str]]:
    """Return anchor of a section -> the notes or terms in it."""
    data = json.loads((site / "notes.json").read_bytes())
    held: dict[str, set[str]] = {}
    anchors = {
        (topic["title"], section["title"]): section["url"].partition("#")[2]
        for topic in data["topics"]
        for section in topic["sections"]
    }
    for note in data["notes"]:
        if note["topic"] is not None:
            held.setdefault(anchors[note["topic"], note["section"]], set()).add(note["id"])
    for term in data["terms"]:
        anchor = term["url"].partition("#")[2]
        held[f"{anchor}-name"] = {anchor}  # the heading inside an entry
    return {anchor: frozenset(inside) for anchor, inside in held.items()}


def asked(
    browser: Browser, site: Path, holds: Mapping[str, frozenset[str]], all_: list[Query]
) -> Iterator[Ranks]:
    """Yield how each query fares in the dialog of a site."""
    server, address = serve(site)
    page = browser.new_page()
    page.add_init_script(COUNT_ANSWERS)
    open_dialog(page, address)
    for query in all_:
        yield ranks(query, links(page, query.words), holds)
    page.close()
    server.shutdown()
    server.server_close()


def row(name: str, found: Mapping[str, list[Ranks]]) -> str:
    """Return a line: share first, in the first three, not at all, for each engine."""
    count = len(found["ours"])
    cells = []
    for engine in ENGINES:
        at = [ranked.rank for ranked in found[engine]]
        first, three, none = (sum(map(test, at)) / count for test in TESTS)
        cells.append(f"{first:6.0%} {three:6.0%} {none:6.0%}")
    return f"{name:<12}{count:>4}   " + "   ".join(cells)


TESTS = (lambda at: at == 0, lambda at: at < 3, lambda at: at == NONE)


def main() -> None:
    all_ = queries()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = launch(playwright)
        found: dict[str, list[Ranks]] = {}
        holds: dict[str, frozenset[str]] = {}
        for engine in ENGINES:
            folder = Path(scratch, engine)
            folder.mkdir()
            site = BUILDS[engine](folder)
            holds = holds or sections(site)
            found[engine] = list(asked(browser, site, holds if engine == "stock" else {}, all_))
        browser.close()
    print("                   " + "   ".join(f"{engine:<20}" for engine in ENGINES))
    print("way         asked  " + "   ".join([" first  three   none"] * 3))
    for way in dict.fromkeys(query.way for query in all_):
        print(row(way, {e: [x for x in found[e] if x.query.way == way] for e in ENGINES}))
    print(row("all", found))
    sixteen = SIXTEEN.lower().split()
    known = [query.words.lower() for query in all_ if query.notes]
    can = [words for words in sixteen if words in known]
    print(
        f"of the sixteen study queries the notes can answer {len(can)}; found: "
        + ", ".join(
            f"{engine} {sum(x.rank < NONE for x in found[engine] if x.query.words.lower() in can)}"
            for engine in ENGINES
        )
    )
    if "--misses" in sys.argv[1:]:
        for ranked in found["ours"]:
            if ranked.rank:
                where = "not at all" if ranked.rank == NONE else f"at place {ranked.rank + 1}"
                print(f"{ranked.query.way}: {ranked.query.words!r} {where}")


if __name__ == "__main__":
    main()
