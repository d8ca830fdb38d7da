"""The build as a command: what it writes, how loudly it complains, what it never does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import AUTHOR, NOTE, VOID, Make, Project

# -- the export -----------------------------------------------------------------------------


class _Elements(HTMLParser):
    """The text of every element that has an id, with what stands elsewhere about it.

    ``data-note`` says of which note an element speaks: below a table, of the notes in its rows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str | None] = []
        self.texts: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        for identity in (dict(attrs).get("id"), dict(attrs).get("data-note")):
            self.open.append(identity)
            if identity:
                self.texts.setdefault(identity, "")

    def handle_endtag(self, tag: str) -> None:
        del self.open[-2:]

    def handle_data(self, data: str) -> None:
        for identity in filter(None, self.open):
            self.texts[identity] += data


def texts_in(page: Path) -> dict[str, str]:
    parser = _Elements()
    parser.feed(page.read_text("utf-8"))
    return parser.texts


def check_export(project: Project) -> None:
    """The promises of notes.json, for any notes."""
    data = project.data
    assert data["schema"] == 1
    assert {key for note in data["notes"] for key in note} >= {"id", "url", "kind", "reason"}
    shown: dict[str, dict[str, str]] = {}
    for note in data["notes"]:
        page, _, anchor = note["url"].partition("#")
        assert anchor == note["id"]
        if page not in shown:
            shown[page] = texts_in(project.site / page / "index.html")
        words = set(re.findall(r"\w+", note["text"]))
        assert words <= set(re.findall(r"\w+", shown[page][anchor])), note
    for topic in data["topics"]:
        for section in topic["sections"]:
            page, _, anchor = section["url"].partition("#")
            assert anchor in texts_in(project.site / page / "index.html")
    covered: dict[tuple[str, int], int] = {}
    for entry in (*data["notes"], *data["dropped"]):
        first, last = entry["lines"]
        for line in range(first, last + 1):
            covered[entry["source"], line] = covered.get((entry["source"], line), 0) + 1
    for file in sorted(project.raw.rglob("*")):
        if file.suffix in (".txt", ".md"):
            source = file.relative_to(project.raw.parent).as_posix()
            text = file.read_text("utf-8-sig").replace("\r\n", "\n")
            for number, raw in enumerate(text.split("\n"), start=1):
                if raw.strip():
                    assert covered.get((source, number)) == 1, (source, number)
    order = [(entry["source"], entry["lines"]) for entry in data["notes"]]
    assert order == sorted(order)


def test_the_export_keeps_its_promises_on_the_author_s_notes(author: Project) -> None:
    check_export(author)
    assert [topic["title"] for topic in author.data["topics"]] == [
        "Data Engineering",
        "Modeling",
        "SageMaker Deployment",
        "Security/IAM",
        "Glue",
    ]
    assert all(note["topic"] for note in author.data["notes"])


OTHERS: dict[str, str | bytes] = {
    "loose.txt": AUTHOR.read_bytes()[:4000].replace(b"\n", b"\r\n"),
    "bom.txt": b"\xef\xbb\xbf- S3 with a BOM\n",
    "deep/marked.md": (
        "---\ntitle: x\ntags: [a]\n---\n# Kinesis\n\nA *paragraph* with `code`, a "
        "[link](https://example.org/page) and ![a picture](pic.png).\nIt goes on.\n\n"
        "Glue\n====\n\n1. one\n2. two\n   - deeper\n\n     its paragraph\n\n"
        "| a | b |\n|---|---|\n| x \\| y | `z` |\n\n```python\nprint('<b>')\n\nx = 1\n```\n\n"
        "> quoted\n\n<script>alert(1)</script>\n\nSee [[Glue]] and [ref][r] &amp; more.\n\n"
        "[r]: https://example.org/ref\n[back](../loose.txt)\n[up](#kinesis)\n"
    ),
    "deep/pic.png": b"\x89PNG\r\n",
    "имя файла.txt": "- заметка о Kinesis\n- שלום\n- 数据\n- 数据\n",
    "empty.txt": "",
}


def test_the_export_keeps_its_promises_on_other_notes(project: Make) -> None:
    made = project(OTHERS)
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    check_export(made)
    assert (made.site / "raw" / "deep" / "pic.png").exists()
    assert not list(made.site.glob("**/*.yml"))
    assert not list((made.site / "raw").glob("**/*.txt"))
    dropped = {entry["reason"] for entry in made.data["dropped"]}
    assert dropped == {"front matter", "link definition"}


def test_unsorted_exists_only_when_it_holds_something(project: Make, author: Project) -> None:
    assert not (author.site / "unsorted").exists()
    made = project({"a.txt": "- zzyzx qwop\n"})
    assert made.build("--strict").returncode == 0
    assert made.data["notes"][0]["topic"] is None
    assert made.data["notes"][0]["url"].startswith("unsorted/#")


# -- the same input, the same bytes ------------------------------------------------------------


def test_two_builds_are_identical_also_on_different_days(author: Project, tmp_path: Path) -> None:
    day_shift = "import time\n_now = time.time\ntime.time = lambda: _now() + 40 * 86400\n"
    (tmp_path / "sitecustomize.py").write_text(day_shift)
    again = tmp_path / "again"  # the site itself is being looked at by others
    result = author.build("--strict", "--site-dir", str(again), PYTHONPATH=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert contents_of(again) == contents_of(author.site)


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def contents_of(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in files_in(folder)}


# -- what goes wrong, and how loudly -----------------------------------------------------------

# Of a raw file and of a data file; all that can be wrong with one is in test_sources, test_data,
# test_folder and test_serve.
ERRORS: list[tuple[dict[str, str | bytes], dict[str, str | bytes], str]] = [
    ({"a.txt": b"x\n\0"}, {}, "raw/a.txt:2: NUL byte found, expected UTF-8 text"),
    ({"a.txt": NOTE}, {"topics.yml": "topics: 3\n"}, 'topics.yml:1: "topics" is "3", expected'),
]


@pytest.mark.parametrize(("raw", "data", "message"), ERRORS, ids=[line for *_, line in ERRORS])
def test_an_error_stops_the_build_with_one_line(
    project: Make,
    raw: dict[str, str | bytes],
    data: dict[str, str | bytes],
    message: str,
) -> None:
    made = project(raw)
    made.site.mkdir()
    (made.site / "index.html").write_text("the last good site")
    for name, text in data.items():
        target = made.folder / "notes" / name
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = made.build()
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert len([line for line in result.stderr.split("\n") if message in line]) == 1, result.stderr
    assert (made.site / "index.html").read_text() == "the last good site"


ENTRY = (
    "placements:\n  raw/a.txt:\n    - note: {}\n      topic: Glue\n"
    "      section: Transforms\n      why: a test\n"
)
WRONG: dict[str, str | bytes] = {
    "a.txt": "- Kinesis has shards\n- Kinesis has shards too\n",
    "b.md": "# Kinesis\n\n- see [x](#gone)\n- see [x](gone.txt)\n",
}
WARNINGS = [
    r"topics\.yml:\d+: .*no such words",
    r"topics\.yml:\d+: .*has shards",
    r'raw/b\.md:3: dead link "#gone"',
    r'raw/b\.md:4: dead link "gone\.txt"',
    r"glossary\.md: a page of this name is generated, expected another name",
    r"glue/README\.md: a page of this name is generated, expected another name",
    r"notes\.json: a file of this name is generated, expected another name",
]


def test_warnings_fail_a_strict_build_only(project: Make) -> None:
    made = project(WRONG)
    topics = made.folder / "notes" / "topics.yml"
    kept = topics.read_text("utf-8").partition("\nplacements:")[0]
    entries = (
        ENTRY.format("no such words") + ENTRY.format("has shards").partition("raw/a.txt:\n")[2]
    )
    topics.write_text(f"{kept}\n{entries}", "utf-8")
    for name in ("glossary.md", "glue/README.md", "notes.json"):
        (made.folder / "notes" / name).parent.mkdir(exist_ok=True)
        (made.folder / "notes" / name).write_text("written by hand\n")
    strict = made.build("--strict")
    assert strict.returncode != 0
    for message in WARNINGS:
        assert len(re.findall(rf"WARNING .*{message}", strict.stderr)) == 1, strict.stderr
    assert made.build().returncode == 0
    check_export(made)
    for page in ("glossary", "glue"):  # what is generated is kept
        assert "written by hand" not in (made.site / page / "index.html").read_text("utf-8")


NOTICES = [
    ("a.txt", "- zzyzx qwop\n", r"raw/a\.txt:1: .*unsorted"),
    (
        "b.txt",
        "".join(f"{'  ' * depth}- Kinesis\n" for depth in range(15)),
        r"raw/b\.txt:14: .*12 levels",
    ),
    ("c.txt", "- Kinesis " + "x" * 70_000, r"raw/c\.txt:1: a line of 70,0\d\d characters"),
    ("d.txt", NOTE, r"topics\.yml: .*raw/aws-ml-specialty\.txt"),
    ("e.docx", "", r"raw/e\.docx: neither \.txt nor \.md nor a picture, left out"),
    (
        "../index.md",
        "# Mine\n\n<!-- kb:topic -->\n",
        r"index\.md: .*, expected a line <!-- kb:topics",
    ),
]


def test_notices_never_fail_anything(project: Make) -> None:
    made = project({name: text for name, text, _ in NOTICES})
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    for _, _, message in NOTICES:
        assert len(re.findall(message, result.stderr)) == 1, (message, result.stderr)


HEAVY = {
    "empty": "",
    "blank": "\n \n\t\n",
    "a long line": "- kinesis " + "ab_c `x [y](z) * <b> & " * 45_000,
    "deep lists": "".join(f"{' ' * depth}- item\n" for depth in range(3_000)),
    "control characters": "- a\x01b\x0bc\x1bd\x7fe\x85f\u2028g\u202eh\ufeffi\n",
}


def test_heavy_and_odd_input_publishes(project: Make) -> None:
    raw: dict[str, str | bytes] = {
        f"{name}.{ending}": text for name, text in HEAVY.items() for ending in ("txt", "md")
    }
    made = project(raw)
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    published = {note["source"] for note in made.data["notes"]}
    assert published == {f"raw/{name}" for name in raw if not name.startswith(("empty", "blank"))}
    assert len(list(made.site.glob("sources/*/index.html"))) == len(raw)


def test_many_lines_are_published(project: Make) -> None:
    made = project({"a.txt": "- kinesis shards\n" * 30_000})
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    assert made.data["notes"]


def test_a_link_out_of_the_notes_is_not_read(project: Make, tmp_path: Path) -> None:
    made = project({"a.txt": NOTE})
    secret = tmp_path / "secret.txt"
    secret.write_text("- the secret of Kinesis\n")
    (made.raw / "b.txt").symlink_to(secret)
    (made.raw / "b.png").symlink_to(secret)
    assert made.build("--strict").returncode == 0
    assert all(b"the secret" not in path.read_bytes() for path in files_in(made.site))


def test_an_edit_link_opens_the_line_on_the_host(project: Make) -> None:
    made = project({"a b.txt": "\n- Kinesis streams\n"})
    assert made.build("--strict", REPO_URL="https://example.org/me/notes").returncode == 0
    edit = "https://example.org/me/notes/edit/main/notes/raw/a%20b.txt#L2"
    assert f'href="{edit}"' in (made.site / "data-engineering" / "index.html").read_text()
    assert f'href="{edit}"' in (made.site / "sources" / "a-b-txt" / "index.html").read_text()


def test_titles_and_file_names_are_shown_as_text(project: Make) -> None:
    name = "<img src=x onerror=alert(1)>.md"
    made = project({name: "- Kinesis streams\n"})
    topics = made.folder / "notes" / "topics.yml"
    evil = 'title: "Data <img src=y onerror=alert(2)> \\" Engineering"'
    topics.write_text(
        topics.read_text("utf-8").replace("title: Data Engineering", evil, 1), "utf-8"
    )
    assert made.build("--strict").returncode == 0
    for page in made.site.rglob("*.html"):
        assert "<img" not in page.read_text("utf-8"), page
        assert "Data <" not in page.read_text("utf-8")


def test_pages_that_share_a_name_keep_apart(project: Make) -> None:
    topics = (
        "topics:\n"
        "  - {title: Formulas, sections: [{title: A, strong: [kinesis]}]}\n"
        "  - title: formulas!\n"
        "    sections: [{title: A b, strong: [glue]}, {title: A-b, strong: [s3]}]\n"
        "  - {title: Home, sections: [{title: A, strong: [athena]}]}\n"
    )
    made = project(
        {
            "a b.txt": "- kinesis = (a + b) / c\n",
            "a-b.txt": "- glue\n\n- s3\n",
            "a b txt 2.txt": "- athena\n",
        }
    )
    (made.folder / "notes" / "topics.yml").write_text(topics)
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    check_export(made)
    assert len(list(made.site.glob("sources/*/index.html"))) == 3


def test_many_headings_stay_on_few_pages(project: Make) -> None:
    made = project({"a.md": "".join(f"# Kinesis heading {at}\n\n" for at in range(3000))})
    assert made.build("--strict").returncode == 0
    assert len(list(made.site.glob("data-engineering/**/index.html"))) < 12
    check_export(made)


def test_links_find_headings_by_the_names_that_other_renderers_give_them(project: Make) -> None:
    made = project(
        {
            "a.md": (
                "# Same Kinesis\n\n# Same Kinesis\n\n# 日本語\n\n## `S3` code & *title*\n\n"
                "- [one](#same-kinesis) [two](#same-kinesis-1) [three](#日本語)\n"
                "- [four](a.md#s3-code--title) [five](#s3-code-title)\n"
            ),
            "b.txt": "- arr[i](j.k) and f[a](b/c) are no links in Kinesis code\n",
        }
    )
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr


def test_endings_in_capitals_are_read(project: Make) -> None:
    made = project({"A.TXT": "- Kinesis streams\n", "B.MD": "# Glue\n"})
    assert made.build("--strict").returncode == 0
    assert len(made.data["notes"]) == 2
