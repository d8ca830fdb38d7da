"""The line of context that a glossary entry gives of a note."""

from __future__ import annotations

import pytest

from kb.surroundings import around, beginning

LONG = "first " * 20 + "the mention stands here" + " last" * 20


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("- S3 keeps objects", "S3", "S3 keeps objects"),
        ("above\n1. a role, here\nbelow", "role", "a role, here"),
        ("inertia: $$\\sum x$$ in k-means", "k-means", "inertia: … in k-means"),
        ("-Stochastic adjusts", "Stochastic", "Stochastic adjusts"),
    ],
)
def test_the_line_of_the_mention_is_shown(text: str, words: str, shown: str) -> None:
    start = text.index(words)
    assert around(text, start, start + len(words)) == shown


def test_of_a_long_line_the_words_around_the_mention_are_shown() -> None:
    start = LONG.index("mention")
    shown = around(LONG, start, start + len("mention"))
    assert "the mention stands here" in shown
    assert shown.startswith("… first") and shown.endswith("last …")
    assert len(shown) < 130


def test_a_note_begins_with_its_first_words() -> None:
    assert beginning("  short note") == "short note"
    assert beginning(LONG).endswith(" …")
