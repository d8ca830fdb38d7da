"""What belongs together: terms by their notes, sections by their rare terms."""

from __future__ import annotations

import random

from kb.related import related_sections, related_terms
from steps import GROWTH, MOST, Seen, steps

HERE = ("A", "one")


def notes(*lists: str) -> dict[str, list[str]]:
    return {f"n{number}": names.split() for number, names in enumerate(lists)}


def filler(count: int) -> list[str]:
    return [f"only{number}" for number in range(count)]


def test_terms_of_one_note_are_related_and_the_more_often_the_closer() -> None:
    found = related_terms(notes("a b", "a b", "a c", "c", *filler(40)), {})
    assert found["a"] == ("b", "c")
    assert found["b"] == ("a",)
    assert found["only1"] == ()


def test_rare_terms_come_before_frequent_ones() -> None:
    assert related_terms(notes("a often rare", "often", *filler(40)), {})["a"] == ("rare", "often")


def test_at_most_six_and_ties_by_name() -> None:
    assert related_terms(notes("h g f e d c b a"), {})["h"] == ("a", "b", "c", "d", "e", "f")


def test_a_term_that_is_everywhere_needs_a_specific_tie() -> None:
    everywhere = ["all"] * 20
    assert related_terms(notes("a all", *everywhere, *filler(80)), {})["a"] == ()
    assert related_terms(notes("a all", "a all", *everywhere, *filler(80)), {})["a"] == ("all",)


def test_two_frequent_terms_that_meet_once_are_not_related() -> None:
    found = related_terms(notes("x y", *["x"] * 19, *["y"] * 19, *filler(60)), {})
    assert found["x"] == found["y"] == ()


def test_a_section_is_a_weak_tie() -> None:
    mentions = notes("a b", "c", *filler(40))
    places = {"n0": HERE, "n1": HERE}
    assert related_terms(mentions, places)["a"] == ("b", "c")
    assert related_terms(mentions, {})["a"] == ("b",)


def test_sections_that_share_rare_terms_are_related() -> None:
    mentions = notes("rare all", "rare all", "all", "all", "all", "", "", "")
    places = {f"n{number}": ("T", f"s{number}") for number in range(8)}
    found = related_sections(mentions, places)
    assert found["T", "s0"] == (("T", "s1"),)
    assert found["T", "s2"] == ()
    assert found["T", "s7"] == ()


def test_at_most_four_sections() -> None:
    mentions = {f"n{number}": ["rare"] for number in range(6)}
    places = {f"n{number}": ("T", f"s{number}") for number in range(24)}
    found = related_sections(mentions, places)
    assert found["T", "s5"] == tuple(("T", f"s{number}") for number in range(4))


def test_the_order_of_the_input_does_not_matter() -> None:
    made = random.Random(1)
    mentions = {f"n{n}": made.sample([f"t{t}" for t in range(60)], 4) for n in range(300)}
    places = {f"n{n}": ("T", f"s{n % 20}") for n in range(300)}
    turned = {note: mentions[note][::-1] for note in reversed(mentions)}
    backward = dict(reversed(places.items()))
    assert related_terms(turned, backward) == related_terms(mentions, places)
    assert related_sections(turned, backward) == related_sections(mentions, places)


def test_nothing_in_nothing_out() -> None:
    assert related_terms({}, {}) == {}
    assert related_sections({}, {}) == {}
    assert related_sections({}, {"n": HERE}) == {HERE: ()}


def test_the_work_grows_with_the_notes_only() -> None:
    made = random.Random(1)
    names = [Seen(f"t{number}") for number in range(200)]

    def relate(size: int) -> None:
        mentions = {f"n{n}": made.choices(names, k=6) for n in range(size)}
        places = {f"n{n}": ("T", f"s{n % 37}") for n in range(size)}
        related_terms(mentions, places)
        related_sections(mentions, places)

    assert steps(relate, GROWTH * 2_000) <= MOST * steps(relate, 2_000)
