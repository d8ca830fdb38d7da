"""The folder of notes: what is read, what is published, what is refused, in one line each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import folder
from kb import KbError
from stand_ins import silent

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder of notes with a secret beside it."""
    (tmp_path / "secret.txt").write_text("a secret")
    (tmp_path / "notes" / "raw" / "deep").mkdir(parents=True)
    (tmp_path / "notes" / "topics.yml").write_text("topics")
    (tmp_path / "notes" / "index.md").write_text("index")
    (tmp_path / "notes" / "raw" / "a.txt").write_text("a")
    (tmp_path / "notes" / "raw" / "deep" / "b.MD").write_text("b")
    (tmp_path / "notes" / "raw" / "deep" / "c.PNG").write_text("c")
    return tmp_path / "notes"


def refusal(notes: Path) -> str:
    with pytest.raises(KbError) as caught:
        folder.names(notes, silent)
    return str(caught.value)


OWN = ["index.md", "topics.yml", "raw/a.txt", "raw/deep/b.MD", "raw/deep/c.PNG"]


def test_files_are_named_in_order_and_sorted_by_what_they_are_for(notes: Path) -> None:
    assert folder.names(notes, silent) == OWN
    assert folder.texts(OWN) == ["raw/a.txt", "raw/deep/b.MD"]
    assert folder.images(OWN) == ["raw/deep/c.PNG"]
    assert folder.published(OWN) == {"index.md", "raw/deep/c.PNG"}


def test_neither_hidden_files_nor_pipes_count(notes: Path) -> None:
    (notes / "raw" / ".hidden").mkdir()
    (notes / "raw" / ".hidden" / "x.txt").write_text("x")
    (notes / "raw" / ".x.txt").write_text("x")
    os.mkfifo(notes / "raw" / "x.txt")
    os.mkfifo(notes / "raw" / "x.svg")
    (notes / "raw" / "y.txt").symlink_to("gone.txt")
    (notes / "raw" / "z.txt").symlink_to("z.txt")
    assert folder.names(notes, silent) == OWN


def test_a_link_within_the_notes_is_a_file_one_out_of_them_is_left_out(notes: Path) -> None:
    (notes / "raw" / "own.txt").symlink_to("a.txt")
    (notes / "raw" / "stolen.txt").symlink_to("../../secret.txt")
    said: list[str] = []
    assert set(folder.names(notes, said.append)) == {*OWN, "raw/own.txt"}
    assert said == ["raw/stolen.txt: a link out of notes/, left out"]


@pytest.mark.parametrize("name", ["glossary.yml", "index.md"])
def test_a_data_file_that_is_a_link_out_of_the_notes_is_not_read(notes: Path, name: str) -> None:
    (notes / name).unlink(missing_ok=True)
    (notes / name).symlink_to("../secret.txt")
    assert folder.text(notes, name) is None


def test_a_data_file_that_is_a_link_out_of_the_notes_does_not_stand_for_topics(
    notes: Path,
) -> None:
    (notes / "topics.yml").unlink()
    (notes / "topics.yml").symlink_to("../secret.txt")
    with pytest.raises(KbError, match=r"topics\.yml: there is no such file in notes/, expected"):
        folder.data(notes)


@pytest.mark.parametrize("target", ["/", "..", "."])
@pytest.mark.parametrize("name", ["x", ".x", "deep/.x"])
def test_a_link_to_a_folder_is_refused(notes: Path, target: str, name: str) -> None:
    """MkDocs would walk through it: over the whole disk, or round and round."""
    (notes / "raw" / name).symlink_to(target)
    assert refusal(notes) == f"raw/{name}: this folder is a link, expected the folder itself"


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("a\nb.txt", "U+000A"),
        ("a\x1b[2J.md", "U+001B"),
        ("a\x7f/b.txt", "U+007F"),
        ("a\u2028b.png", "U+2028"),
    ],
)
def test_a_name_of_more_than_one_line_is_refused(notes: Path, name: str, sign: str) -> None:
    path = notes / "raw" / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    said = refusal(notes)
    assert said.isprintable()
    assert said == (
        f"{'raw/' + name!a}: the control character {sign} is in this file name, "
        "expected a name of one line"
    )


def test_a_name_that_is_not_utf_8_is_refused(notes: Path) -> None:
    (notes / "raw" / os.fsdecode(b"caf\xe9.txt")).touch()
    assert refusal(notes) == "'raw/caf\\udce9.txt': this file name is not UTF-8, expected UTF-8"


def test_an_svg_that_is_more_than_a_picture_is_left_out(notes: Path) -> None:
    (notes / "raw" / "fine.svg").write_text(SVG.format("<path/>"))
    (notes / "raw" / "evil.SVG").write_text(SVG.format("<script/>"))
    said: list[str] = []
    assert folder.images(folder.names(notes, said.append)) == ["raw/fine.svg", "raw/deep/c.PNG"]
    assert said == [
        "raw/evil.SVG: a <script> is in this picture, left out; expected a picture and nothing else"
    ]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_data_file_that_is_no_file_is_refused(notes: Path, make: type[object]) -> None:
    make(notes / "glossary.yml")  # type: ignore[call-arg]
    with pytest.raises(KbError) as caught:
        folder.data(notes)
    assert str(caught.value) == ("glossary.yml: cannot be read (it is no file), expected a file")


def test_a_data_file_that_is_not_utf_8_is_refused(notes: Path) -> None:
    (notes / "glossary.yml").write_bytes(b"\xff\xfe")
    with pytest.raises(KbError, match=r"^glossary\.yml: this file is UTF-16, expected UTF-8 text"):
        folder.data(notes)


def test_a_page_that_is_not_utf_8_is_refused(notes: Path) -> None:
    (notes / "mine.md").write_bytes(b"a\ncaf\xe9")
    (notes / "mine.css").write_bytes(b"caf\xe9")
    with pytest.raises(KbError, match=r"mine\.md:2: byte 0xe9 is not UTF-8 \(perhaps Latin-1\)"):
        folder.check(notes, ["mine.css", "mine.md"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\na: b\ntitle: Orgo: notes\n---\nx\n", "3: YAML cannot be read (mapping values are"),
        ("---\r\ntitle: 'it's'\r\n...\r\n", "2: YAML cannot be read (expected <block end>"),
        ("---\n" + "[" * 9999 + "\n---\n", "2: YAML cannot be read (maximum recursion depth"),
    ],
)
def test_front_matter_that_mkdocs_would_show_as_text_is_refused(
    notes: Path, text: str, message: str
) -> None:
    (notes / "mine.md").write_text(text, newline="")
    with pytest.raises(KbError) as caught:
        folder.check(notes, ["mine.md"])
    assert str(caught.value).startswith(f"mine.md:{message}")
    assert 'expected quotes around words that hold ": "' in str(caught.value).replace(
        "' within '...' written twice, ", ""
    )


@pytest.mark.parametrize(
    "text", ["", "title: a: b\n", "---\n", "---\ntitle: 'a: b'\n---\n", "---\na rule above\n---\n"]
)
def test_front_matter_that_can_be_read_and_none_are_fine(notes: Path, text: str) -> None:
    (notes / "mine.md").write_text(text)
    folder.check(notes, ["mine.md"])


def test_what_is_neither_notes_nor_a_picture_is_told_of(notes: Path) -> None:
    for name in ("lecture.docx", "deep/b.markdown", "todo", ".DS_Store"):
        (notes / "raw" / name).touch()
    said: list[str] = []
    assert folder.names(notes, said.append) == OWN
    left_out = "neither .txt nor .md nor a picture, left out"
    assert said == [
        f"raw/{name}: {left_out}" for name in ("lecture.docx", "todo", "deep/b.markdown")
    ]
    for number in range(30):
        (notes / "raw" / f"{number:02}.rst").touch()
    said.clear()
    folder.names(notes, said.append)
    assert len(said) == 21
    assert said[-1] == f"raw/20.rst: {left_out} (and so on: 13 in all from here)"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("a/b.c.md", "a/b.c.md"),
        ("b.Markdown", "b.md"),
        ("README.md", "index.md"),
        ("a/README.md", "a/index.md"),
        ("cards.json", None),
        ("md", None),
    ],
)
def test_pages_are_known_by_the_path_that_mkdocs_takes_them_for(
    name: str, page: str | None
) -> None:
    assert folder.page_of(name) == page


def test_a_file_that_is_gone_is_named(notes: Path) -> None:
    with pytest.raises(KbError) as caught:
        folder.read(notes, "raw/gone.txt")
    assert str(caught.value) == (
        "raw/gone.txt: cannot be read (No such file or directory), expected a file"
    )
