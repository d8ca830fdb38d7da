"""Definitions, pairs and steps that are recognised without being told."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import Case, cases
from kb.body import body_of
from kb.model import Note
from kb.notes import split
from kb.patterns import Likeness, Split, runs, split_of
from kb.phrases import Context
from kb.sentences import Sentence, sentences_of
from kb.sources import source_from
from sections import check_homes, section, shown
from stand_ins import as_tex
from test_notes import texts


@pytest.mark.parametrize("case", cases("shapes-seen.md"), ids=str)
def test_case(case: Case) -> None:
    assert shown(section(case.input)) == case.expected


def inside(text: str) -> str:
    """Return the inside of the only note of a text."""
    entries, _ = split(source_from("raw/x.txt", text.encode()), Counter())
    (note,) = [entry for entry in entries if isinstance(entry, Note)]
    sentences, _ = sentences_of(note, ())
    formulas = [(x.tex, x.display) for s in sentences.values() for x in s.formulas]
    context = Context(lambda address: None, sentences=sentences, typeset=as_tex(formulas))
    return body_of(note, context).html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "- optimizer\n\t- LR : step size\n\t- epoch : one pass\n\t- batch : some rows",
            'optimizer\n<dl class="kb-terms kb-definitions">'
            "<div><dt>LR</dt>\n<dd>step size</dd></div>\n"
            "<div><dt>epoch</dt>\n<dd>one pass</dd></div>\n"
            "<div><dt>batch</dt>\n<dd>some rows</dd></div></dl>",
        ),
        (
            "- encoders\n\t- ordinal ==> label\n\t- nominal ==> one hot",
            'encoders\n<dl class="kb-terms kb-pairs">'
            "<div><dt>ordinal</dt>\n<dd>label</dd></div>\n"
            "<div><dt>nominal</dt>\n<dd>one hot</dd></div></dl>",
        ),
        (
            "- two kinds\n\t- LR : step size\n\t- epoch : one pass",  # too few
            "two kinds\n<ul>\n<li>LR : step size\n</li>\n<li>epoch : one pass\n</li></ul>",
        ),
        (
            "- a\n\t- LR : step\n\t- epoch : pass\n\t- batch : rows\n\t\t- deeper",  # one has more
            "a\n<ul>\n<li>LR : step\n</li>\n<li>epoch : pass\n</li>\n<li>batch : rows\n"
            "<ul>\n<li>deeper\n</li></ul>\n</li></ul>",
        ),
        (
            "studio\nfeature store\nlineage - the steps of a workflow\npipelines\n",
            "<ul><li>studio</li>\n<li>feature store</li>\n"
            "<li>lineage – the steps of a workflow</li>\n<li>pipelines</li></ul>",
        ),
    ],
    ids=["definitions", "pairs", "two", "nested", "words without bullets"],
)
def test_lines_inside_a_note(text: str, html: str) -> None:
    assert inside(text) == html


looks = st.builds(
    Likeness,
    st.none()
    | st.builds(Split, st.just("definitions"), st.just(":"), st.just(1), st.just(2), st.text("ab"))
    | st.builds(Split, st.just("pairs"), st.just("→"), st.just(1), st.just(2), st.text("ab")),
    st.sampled_from([None, 1, 2, 3, 4]),
    joined=st.booleans(),
)


@given(st.lists(looks, max_size=12))
def test_runs_are_all_lines_in_order(found: list[Likeness]) -> None:
    together = runs(found)
    assert [at for _, first, end in together for at in range(first, end)] == list(range(len(found)))
    for kind, first, end in together:
        if kind in ("definitions", "pairs"):
            assert all(x.split and x.split.kind == kind for x in found[first:end])
            assert end - first >= (3 if kind == "definitions" else 2)
        if kind == "steps":
            assert [x.number for x in found[first:end]] == list(range(1, end - first + 1))


@given(st.text("ab :=->\u2192.1", max_size=30))
def test_only_a_sign_is_between_the_two_parts(text: str) -> None:
    if found := split_of(Sentence(text, (), ())):
        assert text[: found.left].strip() and text[found.right :].strip()
        assert not re.search(r"\w", text[found.left : found.right])


@given(texts)
def test_no_word_is_lost_and_every_note_stands_once(text: str) -> None:
    check_homes(section(text + "\nword : a last note\n"))
