"""What the search costs in the browser: bytes, the first results, the results of a keystroke."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page

from bench_table import Row
from conftest import serve

FILES = {  # what a search loads that a page without one does not
    "ours": ("search/worker.js", "search/index.json"),
    "stock": ("assets/javascripts/workers/search.*.min.js", "search/search_index.json"),
}
STARTS = 5  # of each page, in turn, for the first results
FELT = 50.0  # ms
STOCK = "stock Material"
FIRST = "endpoint"
TYPED = """deepar k-means kinesis athena bookmark normalization policy federation neo greengrass
smote lambda recall parquet encoder snapshot cloudtrail lineage dynamicframe overfitting forcasting
inference container aurora macie"""

# Types a query as soon as there is a field and keeps when its first result stood on the page.
_AT_ONCE = """
addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector(".md-search__input");
  new MutationObserver(() => {
    if (document.querySelector(".md-search-result__link")) globalThis.first ??= performance.now();
  }).observe(document, { childList: true, subtree: true });
  field.focus();
  field.value = "%s";
  field.dispatchEvent(new KeyboardEvent("keyup"));
});
"""
# Returns the milliseconds from the last letter of a query to the results.
_KEYSTROKE = """async (query) => {
  const field = document.querySelector(".md-search__input");
  const list = document.querySelector(".md-search-result");
  const answered = () => new Promise((done) => {
    const watch = new MutationObserver(() => { watch.disconnect(); done(performance.now()); });
    watch.observe(list, { childList: true, subtree: true, characterData: true });
  });
  const type = (text) => {
    const answer = answered();
    field.value = text;
    field.dispatchEvent(new KeyboardEvent("keyup"));
    return answer;
  };
  await type(query.slice(0, -1));
  const start = performance.now();
  return await type(query) - start;
}"""


@dataclass(frozen=True)
class Cost:
    size: int  # bytes, gzipped
    first: float  # ms from the start of the navigation to the first result
    keystrokes: Sequence[float]  # ms each


def size_of(site: Path, patterns: Iterable[str]) -> int:
    files = [path for pattern in patterns for path in site.glob(pattern)]
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


def first_results(browser: Browser, address: str) -> tuple[float, Page]:
    """Return when the first result of a query typed at once stood there, and the page."""
    page = browser.new_context(bypass_csp=True).new_page()  # waiting evaluates a string
    page.add_init_script(_AT_ONCE % FIRST)
    page.goto(address)
    page.wait_for_function("globalThis.first", timeout=120_000)
    return float(page.evaluate("first")), page


def costs(browser: Browser, sites: Mapping[str, Path]) -> dict[str, Cost]:
    """Return what the search of each site costs; ``sites``: engine -> built site."""
    servers = {engine: serve(site) for engine, site in sites.items()}
    first: dict[str, list[float]] = {engine: [] for engine in sites}
    pages: dict[str, Page] = {}
    for _, engine in product(range(STARTS), sites):
        ms, page = first_results(browser, servers[engine][1])
        first[engine].append(ms)
        if engine in pages:
            page.context.close()
        else:
            pages[engine] = page
    found = {}
    for engine, page in pages.items():
        took = [float(page.evaluate(_KEYSTROKE, query)) for query in TYPED.split()]
        size = size_of(sites[engine], FILES[engine])
        found[engine] = Cost(size, median(first[engine]), took)
        page.context.close()
        servers[engine][0].shutdown()
        servers[engine][0].server_close()
    return found


def search_rows(copies: int, found: Mapping[str, Cost]) -> Iterator[Row]:
    """Yield the rows of the search: ours beside stock."""
    ours, stock = found["ours"], found["stock"]
    at_many = copies > 1
    what = f"search x{copies}:"
    yield Row(f"{what} index and script", ours.size / 1000, STOCK, stock.size / 1000, "kB")
    yield Row(f"{what} first results", ours.first, STOCK, stock.first, "ms", 1 if at_many else None)
    slow = [quantiles(x.keystrokes, n=20, method="inclusive")[18] for x in (ours, stock)]
    usual = [median(x.keystrokes) for x in (ours, stock)]
    yield Row(f"{what} a keystroke, median", usual[0], STOCK, usual[1], "ms")
    yield Row(f"{what} a keystroke, 95 %", slow[0], STOCK, slow[1], "ms")
    if copies == 20:
        yield Row(f"{what} a keystroke, 95 %", slow[0], "what is felt", FELT, "ms", 1)
