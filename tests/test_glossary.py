"""What glossary.yml may hold, and which of its words mean two things."""

from __future__ import annotations

import pytest

from kb.glossary import Exact, Term, terms_from
from kb.inflections import base_key, singular_key
from kb.library import library_of
from kb.memory import anew
from kb.mentioned import glossary_of
from kb.model import KbError, Level

VALID = """\
terms:
  - term: Activation  function
    aliases: [transfer function]
    exact:
      - {words: AF, near: [relu, cnn]}
      - words: act
        in: 'an
          act  of'
    everyday: true
    definition: What makes a layer
      more than a linear map.
    topic: Modeling
    source: https://example.org/
    checked: 2026-11-23
  - {term: ROC & AUC, definition: An area., topic: Modeling}
"""


def terms(text: str) -> tuple[Term, ...]:
    found, problems = terms_from("glossary.yml", text)
    assert problems == []
    return found


def refusal(text: str) -> str:
    with pytest.raises(KbError) as caught:
        terms_from("glossary.yml", text)
    return str(caught.value)


def entry(name: str, *more: str) -> str:
    return "\n".join([f"- term: {name}", "  definition: It.", "  topic: T", *more, ""])


def test_a_term_is_read_with_single_blanks() -> None:
    full, short = terms(VALID)
    assert full == Term(
        name="Activation function",
        aliases=("transfer function",),
        exact=(Exact("AF", ("relu", "cnn")), Exact("act", (), "an act of")),
        everyday=True,
        definition="What makes a layer more than a linear map.",
        topic="Modeling",
        source="https://example.org/",
        checked="2026-11-23",
        anchor="activation-function",
        line=2,
    )
    assert full.names == ("transfer function",)
    assert short.names == ("ROC & AUC",)
    assert (short.exact, short.everyday, short.source, short.checked) == ((), False, None, None)
    assert short.line == 15


@pytest.mark.parametrize("text", ["", " \n", "# none yet\n", "terms: []", "terms:\n"])
def test_a_file_may_have_no_terms(text: str) -> None:
    assert terms(text) == ()


def test_anchors_are_ascii_and_unique() -> None:
    text = "terms:\n" + "".join(map(entry, ["Log-odds", "Log odds", "F-β", "Größe", "'++ 損失'"]))
    anchors = [term.anchor for term in terms_from("glossary.yml", text)[0]]
    assert anchors[:2] == ["log-odds", "log-odds-2"]
    assert all(anchor.isascii() and anchor for anchor in anchors)
    assert len(set(anchors)) == 5


BOTH = "expected both or none"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (entry("S3") + entry("s3"), '5: the term "s3" is in line 2, expected it once'),
        (entry("S3", "  source: docs", "  checked: 2026-01-01"), '2: "source" is no web address'),
        (
            entry("S3", "  source: 'javascript:1'", "  checked: 2026-01-01"),
            '2: "source" is no web address',
        ),
        (entry("S3", "  source: http://a.b", "  checked: 2026-02-30"), '2: "checked" is no date'),
        (entry("S3", "  source: http://a.b", "  checked: 20260203"), '2: "checked" is no date'),
        (entry("S3", "  source: http://a.b"), f'2: "source" without "checked", {BOTH}'),
        (entry("S3", "  checked: 2026-01-01"), f'2: "checked" without "source", {BOTH}'),
        (entry("S3", "  alias: [x]"), '5: unknown key "alias"'),
        (entry("S3", "  everyday: maybe"), '5: "everyday" is "maybe", expected true or false'),
        (entry("S3", "  exact: [AF]"), "5: an item of"),
        (entry("S3", "  exact:", "  - words: '=>'"), '6: "=>" has no letter or digit'),
        (entry("S3", "  exact:", "  - {words: a, near: ['-']}"), '6: "-" has no letter or digit'),
        (entry("S3", "  aliases: ['™']"), '2: "™" has no letter or digit'),
        (entry("'--'"), '2: "--" has no letter or digit'),
        ("- term: S3\n", '2: "definition" is missing'),
    ],
)
def test_an_error_names_file_and_line(text: str, message: str) -> None:
    assert refusal("terms:\n" + text).startswith(f"glossary.yml:{message}")


CLAIMS = [
    ("aliases: [AF]", "aliases: [AF]", True),
    ("aliases: [AF]", "aliases: [af]", True),
    ("aliases: [AF]", "aliases: [AFs]", True),
    ("aliases: [k-means]", "aliases: [K Means]", True),
    ("aliases: [bookmark]", "aliases: [bookmarks]", True),
    ("aliases: [AF]", "exact: [{words: AF}]", True),
    ("aliases: [AF]", "exact: [{words: AF, near: [relu]}]", True),
    ("exact: [{words: AF}]", "exact: [{words: AF, in: relu}]", True),
    ("exact: [{words: AF, near: [cnn]}]", "exact: [{words: AF, in: relu}]", False),
    ("exact: [{words: AF}]", "exact: [{words: af}]", False),
    ("aliases: [AF]", "aliases: [AM]", False),
    ("aliases: [one]", "aliases: [AF]", False),  # its own name
    ("aliases: [AF]", "aliases: [One]", True),  # the name of the other
    ("everyday: true", "aliases: [One]", False),  # which it does not go by
]


@pytest.mark.parametrize(("one", "two", "warns"), CLAIMS)
def test_a_name_of_two_terms_is_a_warning_unless_both_say_where(
    one: str, two: str, warns: bool
) -> None:
    text = "terms:\n" + entry("One", f"  {one}") + entry("Two", f"  {two}")
    _, problems = terms_from("glossary.yml", text)
    assert len(problems) == warns
    for problem in problems:
        assert (problem.level, problem.line) == (Level.WARNING, 6)
        assert 'is to mean "Two" and also "One" (line 2), expected "exact" with' in str(problem)


@pytest.mark.parametrize("near", ["[]", "", "~"])
def test_a_near_without_words_is_a_warning(near: str) -> None:
    text = "terms:\n" + entry("One", "  exact:", "  - words: AF", f"    near: {near}")
    _, problems = terms_from("glossary.yml", text)
    assert [(problem.level, str(problem)) for problem in problems] == [
        (
            Level.WARNING,
            'glossary.yml:6: "near" of "AF" is empty, expected words, or no "near"',
        )
    ]


def test_words_that_a_term_quotes_and_no_note_has_are_a_notice() -> None:
    text = "terms:\n" + "".join(
        entry(name, f"  exact: [{{words: AF, in: '{words}'}}, {{words: CF, in: '{words}'}}]")
        for name, words in (("One", "the  AF\tof a note"), ("Two", "no such words"), ("Six", "x"))
    )
    library = library_of({"raw/a.txt": b"- One and two\n\n- the AF of\na note\n"})
    _, problems = glossary_of(library, text, {}, anew)
    assert [(problem.level, str(problem)) for problem in problems] == [
        (Level.NOTICE, 'glossary.yml:10: the term "Six" occurs in no note'),
        (
            Level.NOTICE,
            'glossary.yml:6: no note contains "no such words", '
            'which the term "Two" quotes after "in:"',
        ),
    ]


SAME = ["query queries", "database databases", "matrix matrices", "colour colors", "bias biases"]
INFLECTED = [
    "study studied studying",
    "tune tuned tuning",
    "overfit overfitting",
    "analyse analyzed",
]
APART = [
    "policy police",
    "organ organization",
    "general generate",
    "plan plane",
    "universe university",
    "normal normalize",
    "mean meaning",
    "bag bagging",
    "cluster clustering",
    "import important",
    "note not",
]


def test_keys_tell_inflections_from_other_words() -> None:
    for words in SAME:
        assert len(set(map(singular_key, words.split()))) == 1
    for words in SAME + INFLECTED:
        assert len(set(map(base_key, words.split()))) == 1
    for words in APART:
        assert len(set(map(base_key, words.split()))) == 2
    for words in INFLECTED:
        assert len(set(map(singular_key, words.split()))) > 1
