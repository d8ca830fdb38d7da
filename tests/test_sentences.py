"""Corrections and formulas in a note: where they stand, and what was typed there."""

from __future__ import annotations

from collections import Counter

import pytest

from kb.amendments import amendments_of, corrections_from, formulas_from
from kb.model import KbError, Note, Source
from kb.notes import split
from kb.sentences import Sentences, raw_sentences, sentences_of

FIX = """
raw/a.txt:
  - note: {note}
    fix: {fix}
    kind: math
    why: a reason
    source: https://example.org/
    checked: 2026-11-23
"""


def read(text: str, corrections: str = "", formulas: str = "") -> tuple[list[Sentences], list[str]]:
    """Return the readings of each note of a text, and the problems as lines."""
    source = Source("raw/a.txt", tuple(text.split("\n")))
    entries, _ = split(source, Counter())
    notes = [entry for entry in entries if isinstance(entry, Note)]
    amendments, problems = amendments_of(
        notes,
        corrections_from("corrections.yml", corrections),
        formulas_from("formulas.yml", formulas),
    )
    readings = []
    for note in notes:
        found, troubles = sentences_of(note, amendments.get(note.id, ()))
        readings.append(found)
        problems += troubles
    return readings, [str(problem) for problem in problems]


def test_a_formula_knows_its_words() -> None:
    ([sentences], problems) = read("- accuracy = (TP+TN)/(P+N)")
    (sentence,) = sentences.values()
    (formula,) = sentence.formulas
    assert sentence.raw(formula) == "accuracy = (TP+TN)/(P+N)"
    assert problems == []


def test_a_corrected_formula_is_read_from_the_right_words_and_keeps_those_that_were_typed() -> None:
    fix = FIX.format(note="TP / TP + FN", fix="TP / (TP + FN)")
    ([sentences], problems) = read("- True Positive Rate === TP  /  TP + FN", fix)
    (sentence,) = sentences.values()
    (formula,) = sentence.formulas
    assert formula.tex == (
        r"\text{True Positive Rate} = \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FN}}"
    )
    assert sentence.raw(formula) == "True Positive Rate === TP  /  TP + FN"
    assert [reading.original for reading in sentence.readings] == ["TP  /  TP + FN"]
    assert problems == []


@pytest.mark.parametrize(
    ("tex", "read_as"),
    [
        (r"$\Delta G = 3$", r"\Delta G = 3"),
        (r" $$ x $$ ", "x"),
        (r"\$5 + \$6", r"\$5 + \$6"),
    ],
)
def test_dollars_around_tex_given_in_data_do_not_matter(tex: str, read_as: str) -> None:
    formulas = f"raw/a.txt:\n  - note: spread of x\n    tex: '{tex}'\n"
    ([sentences], problems) = read("- the spread of x", "", formulas)
    assert [x.tex for sentence in sentences.values() for x in sentence.formulas] == [read_as]
    assert problems == []


def test_tex_given_in_data_needs_no_reason() -> None:
    formulas = "raw/a.txt:\n  - note: spread of x\n    tex: '\\sigma_x'\n    why: no sign\n"
    ([sentences], problems) = read("- the spread of x", "", formulas)
    (sentence,) = sentences.values()
    assert [formula.tex for formula in sentence.formulas] == [r"\sigma_x"]
    assert [sentence.raw(formula) for formula in sentence.formulas] == ["spread of x"]
    assert sentence.readings[0].amendment.correction is None
    assert problems == []


def test_the_cells_of_a_table_are_sentences() -> None:
    ([sentences], _) = read("| what | formula |\n|---|---|\n| area | $a b$ |")
    assert [(key, s.formulas[0].tex) for key, s in sentences.items()] == [((3, 1), "a b")]


def test_the_rule_under_the_head_of_a_table_is_none() -> None:
    source = Source("raw/a.md", ("- S3", "| a | b |", "|---|:-:|", "| c | d |", "- EBS"))
    entries, _ = split(source, Counter())
    typed = [text for x in entries if isinstance(x, Note) for _, text in raw_sentences(x)]
    assert typed == ["S3", "a", "b", "c", "d", "EBS"]


def test_code_has_no_formulas() -> None:
    assert read("```\ny = (a + b) / (c + d)\n```") == ([{}], [])


@pytest.mark.parametrize(
    ("text", "corrections", "problem"),
    [
        (
            "- x y",
            FIX.format(note="no such words", fix="z"),
            'corrections.yml:3: no note in raw/a.txt contains "no such words", expected the words'
            " as they stand there",
        ),
        (
            "- a long first line that ends\n  here x and\n  y there",
            FIX.format(note="x and y", fix="z"),
            "corrections.yml:3: the quoted words run over several lines of the note, expected words"
            " of one line",
        ),
        (
            "- sigma bond",
            FIX.format(note="'- sigma bond'", fix="z"),
            'corrections.yml:3: the quoted words begin with the bullet "-", expected the words'
            " behind it",
        ),
        (
            "- x y z",
            FIX.format(note="x y", fix="a") + FIX.format(note="y z", fix="b").split(":\n", 1)[1],
            "corrections.yml:9: corrections.yml:3 amends these words, expected one entry for them",
        ),
        (
            "- x y z",
            FIX.format(note="x y", fix="x y"),
            'corrections.yml:3: "fix" says what "note" says, expected other words',
        ),
    ],
)
def test_an_entry_that_does_not_fit_is_a_warning(text: str, corrections: str, problem: str) -> None:
    assert problem in read(text, corrections)[1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "math",
            "maths",
            'corrections.yml:5: "kind" is "maths", expected "typo" or "wrong" or "math"',
        ),
        (
            "https://example.org/",
            "javascript:alert(1)",
            'corrections.yml:3: "source" is no web address, expected https://...',
        ),
        ("2026-11-23", "today", 'corrections.yml:3: "checked" is no date, expected year-month-day'),
        (
            "2026-11-23",
            "2026-02-30",
            'corrections.yml:3: "checked" is no date, expected year-month-day',
        ),
    ],
)
def test_a_broken_entry_is_an_error(old: str, new: str, message: str) -> None:
    with pytest.raises(KbError) as error:
        corrections_from("corrections.yml", FIX.format(note="x", fix="y").replace(old, new))
    assert str(error.value).startswith(message)
