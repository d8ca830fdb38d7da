"""Numbers and limits: every line of the notes that states a quantity, and none that does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from conftest import Make, Project
from kb.windows import excerpt, windows_of

# Lines of the author's notes, and what is marked in them.
STATED = {
    7: ["two"],
    31: ["0-1", "0", "1"],
    36: ["0"],
    51: ["4", "4", "two", "4"],
    55: ["two or more", "one"],
    67: ["32X32"],
    87: ["one"],
    107: ["48TB to 96TB", "100"],
    132: ["one"],
    136: ["60"],
    158: ["one"],
    174: ["two"],
    177: ["0.1", "0.8", "0.4"],
    197: ["two"],
    275: ["0 and 1"],
    276: ["0 to 1"],
    329: ["20"],
    397: ["one"],
    398: ["one", "one"],
    400: ["100", "5", "100/5", "20"],
}
FORMULA = 428  # 0, ..., n - 1 is typeset


def article(project: Project) -> str:
    page = (project.site / "numbers" / "index.html").read_text("utf-8")
    return page[page.index("<article") : page.index("</article")]


def rows(project: Project) -> list[str]:
    """Return the lines of the sheet, quantities in brackets."""
    lines = re.findall(r"<p>(.*?)</p>", article(project))
    plain = [re.sub(r"<mark>(.*?)</mark>", r"[\1]", line) for line in lines]
    return [re.sub(r"<[^<>]*>", "", line) for line in plain]


def build(project: Project, corrections: str = "") -> Project:
    (project.folder / "notes" / "corrections.yml").write_text(corrections)
    (project.folder / "notes" / "glossary.yml").unlink()
    result = project.build("--strict")
    assert result.returncode == 0, result.stderr
    return project


def test_every_quantity_of_the_author_s_notes(
    browser: Browser, address: str, author: Project
) -> None:
    page = browser.new_page()
    page.goto(address + "numbers/")
    lines = {note["url"]: note["lines"][0] for note in author.data["notes"]}
    found = {}
    for row in page.locator(".kb-numbers > li").all():
        url = str(row.locator(".kb-from").get_attribute("href")).removeprefix("../")
        found[lines[url]] = row.locator("mark").all_inner_texts()
    formula = found.pop(FORMULA)
    assert len(formula) == 1
    assert {line: found[line] for line in sorted(found)} == STATED
    page.close()


def test_a_row_leads_to_its_note_and_shows_its_correction(
    browser: Browser, address: str, author: Project
) -> None:
    page = browser.new_page()
    page.goto(address + "numbers/")
    row = page.locator(".kb-numbers > li", has_text="48TB")
    row.get_by_text("What changed").click()
    expect(row).to_contain_text("The notes say “100 buckets storage in outpost”")
    row.locator(".kb-from").click()
    note = author.note_at(107)
    page.wait_for_url(address + note["url"])
    expect(page.locator(f"[id='{note['id']}']")).to_be_in_viewport()
    page.close()


def test_what_a_correction_adds_is_no_quantity_of_the_notes(project: Make) -> None:
    sourced = "    source: https://example.org/\n    checked: 2026-01-01\n"
    made = build(
        project({"a.txt": "- S3 has 50 buckets\n- S3 Glacier is slow\n"}),
        "raw/a.txt:\n"
        "  - note: 50 buckets\n    fix: 100 buckets\n    kind: wrong\n    why: More.\n"
        + sourced
        + "  - note: is slow\n    fix: takes 5 hours\n    kind: wrong\n    why: So.\n"
        + sourced,
    )
    assert rows(made) == ["S3 has [100] buckets†"]


def test_a_quantity_that_a_correction_takes_away_is_still_shown(project: Make) -> None:
    made = build(
        project({"a.txt": "- S3 has 50 buckets\n"}),
        "raw/a.txt:\n  - note: 50 buckets\n    fix: many buckets\n    kind: wrong\n"
        "    why: More.\n    source: https://example.org/\n    checked: 2026-01-01\n",
    )
    assert "S3 has [many buckets]†" in rows(made)


def test_lines_of_a_note_keep_their_context(project: Make) -> None:
    made = build(
        project(
            {
                "a.txt": "Glue limits\n\n- glue job\n  - 2 DPU at least\n  - no end\n",
                "b.md": "- S3 **must** keep `5 GB` in [100](https://x.org/7) parts\n\n"
                "| S3 | max 1 | who |\n|---|---|---|\n| object | 5 TB | all |\n| part | 5 GB | |\n",
            }
        )
    )
    found = rows(made)
    assert "Glue limits" in article(made)
    assert [line for line in found if "glue" in line or "DPU" in line] == [
        "glue job",
        "[2] DPU at least",
    ]
    assert "S3 must keep [5 GB] in [100] parts" in found
    assert "object · max 1: [5 TB]" in found
    assert "part · max 1: [5 GB]" in found
    assert "S3 · max [1]" in found
    assert "no end" not in found


def test_notes_without_numbers_have_no_such_page(project: Make) -> None:
    made = build(project({"a.txt": "- S3 keeps objects\n"}))
    assert not (made.site / "numbers").exists()


@pytest.mark.parametrize(
    ("text", "spans", "shown"),
    [
        ("S3 has 5 GB", [(7, 11)], "S3 has 5 GB"),
        (
            "a " * 60 + "5 GB" + " b" * 60,
            [(120, 124)],
            "… " + "a " * 34 + "5 GB" + " b" * 34 + " …",
        ),
        ("5 GB" + " b" * 150, [(0, 4)], "5 GB" + " b" * 34 + " …"),
        ("a " * 150 + "5 GB", [(300, 304)], "… " + "a " * 34 + "5 GB"),
        ("x" * 300, [(100, 101)], "… x …"),
    ],
    ids=["short", "middle", "start", "end", "no blank"],
)
def test_of_a_long_line_what_is_around_is_shown(
    text: str, spans: list[tuple[int, int]], shown: str
) -> None:
    assert excerpt(text, windows_of(text, spans), []) == shown


@given(
    st.text("ab 5", max_size=600),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 40)), max_size=6),
)
def test_windows_hold_every_span_and_do_not_overlap(
    text: str, places: list[tuple[int, int]]
) -> None:
    spans: list[tuple[int, int]] = []
    for start, length in sorted(places):
        if start + length <= len(text) and (not spans or start >= spans[-1][1]):
            spans.append((start, start + length))
    windows = windows_of(text, spans)
    assert all(any(a <= x and y <= b for a, b in windows) for x, y in spans)
    end = 0
    for start, stop in windows:
        assert end <= start <= stop <= len(text)
        end = stop
    excerpt(text, windows, [(x, y, "<mark>5</mark>") for x, y in spans])
