"""What a data file may hold, and the one line a person reads where it holds something else."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kb import plain_yaml
from kb.data import Choice, Fields, Flag, ListOf, MapOf, Record, Text, Tree, loaded
from kb.model import KbError

ENTRY = Fields({"note": Text()}, {"in": Text(), "kind": Choice("fact", "typo"), "done": Flag()})
SHAPE = Fields({"title": Text()}, {"words": ListOf(Text()), "entries": MapOf(ListOf(ENTRY))})

VALID = """\
# a comment
title: Data Engineering
words: [s3, 404, yes, 1.0, ~, "a: b", 'it''s']
entries:
  raw/a.txt:
    - note: Min will map
        to 0   # folded
      in: |
        Normalisation
        --- 0-1
      kind: fact
      done: false
    - {note: 2024-01-01, done: true}
  raw/b.md:
"""

QUOTES = 'quotes around words that hold ": " or begin with a sign'
YAML = f"expected {QUOTES}, and lines of the same rank indented alike, by spaces"
KEYS = 'expected the keys "title", "words", "entries"'
REQUIRED = 'expected the key "title"'
TEX = "single quotes around words with a backslash, TeX say"
ENTRY_KEYS = 'expected the keys "note", "in", "kind", "done"'

# The parser of PyYAML and that of libyaml, which is used where there is one.
LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: str(loader.__name__))
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_yaml, "_LOADER", request.param)


def refusal(text: str) -> str:
    with pytest.raises(KbError) as caught:
        loaded("f.yml", text, SHAPE)
    return str(caught.value)


@pytest.mark.usefixtures("_loader")
def test_values_are_as_typed_and_records_know_their_line() -> None:
    record = loaded("f.yml", VALID, SHAPE)
    assert record == {
        "title": "Data Engineering",
        "words": ["s3", "404", "yes", "1.0", "~", "a: b", "it's"],
        "entries": {
            "raw/a.txt": [
                {
                    "note": "Min will map to 0",
                    "in": "Normalisation\n--- 0-1\n",
                    "kind": "fact",
                    "done": False,
                },
                {"note": "2024-01-01", "done": True},
            ],
            "raw/b.md": [],
        },
    }
    assert record.line == 2
    assert record["entries"].line == 4
    assert [entry.line for entry in record["entries"]["raw/a.txt"]] == [6, 13]


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("words: []\nentries: {}", {"words": [], "entries": {}}, id="empty"),
        pytest.param("words:\nentries:", {"words": [], "entries": {}}, id="nothing"),
        pytest.param("words: ~\nentries: null", {"words": [], "entries": {}}, id="null"),
        pytest.param("", {}, id="key left out"),
    ],
)
def test_optional_lists_and_maps_may_be_empty(typed: str, read: dict[str, Any]) -> None:
    assert loaded("f.yml", f"title: x\n{typed}", SHAPE) == {"title": "x", **read}


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(end: str) -> None:
    text = "\ufeff# top\ntitle: x\nentries:\n  a: [note: b]\n"
    record = loaded("f.yml", text.replace("\n", end), SHAPE)
    assert record["entries"]["a"] == [{"note": "b"}]
    assert record["entries"]["a"][0].line == 4


@pytest.mark.usefixtures("_loader")
def test_a_tree_is_keys_below_keys() -> None:
    record = loaded("f.yml", "a:\n  b:\n    c:\n    d: {}\n  e: ~\n", MapOf(Tree()))
    assert record == {"a": {"b": {"c": {}, "d": {}}, "e": {}}}
    assert record["a"]["b"]["d"].line == 4
    for wrong, said in (("[x]", "a list"), ("x", '"x"'), ('""', "empty")):
        with pytest.raises(KbError) as caught:
            loaded("f.yml", f"a:\n  b: {wrong}", MapOf(Tree()))
        assert str(caught.value) == f'f.yml:2: "b" is {said}, expected a group of keys'


def test_a_record_under_a_key_stands_where_the_key_is() -> None:
    glossary = MapOf(Fields({"definition": Text()}))
    record = loaded("glossary.yml", "# terms\n\nS3:\n  # storage\n  definition: x\n", glossary)
    assert record["S3"] == {"definition": "x"}
    assert record["S3"].line == 3


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        # nothing, or something else altogether
        ("", f"1: the file is empty, {REQUIRED}"),
        ("# only a comment\n", f"1: the file is empty, {REQUIRED}"),
        ("null", f"1: the file is empty, {REQUIRED}"),
        ("words", f'1: the file is "words", {KEYS}'),
        ("\n- a", f"2: the file is a list, {KEYS}"),
        # keys
        ("words: []", f'1: "title" is missing, {KEYS}'),
        ("title: x\ntitel: y", f'2: unknown key "titel", {KEYS}'),
        ("title: x\n<<: {a: b}", f'2: unknown key "<<", {KEYS}'),
        ("title: x\n\n'title': y", '3: "title" is in line 1 already, expected it once'),
        ("entries:\n  a: []\n  a: []", '3: "a" is in line 2 already, expected it once'),
        ("[title]: x", f"1: a key of the file is a list, expected text ({QUOTES})"),
        ("? \n: x", "1: a key of the file is empty, expected text"),
        ("entries:\n  a:\n    - in: x\n", f'3: "note" is missing, {ENTRY_KEYS}'),
        # values
        ("title:", '1: "title" is empty, expected text'),
        ("title: ' \u00a0'", '1: "title" is empty, expected text'),
        ("title:\n  - x", f'1: "title" is a list, expected text ({QUOTES})'),
        ("words:\n- a\n-\n", '3: an item of "words" is empty, expected text'),
        (
            "words:\n- a\n- S3: b",
            f'3: an item of "words" is a group of keys, expected text ({QUOTES})',
        ),
        ("words: a, b", '1: "words" is "a, b", expected a list'),
        ("words: ''", '1: "words" is empty, expected a list'),
        ("words: " + "a " * 80, f'1: "words" is "{("a " * 80)[:99]}…", expected a list'),
        ("entries: []", '1: "entries" is a list, expected a group of keys'),
        ("entries:\n  a: b", '2: "a" is "b", expected a list'),
        (
            "entries: {a: [{note: b,\n kind: lie}]}",
            '2: "kind" is "lie", expected "fact" or "typo"',
        ),
        ("entries: {a: [{note: b, kind: }]}", '1: "kind" is empty, expected "fact" or "typo"'),
        ("entries: {a: [{note: b, done: yes}]}", '1: "done" is "yes", expected true or false'),
        ("entries: {a: [{note: b, done: []}]}", '1: "done" is a list, expected true or false'),
        # what YAML has and nobody needs here
        (
            "title: !!python/object/apply:os.system [ls]",
            f'1: "!!python/object/apply:os.system" is a tag in YAML, expected {QUOTES}',
        ),
        ("title: !!str x", f'1: "!!str" is a tag in YAML, expected {QUOTES}'),
        ("title: !important", f'1: "!important" is a tag in YAML, expected {QUOTES}'),
        ("title: ! x", f'1: "!" is a tag in YAML, expected {QUOTES}'),
        ("title: &a x", f'1: "&a" is a reference in YAML, expected {QUOTES}'),
        ("words:\n- *a\n", f'2: "*a" is a reference in YAML, expected {QUOTES}'),
        ("title: x\n---\ntitle: y", "2: a second document begins, expected one in a file"),
        ("[" * 100_000, "1: nested too deep, expected at most 20 levels"),
        ("- " * 100_000, "1: nested too deep, expected at most 20 levels"),
        ("{a: \n" * 100_000, "21: nested too deep, expected at most 20 levels"),
        # characters that no editor shows
        ("title: x\0", "1: control character U+0000 found, expected plain text"),
        ("a\r\nb\r\x1b", "3: control character U+001B found, expected plain text"),
        ("title: x\n# \u2028", "2: control character U+2028 found, expected plain text"),
        ("title: \ud800", "1: control character U+D800 found, expected plain text"),
        ('title: "\\0"', f"1: control character U+0000 found, expected plain text; {TEX}"),
        ('title: "\\N"', f"1: control character U+0085 found, expected plain text; {TEX}"),
        ('title: "\\beta"', f"1: control character U+0008 found, expected plain text; {TEX}"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    assert refusal(text) == f"f.yml:{message}"


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: S3: storage", 1),
        ("title: x\n\twords: []", 2),
        ("title: x\nwords: `a`", 2),
        ("title: **bold**", 1),
        ("title: x\n}", 2),
        ("title: x\n  words: []", 2),
        ("words:\n  - a\n b", 3),
        ('title: "\\U00110000"', 1),
        ('title: "\\UFFFFFFFF"', 1),
        ("%YAML 2.0\n---\ntitle: x", 1),
        (f"%YAML 1.{'1' * 5000}\n---\ntitle: x", 1),
    ],
)
def test_broken_yaml(text: str, line: int) -> None:
    """What exactly is broken, the two parsers say in words of their own."""
    message = refusal(text)
    assert message.startswith(f"f.yml:{line}: YAML cannot be read (")
    assert message.endswith(f"), {YAML}")


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title: 'it's achiral'\nwords: []", "' within '...' written twice, "),
        ("title: 'the dogs' bone'", "' within '...' written twice, "),
        ("title: x\nwords: ['it's', b]", "' within '...' written twice, "),
        ("title: 'over\n  lines it's'", "' within '...' written twice, "),
        ("title: 'S3': 'b'", ""),
        ("title: x\nwords: ['a', 'b'}", ""),
    ],
)
def test_an_apostrophe_that_ends_quotes_is_told_of(text: str, hint: str) -> None:
    assert refusal(text).endswith(f"), expected {hint}{YAML.removeprefix('expected ')}")


@pytest.mark.usefixtures("_loader")
def test_a_backslash_in_double_quotes_is_told_of() -> None:
    assert refusal('title: x\nwords: ["\\Delta"]').endswith(f"), expected {TEX}")


@pytest.mark.usefixtures("_loader")
def test_quotes_never_closed_are_shown_where_they_open() -> None:
    assert refusal("title: x\nwords:\n- 'a\n- b\n") == (
        "f.yml:5: YAML cannot be read (while scanning a quoted scalar from line 3: "
        f"found unexpected end of stream), {YAML}"
    )


def check(text: str) -> None:
    """Either a text is read or there is one line that tells where it is wrong."""
    for loader in LOADERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plain_yaml, "_LOADER", loader)
            try:
                assert isinstance(loaded("f.yml", text, SHAPE), Record)
            except KbError as error:
                assert re.fullmatch(r"f\.yml:[1-9]\d*: .+, expected .+", str(error))
                assert len(str(error).splitlines()) == 1


@given(st.text() | st.text("\"'\\[]{}:,-?&*!|>%@`#~ \n\tax0"))
@example("\ufeff\ufeff")
def test_any_text_gives_a_record_or_one_line(text: str) -> None:
    check(text)


@given(
    st.integers(0, len(VALID)),
    st.integers(0, 12),
    st.text("\"'\\[]{}:,-?&*!|>%@`#~ \n\tax0") | st.text(max_size=5),
)
def test_any_slip_in_a_valid_file_gives_a_record_or_one_line(at: int, cut: int, typed: str) -> None:
    check(VALID[:at] + typed + VALID[at + cut :])


PIECE = Fields({}, {"words": Text(), "label": Text()}, short="words")
GRID = Fields({"rows": ListOf(Fields({"cells": ListOf(ListOf(PIECE, loose=True))}, short="cells"))})


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("typed", "cells"),
    [
        ("[a, b]", [[{"words": "a"}], [{"words": "b"}]]),
        ("{cells: [a, b]}", [[{"words": "a"}], [{"words": "b"}]]),
        ("[~, 'b']", [[], [{"words": "b"}]]),
        ("[[a, b], {label: c}]", [[{"words": "a"}, {"words": "b"}], [{"label": "c"}]]),
        ("['~']", [[{"words": "~"}]]),
        ("[[], [{words: a}]]", [[], [{"words": "a"}]]),
    ],
)
def test_a_group_may_stand_short_and_a_list_loose(typed: str, cells: list[Any]) -> None:
    assert loaded("f.yml", f"rows:\n  - {typed}", GRID)["rows"] == [{"cells": cells}]


@pytest.mark.usefixtures("_loader")
def test_what_stands_short_knows_its_line_too() -> None:
    (row,) = loaded("f.yml", "rows:\n  - - a\n    - - b\n      - label: c\n", GRID)["rows"]
    assert row.line == 2
    assert [[piece.line for piece in cell] for cell in row["cells"]] == [[2], [3, 4]]


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("a", 'an item of "rows" is "a", expected a list'),
        ("~", 'an item of "rows" is empty, expected a list or the key "cells"'),
        ("[[~]]", 'is empty, expected text or the keys "words", "label"'),
        (
            "[fractional: closer bp]",
            f'unknown key "fractional", expected text or the keys "words", "label" ({QUOTES})',
        ),
        ("{cells: a}", '"cells" is "a", expected a list'),
    ],
)
def test_what_is_neither_short_nor_whole_is_refused(typed: str, message: str) -> None:
    with pytest.raises(KbError) as caught:
        loaded("f.yml", f"rows:\n  - {typed}", GRID)
    assert str(caught.value).startswith("f.yml:2: ") and message in str(caught.value)
