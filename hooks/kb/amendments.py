"""What a person says about the reading of a note: its corrections, and TeX that no rule can read.

Both replace quoted words of a note by others; the raw file never changes, and what was typed
stays one gesture away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.data import Choice, Fields, Flag, ListOf, MapOf, Record, Text, loaded
from kb.model import KbError, Level, Note, Problem
from kb.origins import check_origin
from kb.quotes import Quote, quote_from, resolve

KINDS = ("typo", "wrong", "math", "outdated", "unclear")
_SOURCED = ("wrong", "math", "outdated")  # nothing of these kinds is said without a source

_CORRECTIONS = MapOf(
    ListOf(
        Fields(
            required={
                "note": Text(),
                "fix": Text(),
                "kind": Choice(*KINDS),
                "why": Text(),
            },
            optional={
                "in": Text(),
                "since": Text(),
                "source": Text(),
                "checked": Text(),
                "front": Flag(),
            },
        )
    )
)
_FORMULAS = MapOf(
    ListOf(Fields(required={"note": Text(), "tex": Text()}, optional={"in": Text(), "why": Text()}))
)
_DOLLARS = re.compile(r"(\$\$?)(.*[^$\\\s].*)\1", re.DOTALL)
_SINCE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?$")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be said about quoted words, with the reason and where it was looked up.

    ``fix`` stands in their place; of kind ``unclear`` it stands behind them.
    """

    kind: str
    fix: str
    why: str
    since: str | None = None  # year, or year-month: of kind outdated
    source: str | None = None
    checked: str | None = None  # the day, as year-month-day
    front: bool = False  # said on the front page too

    @property
    def is_quiet(self) -> bool:
        """Tell whether it needs no mark: a mended slip says nothing new."""
        return self.kind == "typo"

    @property
    def is_remark(self) -> bool:
        return self.kind == "unclear"


@dataclass(frozen=True, slots=True)
class Amendment:
    """Quoted words and what is read in their place; without ``correction`` it only reads them."""

    quote: Quote
    words: str
    correction: Correction | None = None


Amendments = Mapping[str, Sequence[Amendment]]  # by raw file, or by note


def corrections_from(file: str, text: str) -> Amendments:
    """Return raw file -> its corrections.  Raises :class:`KbError` naming file and line."""
    return {
        source: [_correction(file, entry) for entry in entries]
        for source, entries in loaded(file, text, _CORRECTIONS).items()
    }


def formulas_from(file: str, text: str) -> Amendments:
    """Return raw file -> the formulas given as TeX.  Raises :class:`KbError`."""
    return {
        source: [
            Amendment(quote_from(file, entry), f"$${_without_dollars(entry['tex'])}$$")
            for entry in entries
        ]
        for source, entries in loaded(file, text, _FORMULAS).items()
    }


def _without_dollars(tex: str) -> str:
    """Return TeX without the dollar signs around it that one types in notes."""
    tex = tex.strip()
    around = _DOLLARS.fullmatch(tex)
    return around[2].strip() if around else tex


def _correction(file: str, entry: Record) -> Amendment:
    where = f"{file}:{entry.line}"
    details = {key: entry.get(key) for key in ("since", "source", "checked")}
    if entry["kind"] in _SOURCED and not (details["source"] and details["checked"]):
        kind = entry["kind"]
        raise KbError(f'{where}: kind "{kind}" without a source, expected "source" and "checked"')
    check_origin(where, entry)
    if details["since"] and not _SINCE.match(details["since"]):
        raise KbError(f'{where}: "since" is no date, expected a year or year-month')
    front = entry.get("front", False)
    correction = Correction(entry["kind"], entry["fix"], entry["why"], **details, front=front)
    words = entry["note"] if correction.is_remark else entry["fix"]
    return Amendment(quote_from(file, entry), words, correction)


def amendments_of(
    notes: Sequence[Note], *files: Amendments
) -> tuple[dict[str, list[Amendment]], list[Problem]]:
    """Return note id -> its amendments, and what is wrong with the quotations."""
    by_note: dict[str, list[Amendment]] = {}
    problems: list[Problem] = []
    for file in files:
        quotes = {source: [entry.quote for entry in entries] for source, entries in file.items()}
        found, troubles = resolve(quotes, notes)
        problems += troubles
        for amendment in _all(file):
            if amendment.correction and amendment.correction.fix == amendment.quote.words:
                message = '"fix" says what "note" says, expected other words'
                problems.append(problem(amendment, message))
            if amendment.quote in found:
                by_note.setdefault(found[amendment.quote].id, []).append(amendment)
    return by_note, problems


def _all(file: Amendments) -> Iterable[Amendment]:
    return (amendment for entries in file.values() for amendment in entries)


def problem(amendment: Amendment, message: str) -> Problem:
    """Return a warning about an entry of ours."""
    return Problem(Level.WARNING, amendment.quote.file, amendment.quote.line, message)
