"""Bytes of a raw file to lines, and one clear line for what cannot be read."""

from __future__ import annotations

import pytest

from kb.model import Dropped, KbError
from kb.sources import references, source_from

SAVE = "expected UTF-8 text (save it as UTF-8)"


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", ()),
        (b"\n", ("",)),
        (b"a", ("a",)),
        (b"a\nb\n", ("a", "b")),
        (b"a\nb", ("a", "b")),
        (b"a\r\nb\r\n", ("a", "b")),
        (b"a\rb\r", ("a", "b")),
        (b"a\r\n\nb\rc", ("a", "", "b", "c")),
        (b"a\n\n", ("a", "")),
        (b"\xef\xbb\xbfa\n", ("a",)),
        (b"\xef\xbb\xbf", ()),
        (b" a \t\n", (" a \t",)),
        ("a\x0cb\u2028c\x85d\x1ce\n".encode(), ("a\x0cb\u2028c\x85d\x1ce",)),
        ("Größe 機械 😀 שלום\n".encode(), ("Größe 機械 😀 שלום",)),
    ],
)
def test_lines(data: bytes, lines: tuple[str, ...]) -> None:
    source = source_from("raw/x.txt", data)
    assert (source.path, source.lines) == ("raw/x.txt", lines)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "größe\n".encode("latin-1"),
            f"raw/x.txt:1: byte 0xf6 is not UTF-8 (perhaps Latin-1), {SAVE}",
        ),
        (
            b"a\r\nb\r\n\xe9t\xe9\r\n",
            f"raw/x.txt:3: byte 0xe9 is not UTF-8 (perhaps Latin-1), {SAVE}",
        ),
        (
            b"caf\xe9\n\x93quoted\x94\n",
            f"raw/x.txt:1: byte 0xe9 is not UTF-8 (perhaps Windows-1252), {SAVE}",
        ),
        (
            b"a\rb\r\x80",
            f"raw/x.txt:3: byte 0x80 is not UTF-8 (perhaps Windows-1252), {SAVE}",
        ),
        (
            b"\xef\xbb\xbfa\nb \xc3",
            f"raw/x.txt:2: byte 0xc3 is not UTF-8 (perhaps Latin-1), {SAVE}",
        ),
        (
            b"\xed\xa0\x80",  # a surrogate
            f"raw/x.txt:1: byte 0xed is not UTF-8 (perhaps Windows-1252), {SAVE}",
        ),
        (b"a\nb\0c\n", f"raw/x.txt:2: NUL byte found, {SAVE}"),
        (b"a\rb\rc\0", f"raw/x.txt:3: NUL byte found, {SAVE}"),
        ("a\n".encode("utf-16"), f"raw/x.txt: this file is UTF-16, {SAVE}"),
        (b"\xff\xfea\0", f"raw/x.txt: this file is UTF-16, {SAVE}"),
        (b"\xfe\xff\0a", f"raw/x.txt: this file is UTF-16, {SAVE}"),
        ("a\nb".encode("utf-16-le"), f"raw/x.txt:1: NUL byte found, {SAVE}"),
        ("a\nb".encode("utf-16-be"), f"raw/x.txt:1: NUL byte found, {SAVE}"),
    ],
)
def test_what_cannot_be_read_is_one_line(data: bytes, message: str) -> None:
    with pytest.raises(KbError) as caught:
        source_from("raw/x.txt", data)
    assert str(caught.value) == message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_references_keeps_the_first_of_a_label_per_file() -> None:
    dropped = [
        Dropped("raw/a.md", 1, 2, "[x]: https://a.b\n[y]: <c.md> 'title'", "link definition"),
        Dropped("raw/a.md", 3, 3, "[X]: https://other.org", "link definition"),
        Dropped("raw/b.md", 1, 1, "[x]: https://b.org", "link definition"),
        Dropped("raw/b.md", 2, 2, "[z]: https://b.org", "separator"),
    ]
    assert references(dropped) == {
        "raw/a.md": {"X": "https://a.b", "Y": "c.md"},
        "raw/b.md": {"X": "https://b.org"},
    }
