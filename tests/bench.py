"""What the knowledge base costs, as ratios within one run.

``python tests/bench.py [--quick]`` prints a table: the whole build beside plain MkDocs with
Material on the same generated pages, at 1, 20 and 100 times the notes, and the core's own time
per note.  ``--quick`` leaves out 100 times.
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
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "hooks"))

from adapter import templates_in
from conftest import AUTHOR, ROOT, make_project
from kb import Data, Frame, Site, build
from kb.layout import Addresses
from mathjax import typeset

SIZES = (1, 20, 100)
RUNS = {1: 5, 20: 3, 100: 1}
LIMIT = 1.25
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
    data = Data((ROOT / "notes" / "topics.yml").read_text("utf-8"))
    frame = Frame(templates_in(ROOT / "theme_overrides"), None, (), None, Addresses())
    typesetter = partial(typeset, project=ROOT, cache=ROOT / ".cache", notice=print)
    start = perf_counter()
    site = build(raw, data, frame, typesetter)
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
        target.write_text(text, "utf-8")


def seconds(folder: Path) -> float:
    """Return how long one whole build takes."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(out)]
    start = perf_counter()
    subprocess.run(command, cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=True)
    return perf_counter() - start


def compare(copies: int, runs: int) -> None:
    """Print one row: both builds in turn, the median of each, their ratio."""
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
    mine, theirs = (median(column) for column in zip(*pairs, strict=True))
    target = "at most 1 s more" if copies == 1 else f"at most {LIMIT}"
    print(
        f"build x{copies:<4} {notes:>6} notes {pages:>4} pages (largest {longest // 1000} kB)"
        f"  ours {mine:6.2f} s  plain {theirs:6.2f} s  ratio {mine / theirs:.2f}"
        f"  extra {mine - theirs:+.2f} s  ({target})"
    )


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
        (none / "notes" / "corrections.yml").write_text("{}\n")
        cold, warm, bare, start = [], [], [], []
        for run in range(RUNS[1]):
            shutil.rmtree(with_ / ".cache", ignore_errors=True)
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


def main() -> None:
    formulas()
    quick = "--quick" in sys.argv[1:]
    for copies in SIZES[: 2 if quick else None]:
        compare(copies, RUNS[copies])
    core(1)  # the first run fills the caches of words
    few, many_ = (core(copies)[:2] for copies in (10, 20 if quick else 100))
    per_note = [took / notes for took, notes in (few, many_)]
    print(
        f"core   x10 {per_note[0] * 1e6:.0f} µs a note, x{20 if quick else 100} "
        f"{per_note[1] * 1e6:.0f} µs a note  ratio {per_note[1] / per_note[0]:.2f}  (at most 1.5)"
    )


if __name__ == "__main__":
    main()
