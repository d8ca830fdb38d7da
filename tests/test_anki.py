"""The Anki package: opened, read, made again from edited notes."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import anki
from anki import Setting, package
from conftest import ROOT, Make, Project
from kb.model import ShownCard

TEMPLATES = ROOT / "theme_overrides" / "documents"
SETTING = Setting("Notes", "https://example.org/notes/practice/", TEMPLATES)
CARD = ShownCard("0123456789ab", "term", "One", "A section", "What is it?", "S3", "stores objects")
OTHER = replace(
    CARD, id="ba9876543210", topic="Two::x", section=None, question="EBS", answer="blocks"
)


@dataclass(frozen=True)
class Stored:
    """A note of Anki, with its one card."""

    model: int
    time: int
    tags: list[str]
    fields: list[str]
    deck: int
    card: int


@dataclass(frozen=True)
class Opened:
    """What stands in a package."""

    decks: dict[int, str]
    models: dict[str, Any]
    notes: dict[str, Stored]  # by guid


def opened(content: bytes, folder: Path) -> Opened:
    file = folder / "collection.anki2"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["collection.anki2", "media"]
        assert json.loads(archive.read("media")) == {}
        file.write_bytes(archive.read("collection.anki2"))
    database = sqlite3.connect(file)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    ((decks, models),) = database.execute("SELECT decks, models FROM col").fetchall()
    query = (
        "SELECT guid, mid, notes.mod, tags, flds, did, ord FROM notes JOIN cards ON nid = notes.id"
    )
    rows = database.execute(query).fetchall()
    database.close()
    notes = {
        guid: Stored(model, time, tags.split(), fields.split("\x1f"), deck, card)
        for guid, model, time, tags, fields, deck, card in rows
    }
    assert len(notes) == len(rows), "each note has one card"
    names = {int(number): deck["name"] for number, deck in json.loads(decks).items()}
    return Opened(names, json.loads(models), notes)


def packed(cards: list[ShownCard], folder: Path) -> bytes:
    return package(
        cards,
        setting=SETTING,
        notes=folder / "notes",
        cache=folder / ".cache",
        notice=pytest.fail,
    )


# -- what it holds ---------------------------------------------------------------------------------


def test_a_deck_for_each_topic_and_a_note_for_each_card(tmp_path: Path) -> None:
    found = opened(packed([CARD, OTHER], tmp_path), tmp_path)
    assert sorted(found.decks.values()) == ["Default", "Notes::One", "Notes::Two:x"]
    assert sorted(found.notes) == [CARD.id, OTHER.id]
    note = found.notes[CARD.id]
    assert note.fields == ["What is it?", "S3", "stores objects"]
    assert note.tags == ["One::A-section", "term"]
    assert found.decks[note.deck] == "Notes::One"


def test_the_note_type_and_the_decks_have_numbers_of_their_own_that_stay(tmp_path: Path) -> None:
    """If this fails, Anki takes the notes of a later build for others."""
    found = opened(packed([CARD], tmp_path), tmp_path)
    model = found.models["1764230731"]
    assert model["name"] == "Study notes"
    assert [field["name"] for field in model["flds"]] == ["About", "Question", "Answer"]
    assert [template["name"] for template in model["tmpls"]] == ["Card"]
    assert {number for number, name in found.decks.items() if name == "Notes::One"} == {1077375481}


def test_links_lead_to_the_site(tmp_path: Path) -> None:
    card = replace(CARD, answer='x <a href="../glossary/#s3">Glossary entry</a>')
    fields = opened(packed([card], tmp_path), tmp_path).notes[CARD.id].fields
    assert 'href="https://example.org/notes/glossary/#s3"' in fields[2]


# -- the same cards, the same bytes ----------------------------------------------------------------


def test_the_same_cards_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert packed([CARD, OTHER], one) == packed([CARD, OTHER], other)


def test_an_unchanged_package_needs_no_genanki(tmp_path: Path) -> None:
    made = packed([CARD], tmp_path)
    code = (
        "import sys; from pathlib import Path\n"
        "from test_anki import CARD, packed\n"
        "Path(sys.argv[1], 'again').write_bytes(packed([CARD], Path(sys.argv[1])))\n"
        "sys.exit('genanki' in sys.modules)"
    )
    path = os.pathsep.join((str(ROOT / "hooks"), str(ROOT / "tests")))
    command = [sys.executable, "-c", code, str(tmp_path)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=True)
    assert (tmp_path / "again").read_bytes() == made


def test_only_the_last_package_is_kept(tmp_path: Path) -> None:
    packed([CARD], tmp_path)
    packed([OTHER], tmp_path)
    assert len(list((tmp_path / ".cache").iterdir())) == 1


def test_a_broken_cache_costs_a_notice(tmp_path: Path) -> None:
    made = packed([CARD], tmp_path)
    (kept,) = (tmp_path / ".cache").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(b"collection.anki2", b"collection.anki1"))
    notices: list[str] = []
    cache = tmp_path / ".cache"
    again = package([CARD], setting=SETTING, notes=tmp_path, cache=cache, notice=notices.append)
    assert again == made
    assert notices == [f"{kept}: what is kept here is damaged, it is made again"]
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_a_notice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    notices: list[str] = []
    cache, notes = tmp_path / "file" / "cache", tmp_path
    assert package([CARD], setting=SETTING, notes=notes, cache=cache, notice=notices.append)
    assert len(notices) == 1


# -- a later build is newer: or Anki would not take it over ----------------------------------------


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
    environment = {**os.environ, "GIT_COMMITTER_DATE": "@1790000000 +0000"}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def test_the_time_is_that_of_the_last_commit_or_of_what_was_edited_since(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text("- S3")
    assert anki.changed(notes) == 1_700_000_000  # no Git: always the same
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "a")
    os.utime(notes / "a.txt", (1_795_000_000, 1_795_000_000))
    assert anki.changed(notes) == 1_790_000_000
    (notes / "a.txt").write_text("- S3 and more")
    os.utime(notes / "a.txt", (1_795_000_000, 1_795_000_000))
    assert anki.changed(notes) == 1_795_000_000
    (notes / "ä b.txt").write_text("- EBS")
    os.utime(notes / "ä b.txt", (1_796_000_000, 1_796_000_000))
    assert anki.changed(notes) == 1_796_000_000


def test_source_date_epoch_says_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1799999999")
    notes = opened(packed([CARD], tmp_path), tmp_path).notes
    assert {note.time for note in notes.values()} == {1_799_999_999}


def test_without_git_there_is_a_package_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert packed([CARD], tmp_path)


# -- the whole way: notes and definitions edited, built again --------------------------------------

NOTES = (
    "- Amazon S3 - stores objects in buckets\n\n- accuracy = (TP+TN)/(TP+TN+FP+FN)\n\n"
    "- SSE-C: you manage the <script>alert(1)</script> keys\n"
)


def built(made: Project, folder: Path, **variables: str) -> Opened:
    result = made.build("--strict", **variables)
    assert result.returncode == 0, result.stderr
    folder.mkdir(exist_ok=True)
    return opened((made.site / "cards.apkg").read_bytes(), folder)


def test_edited_notes_and_definitions_keep_every_identity(project: Make, tmp_path: Path) -> None:
    made = project({"a.txt": NOTES})
    before = built(made, tmp_path / "x", SOURCE_DATE_EPOCH="1790000000")
    glossary = made.folder / "notes" / "glossary.yml"
    text = re.sub("(definition: ['\"]?)", r"\1Now ", glossary.read_text("utf-8"))
    glossary.write_text(text, "utf-8")
    edited = NOTES.replace("in buckets", "for ever").replace("(TP+TN)/", "(TN+TP)/")
    (made.raw / "a.txt").write_text("- a new note of Kinesis\n\n" + edited)
    after = built(made, tmp_path / "x", SOURCE_DATE_EPOCH="1795000000")
    assert before.notes.keys() == after.notes.keys()
    assert before.models.keys() == after.models.keys()
    assert before.decks == after.decks
    for guid, note in before.notes.items():
        later = after.notes[guid]
        assert note.fields != later.fields or "SSE-C" in note.fields[1]
        assert later.time > note.time
        assert (note.deck, note.card, note.model) == (later.deck, later.card, later.model)


def test_the_site_s_package_has_formulas_as_tex_links_and_no_scripts(
    project: Make, tmp_path: Path
) -> None:
    made = project({"a.txt": NOTES}).without_glossary()
    notes = built(made, tmp_path / "x", SITE_URL="https://example.org/kb/").notes
    fields = {note.fields[1]: note.fields for note in notes.values()}
    assert r"\[\mathrm{accuracy} = \frac{" in fields["accuracy"][2]
    assert 'href="https://example.org/kb/modeling/#accuracy-' in fields["accuracy"][2]
    assert "&lt;script&gt;" in fields["SSE-C"][2]
    assert "<script" not in "".join(side for note in fields.values() for side in note)


def test_without_cards_there_is_neither_page_nor_package(project: Make) -> None:
    made = project({"a.txt": "- nothing of Kinesis to ask\n"}).without_glossary()
    assert made.with_search_only().build("--strict").returncode == 0
    assert not (made.site / "cards.apkg").exists()
    assert not (made.site / "practice").exists()


def test_a_missing_ts_fsrs_is_named_with_the_command_that_mends_it(project: Make) -> None:
    made = project({"a.txt": "- Amazon S3 - stores objects\n"})
    (made.folder / "node_modules").unlink()
    result = made.build()
    assert result.returncode != 0
    told = [line for line in result.stderr.splitlines() if "ts-fsrs" in line]
    assert len(told) == 1 and "`make build` installs it" in told[0]
    assert "Traceback" not in result.stderr
