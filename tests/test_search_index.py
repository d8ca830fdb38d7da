"""What the search index says of notes, and formulas in letters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import Project
from core import built
from kb import Data
from kb.maths.linear import linear


@pytest.fixture(scope="module")
def index(author: Project) -> Any:
    return json.loads((author.site / "search" / "index.json").read_bytes())


def note(index: Any, words: str) -> Any:
    found = [x for x in index["notes"] if words in x["text"]]
    assert len(found) == 1
    return found[0]


def test_a_note_is_read_as_corrected_and_keeps_what_was_written(index: Any) -> None:
    found = note(index, "PCA can work on numeric data only")
    assert found["written"] == [
        "PAC can work on numeric data only, data should be normalized first"
    ]
    assert index["terms"][found["terms"][0]]["name"] == "PCA"


def test_a_note_that_reads_as_typed_says_nothing_twice(index: Any) -> None:
    found = note(index, "s3 intelligent tiering")
    assert "written" not in found
    assert "formula" not in found


def test_what_the_page_remarks_is_there(index: Any) -> None:
    remarks = [remark for x in index["notes"] for remark in x.get("remarks", ())]
    assert any("IAM Roles Anywhere" in remark for remark in remarks)


def test_a_note_knows_the_headings_above_it(index: Any) -> None:
    assert note(index, "last modified time of object")["above"] == "Glue ETL Boomark"


NAMES = {
    "accuracy": "accuracy = (TP + TN)/(TP + TN + FP + FN)",
    "True Positive Rate": "True Positive Rate = TP/(TP + FN)",
    "Ridge": "α∑_jslope_j^2",
    "Normalisation": "Nm = (x − min(x))/(max(x) − min(x))",
    "inertia in K-means": "∑_imin_j‖x_i − μ_j‖^2",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_formula_is_known_by_name(index: Any, name: str) -> None:
    assert NAMES[name] in [x["text"] for x in index["formulas"] if x["name"] == name]


def test_a_formula_that_nothing_names_is_none(index: Any) -> None:
    assert not [x for x in index["formulas"] if "32" in x["text"]]


MATHML = "http://www.w3.org/1998/Math/MathML"
LINES = {
    "<mi>a</mi><mo>+</mo><mn>1</mn>": "a + 1",
    "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>": "(a + b)/c",
    "<msup><mi>x</mi><mn>2</mn></msup>": "x^2",
    "<msub><mi>x</mi><mrow><mi>i</mi><mo>+</mo><mn>1</mn></mrow></msub>": "x_(i + 1)",
    "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>": "x_i^2",
    "<msqrt><mi>x</mi></msqrt>": "√(x)",
    "<mi>f</mi><mo>\u2061</mo><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo>": "f(x, y)",
    "<mtext>error rate</mtext><mo>=</mo><mi>p</mi>": "error rate = p",
    "": "",
}


@pytest.mark.parametrize("mathml", LINES)
def test_a_formula_in_letters(mathml: str) -> None:
    assert linear(f"<svg></svg><math xmlns='{MATHML}'>{mathml}</math>") == LINES[mathml]


def test_without_mathml_there_are_no_letters() -> None:
    assert linear("<code>x</code>") == ""


def test_the_words_of_a_link_are_found_not_its_label() -> None:
    notes = "- see [the *docs*][x] first\n\n[X]: https://x.org/\n"
    made = built({"a.md": notes}, Data(topics="topics: [{title: One, sections: [{title: Two}]}]"))
    assert made.search["notes"][0]["text"] == "see the docs first"
