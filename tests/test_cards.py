"""Cards: which ones notes make, what they show, and that they keep their identity."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden import Case, cases
from kb.amendments import Correction
from kb.cards import Card, cards_of
from kb.knowledge import Data, Knowledge, knowledge_of
from kb.library import library_of
from kb.model import Tex, Typeset
from kb.shown_corrections import ShownCorrection
from kb.table_cells import Cell
from stand_ins import tools

TOPICS = """
topics:
  - title: One
    sections: [{title: Storage, strong: [s3, ebs]}, {title: Streams, strong: [kinesis]}]
  - title: Two
    sections: [{title: Metrics, strong: [precision, recall]}]
"""
TERMS = {
    "S3": "Amazon S3 stores objects in buckets.",
    "Kinesis Firehose": "Delivers streams to stores.",
    "k-means": "Finds k clusters.",
    "Inertia": "How tight clusters are.",
    "Precision": "Share of alarms that are right.",
    "Recall": "Share of positives that were found, in %.",
    "Ridge regression": "Linear regression with an L2 penalty.",
    "Normalization": "Brings values to one scale.",
    "Entropy": "A measure of disorder.",
}
ALIASES = {"Kinesis Firehose": "[DF]", "Ridge regression": "[Ridge]", "S3": "[Amazon S3]"}


def glossary(terms: Mapping[str, str]) -> str:
    """Return a glossary.yml."""
    entries = [
        f"  - term: {name}\n    definition: '{says}'\n    topic: One\n"
        f"    aliases: {ALIASES.get(name, '[]')}"
        for name, says in terms.items()
    ]
    return "\n".join(["terms:", *entries]) if entries else ""


def typeset(formulas: Collection[Tex]) -> dict[Tex, Typeset]:
    """Stand in for MathJax: the TeX in its place, and an error for a brace that is not closed."""
    return {
        (tex, display): Typeset(f'<span class="kb-math" data-tex="{tex}"></span>', None)
        if tex.count("{") == tex.count("}")
        else Typeset(None, "Missing close brace")
        for tex, display in formulas
    }


def cards(
    text: str,
    terms: Mapping[str, str] = TERMS,
    corrections: str = "",
    cells: Collection[Cell] = (),
    file: str = "a.txt",
) -> tuple[Card, ...]:
    library = library_of({f"raw/{file}": text.encode()})
    data = Data(topics=TOPICS, corrections=corrections, glossary=glossary(terms))
    knowledge = knowledge_of(library, data, tools(typeset))
    return cards_of(
        library, knowledge, urls(knowledge), {name: f"g#{name}" for name in terms}, cells
    )


def urls(knowledge: Knowledge) -> dict[str, str]:
    return {note: f"page/#{note}" for note in knowledge.places}


def of_notes(found: Collection[Card]) -> list[Card]:
    return [card for card in found if card.kind in ("note", "formula")]


def words(html: str) -> str:
    """Return HTML with its formulas as TeX."""
    return unescape(re.sub(r'<span class="kb-math" data-tex="([^"]*)"></span>', r"\\(\1\\)", html))


# -- which notes make cards ----------------------------------------------------------------------


def shown(card: Card) -> str:
    answers = " / ".join(words(answer.html) for answer in card.answers)
    if card.kind == "formula":
        answers = answers.removeprefix("\\(").removesuffix("\\)")
    return f"{card.kind} | {words(card.question)} | {answers}"


@pytest.mark.parametrize("case", cases("cards.md"), ids=str)
def test_golden(case: Case) -> None:
    found = of_notes(cards(case.input, file="a.md" if case.is_markdown else "a.txt"))
    expected = case.expected.splitlines()
    assert sorted(map(shown, found)) == sorted(expected)


# -- the glossary ----------------------------------------------------------------------------------


def one(found: Collection[Card], kind: str, question: str) -> Card:
    return next(card for card in found if card.kind == kind and words(card.question) == question)


def test_a_term_is_asked_both_ways() -> None:
    found = cards("- x")
    assert len(found) == 2 * len(TERMS)
    term = one(found, "term", "Precision")
    assert [answer.html for answer in term.answers] == [TERMS["Precision"]]
    assert (term.topic, term.answers[0].url) == ("One", "g#Precision")
    definition = one(found, "definition", TERMS["Precision"])
    assert definition.answers[0].html == "Precision"
    assert term.id != definition.id


def test_a_definition_does_not_tell_what_is_asked() -> None:
    found = cards("- x", {"S3": "Amazon S3, a store. An S3 bucket holds objects, S3s do not."})
    assert one(found, "definition", "A store. An … bucket holds objects, … do not.")


def test_a_definition_that_is_but_a_name_is_not_asked_for() -> None:
    assert [card.kind for card in cards("- x", {"S3": "Amazon S3."})] == ["term"]


def test_a_term_stands_in_the_section_that_speaks_of_it_most() -> None:
    found = cards("- s3 and precision\n\n- s3 stores\n\n- kinesis sends to s3 with kinesis\n")
    assert one(found, "term", "S3").section == "Storage"
    assert one(found, "term", "Entropy").section is None


def test_cards_come_by_topic_and_kind() -> None:
    found = cards("- Recall: share of what was found\n\n- S3 : stores objects\n")
    kinds = [(card.topic, card.kind) for card in found]
    assert kinds == sorted(kinds, key=lambda x: (x[0] != "One", "term definition note".find(x[1])))
    assert kinds[-1] == ("Two", "note")


def test_without_glossary_and_with_any_notes_there_may_be_no_card() -> None:
    assert cards("- nothing to ask", {}) == ()


# -- cells of tables -------------------------------------------------------------------------------

CELL = Cell("Endpoints", "One", "Single-model", "Container", "one &amp; only", "one & only", "p#n")


def test_a_cell_is_asked_for_by_row_and_column_of_its_table() -> None:
    card = cards("- x", {}, cells=[CELL])[0]
    assert (card.kind, card.about) == ("cell", "Endpoints")
    assert card.question == "Single-model · Container"
    assert card.answers[0].html == "one &amp; only"


def test_an_empty_cell_and_one_without_row_and_column_ask_nothing() -> None:
    empty = Cell("T", "One", "row", "column", "", " ", "p#n")
    nameless = Cell("T", "One", "", "", "words", "words", "p#n")
    assert cards("- x", {}, cells=[empty, nameless]) == ()


def test_rows_and_columns_are_text() -> None:
    cell = Cell("T", "One", "<b>", "a & b", "x", "x", "p#n")
    assert cards("- x", {}, cells=[cell])[0].question == "&lt;b&gt; · a &amp; b"


def test_a_cell_shows_the_corrections_of_its_note() -> None:
    said = Correction(
        "wrong", "two", "because", source="https://example.org/", checked="2026-11-23"
    )
    cell = Cell(
        "T", "One", "row", "column", "two", "two", "p#n", None, (ShownCorrection("one", said),)
    )
    remark = cards("- x", {}, cells=[cell])[0].answers[0].remarks[0]
    assert (remark.original, remark.correction) == ("one", said)


# -- corrections -----------------------------------------------------------------------------------

FIX = """
raw/a.txt:
  - {{note: {note}, fix: {fix}, kind: {kind}, why: a reason, {origin}}}
"""
ORIGIN = "source: 'https://example.org/', checked: 2026-11-23"


@pytest.mark.parametrize("kind", ["wrong", "math", "outdated"])
def test_a_card_of_corrected_words_shows_the_right_ones_and_says_so(kind: str) -> None:
    fix = FIX.format(note="for ever", fix="until deleted", kind=kind, origin=ORIGIN)
    (card,) = of_notes(cards("- S3 - keeps objects for ever", corrections=fix))
    answer = card.answers[0]
    assert answer.html == 'keeps objects until deleted<span class="kb-mark">†</span>'
    assert [(x.original, x.correction.kind) for x in answer.remarks] == [("for ever", kind)]
    assert not answer.remarks[0].elsewhere


def test_a_card_says_what_is_wrong_elsewhere_in_its_note() -> None:
    fix = FIX.format(note="and is free", fix="and costs", kind="wrong", origin=ORIGIN)
    (card,) = of_notes(cards("- S3 : keeps objects\n  and is free\n", corrections=fix))
    assert [x.elsewhere for x in card.answers[0].remarks] in ([True], [False])
    assert "free" not in card.answers[0].html


def test_an_unclear_remark_is_said_where_it_belongs_only() -> None:
    fix = FIX.format(note="many things", fix="objects", kind="unclear", origin="")
    text = "- stores\n  - S3 : keeps many things\n  - EBS Volumes : keep blocks for an instance\n"
    s3, ebs = sorted(of_notes(cards(text, corrections=fix)), key=lambda card: card.question)[::-1]
    assert [x.correction.fix for x in s3.answers[0].remarks] == ["objects"]
    assert ebs.answers[0].remarks == ()


def test_a_mended_slip_is_not_worth_a_word() -> None:
    fix = FIX.format(note="keps", fix="keeps", kind="typo", origin="")
    (card,) = of_notes(cards("- S3 - keps objects", corrections=fix))
    assert (card.answers[0].html, card.answers[0].remarks) == ("keeps objects", ())


# -- identity --------------------------------------------------------------------------------------

LINES = st.lists(
    st.sampled_from(
        [
            "- S3 - stores objects",
            "- s3 : keeps objects",
            "- Recall: share of what was found",
            "- error rate = (FP+FN)/(TP+TN+FP+FN)",
            "- error rate = 1 - accuracy / total",
            "- precision = TP/(TP+FP)",
            "- Pipe mode - streams the data from its source",
            "- nothing that defines",
            "- Ridge - $\\alpha w^2$",
        ]
    )
    | st.from_regex(r"- [a-zA-Z0-9]{1,9}( [a-z]{1,9}){0,2} [-:=] [a-z ]{3,40}", fullmatch=True),
    max_size=8,
)


def ids(lines: Collection[str]) -> set[str]:
    return {card.id for card in cards("\n\n".join(lines) or "- x")}


@settings(deadline=None, max_examples=60)
@given(LINES, LINES, st.randoms())
def test_order_and_other_notes_change_no_identity(
    mine: list[str], more: list[str], any_: object
) -> None:
    known = ids(mine)
    mixed = [*mine, *more]
    any_.shuffle(mixed)  # type: ignore[attr-defined]
    assert known <= ids(mixed)


def test_a_new_definition_keeps_the_identity() -> None:
    before = {(card.kind, card.id) for card in cards("- x")}
    after = {
        (card.kind, card.id)
        for card in cards("- x", {name: f"Now: {at} it is so." for at, name in enumerate(TERMS)})
    }
    assert before == after


def test_a_new_wording_of_what_is_answered_keeps_the_identity() -> None:
    text = "- S3 - stores objects\n\n- error rate = FP / all\n"
    other = text.replace("stores", "holds").replace("all", "total")
    assert ids([text]) == ids([other])


def test_case_hyphens_and_blanks_are_no_part_of_what_is_asked() -> None:
    assert ids(["- k-means - finds clusters"]) == ids(["- K  means : makes groups"])


def test_identities_are_those_of_earlier_builds() -> None:
    """If this fails, everyone who practises loses their progress."""
    found = cards(
        "- S3 - stores objects\n\n- error rate = FP / all\n",
        {"S3": "Stores objects."},
        cells=[CELL],
    )
    assert {card.kind: card.id for card in found} == {
        "term": "03e7d3f2a488",
        "definition": "ba58fd817a79",
        "note": "aac61b750397",
        "formula": "370840d7ade5",
        "cell": "4f09e453f519",
    }


def test_no_two_cards_share_an_identity() -> None:
    found = cards(
        "- S3 - stores objects\n\n- s3 : is cheap\n\n- precision = a / b\n", cells=[CELL, CELL]
    )
    assert len({card.id for card in found}) == len(found)
    assert len(one(found, "note", "S3").answers) == 2


def test_one_card_shows_at_most_five_answers() -> None:
    text = "".join(f"- S3 - answer number {at} of many\n\n" for at in range(9))
    (card,) = of_notes(cards(text))
    assert len(card.answers) == 5


def test_each_of_many_notes_makes_its_card() -> None:
    text = "".join(f"- Service X{at} - does the thing number {at}\n\n" for at in range(3000))
    assert len(of_notes(cards(text, {}))) == 3000


def test_a_line_of_data_is_not_asked_about() -> None:
    line = "- S3 - " + "stores $a = b$ and " * 20_000
    assert of_notes(cards(line)) == []
