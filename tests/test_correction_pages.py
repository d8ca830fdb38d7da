"""The page of corrections: what is right is shown as on the page of its note."""

from __future__ import annotations

from core import built
from kb import Data

TOPICS = "topics: [{title: One, sections: [{title: Two, words: [slope]}]}]"
FIX = """
raw/a.txt:
  - {{note: {note}, fix: '{fix}', kind: {kind}, why: So., source: 'https://x.org/',
      checked: 2026-01-02}}
"""


def listed(note: str, fix: str, kind: str = "wrong") -> str:
    """Return what the page says of a correction of some words of a note."""
    data = Data(topics=TOPICS, corrections=FIX.format(note=note, fix=fix, kind=kind))
    page = built({"a.txt": "- slope - square of slope\n"}, data).documents["corrections.md"]
    return page.split('<ul class="kb-corrections">')[1].split("</p>")[0].split("<p>")[1]


def test_the_formulas_of_what_is_right_are_typeset() -> None:
    shown = listed("square of slope", r"$\alpha s^2$")
    assert shown.startswith("<del>square of slope</del> → ")
    assert 'data-tex="' in shown and "$" not in shown


def test_words_are_escaped_and_a_remark_stands_behind_the_author_s() -> None:
    assert listed("square", "<b> & c") == "<del>square</del> → &lt;b&gt; &amp; c"
    assert listed("square", "what <of> it?", "unclear") == "“square” — what &lt;of&gt; it?"
