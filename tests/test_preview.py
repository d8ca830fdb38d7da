"""What serve shows while an edit cannot be built."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.util import FileWrapper

import pytest

from preview import keeping, with_alert

PAGE = b'<body><div data-md-component="announce"></div>words</body>'


class Closable(io.BytesIO):
    pass


def ask(path: str, alert: str, content: bytes = PAGE) -> tuple[str, dict[str, str], bytes, bool]:
    """Return status, headers and body of an answer, and whether the file behind it is closed."""
    file = Closable(content)

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        kind = "text/html" if environ["PATH_INFO"].endswith("/") else "text/css"
        start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(content)))])
        return FileWrapper(file)

    heads: list[tuple[str, list[tuple[str, str]]]] = []

    def begin(status: str, headers: list[tuple[str, str]]) -> None:
        heads.append((status, headers))

    body = with_alert(answer, lambda: alert)({"PATH_INFO": path}, begin)
    (status, headers), sent = heads[0], b"".join(body)
    return status, dict(headers), sent, file.closed


def test_every_page_shows_the_alert() -> None:
    status, headers, body, closed = ask("/a/", "<p>wrong: é</p>")
    assert status == "200 OK"
    assert body == PAGE.replace(b"></div>words", "><p>wrong: é</p></div>words".encode())
    assert headers["Content-Length"] == str(len(body))
    assert closed


def test_without_an_alert_and_beside_pages_nothing_changes() -> None:
    assert ask("/a/", "")[2] == PAGE
    assert ask("/a.css", "<p>wrong</p>")[2] == PAGE
    assert ask("/a/", "<p>wrong</p>", b"no place for it")[2] == b"no place for it"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("good")
    return tmp_path / "site"


def silent(error: Exception) -> None:
    raise AssertionError(error)


def test_a_build_that_succeeds_is_the_site(site: Path) -> None:
    keeping(site, (site / "a.html").touch, silent)
    assert [path.name for path in site.iterdir()] == ["a.html"]
    assert [*site.parent.iterdir()] == [site]


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit("no"), KeyboardInterrupt()])
def test_a_build_that_fails_leaves_the_site(site: Path, error: BaseException) -> None:
    told: list[Exception] = []

    def build() -> None:
        (site / "half.html").touch()
        raise error

    if isinstance(error, Exception):
        keeping(site, build, told.append)
        assert told == [error]
    else:
        with pytest.raises(type(error)):
            keeping(site, build, silent)
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert [*site.parent.iterdir()] == [site]
