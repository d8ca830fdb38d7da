"""The cells of tables as data: what a card asks, and where its answer comes from."""

from __future__ import annotations

from kb.table_cells import TableCell, cells_of
from sections import RAW, section

NOTES = """- ORC - colunmar
- Avro - row fromat
- Parquet - row format
- all are binary
- recall = TP / (TP + FN)
"""
CORRECTIONS = f"""
{RAW}:
  - {{note: colunmar, fix: columnar, kind: typo, why: Slip.}}
  - {{note: row fromat, fix: in avro files, kind: unclear, why: It is.}}
  - note: row format
    fix: columnar
    kind: wrong
    why: It is.
    source: https://example.org
    checked: 2026-01-02
"""
SHAPES = f"""
{RAW}:
  - title: Formats
    topic: T
    section: S
    shape: table
    columns: [Format, Layout, Encoding]
    rows:
      - [ORC, colunmar, note: all are binary]
      - [Avro, row fromat, ~]
      - [Parquet, row format, [all are binary, label: too]]
  - {{title: Metrics, shape: table, columns: [Metric, Formula], rows: [[recall, TP / (TP + FN)]]}}
  - {{title: Steps, topic: T, section: S, shape: steps, items: [ORC]}}
"""


def test_each_filled_cell_with_its_row_and_column() -> None:
    known = section(NOTES, SHAPES, CORRECTIONS).knowledge
    urls = {note: f"page/#{note}" for note in known.places}
    orc, avro, parquet, binary, recall = urls.values()
    formats = ("Formats", "T")
    assert list(cells_of(known.shapes, known.readings, urls)) == [
        TableCell(*formats, "ORC", "Layout", "columnar", corrected=False, url=orc),
        TableCell(*formats, "ORC", "Encoding", "all are binary", corrected=False, url=binary),
        TableCell(*formats, "Avro", "Layout", "row fromat", corrected=True, url=avro),
        TableCell(*formats, "Parquet", "Layout", "columnar", corrected=True, url=parquet),
        TableCell(
            *formats, "Parquet", "Encoding", "all are binary; too", corrected=False, url=binary
        ),
        TableCell(
            "Metrics", None, "recall", "Formula", "TP / (TP + FN)", corrected=False, url=recall
        ),
    ]
