"""What the knowledge base costs, as ratios within one run.

``python tests/bench.py [--quick]`` prints a table: the whole build beside plain MkDocs with
Material on the same generated pages, at 1, 20 and 100 times the notes, the search beside Material's
own, and the core's own time per note.  ``--quick`` leaves out 100 times.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import partial
from itertools import islice, product
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "hooks"))

from playwright.sync_api import Browser, sync_playwright

import anki
import folder
from bench_search import costs, row
from browser import launch
from conftest import AUTHOR, ROOT, make_project
from document_templates import templates_in
from kb import Frame, Site, Tools, build
from kb.glossary import terms_from
from kb.layout import Addresses
from kb.mentions import Matcher
from map_layout import positions
from mathjax import typeset
from plotting import drawings
from ts_fsrs import script

SIZES = (1, 20, 100)
RUNS = {1: 5, 20: 3, 100: 1}
LIMIT = 1.25
SETTING = anki.Setting("Bench", "https://a.b/practice/", ROOT / "theme_overrides" / "documents")
_WORD = re.compile(r"(?<=[a-z]{4})(?= )")


def many(copies: int) -> dict[str, bytes]:
    """Return the author's notes so many times; no two copies of a line are the same."""
    lines = AUTHOR.read_text("utf-8").split("\n")
    files = {}
    for copy in range(copies):
        changed = [_WORD.sub(f" x{copy}", line, count=1) if copy else line for line in lines]
        files[f"copy-{copy:03}.txt"] = "\n".join(changed).encode()
    return files


def core(copies: int) -> tuple[float, int, Site]:
    """Return the seconds the core takes, the number of notes, and what it made."""
    raw = {f"raw/{name}": data for name, data in many(copies).items()}
    data = folder.data(ROOT / "notes")
    frame = Frame(templates_in(ROOT / "theme_overrides"), None, (), None, Addresses())
    cache = ROOT / ".cache"
    tools = Tools(
        partial(typeset, project=ROOT, cache=cache, notice=print),
        partial(positions, cache=cache, notice=print),
        partial(drawings, cache=cache, notice=print),
        partial(anki.package, setting=SETTING, notes=ROOT / "notes", cache=cache, notice=print),
        partial(script, ROOT),
    )
    start = perf_counter()
    site = build(raw, data, frame, tools)
    return perf_counter() - start, site.files["notes.json"].count(b'"id":'), site


def plain_project(folder: Path, site: Site) -> None:
    """Write the generated pages as the pages of a plain MkDocs site with Material."""
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    for line in ("hooks:", "watch:", "extra_css:", "extra_javascript:"):
        config = re.sub(rf"^{line}.*\n", "", config, flags=re.MULTILINE)
    config = config.replace("  custom_dir: theme_overrides\n", "")
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    for path, text in site.documents.items():
        target = folder / "notes" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not path.startswith("sources/"):  # raw notes are the pages' own words once more
            text = text.replace("search:\n  exclude: true\n", "", 1)
        target.write_text(text, "utf-8")


def seconds(folder: Path) -> float:
    """Return how long one whole build takes."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(out)]
    start = perf_counter()
    subprocess.run(command, cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=True)
    return perf_counter() - start


def compare(copies: int, runs: int, browser: Browser) -> None:
    """Print two rows: both builds in turn, the median of each, their ratio; both searches."""
    with tempfile.TemporaryDirectory() as scratch:
        ours, plain = Path(scratch, "ours"), Path(scratch, "plain")
        ours.mkdir()
        plain.mkdir()
        make_project(ours, dict(many(copies)))
        _, notes, site = core(copies)
        plain_project(plain, site)
        pages = len(site.documents)
        longest = max(map(len, site.documents.values()))
        pairs = [(seconds(ours), seconds(plain)) for _ in range(runs)]
        searches = costs(browser, {"ours": ours / "out", "stock": plain / "out"})
    mine, theirs = (median(column) for column in zip(*pairs, strict=True))
    target = "at most 1 s more" if copies == 1 else f"at most {LIMIT}"
    print(
        f"build x{copies:<4} {notes:>6} notes {pages:>4} pages (largest {longest // 1000} kB)"
        f"  ours {mine:6.2f} s  plain {theirs:6.2f} s  ratio {mine / theirs:.2f}"
        f"  extra {mine - theirs:+.2f} s  ({target})"
    )
    print(row(copies, searches), flush=True)


def without_formulas() -> bytes:
    """Return the author's notes with every sign of mathematics taken out."""
    return re.sub(r"[=/*^$\\]|(?<=\d)[-xX](?=\d)", " ", AUTHOR.read_text("utf-8")).encode()


def formulas() -> None:
    """Print what typesetting costs: cold, warm, and in bytes of the Formulas page."""
    with tempfile.TemporaryDirectory() as scratch:
        with_, none = Path(scratch, "with"), Path(scratch, "none")
        for folder, text in ((with_, AUTHOR.read_bytes()), (none, without_formulas())):
            folder.mkdir()
            make_project(folder, {AUTHOR.name: text})
        corrections = none / "notes" / "corrections.yml"
        entries = corrections.read_text("utf-8").split("\n\n")
        others = [entry for entry in entries if "kind: math" not in entry]
        corrections.write_text("\n\n".join(others), "utf-8")
        seconds(with_)  # lays out the map
        seconds(none)
        cold, warm, bare, start = [], [], [], []
        for run in range(RUNS[1]):
            (with_ / ".cache" / "formulas.sqlite").unlink(missing_ok=True)
            cold.append(seconds(with_))
            warm.append(seconds(with_))
            bare.append(seconds(none))
            began = perf_counter()
            typeset([("x", False)], project=ROOT, cache=Path(scratch, f"{run}"), notice=print)
            start.append(perf_counter() - began)
        data = json.loads((with_ / "out" / "notes.json").read_bytes())
        kinds = {(f["tex"], f["display"]) for note in data["notes"] for f in note["formulas"]}
        allowed = median(start) + 0.010 * len(kinds)
        print(
            f"formulas ({len(kinds)})  cold {median(cold) - median(bare):+.2f} s"
            f"  (MathJax's start {median(start):.2f} s + 10 ms each: at most {allowed:.2f} s)"
            f"  warm {median(warm) - median(bare):+.2f} s, ratio {median(warm) / median(bare):.2f}"
        )
        page = (with_ / "out" / "formulas" / "index.html").read_text("utf-8")
    markup = re.compile(r'<span class="kb-math[^"]*" data-tex="([^"]*)">.*?</math></span></span>')
    plain = markup.sub(r"\\(\1\\)", page).encode()
    script = (ROOT / "node_modules" / "mathjax" / "tex-svg.js").read_bytes()
    ours, theirs = (len(gzip.compress(data)) for data in (page.encode(), plain))
    theirs += len(gzip.compress(script))
    print(
        f"Formulas page  {ours / 1000:.0f} kB gzipped, with MathJax in the browser "
        f"{theirs / 1000:.0f} kB  ratio {ours / theirs:.2f}"
    )


def linker() -> None:
    """Print what finding 200 and 5,000 terms in 100 times the notes takes."""
    glossary = (ROOT / "notes" / "glossary.yml").read_text("utf-8")
    known, _ = terms_from("glossary.yml", glossary)
    words = sorted({word for term in known for word in term.name.split()})
    made = (
        replace(known[0], name=" ".join(p), aliases=(), exact=()) for p in product(words, words)
    )
    terms = [*known, *islice(made, 5_000 - len(known))]
    notes = [line for data in many(100).values() for line in data.decode().split("\n") if line]
    took = []
    for count in (200, 5_000):
        matcher = Matcher(terms[:count])
        for note in notes[:300]:  # fills the caches of words
            matcher.mentions(note)
        start = perf_counter()
        for note in notes:
            matcher.mentions(note)
        took.append(perf_counter() - start)
    few, much = (seconds_ / len(notes) * 1e6 for seconds_ in took)
    print(
        f"linker x100  200 terms {few:.0f} µs a line, 5,000 terms {much:.0f} µs a line"
        f"  ratio {much / few:.2f}  (at most 3)"
    )


def main() -> None:
    linker()
    formulas()
    quick = "--quick" in sys.argv[1:]
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for copies in SIZES[: 2 if quick else None]:
            compare(copies, RUNS[copies], browser)
        browser.close()
    core(1)  # the first run fills the caches of words
    few, many_ = (core(copies)[:2] for copies in (10, 20 if quick else 100))
    per_note = [took / notes for took, notes in (few, many_)]
    print(
        f"core   x10 {per_note[0] * 1e6:.0f} µs a note, x{20 if quick else 100} "
        f"{per_note[1] * 1e6:.0f} µs a note  ratio {per_note[1] / per_note[0]:.2f}  (at most 1.5)"
    )


if __name__ == "__main__":
    main()
