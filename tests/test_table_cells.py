"""The cells of tables as data: what a card asks, and where its answer comes from."""

from __future__ import annotations

from kb.table_cells import cells_of
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
    made = section(NOTES, SHAPES, CORRECTIONS)
    known = made.knowledge
    urls = {note: f"page/#{note}" for note in known.places}
    orc, avro, parquet, binary, recall = urls.values()
    found = list(cells_of(made.library, known, urls))
    assert {(cell.table, cell.topic) for cell in found} == {("Formats", "T"), ("Metrics", "T")}
    assert [(cell.row, cell.column, cell.text, cell.url) for cell in found] == [
        ("ORC", "Layout", "columnar", orc),
        ("ORC", "Encoding", "all are binary", binary),
        ("Avro", "Layout", "row fromat", avro),
        ("Parquet", "Layout", "columnar", parquet),
        ("Parquet", "Encoding", "all are binary; too", binary),
        ("recall", "Formula", "TP / (TP + FN)", recall),
    ]


def test_a_cell_brings_the_corrections_of_its_notes() -> None:
    made = section(NOTES, SHAPES, CORRECTIONS)
    known = made.knowledge
    found = list(cells_of(made.library, known, {note: note for note in known.places}))
    corrected = {
        (x.row, x.column): [said.original for said in x.corrections if not said.elsewhere]
        for x in found
    }
    assert {cell: words for cell, words in corrected.items() if words} == {
        ("Avro", "Layout"): ["row fromat"],
        ("Parquet", "Layout"): ["row format"],
    }


def test_what_is_wrong_in_other_words_of_a_quoted_note_is_elsewhere() -> None:
    shapes = SHAPES.replace("[Parquet, row format,", "[Parquet, Parquet,")
    made = section(NOTES, shapes, CORRECTIONS)
    found = cells_of(made.library, made.knowledge, {note: note for note in made.knowledge.places})
    (said,) = next(x.corrections for x in found if (x.row, x.column) == ("Parquet", "Layout"))
    assert (said.original, said.elsewhere) == ("row format", True)


def test_the_words_of_a_cell_are_html_without_links_within_the_site() -> None:
    made = section(NOTES, SHAPES, CORRECTIONS)
    urls = {note: note for note in made.knowledge.places}
    html = [cell.html for cell in cells_of(made.library, made.knowledge, urls)]
    assert html[0] == "columnar"
    assert html[-1].startswith("$")
    assert not any("<a " in words for words in html)
