"""The table of ``make bench``: a row is a ratio and says whether it is good."""

from __future__ import annotations

import json
from pathlib import Path

from bench_table import Row, write


def test_a_row_is_a_ratio_with_a_verdict() -> None:
    row = Row("edit to page", 0.5, "plain MkDocs", 2.0, "s", 0.25)
    assert (row.ratio, row.verdict) == (0.25, "good, at most 0.25")
    assert Row("edit to page", 0.6, "plain MkDocs", 2.0, "s", 0.25).verdict == "OVER, at most 0.25"
    assert Row("edit to page", 0.6, "plain MkDocs", 2.0).verdict == ""
    words = "edit to page 0.50 s plain MkDocs 2.00 ratio 0.25 good, at most 0.25"
    assert " ".join(str(row).split()) == words


def test_the_table_is_written_as_json(tmp_path: Path) -> None:
    rows = [Row("first load", 3, "stock Material", 4, "requests", 0.75)]
    write(tmp_path / "dist" / "bench.json", rows, {"kb.build": {"kb.mentions": 0.25}})
    assert json.loads((tmp_path / "dist" / "bench.json").read_text("utf-8")) == {
        "rows": [
            {
                "what": "first load",
                "ours": 3,
                "beside": "stock Material",
                "other": 4,
                "unit": "requests",
                "most": 0.75,
                "ratio": 0.75,
            }
        ],
        "profiles": {"kb.build": {"kb.mentions": 0.25}},
    }
