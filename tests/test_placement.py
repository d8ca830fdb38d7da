"""Where a note lands, and the reason it is told to give: one table per rule."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

import measure_placement
from kb.model import Line, Mark, Note, Placement
from kb.placement import Explicit, placements
from kb.topics import topics_from
from kb.vocabulary import Vocabulary
from steps import GROWTH, MOST, steps

PLAN = topics_from(
    "topics.yml",
    """
topics:
- title: Storage
  sections:
  - {title: Disks, strong: [ebs, efs], words: [volume]}
  - {title: Databases, strong: [dynamodb, redis], weak: [table]}
- title: Glue
  sections:
  - {title: Jobs, strong: [glue, spark job], weak: [script]}
  - {title: Frames, strong: [data frame, crème], words: [column]}
- title: Security
  sections:
  - {title: Keys, strong: [kms, encryption, data key]}
  - {title: Hadoop, strong: [kerberos], words: [spark, table]}
""",
)
NOWHERE = (None, None, "no word, heading or neighbour tells")


def notes(*texts: str, source: str = "raw/x.txt") -> list[Note]:
    """Return notes in file order.  "# a" is a heading, "^ a" follows, "| a" is tight."""
    found: list[Note] = []
    heading: tuple[str, ...] = ()
    numbers = count(1)
    for text in texts:
        number = next(numbers)
        mark, words = (text[0], text[2:]) if text[:2] in ("# ", "^ ", "| ") else ("", text)
        note = Note(
            id=f"{source}-{number}",
            kind="heading" if mark == "#" else "note",
            source=source,
            first=number,
            last=number,
            text=words,
            lines=(Line(number, Mark.BARE, 0, "", words),),
            headings=() if mark == "#" else heading,
            tight=mark in ("|", "^"),
            follows=mark == "^",
        )
        if mark == "#":
            heading = (note.id,)
        found.append(note)
    return found


def placed(*texts: str, source: str = "raw/x.txt") -> list[tuple[str | None, str | None, str]]:
    entries = notes(*texts, source=source)
    found = placements(entries, PLAN.vocabulary, {})
    return [
        (found[entry.id].topic, found[entry.id].section, found[entry.id].reason)
        for entry in entries
    ]


@pytest.mark.parametrize(
    ("text", "topic", "section", "reason"),
    [
        # a name settles the matter, whatever its case, ending, hyphens and blanks
        ("put it on EBS", "Storage", "Disks", "words: ebs"),
        ("these are Data-Frames", "Glue", "Frames", 'words: "data frame"'),
        ("a GlueDataFrame or a dataframe", "Glue", "Frames", 'words: "data frame"'),
        ("it is encrypted", "Security", "Keys", "words: encryption"),
        # the beginning counts more: this is about Glue
        ("Glue reads from DynamoDB", "Glue", "Jobs", "words: glue"),
        ("DynamoDB is read by Glue", "Storage", "Databases", "words: dynamodb"),
        # more words win, but a list of names does not shout down the subject
        ("with a kms data key for ebs", "Security", "Keys", 'words: kms, "data key"'),
        ("Glue can write to EBS and EFS", "Glue", "Jobs", "words: glue"),
        # the longest entry uses up its words: no "spark" in a "spark job"
        ("run as a spark job", "Glue", "Jobs", 'words: "spark job"'),
        # of an address the path tells, host and query do not
        ("https://ebs.example.com/kms/?q=glue", "Security", "Keys", "words: kms"),
        # other scripts, accents
        ("使用Glue作业处理数据", "Glue", "Jobs", "words: glue"),
        ("crème et creme brûlée", "Glue", "Frames", "words: crème"),
        ("الجداول في DynamoDB", "Storage", "Databases", "words: dynamodb"),
    ],
)
def test_words_place_a_note(text: str, topic: str, section: str, reason: str) -> None:
    assert placed(text) == [(topic, section, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "see the lecture again",
        "a note that mentions a table",  # a hint alone
        "a note that mentions a column",  # one usual word, and not at the beginning
        "機械学習のノート",
        "https://example.com/",
        "***",
        "😀",
    ],
)
def test_what_nothing_places_stays_unsorted(text: str) -> None:
    assert placed(text) == [NOWHERE]


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        # a heading places what says nothing itself, and decides between weak words
        (("# EFS", "shared by servers"), ("Storage", "Disks", "heading: EFS")),
        (("# Glue frames", "a table"), ("Glue", "Jobs", "heading: Glue frames")),
        # clear words win over it: quick notes change the subject without a heading
        (
            ("# Disks: volume", "KMS encryption of it"),
            ("Security", "Keys", "words: kms, encryption"),
        ),
        # a note that hangs on the one above goes with it, whatever its words
        (("KMS is used", "^ by EBS and EFS"), ("Security", "Keys", "follows the note above")),
        (("no idea", "^ so EBS"), (None, None, "follows the note above")),
        # without a blank line between, a note that says nothing stays with its neighbour
        (("KMS is used", "| by all"), ("Security", "Keys", "stands right below its neighbour")),
        (("KMS is used", "by all"), NOWHERE),
        # ... and a hint alone does not take it away
        (
            ("DynamoDB", "| by the script"),
            ("Storage", "Databases", "stands right below its neighbour"),
        ),
    ],
)
def test_context_places_what_the_words_do_not(
    texts: tuple[str, ...], last: tuple[str | None, str | None, str]
) -> None:
    assert placed(*texts)[-1] == last


def test_neighbours_that_agree_place_the_note_between_them() -> None:
    between = ("Storage", "Disks", "stands between notes of this topic")
    assert placed("EBS", "no idea", "DynamoDB")[1] == between
    assert placed("EBS", "no idea", "^ nor here", "EFS")[1:3] == [
        between,
        ("Storage", "Disks", "follows the note above"),
    ]
    assert placed("EBS", "no idea", "KMS")[1] == NOWHERE
    assert placed("EBS", "# Next", "no idea", "EFS")[2] == NOWHERE


@pytest.mark.parametrize(
    ("texts", "heading"),
    [
        (("# Odds", "KMS", "| EBS", "| encryption"), ("Security", "Keys", "goes with its notes")),
        (("# EFS", "KMS encryption", "| kms"), ("Security", "Keys", "goes with its notes")),
        (("# EFS",), ("Storage", "Disks", "words: efs")),
        (("# Odds", "no idea"), NOWHERE),
    ],
)
def test_a_heading_goes_where_most_of_its_notes_go(
    texts: tuple[str, ...], heading: tuple[str | None, str | None, str]
) -> None:
    assert placed(*texts)[0] == heading


def test_an_outer_heading_counts_less_than_the_inner() -> None:
    outer, inner, note = notes("# Kerberos", "# EFS", "shared")
    inner = replace(inner, headings=(outer.id,))
    note = replace(note, headings=(outer.id, inner.id))
    found = placements([outer, inner, note], PLAN.vocabulary, {})
    assert found[note.id] == Placement("Storage", "Disks", "heading: EFS")
    assert found[outer.id].topic == "Storage"


def test_a_file_gives_no_context_to_the_next_but_its_name_does() -> None:
    first = notes("EBS", source="raw/a.txt")
    second = [replace(note, tight=True) for note in notes("no idea", source="raw/b.txt")]
    named = notes("no idea", "# Odds", "or EBS", source="raw/my-glue-notes.txt")
    found = placements([*first, *second, *named], PLAN.vocabulary, {})
    assert found[second[0].id] == Placement(*NOWHERE)
    assert found[named[0].id] == Placement("Glue", "Jobs", "file: my-glue-notes.txt")
    assert found[named[2].id].topic == "Storage"


def test_an_entry_overrules_everything() -> None:
    entries = notes("# EFS", "KMS is used", "^ by EBS")
    entry = Explicit("Glue", "Frames", "the lecture says so")
    explicit = {entries[1].id: entry}
    found = placements(entries, PLAN.vocabulary, explicit)
    assert found[entries[1].id] == Placement("Glue", "Frames", "entry: the lecture says so")
    assert found[entries[2].id] == Placement("Glue", "Frames", "follows the note above")
    assert found[entries[0].id] == Placement("Glue", "Frames", "goes with its notes")
    heading = placements(entries, PLAN.vocabulary, {entries[0].id: entry})[entries[0].id]
    assert (heading.topic, heading.reason) == ("Glue", "entry: the lecture says so")


def test_order_is_that_of_the_plan() -> None:
    assert PLAN.order == (
        ("Storage", ("Disks", "Databases")),
        ("Glue", ("Jobs", "Frames")),
        ("Security", ("Keys", "Hadoop")),
    )


def test_a_term_without_letters_is_harmless() -> None:
    vocabulary = Vocabulary([("++", ("A", "B"), 4), ("c", ("A", "B"), 4)])
    assert [hit.term for hit in vocabulary.hits("++ c++ ?")] == ["c"]


def test_the_work_grows_with_the_length_only() -> None:
    words = "glue spark data frame on a kms table with no end " * 100
    PLAN.vocabulary.evidence(words)  # what is kept of the words is kept now
    few = steps(PLAN.vocabulary.evidence, words)
    assert steps(PLAN.vocabulary.evidence, words * GROWTH) <= MOST * few


def test_the_measure_counts_the_notes_that_a_build_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw" / "lecture").mkdir(parents=True)
    label = b'{"text": "ebs", "topic": "None", "also_ok": [], "needs_context": false}'
    for name, content in {
        "raw/a.txt": b"- ebs volumes\n\n- kms keys\n",
        "raw/lecture/b.md": b"- redis\n",
        "raw/lecture/slide.png": b"\x89PNG\xff",
        "topics.yml": b"topics: [{title: Storage, sections: [{title: S3, words: [ebs]}]}]\n"
        b"placements:\n  raw/a.txt:\n    - {note: kms, topic: Storage, section: S3, why: so}\n",
        "labels.jsonl": label,
    }.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(measure_placement, "NOTES", tmp_path)
    monkeypatch.setattr("sys.argv", ["measure_placement.py", str(tmp_path / "labels.jsonl")])
    assert measure_placement.main() is None
    assert "explicit entries: 1 for 3 notes" in capsys.readouterr().out
    (tmp_path / "topics.yml").write_text("topics: 3\n")
    assert "topics.yml:1: " in str(measure_placement.main())
