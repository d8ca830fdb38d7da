"""How the words that a data file quotes find their note, and what is said where they do not."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import quotes
from kb.model import Level, Note, Problem
from kb.notes import split
from kb.quotes import Quote, resolve
from kb.sources import source_from

RAW = "raw/a.md"
TEXT = """\
# Features

- SMOTE -- use knn

- SMOTE -- use knn or more

- Normalisation --- 0-1
Min will map to 0,   max\u00a0to 1

## Scaling ##

- Scaling is not Features

- Log Transform

- log transform of features

Twice
=====

- Twice

- same
- same
"""


def notes(text: str, path: str = RAW) -> list[Note]:
    entries, _ = split(source_from(path, text.encode()), Counter())
    return [entry for entry in entries if isinstance(entry, Note)]


def resolved(words: str, within: str | None = None) -> Note | Problem:
    """Return what one quote leads to."""
    quote = Quote("topics.yml", 7, words, within)
    found, problems = resolve({RAW: [quote]}, notes(TEXT))
    assert len(found) + len(problems) == 1
    return problems[0] if problems else found[quote]


@pytest.mark.parametrize(
    ("words", "within", "line"),
    [
        pytest.param("use knn or", None, 5, id="some words"),
        pytest.param("se kn", "or m", 5, id="parts of words"),
        pytest.param("Normalisation --- 0-1 Min will", None, 7, id="a line end is a blank"),
        pytest.param(" map\nto  0, max to\t1\n", None, 7, id="blanks are one blank"),
        pytest.param("max\u00a0to", None, 7, id="a blank that does not break is a blank"),
        pytest.param("log", None, 16, id="lower case"),
        pytest.param("Log", None, 14, id="upper case"),
        pytest.param("SMOTE", "more", 5, id="further words tell which"),
        pytest.param("SMOTE -- use knn", None, 3, id="a whole note wins"),
        pytest.param("- SMOTE -- use knn", None, 3, id="a whole note with its marker wins"),
        pytest.param("SMOTE -- use knn", "or", 5, id="not if the further words tell another"),
        pytest.param("Features", None, 1, id="a heading"),
        pytest.param("# Features", None, 1, id="a heading with its marker"),
        pytest.param("Scaling", None, 10, id="a heading without the marker at its end"),
        pytest.param("=====", None, 18, id="the underline belongs to a heading"),
    ],
)
def test_a_quote_means(words: str, within: str | None, line: int) -> None:
    note = resolved(words, within)
    assert isinstance(note, Note)
    assert note.first == line


@pytest.mark.parametrize(
    ("words", "within", "message"),
    [
        ("no such", None, 'no note in raw/a.md contains "no such", expected the words as they stand'
         " there"),
        ("smote", None, 'no note in raw/a.md contains "smote", expected the words as they stand'
         " there"),
        ("knn SMOTE", None, 'no note in raw/a.md contains "knn SMOTE", expected the words as they'
         " stand there"),
        ("knn", "Min", 'no note in raw/a.md contains "knn" and "Min", expected the words as they'
         " stand there"),
        ("a\n" * 90, None, f'no note in raw/a.md contains "{("a " * 90)[:79]}…", expected the words'
         " as they stand there"),
        ("SMOTE", None, '2 notes in raw/a.md contain "SMOTE" (lines 3, 5), expected "in:" with'
         " words that only one of them has"),
        ("SMOTE", "use", '2 notes in raw/a.md contain "SMOTE" and "use" (lines 3, 5), expected'
         ' words after "in:" that only one of them has'),
        ("Twice", None, '2 notes in raw/a.md contain "Twice" (lines 18, 21), expected "in:" with'
         " words that only one of them has"),
        ("same", None, '2 notes in raw/a.md contain "same" (lines 23, 24), expected "in:" with'
         " words that only one of them has"),
        ("a", None, '8 notes in raw/a.md contain "a" (lines 1, 7, 10, 12, 14, ...), expected "in:"'
         " with words that only one of them has"),
    ],
)  # fmt: skip
def test_a_quote_that_means_no_note_or_several_is_a_warning(
    words: str, within: str | None, message: str
) -> None:
    problem = resolved(words, within)
    assert isinstance(problem, Problem)
    assert problem.level is Level.WARNING
    assert str(problem) == f"topics.yml:7: {message}"


SIGNS = """\
# Columns

- silica gel is **polar**
- elute A --> B, then `wash`
  - retention = "time" - dead_time
"""


@pytest.mark.parametrize(
    ("words", "within", "more"),
    [
        ("gel is polar", None, ', line 3 has "gel is **polar**"'),
        ("polar", "gel is polar", ', line 3 has "gel is **polar**"'),
        ("A → B, then wash", None, ', line 4 has "A --> B, then `wash`"'),
        (
            "retention = “time” – dead_time",
            None,
            """, line 5 has "retention = "time" - dead_time\"""",
        ),
        ("• silica", None, ', without the bullet, line 3 has "silica"'),
        ("- gone", None, ", without the bullet"),
        ("- silica", "gone", ""),
        ("***", None, ""),
        ("silica", "A --> B", ""),
    ],
)
def test_words_that_differ_in_signs_are_shown_as_they_are(
    words: str, within: str | None, more: str
) -> None:
    (problem,) = resolve({RAW: [Quote("topics.yml", 7, words, within)]}, notes(SIGNS))[1]
    assert problem.message.partition("expected the words as they stand there")[2] == more


@pytest.mark.parametrize("typed", ["a.md", "raw/A.md", "notes/raw/a.md"])
def test_a_raw_file_that_is_misnamed_is_a_warning(typed: str) -> None:
    quotes = [Quote("topics.yml", 3, "S3"), Quote("topics.yml", 9, "EC2")]
    (problem,) = resolve({typed: quotes}, notes(TEXT))[1]
    assert problem.level is Level.WARNING
    assert str(problem) == f"topics.yml:3: {typed} is no file in notes/, expected raw/a.md"


def test_words_never_run_from_one_note_into_the_next() -> None:
    assert isinstance(resolved("same - same"), Problem)
    assert isinstance(resolved("same\n- same"), Problem)


def test_quotes_look_into_their_own_raw_file_only() -> None:
    entries = notes("- S3\n", "raw/a.txt") + notes("- x\n\n- S3\n", "raw/b.txt")
    a, b = Quote("topics.yml", 1, "S3"), Quote("topics.yml", 2, "S3")
    found, problems = resolve({"raw/b.txt": [b], "raw/a.txt": [a]}, entries)
    assert {quote.line: (note.source, note.first) for quote, note in found.items()} == {
        1: ("raw/a.txt", 1),
        2: ("raw/b.txt", 3),
    }
    assert problems == []


def test_a_raw_file_that_is_not_there_is_one_notice_a_data_file() -> None:
    quotes = [
        Quote("topics.yml", 1, "S3"),
        Quote("formulas.yml", 5, "S3"),
        Quote("topics.yml", 2, "EC2"),
        Quote("topics.yml", 2, "another note of the same entry"),
    ]
    found, problems = resolve({"raw/x.txt": quotes, "raw/y.txt": []}, notes(TEXT))
    assert found == {}
    assert [(problem.level, str(problem)) for problem in problems] == [
        (Level.NOTICE, "topics.yml: raw/x.txt is not there, what stands here for it is left out"),
        (Level.NOTICE, "formulas.yml: raw/x.txt is not there, what stands here for it is left out"),
    ]


def test_without_quotes_nothing_is_said() -> None:
    assert resolve({}, notes(TEXT)) == ({}, [])
    assert resolve({RAW: []}, notes(TEXT)) == ({}, [])


@given(st.lists(st.text("ab \n\u00a0-#"), max_size=8), st.text("ab \n\u00a0-", max_size=4))
def test_it_finds_what_a_plain_search_finds(texts: list[str], words: str) -> None:
    entries = notes("\n\n".join(texts))
    plain = [n for n in entries if " ".join(words.split()) in " ".join(n.text.split())]
    quote = Quote("f.yml", 1, words)
    found, problems = resolve({RAW: [quote]}, entries)
    if len(plain) == 1:
        assert found == {quote: plain[0]}
    elif found:  # the whole of one
        assert found[quote] in plain
    else:
        assert len(problems) == 1


class Watched(str):
    """A text that counts how often it is searched."""

    searches = 0

    def find(self, *arguments: object) -> int:
        Watched.searches += 1
        return super().find(*arguments)  # type: ignore[arg-type]

    def __contains__(self, words: object) -> bool:
        raise AssertionError("a search without a count")


@pytest.mark.parametrize("end", ["{} “end”", "the", "a", "nowhere {}"])
def test_a_quote_costs_two_searches_however_many_notes_there_are(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """One for the first place and one for another: a note after the other would take for ever."""
    entries = notes("\n\n".join(f"- the words of a note, {number} “end”" for number in range(900)))
    asked = [Quote("f.yml", number, end.format(number)) for number in range(90)]
    texts = quotes._Texts(entries)
    texts.joined = Watched(texts.joined)
    monkeypatch.setattr(quotes, "_Texts", lambda _: texts)
    monkeypatch.setattr(Watched, "searches", 0)
    resolve({RAW: asked}, entries)
    assert Watched.searches <= 2 * len(asked)
