"""The whole core, for any notes: nothing is lost, nothing breaks, nothing depends on chance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core import built, exported
from kb import Data, Site

DATA = Data(
    topics="""
topics:
  - title: Stores
    sections: [{title: Buckets, strong: [s3, glue]}, {title: Disks, words: [ebs, word]}]
  - title: 'Streams <zz> & "x"'
    sections: [{title: Kinesis, strong: [kinesis]}]
placements:
  raw/x.txt: [{note: word, topic: Stores, section: Disks, why: because}]
  raw/gone.txt: [{note: word, topic: Stores, section: Disks, why: because}]
""",
    corrections="""
raw/x.txt:
  - {note: kinesis, fix: 'Kinesis <zz> $x^2$ `c`', kind: unclear, why: 'a & b'}
  - {note: glue, fix: 'GLUE [x](https://a/)', kind: typo, why: x}
  - note: s3
    fix: S3 = (a + b) / c
    kind: wrong
    why: '"x"'
    source: https://a/
    checked: 2026-11-01
raw/x.md:
  - note: word
    fix: '**w** <zz>'
    kind: outdated
    since: 2024
    why: x
    source: https://a/"zz="
    checked: 2026-11-01
""",
    formulas="raw/x.txt: [{note: accuracy, tex: 'a < b'}]\n",
    glossary="""
terms:
  - {term: AWS Glue, aliases: [glue], definition: 'A <zz> & "service".', topic: Stores}
  - {term: S3, definition: Stores objects., topic: Stores}
  - {term: Kinesis, definition: Streams., topic: Nowhere}
  - {term: accuracy, definition: A share., topic: Stores}
  - {term: word, exact: [{words: Word, near: [s3]}], everyday: true, definition: x, topic: Stores}
""",
    repeats="raw/x.txt: [{kind: repeats, notes: [kinesis, glue], why: 'x'}]\n",
    lastnight="raw/x.txt: [{note: kinesis}]\n",
    pictures="notes: {raw/x.txt: [{note: glue, caption: c, alt: a, boxes: {one: {two: }}}]}\n",
)

PIECES = (
    r"""
- |* |1. |# |## |> |```|~~~|----|====|$x^2$|$$|$|\(a\)|\[|\]|accuracy = (TP + TN) / N| = 3 * 4|x^2
<=|`|``|*|**|_|~~|[|]|(|)|](|[[|]]|![|<|>|\|[x](https://a/b)|![x](y.png)|https://a/b|<https://a/>
[x]: https://a/|javascript:x|<zz>|</li>|<script>|<!--kb-->|<!--/kb-->|" zz="|' zz='|&lt;zz&gt;
&#60;zz|{{ x }}|{#a}|kinesis|glue|s3|word|Word|ebs|accuracy|Title|Title:|so that|like| |  |    |s3://b
x_y|ml.p3.2xlarge|==>|<===|-->|@@@@@|10 GB|3-5|https://a/%EF%B7%900%EF%B7%91
שלום|سلام|é|Ж|機械学習|😀
""".strip("\n")
    .replace("\n", "|")
    .split("|")
)
PIECES += [*"\n\n\n\n\n\n", "\n\n", "\n\n\n", "\r\n", "\r", "\t", "| ", " | ", "\n|---|---|\n"]
PIECES += list("\x02\x03\x0b\x0c\x1b\x7f\x85\u00a0\u200b\u2028\u202e\ufeff\ufdd0\ufdd1\uffff")
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
)
names = st.sampled_from(["x.txt", "x.md"])
SEPARATOR = "@@@@@@@@@@"

# Names of other raw files, which come before and after those of the notes under test.
others = st.dictionaries(
    st.sampled_from(["a.txt", "a.md", "x/deep.md", "z.txt", "É <zz>.md", "{{ 1 }}.txt", "😀.md"]),
    texts,
    max_size=3,
)


# -- every line ------------------------------------------------------------------------------


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and words of the lines that are not blank, as an editor counts them."""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1):
        if line.strip():
            yield number, line


def check_lines(site: Site, raw: dict[str, str]) -> None:
    entries = [*exported(site)["notes"], *exported(site)["dropped"]]
    covered = Counter(
        (entry["source"], number)
        for entry in entries
        for number in range(entry["lines"][0], entry["lines"][1] + 1)
    )
    words = {
        (entry["source"], line.strip()) for entry in entries for line in entry["text"].split("\n")
    }
    for name, text in raw.items():
        for number, line in lines_of(text):
            assert covered[f"raw/{name}", number] == 1
            assert (f"raw/{name}", line.strip()) in words


# -- every page ------------------------------------------------------------------------------

BLOCK = re.compile(r"<!--kb-->(.*?)<!--/kb-->", re.DOTALL)
EMPTY = ("br", "img", "input")
# Nothing of ours is called zz, as the pieces above are that would be markup, or holds such signs.
NAME = re.compile(r"(?!zz|on)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
NEVER = ("script", "style", "iframe", "object", "embed", "link", "meta", "base", "srcdoc")
ADDRESS = re.compile(r"(?:https?:|mailto:|tel:|\.\./|#|[\w-]+[/.#])")


class Checker(HTMLParser):
    """Notes whatever does not belong into a page of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name in (tag, *(name for name, _ in attrs)):
            if name in NEVER or not NAME.fullmatch(name):
                self.wrong.append(f"<{tag} {name}>")
        for name, value in attrs:
            if name in ("href", "src") and not ADDRESS.match(value or ""):
                self.wrong.append(f"<{tag} {name}={value}>")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")


def check_pages(site: Site) -> None:
    for path, document in site.documents.items():
        checker = Checker()
        checker.feed("".join(BLOCK.findall(document)))
        checker.close()
        assert checker.wrong + checker.open == [], path
        assert document.count("<!--kb-->") == document.count("<!--/kb-->")
        document.encode()
        if path != "index.md":
            front = document.lstrip().split("\n---\n")[0].removeprefix("---\n")
            assert isinstance(yaml.safe_load(front)["title"], str), path


# -- what holds for any text -----------------------------------------------------------------


@settings(max_examples=250, deadline=None)
@given(texts, names, others)
@example("_http://a/\\(x\\)", "x.txt", {})
@example("s3 http://a/%EF%B7%92", "x.txt", {})
@example('![$x^2$ " zz="](https://a/$x^2$) [x](https://a/$x^2$)', "x.md", {})
@example("<https://a/%EF%B7%900%EF%B7%91> $x^2$", "x.md", {})
@example("- " + "kinesis x_y `c` $a$ " * 4_000, "x.txt", {"a.md": "- " + "glue *b* " * 8_000})
@example("\r- a\r\r\n- b\n\r", "x.md", {})
@example("", "x.txt", {"z.txt": "\ufeff"})
def test_no_line_is_lost_and_no_page_breaks(text: str, name: str, more: dict[str, str]) -> None:
    raw = {name: text, **more}
    site = built(raw, DATA, edit_base="https://host/edit/")
    check_lines(site, raw)
    check_pages(site)
    assert all("\n" not in str(problem) for problem in site.problems)
    assert built(dict(reversed(raw.items())), DATA, edit_base="https://host/edit/") == site


def own(site: Site, name: str) -> list[dict[str, object]]:
    return [note for note in exported(site)["notes"] if note["source"] == f"raw/{name}"]


@settings(max_examples=150, deadline=None)
@given(texts, names, others)
def test_other_raw_files_change_no_note(text: str, name: str, more: dict[str, str]) -> None:
    alone = built({name: text}, DATA)
    together = built({name: text, **more}, DATA)
    typed = {note["text"] for note in own(alone, name)}
    elsewhere = {
        note["text"] for note in exported(together)["notes"] if note["source"] != f"raw/{name}"
    }
    assume(not typed & elsewhere)  # of notes that are the same, the first has the plain address
    assert own(together, name) == own(alone, name)


@settings(max_examples=150, deadline=None)
@given(texts, names, others)
def test_a_later_file_takes_no_address_away(text: str, name: str, more: dict[str, str]) -> None:
    later = {f"zz/{other}": f"{words}\n{text}" for other, words in more.items()}
    alone = [note["id"] for note in own(built({name: text}, DATA), name)]
    assert [note["id"] for note in own(built({name: text, **later}, DATA), name)] == alone


@settings(max_examples=150, deadline=None)
@given(texts, texts, names)
def test_text_after_a_separator_changes_no_note_before_it(
    above: str, below: str, name: str
) -> None:
    assume(not any(opens in above for opens in ("```", "~~~", "---", "$$")))
    before = own(built({name: f"{above}\n{SEPARATOR}\n"}, DATA), name)
    after = own(built({name: f"{above}\n{SEPARATOR}\n{below}"}, DATA), name)
    keys = ("id", "kind", "lines", "text")
    assert [[note[key] for key in keys] for note in after[: len(before)]] == [
        [note[key] for key in keys] for note in before
    ]


# -- with no data at all ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "- kinesis $x^2$\n", "# A\n\n| a | b |\n|---|---|\n| c | d |\n"]
)
def test_topics_alone_are_data_enough(text: str) -> None:
    site = built({"x.md": text}, Data(DATA.topics))
    check_lines(site, {"x.md": text})
    check_pages(site)
