"""Files of the cache: whole, or as good as not there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import sealed
from stand_ins import silent

CONTENT = bytes(range(256)) * 99


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "map-1.kept"


@pytest.mark.parametrize("content", [b"", b"\n", CONTENT])
def test_what_was_written_is_read(file: Path, content: bytes) -> None:
    sealed.write(file, content, silent)
    assert sealed.read(file, silent) == content
    assert [*file.parent.iterdir()] == [file]


def test_without_a_file_there_is_nothing_and_nothing_is_said(file: Path) -> None:
    assert sealed.read(file, silent) is None


HARM: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "without its end": lambda whole: whole[:-1],
    "without its beginning": lambda whole: whole[1:],
    "with an end of its own": lambda whole: whole + b"\0",
    "with a byte changed": lambda whole: whole[:999] + bytes([whole[999] ^ 1]) + whole[1000:],
    "of noughts": lambda whole: bytes(len(whole)),
    "without a seal": lambda whole: whole.partition(b"\n")[2],
}


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_file_is_said_and_made_again(file: Path, harm: str) -> None:
    sealed.write(file, CONTENT, silent)
    file.write_bytes(HARM[harm](file.read_bytes()))
    notices: list[str] = []
    assert sealed.read(file, notices.append) is None
    assert notices == [f"{file}: what is kept here is damaged, it is made again"]
    sealed.write(file, CONTENT, silent)
    assert sealed.read(file, silent) == CONTENT


def test_a_folder_in_its_place_is_said(file: Path) -> None:
    (file / "x").mkdir(parents=True)
    notices: list[str] = []
    assert sealed.read(file, notices.append) is None
    sealed.write(file, CONTENT, notices.append)
    sealed.forget(file.parent, "map-*.kept")
    assert notices == [
        f"{file}: what is kept here cannot be read (Is a directory), it is made again",
        f"{file}: nothing can be kept here (Is a directory)",
    ]
    assert [*file.parent.iterdir()] == [file]


def test_a_cache_that_is_a_file_is_said(file: Path) -> None:
    file.parent.write_text("in the way")
    notices: list[str] = []
    assert sealed.read(file, notices.append) is None
    sealed.write(file, CONTENT, notices.append)
    assert [notice.rpartition(" (")[0] for notice in notices] == [
        f"{file}: nothing can be kept here"
    ]


def test_many_writers_at_once_leave_what_one_of_them_wrote(file: Path) -> None:
    contents = [bytes([number]) * 100_000 for number in range(20)]
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(partial(sealed.write, file, notice=silent), contents))
    assert sealed.read(file, silent) in contents
    assert [*file.parent.iterdir()] == [file]


def test_files_are_forgotten_by_their_names(file: Path) -> None:
    for name in ("map-1", "map-2", "cards-1"):
        sealed.write(file.with_name(f"{name}.kept"), b"x", silent)
    sealed.forget(file.parent, "map-*.kept")
    assert [path.name for path in file.parent.iterdir()] == ["cards-1.kept"]
    sealed.forget(file.parent / "nowhere", "*")
