"""What the core remembers from build to build makes it quicker, never different."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from document_templates import templates_in
from kb import Data, Frame, KbError, Site, build
from kb.layout import Addresses
from kb.memory import Memory, Recall, anew
from stand_ins import tools

TOPICS = """topics:
  - {title: One, sections: [{title: Streams, strong: [kinesis, shard]}]}
  - {title: Two, sections: [{title: Scores, strong: [precision, glue]}]}
"""
GLOSSARY = """terms:
  - {term: Kinesis, definition: A stream., topic: One}
  - {term: shard, definition: A part., topic: One, aliases: [piece]}
  - {term: precision, definition: A score., topic: Two}
"""
CORRECTIONS = """raw/a.md:
  - {note: have shards, fix: have records, kind: typo, why: a test}
"""
FORMULAS = """raw/b.txt:
  - {note: recall is TP of all, tex: "x^2"}
"""
LINES = [
    "- Kinesis streams have shards",
    "- a piece of precision",
    "  - precision = TP / (TP + FP)",
    "- recall is TP of all",
    "# Glue",
    "Scores",
    "",
    "[dead](gone.md) and [[Glue]]",
    "see `code` and https://example.org/x",
    "| a | b |",
]
TEXTS = st.lists(st.sampled_from(LINES), max_size=6).map("\n".join)
RAW = st.dictionaries(st.sampled_from(["raw/a.md", "raw/b.txt", "raw/c.txt"]), TEXTS, min_size=1)
DATA = st.builds(
    Data,
    st.sampled_from([TOPICS, TOPICS.replace("One", "First")]),
    corrections=st.sampled_from(["", CORRECTIONS]),
    formulas=st.sampled_from(["", FORMULAS]),
    glossary=st.sampled_from(["", GLOSSARY, GLOSSARY.replace("A stream", "A river")]),
)
THEME = ROOT / "theme_overrides"
TEMPLATES = templates_in(THEME)  # read once: that takes most of the time


def site(raw: dict[str, str], data: Data, recall: Recall) -> Site | str:
    templates = TEMPLATES if recall is anew else templates_in(THEME, recall)
    frame = Frame("Notes", templates, None, (), None, Addresses())
    used = replace(
        tools(recall=recall),
        lay_out=lambda graph: dict.fromkeys((node.key for node in graph.nodes), (0.0, 0.0)),
    )
    try:
        return build({path: text.encode() for path, text in raw.items()}, data, frame, used)
    except KbError as error:
        return str(error)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(RAW, DATA), min_size=2, max_size=4))
def test_after_any_edits_a_site_is_as_if_it_were_the_first(
    states: list[tuple[dict[str, str], Data]],
) -> None:
    memory = Memory()
    for raw, data in states:
        assert site(raw, data, memory.recall) == site(raw, data, anew)
        memory.forget()


def test_a_function_is_called_once_for_equal_arguments() -> None:
    calls: list[object] = []

    def double(words: tuple[str, ...]) -> list[str]:
        calls.append(words)
        return [*words, *words]

    memory = Memory()
    assert memory.recall(double, ("a", "b")) == ["a", "b", "a", "b"]
    assert memory.recall(double, ("a", "b")) == ["a", "b", "a", "b"]
    assert memory.recall(double, ("c",)) == ["c", "c"]
    assert calls == [("a", "b"), ("c",)]


def test_what_a_build_does_not_ask_for_is_forgotten() -> None:
    calls: list[int] = []

    def twice(number: int) -> int:
        calls.append(number)
        return 2 * number

    memory = Memory()
    for number in (1, 2):
        memory.recall(twice, number)
    memory.forget()
    memory.recall(twice, 1)
    memory.forget()
    for number in (1, 2):
        memory.recall(twice, number)
    assert calls == [1, 2, 2]


def test_arguments_without_a_hash_are_not_remembered() -> None:
    calls: list[list[int]] = []

    def turned(numbers: list[int]) -> list[int]:
        calls.append(numbers)
        return numbers[::-1]

    memory = Memory()
    numbers = [1, 2]
    assert memory.recall(turned, numbers) == [2, 1]
    numbers.append(3)
    assert memory.recall(turned, numbers) == [3, 2, 1]
    assert len(calls) == 2
