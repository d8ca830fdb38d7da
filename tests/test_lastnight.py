"""Last night: notes that a person chooses, quoted on one page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from conftest import ROOT, Make, Project
from kb.lastnight import chosen_from, chosen_of
from kb.library import library_of
from kb.model import KbError
from test_build import texts_in

RAW = "raw/a.txt"
NOTES = """- Kinesis streams have shards
- S3 keeps objects in buckets

Glue jobs

- bookmark in glue keeps state
- recall = TP / TP + FN
"""


def told(data: str) -> tuple[list[str], list[str]]:
    """Return the first words of the chosen notes, and what the build says."""
    notes = library_of({RAW: NOTES.encode()}).notes
    chosen, problems = chosen_of(chosen_from("lastnight.yml", data), notes)
    return [note.text[:12] for note in notes if note.id in chosen], [str(x) for x in problems]


def entries(*words: str) -> str:
    return f"{RAW}:\n" + "".join(f"  - note: '{each}'\n" for each in words)


def test_chosen_notes_are_named_by_words_of_theirs() -> None:
    chosen, problems = told(entries("keeps state", "have shards"))
    assert chosen == ["- Kinesis st", "- bookmark i"]
    assert problems == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            entries("have birds"),
            'lastnight.yml:2: no note in raw/a.txt contains "have birds", '
            "expected the words as they stand there",
        ),
        (
            entries("keeps"),
            'lastnight.yml:2: 2 notes in raw/a.txt contain "keeps" (lines 2, 6), '
            'expected "in:" with words that only one of them has',
        ),
        (
            entries("have shards", "Kinesis"),
            "lastnight.yml:3: this note is chosen in line 2 already, expected it once",
        ),
        (
            entries("Glue jobs"),
            "lastnight.yml:2: this quotes a heading, expected words of a note below it",
        ),
        (
            "raw/gone.txt:\n  - note: 'x'\n",
            "lastnight.yml: raw/gone.txt is not there, what stands here for it is left out",
        ),
    ],
    ids=["no note", "two notes", "twice", "a heading", "no file"],
)
def test_an_entry_that_chooses_no_note(data: str, message: str) -> None:
    assert told(data)[1] == [message]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("raw/a.txt: keeps", 'lastnight.yml:1: "raw/a.txt" is "keeps", expected a list'),
        (
            f"{RAW}:\n  - words: keeps\n",
            'lastnight.yml:2: unknown key "words", expected the keys "note", "in"',
        ),
        (
            f"{RAW}:\n  - in: keeps\n",
            'lastnight.yml:2: "note" is missing, expected the keys "note", "in"',
        ),
    ],
)
def test_data_of_another_shape_stops_the_build(data: str, message: str) -> None:
    with pytest.raises(KbError, match=f"^{re.escape(message)}$"):
        chosen_from("lastnight.yml", data)


def test_nothing_chosen_no_page(project: Make) -> None:
    made = project({"a.txt": NOTES}).without_glossary()
    (made.folder / "notes" / "lastnight.yml").unlink()
    assert made.build("--strict").returncode == 0
    assert not (made.site / "last-night").exists()
    assert "last-night" not in (made.site / "index.html").read_text("utf-8")


def test_a_chosen_note_is_quoted_without_an_id_and_leads_home(project: Make) -> None:
    made = project({"a.txt": NOTES})
    data = made.folder / "notes"
    (data / "lastnight.yml").write_text(entries("keeps state", "recall"))
    (data / "corrections.yml").write_text(
        f"{RAW}:\n  - note: 'TP / TP + FN'\n    fix: 'TP / (TP + FN)'\n    kind: math\n"
        "    why: Brackets are missing.\n    source: https://example.org/\n"
        "    checked: 2026-01-01\n"
    )
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    page = (made.site / "last-night" / "index.html").read_text("utf-8")
    article = page[page.index("<article") : page.index("</article")]
    for note in made.data["notes"]:
        assert note["id"] not in texts_in(made.site / "last-night" / "index.html")
        is_chosen = "state" in note["text"] or "recall" in note["text"]
        assert (f'href="../{note["url"]}"' in article) == is_chosen
    assert re.search(r'class="kb-math[^<>]*data-tex="[^"]*recall', article)
    assert "<h4>Glue jobs</h4>" in article
    assert '<span class="kb-mark">†</span>' in article
    assert 'class="kb-term"' in article


def test_a_dead_link_in_a_quoted_note_is_told_once(project: Make) -> None:
    made = project({"a.md": "- S3 see [this](gone.md)\n"})
    (made.folder / "notes" / "lastnight.yml").write_text("raw/a.md:\n  - note: S3\n")
    result = made.build()
    assert result.stderr.count("dead link") == 1


def test_the_start_list_has_one_to_three_notes_of_each_section(
    browser: Browser, address: str, author: Project
) -> None:
    page = browser.new_page()
    page.goto(address + "last-night/")
    counts = {
        (str(section.locator("h3").inner_text())): section.locator(".kb-pick").count()
        for section in page.locator(".kb-chosen").all()
    }
    assert set(counts.values()) <= {1, 2, 3}
    sections = {
        section["title"] for topic in author.data["topics"] for section in topic["sections"]
    }
    assert set(counts) == sections
    page.close()


def test_a_quotation_leads_to_its_note(browser: Browser, address: str, author: Project) -> None:
    page = browser.new_page()
    page.goto(address + "last-night/")
    quote = page.locator(".kb-pick", has_text="enforce the policies").first
    quote.get_by_role("link", name="Note of line 217").click()
    note = author.note_at(217)
    page.wait_for_url(address + note["url"])
    expect(page.locator(f"[id='{note['id']}']")).to_be_in_viewport()
    page.close()


def test_two_columns_on_a_desk_and_one_on_a_phone(browser: Browser, address: str) -> None:
    for width, columns in ((1280, 2), (390, 1)):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(address + "last-night/")
        lefts = (
            page.locator(".kb-columns")
            .first.locator(".kb-chosen")
            .evaluate_all("all => all.map(each => Math.round(each.getBoundingClientRect().left))")
        )
        assert len(set(lefts)) == columns
        if columns == 1:
            box = page.locator(".kb-to-note").first.bounding_box()
            assert box and box["height"] >= 44 and box["width"] >= 44
        page.close()


def test_the_sheet_of_the_owner_is_read_strictly() -> None:
    assert chosen_from("lastnight.yml", (ROOT / "notes" / "lastnight.yml").read_text("utf-8"))
