"""What the core costs by itself: formulas, terms, a note; and where its time goes."""

from __future__ import annotations

import cProfile
import gzip
import pstats
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench_projects import many, seconds, site_of
from bench_table import Row
from conftest import AUTHOR, ROOT, make_project
from kb.glossary import terms_from
from kb.memory import Memory
from kb.mentions import Matcher
from mathjax import typeset

RUNS = 5
_MARKUP = re.compile(r'<span class="kb-math[^"]*" data-tex="([^"]*)">.*?</math></span></span>')


def _without_formulas() -> bytes:
    """Return the author's notes with every sign of mathematics taken out."""
    return re.sub(r"[=/*^$\\]|(?<=\d)[-xX](?=\d)", " ", AUTHOR.read_text("utf-8")).encode()


def formula_rows() -> Iterator[Row]:
    """Yield what typesetting costs: cold, warm, and in bytes of the Formulas page."""
    with TemporaryDirectory() as scratch:
        texts = {"with": AUTHOR.read_bytes(), "none": _without_formulas()}
        projects = {}
        for name, text in texts.items():
            (folder := Path(scratch, name)).mkdir()
            projects[name] = make_project(folder, {AUTHOR.name: text})
        with_, none = projects["with"], projects["none"]
        corrections = none.folder / "notes" / "corrections.yml"
        entries = corrections.read_text("utf-8").split("\n\n")
        corrections.write_text("\n\n".join(x for x in entries if "kind: math" not in x), "utf-8")
        seconds(with_)  # lays out the map
        seconds(none)
        cold, warm, bare, start = [], [], [], []
        for run in range(RUNS):
            (with_.folder / ".cache" / "formulas.sqlite").unlink(missing_ok=True)
            cold.append(seconds(with_))
            warm.append(seconds(with_))
            bare.append(seconds(none))
            began = perf_counter()
            typeset([("x", False)], project=ROOT, cache=Path(scratch, f"{run}"), notice=print)
            start.append(perf_counter() - began)
        notes = with_.data["notes"]
        kinds = {(f["tex"], f["display"]) for note in notes for f in note["formulas"]}
        allowed = median(bare) + median(start) + 0.010 * len(kinds)
        beside = f"none, start, {len(kinds)} x 10 ms"
        yield Row("build with formulas, cold", median(cold), beside, allowed, most=1)
        yield Row("build with formulas, warm", median(warm), "no formulas", median(bare))
        page = (with_.site / "formulas" / "index.html").read_text("utf-8")
    script = (ROOT / "node_modules" / "mathjax" / "tex-svg.js").read_bytes()
    typed = _MARKUP.sub(r"\\(\1\\)", page).encode()
    ours, theirs, there = (len(gzip.compress(x)) / 1000 for x in (page.encode(), typed, script))
    yield Row("Formulas page", ours, "MathJax in the browser", theirs + there, "kB")


def linker_row() -> Row:
    """Return the row of finding 5,000 terms in 100 times the notes, beside 200 terms."""
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
        took.append((perf_counter() - start) / len(notes) * 1e6)
    return Row("5,000 terms found x100, a line", took[1], "200 terms", took[0], "µs", 3)


def note_row(copies: int) -> Row:
    """Return the row of the core's time per note at so many times the notes, beside 10 times."""
    site_of(1)  # the first run fills the caches of words
    took = []
    for times in (10, copies):
        spent, site = site_of(times)
        took.append(spent / site.files["notes.json"].count(b'"id":') * 1e6)
    return Row(f"core x{copies}, a note", took[1], "x10", took[0], "µs", 1.5)


def profiles(copies: int) -> dict[str, dict[str, float]]:
    """Return where the core's time goes: the first time, and after an edit that changed nothing."""
    memory = Memory()
    first = _shares(lambda: site_of(copies, memory.recall))
    memory.forget()
    return {
        f"kb.build x{copies}": first,
        f"kb.build x{copies} again, as serve does": _shares(lambda: site_of(copies, memory.recall)),
    }


def _shares(run: Callable[[], object]) -> dict[str, float]:
    """Return module -> its share of the time, the largest first, without the modules it calls."""
    profile = cProfile.Profile()
    profile.runcall(run)
    spent: Counter[str] = Counter()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for (file, *_), (_, _, own, _, callers) in stats.items():
        if file != "~":
            spent[_module(file)] += own
        for (caller, *_), (_, _, within, _) in callers.items() if file == "~" else ():
            spent[_module(caller)] += within  # what is built into Python counts for its caller
    total = sum(spent.values())
    return {module: round(time / total, 3) for module, time in spent.most_common(12)}


def _module(file: str) -> str:
    path = Path(file)
    if "hooks" in path.parts:
        return ".".join(path.with_suffix("").parts[path.parts.index("hooks") + 1 :])
    return "templates" if path.suffix in (".html", ".md") else path.parent.name or "Python"


def told(found: dict[str, dict[str, float]]) -> str:
    """Return profiles as lines."""
    return "\n".join(
        f"{what}: " + ", ".join(f"{part} {share:.0%}" for part, share in shares.items())
        for what, shares in found.items()
    )
