"""What the keyboard's signs mean, and what must stay as typed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.typography import html_words, url_label

SHOWN = [
    # arrows that point
    ("GDFrame ===> spark dataframe", "GDFrame → spark dataframe"),
    ("GDFrame <=== spark dataframe", "GDFrame ← spark dataframe"),
    ("EMRFS ==> s3://", "EMRFS → <code>s3://</code>"),
    ("T=>F, F=>T", "T → F, F → T"),
    ("raw -> clean --> ready", "raw → clean → ready"),
    ("A <=> B", "A ↔ B"),
    # an arrow back to a sentence is a remark about it, not "less than or equal"
    (
        "policy need to be updated <= drawback",
        'policy need to be updated <span class="kb-remark">— drawback</span>',
    ),
    (
        "state can't be tracked    <== for bookmark",
        'state can\'t be tracked <span class="kb-remark">— for bookmark</span>',
    ),
    (
        "when a new resource will be added policy need to updated <= drawback",
        "when a new resource will be added policy need to updated "
        '<span class="kb-remark">— drawback</span>',
    ),
    ("train while the validation loss <= limit", "train while the validation loss ≤ limit"),
    ("x <= 5", "x ≤ 5"),
    ("p >= 0.05", "p ≥ 0.05"),
    ("reject H0 if p-value <= 0.05, else keep", "reject H0 if p-value ≤ 0.05, else keep"),
    ("RMSE should be <= baseline", "RMSE should be ≤ baseline"),
    ("if batch size <= threshold then stop", "if batch size ≤ threshold then stop"),
    ("RMSE of the model >= baseline", "RMSE of the model &gt;= baseline"),
    # runs of signs
    ("Normalisation --- 0-1", "Normalisation — 0-1"),
    ("relu AF is used  ---- cnn", "relu AF is used — cnn"),
    ("RedShift - columnar", "RedShift – columnar"),
    ("spark dataframe   @@@@@by toDF", "spark dataframe — by <code>toDF</code>"),
    ("True Rate === TP  /  TP + FN", "True Rate = TP / TP + FN"),
    ("prediction score === low score", "prediction score — low score"),
    (
        "level = average of time data ===== components",
        'level = average of time data <span class="kb-remark">— components</span>',
    ),
    ("EFS = Linux ec2", "EFS = Linux ec2"),
    # blanks
    ("about\u00a0 to\u00a0 accessed", "about to accessed"),
    # words that are code
    ("SM_HOSTS, SM_CURRENT_HOSTS are", "<code>SM_HOSTS</code>, <code>SM_CURRENT_HOSTS</code> are"),
    ("features with _", "features with <code>_</code>"),
    ("use ml.p3.2xlarge here", "use <code>ml.p3.2xlarge</code> here"),
    ("allow s3:GetObject on", "allow <code>s3:GetObject</code> on"),
    ("pass --strict to it", "pass <code>--strict</code> to it"),
    ("home/${aws:username}", "home/<code>${aws:username}</code>"),
    # words that are not
    ("tanH and ReLu in XGBoost, DeepAR, SageMaker", "tanH and ReLu in XGBoost, DeepAR, SageMaker"),
    ("n-gram, skip-gram, on-premise", "n-gram, skip-gram, on-premise"),
    ("inconsistency[string, float]", "inconsistency[string, float]"),
    ("don't", "don't"),
    # nothing is markup
    ("a < b & c", "a &lt; b &amp; c"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("2 * 3 * 4 _x_ **y**", "2 * 3 * 4 _x_ **y**"),
    ("{{ x }} {% y %}", "{{ x }} {% y %}"),
    ("bell\u0007 rings", "bell␇ rings"),
]


@pytest.mark.parametrize(("typed", "shown"), SHOWN, ids=[typed for typed, _ in SHOWN])
def test_words_are_shown_as_meant(typed: str, shown: str) -> None:
    assert html_words(typed) == shown


def test_a_bare_address_becomes_a_labelled_link() -> None:
    url = "https://aws.amazon.com/sagemaker/faqs/?ml=sec&sec=prep"
    assert html_words(f"see {url}.") == (
        'see <a class="kb-url" href="https://aws.amazon.com/sagemaker/faqs/?ml=sec&amp;sec=prep" '
        'rel="external">SageMaker FAQs</a>.'
    )


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://x.org/whitepapers/augmented-ai-the-power.pdf", "Augmented AI the Power (PDF)"),
        ("https://docs.x.org/latest/machine-learning-lens/welcome.html", "Machine Learning Lens"),
        ("https://aws.amazon.com/rekognition/faqs/", "Rekognition FAQs"),
        ("https://example.org", "example.org"),
        ("https://example.org/a%20b", "A B"),
    ],
)
def test_the_label_comes_from_the_address(url: str, label: str) -> None:
    assert url_label(url) == label


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_no_word_is_added_or_lost_and_nothing_is_markup(text: str) -> None:
    html = html_words(text)
    known = r'</?code>|<span class="kb-remark">|</span>|<a class="kb-url"[^<>]*>|</a>'
    bare = re.sub(known, "", html)
    assert "<" not in bare and ">" not in bare
    if "://" not in text:
        assert re.findall(r"\w+", unescape(bare)) == re.findall(r"\w+", text)
