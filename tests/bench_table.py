"""The rows of ``make bench``: what something of ours costs beside something else, in one run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """``ratio`` is ours by the other; ``most`` is what it may be, None where it is only told."""

    what: str
    ours: float
    beside: str
    other: float
    unit: str = "s"
    most: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    @property
    def verdict(self) -> str:
        if self.most is None:
            return ""
        return f"{'good' if self.ratio <= self.most else 'OVER'}, at most {self.most:g}"

    def __str__(self) -> str:
        return (
            f"{self.what:<38} {_figure(self.ours):>8} {self.unit:<8} {self.beside:<26}"
            f" {_figure(self.other):>8}   ratio {self.ratio:5.2f}  {self.verdict}"
        ).rstrip()


def _figure(number: float) -> str:
    return f"{number:.2f}" if number < 100 else f"{number:,.0f}"


def show(rows: Iterable[Row]) -> list[Row]:
    """Print rows as they come, and return them."""
    shown = []
    for row in rows:
        print(row, flush=True)
        shown.append(row)
    return shown


def write(path: Path, rows: Iterable[Row], profiles: dict[str, dict[str, float]]) -> None:
    """Write the table as JSON; ``profiles``: what ran -> part of it -> its share of the time."""
    found = [{**asdict(row), "ratio": round(row.ratio, 3)} for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"rows": found, "profiles": profiles}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
