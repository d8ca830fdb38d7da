"""Which words of a text speak of a term, and which must not be taken for it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.glossary import Exact, Term
from kb.mentions import Matcher, Mention
from steps import GROWTH, MOST, steps


def term(
    name: str, *aliases: str, exact: Sequence[Exact] = (), everyday: bool = False, line: int = 1
) -> Term:
    return Term(
        name, aliases, tuple(exact), everyday, "What it is.", "Modeling", None, None, "it", line
    )


def found(matcher: Matcher, text: str, context: str = "") -> list[str]:
    return [text[x.start : x.end] for x in matcher.mentions(text, context)]


# A rule, how the glossary has the name, what speaks of it, what does not.
RULES: list[tuple[str, str, list[str], list[str]]] = [
    ("any case", "Amazon Athena", ["amazon athena", "AMAZON ATHENA"], ["Amazon", "athena"]),
    ("whole words", "Glue", ["Glue,", "(glue)", "glue-based", "Glue's"], ["unglue", "Gluex"]),
    ("part of an identifier is no word", "glue", ["_glue_"], ["my_glue_job", "glue_job", "a_glue"]),
    ("a word behind an apostrophe is none", "T", ["t"], ["don't", "don’t"]),
    ("plural", "endpoint", ["endpoints"], ["endpointless"]),
    ("plural in es", "batch", ["batches"], ["bat", "batcher"]),
    ("plural in ies", "policy", ["policies"], ["police", "polices", "polity"]),
    ("plural named", "access keys", ["access key"], ["access"]),
    ("irregular plural", "confusion matrix", ["confusion matrices"], ["confusion mat"]),
    ("no plural", "bias", ["biases"], ["bia"]),
    ("ed and ing", "bookmark", ["bookmarked", "bookmarking"], ["bookmarker"]),
    ("an e left out", "fine-tune", ["fine-tuned", "fine-tuning"], ["fine-tuna"]),
    ("a consonant doubled", "overfit", ["overfitting", "overfitted"], ["overfitness"]),
    ("named by the gerund", "Overfitting", ["overfit", "overfits", "overfitted"], ["fitting"]),
    ("a noun in ing is not its verb", "Bagging", ["bagging"], ["bag", "bags", "bagged"]),
    ("nor the verb the noun", "cluster", ["clusters"], ["clustering"]),
    ("other derivations", "organization", ["organizations"], ["organ", "organs", "organize"]),
    ("other derivations", "generate", ["generated"], ["general", "generation", "generator"]),
    ("other derivations", "regression", ["regressions"], ["regress", "regressive"]),
    ("other derivations", "normalization", [], ["normal", "normality", "norm"]),
    ("words of the same trunk", "plane", ["planes"], ["plan", "plans", "planning"]),
    ("words that look inflected", "string", ["strings"], ["str", "stred"]),
    ("s and z", "Normalisation", ["normalization", "Normalizations"], ["normal"]),
    ("s and z", "analyze", ["analyse", "analysed", "analyzing"], ["analysis", "analyst"]),
    ("ou and o", "k-nearest neighbours", ["k-nearest neighbors", "k nearest neighbor"], []),
    ("ou and o", "behavior", ["behaviours"], ["behave"]),
    ("ogue and og", "Data Catalog", ["data catalogue", "data catalogues"], ["data cat"]),
    ("not in short words", "four", ["four"], ["for"]),
    ("at most three letters: only plural s", "Ray", ["ray", "RAY", "rays"], ["rayed", "raying"]),
    ("at most three letters: only plural s", "KMS", ["kms", "KMSs"], ["kmsed", "km"]),
    ("all upper case: only plural s", "SMOTE", ["smote", "SMOTEs"], ["smoting", "smoted"]),
    ("a capital S is no plural", "ARN", ["arns", "ARNs"], ["ARNS"]),
    ("two letters and s", "SM", ["SMs", "sm"], ["sms", "SMS", "Sms"]),
    ("two letters and s", "S3", ["s3", "S3s"], ["S33", "S"]),
    ("inner words: only singular and plural", "decision tree", ["decisions trees"], []),
    ("inner words: only singular and plural", "managed policy", [], ["manage policies"]),
    ("inner words: only singular and plural", "training set", ["training sets"], ["trained set"]),
    ("hyphen, blank, joined", "k-means", ["k means", "kmeans", "K-Means", "k‑means"], []),
    ("hyphen, blank, joined", "kmeans", ["k-means", "k means", "K Means"], ["k, means"]),
    ("hyphen, blank, joined", "DataFrame", ["data frame", "data-frames", "dataframe"], ["data"]),
    ("hyphen, blank, joined", "time series", ["time-series", "timeseries"], ["time. series"]),
    ("hyphen, blank, joined", "random cut forest", ["randomcut forest", "Random-Cut-Forests"], []),
    ("a dash with blanks sets apart", "Glue Catalog", [], ["Glue - Catalog", "Glue – Catalog"]),
    ("other signs set apart", "role policy", [], ["role/policy", "role, policy", "role.policy"]),
    ("a blank line sets apart", "data lake", ["data\nlake"], ["data\n\nlake"]),
    ("a hyphen may cut short names", "KNN", ["k-NN", "k-nn"], ["k nn", "K N N"]),
    ("but not two letters", "AZ", ["az"], ["A-Z", "a z"]),
    ("a blank only long ones", "IAM", ["iam"], ["I am"]),
    ("not at function words", "inline", ["in-line"], ["in line"]),
    ("not at function words", "NoSQL", ["no-SQL", "nosql"], ["no SQL"]),
    ("not at function words", "NotAction", ["not-action"], ["not action"]),
    ("names with signs", "TF-IDF", ["tf-idf", "TF IDF", "tfidf"], ["TF", "IDF"]),
    ("names with signs", "t-SNE", ["t-sne", "tSNE", "TSNE"], ["t", "SNE"]),
    ("names with signs", "A/B testing", ["A/B test", "a / b tests", "AB testing"], ["A, B test"]),
    ("names with signs", "C++", ["c++", "C++."], ["C", "c", "C+"]),
    ("names with signs", "R&D", ["r&d", "R & D"], ["R, D"]),
    ("names with digits", "seq2seq", ["Seq2Seq"], ["seq", "seq2"]),
    ("names with digits", "word2vec", ["Word2Vec", "word2vecs"], ["word", "vec"]),
    ("names with digits", "A2I", ["a2i", "A2I"], ["A2", "AI"]),
    ("names with digits", "R²", ["R2", "r²"], ["R"]),
    ("names of several words", "Type I error", ["type I errors"], ["Type II error", "Type error"]),
    ("identifiers", "SM_HOSTS", ["SM_HOSTS", "sm hosts"], ["SM", "HOSTS", "SM_HOSTS_X"]),
    ("accents", "naive Bayes", ["naïve Bayes", "nai\u0308ve bayes"], ["naves Bayes"]),
    ("other scripts", "S3", ["使用S3存储", "вS3", "Ｓ３"], ["٣"]),
    ("other scripts", "Нейрон", ["нейрон", "НЕЙРОН"], ["нейро"]),
    ("placeholders set apart", "S3", ["\ufdd0S3\ufdef", "S3\ufdd1s"], ["S\ufdd03"]),
    ("placeholders set apart", "data lake", [], ["data\ufdd0lake", "data \ufdd0 lake"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for _, name, texts, _ in RULES for text in (name, *texts)],
)
def test_links(name: str, text: str) -> None:
    assert len(found(Matcher([term(name)]), text)) == 1
    assert len(found(Matcher([term("Other", name)]), f"The {text} is")) == 1


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for _, name, _, texts in RULES for text in texts]
)
def test_does_not_link(name: str, text: str) -> None:
    assert found(Matcher([term(name)]), text) == []
    assert found(Matcher([term("Other", name)]), f"The {text} is") == []


def test_a_mention_says_where_it_stands() -> None:
    s3, glue = term("Amazon S3", "S3"), term("AWS Glue", "Glue")
    assert Matcher([s3, glue]).mentions("Glue writes to S3, not Glue.") == [
        Mention(0, 4, glue),
        Mention(15, 17, s3),
        Mention(23, 27, glue),
    ]


GLUE = [term("AWS Glue", "Glue"), term("Glue Data Catalog", "Data Catalog"), term("Catalog")]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Glue Data Catalogs", ["Glue Data Catalogs"]),
        ("the glue data-catalog", ["glue data-catalog"]),
        ("Glue Data", ["Glue"]),
        ("Glue, Data Catalog", ["Glue", "Data Catalog"]),
        ("AWS Glue Data Catalog", ["Glue Data Catalog"]),  # though "AWS Glue" comes first
        ("catalog glue", ["catalog", "glue"]),
    ],
)
def test_the_longest_name_wins(text: str, mentions: list[str]) -> None:
    assert found(Matcher(GLUE), text) == mentions


def test_what_overlaps_a_skipped_span_is_left_out_and_not_replaced_by_a_part() -> None:
    text = "Glue Data Catalog, Glue"
    matcher = Matcher(GLUE)
    for skip in [(0, 4), (5, 6), (16, 18), (0, 17)]:
        assert [x.start for x in matcher.mentions(text, skip=[skip])] == [19]
    for skip in [(17, 19), (18, 18), (24, 30)]:
        assert [x.start for x in matcher.mentions(text, skip=[skip])] == [0, 19]


POLICY = term(
    "IAM policy",
    "permissions policy",
    everyday=True,
    exact=[Exact("policy", ("IAM", "managed user")), Exact("Policy", (), "deny all")],
)


@pytest.mark.parametrize(
    ("text", "context", "mentions"),
    [
        ("an IAM policy", "", ["policy"]),
        ("an iam-policy", "nothing else", []),
        ("permissions policies", "", ["permissions policies"]),
        ("a policy", "", []),
        ("a policy", "Heading: IAM\na policy", ["policy"]),
        ("policies", "what is iam", ["policies"]),
        ("Policy", "what is IAM", []),
        ("policying", "what is IAM", []),
        ("policy", "for the managed users", ["policy"]),
        ("policy", "managed by a user", []),
        ("policy", "IAMX", []),
        ("Policy", "we deny  \n all", ["Policy"]),
        ("Policy", "we Deny all", []),
        ("policy", "we deny all", []),
    ],
)
def test_an_everyday_name_counts_only_as_an_alias_or_exact_words_say(
    text: str, context: str, mentions: list[str]
) -> None:
    assert found(Matcher([POLICY]), text, context) == mentions


def test_exact_words_are_found_as_typed_and_in_the_plural() -> None:
    matcher = Matcher([term("Other", exact=[Exact("IN"), Exact("batch"), Exact("LR - rate")])])
    assert found(matcher, "IN in In INs INS") == ["IN", "INs"]
    assert found(matcher, "batch batches batching Batch") == ["batch", "batches"]
    assert found(matcher, "LR - rate") == ["LR - rate"]
    assert found(matcher, "LR rate, LR-rate, LR - Rate") == []


def test_near_and_in_must_both_hold() -> None:
    matcher = Matcher([term("Other", exact=[Exact("DT", ("tree",), "gini index")])])
    assert found(matcher, "DT", "trees by gini index") == ["DT"]
    assert found(matcher, "DT", "gini index") == found(matcher, "DT", "a tree") == []


def test_of_two_claims_the_one_that_holds_decides_and_else_none() -> None:
    activation = term("Activation function", exact=[Exact("AF", ("relu", "cnn"))])
    forecast = term("Amazon Forecast", exact=[Exact("AF", (), "role for AF")])
    learner = term("AF learner")
    matcher = Matcher([activation, forecast, learner])

    def meant(text: str, context: str) -> list[str]:
        return [x.term.name for x in matcher.mentions(text, context)]

    assert meant("AF", "AF of a CNN") == ["Activation function"]
    assert meant("AF", "a role for AF") == ["Amazon Forecast"]
    assert meant("AF", "some AF") == meant("af", "cnn") == []
    assert meant("AF", "a role for AF, relu") == ["Amazon Forecast"]  # quoted words are plainest
    assert meant("AF learner", "") == ["AF learner"]


def test_longer_words_whose_claims_fail_do_not_hide_shorter_ones() -> None:
    matcher = Matcher([term("Glue"), term("Other", exact=[Exact("Glue job", ("etl",))])])
    assert found(matcher, "Glue job") == ["Glue"]
    assert found(matcher, "Glue job", "etl") == ["Glue job"]


def test_the_term_of_that_name_goes_before_one_with_that_alias_and_equal_claims_are_none() -> None:
    one, two, three = term("Recall", "TPR"), term("TPR"), term("Rate", "FPR")
    matcher = Matcher([one, two, three, term("Ratio", "FPR", exact=[Exact("Rate")])])
    assert [x.term.name for x in matcher.mentions("TPR, tpr")] == ["TPR", "TPR"]
    assert matcher.mentions("FPR") == []
    assert [x.term.name for x in matcher.mentions("rate Rate")] == ["Rate", "Ratio"]


# Properties, over texts and names made of what the rules are about.

_PARTS = (
    "a s k t i glue data catalog catalogs means policy policies police S3 IAM SM af AF relu bag "
    "bagging in line no sql ing ed es ss y ys e our ise 使用 naïve ß İ ﬁ ² \u0301 ٣ ﾞ ™ 𝐀 𝔘 \ufdd0 "
    "\ufdef"
)
PARTS = st.sampled_from(_PARTS.split(" "))
GLUES = st.sampled_from(["", " ", "-", "_", "/", ", ", "\n", "\n\n", "'", ".", "  ", "+", "#"])
MADE = st.lists(st.tuples(PARTS, GLUES), max_size=12).map(lambda x: "".join(a + b for a, b in x))
TEXTS = st.one_of(MADE, st.text(max_size=40))
EXACTS = st.builds(
    Exact, MADE, st.lists(MADE, max_size=2).map(tuple), st.one_of(st.none(), MADE)
)  # fmt: skip
TERMS = st.lists(
    st.builds(
        lambda name, aliases, exact, everyday: term(name, *aliases, exact=exact, everyday=everyday),
        TEXTS,
        st.lists(TEXTS, max_size=2),
        st.lists(EXACTS, max_size=2),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda made: made.name,
)
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), max_size=3)


@given(TERMS, TEXTS, TEXTS, SPANS)
def test_mentions_are_in_order_within_the_text_and_apart(
    terms: list[Term], text: str, context: str, spans: list[list[int]]
) -> None:
    skip = [(first, last) for first, last in spans]
    matcher = Matcher(terms)
    mentions = matcher.mentions(text, context, skip)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert not any("\ufdd0" <= sign <= "\ufdef" for sign in text[mention.start : mention.end])
        assert not any(first < mention.end and mention.start < last for first, last in skip)
        assert mention.term in terms
        end = mention.end
    assert mentions == matcher.mentions(text, context, skip)  # what is kept changes nothing
    assert set(mentions) <= set(matcher.mentions(text, context))


@given(TERMS, TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_terms_makes_no_difference(
    terms: list[Term], text: str, chance: random.Random
) -> None:
    mentions = Matcher(terms).mentions(text)
    chance.shuffle(terms)
    assert Matcher(terms).mentions(text) == mentions


@given(st.lists(PARTS, min_size=1, max_size=5))
def test_every_name_is_found_in_itself(words: list[str]) -> None:
    name = " ".join(words)
    if all(word.isascii() for word in words):
        assert found(Matcher([term(name)]), name) == [name]


@pytest.mark.parametrize("text", ["a ", "kmeans", "-", "Glue_", "s"])
def test_the_work_grows_with_the_text_only(text: str) -> None:
    """Where a regular expression would go back too often, this does not end at all."""

    def read(size: int) -> None:  # a matcher keeps what it has read
        Matcher([*GLUE, term("a a a a a b"), term("kmeans")]).mentions(text * size)

    read(50_000)
    assert steps(read, GROWTH * 1_000) <= MOST * steps(read, 1_000)


def test_many_terms_take_hardly_more_than_few() -> None:
    chance = random.Random(1)

    def words(size: int) -> list[str]:
        return ["".join(chance.choices("abdegiklmnoprstu", k=6)) for _ in range(size)]

    few = [term(f"{word} data", word) for word in words(200)]
    many = few + [term(f"{word} data", word) for word in words(4800)]
    spoken = words(800) + [each.aliases[0] for each in few]
    texts = [" ".join(chance.choices(spoken, k=15)) for _ in range(500)]

    def work(terms: list[Term]) -> int:
        Matcher(terms).mentions(" ".join(spoken))  # the stems of words are kept
        matcher = Matcher(terms)
        return steps(lambda: [matcher.mentions(text) for text in texts])

    assert work(many) <= 1.5 * work(few)
