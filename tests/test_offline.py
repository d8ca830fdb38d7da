"""The bundle that opens by double click: from files, without a server."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import AUTHOR, ROOT, Project, make_project, watch

PACK = ROOT / "hooks" / "offline.py"


def packed(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PACK), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def archive(author: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_project(tmp_path_factory.mktemp("offline"), {AUTHOR.name: AUTHOR.read_bytes()})
    made.with_cache_of(author)
    assert made.build("--no-directory-urls").returncode == 0
    target = made.folder / "dist" / "aws-ml-notes.zip"
    result = packed(str(made.site), str(target))
    assert result.returncode == 0, result.stderr
    assert "open aws-ml-notes/index.html" in result.stdout
    return target


@pytest.fixture(scope="module")
def front(archive: Path) -> str:
    with ZipFile(archive) as bundle:
        bundle.extractall(archive.parent)
    return (archive.parent / "aws-ml-notes" / "index.html").as_uri()


@pytest.fixture
def page(browser: Browser, front: str) -> Iterator[Page]:
    """The front page, opened as a file; a console error fails the test."""
    opened = browser.new_page()
    troubles = watch(opened, "file:")
    opened.goto(front)
    yield opened
    opened.close()
    assert troubles == []


def test_the_search_finds_a_note_and_lands_on_it(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("smote knn")
    expect(page.locator(".md-search-result__link").first).to_contain_text("SMOTE")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"modeling\.html#"))
    expect(page.locator(":target mark")).to_have_text(["SMOTE", "knn"])
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_term_shows_its_definition(page: Page) -> None:
    page.get_by_role("link", name="Glue", exact=True).first.click()
    page.wait_for_url(re.compile(r"glue\.html$"))
    page.locator("a.kb-term").first.hover()
    expect(page.locator(".kb-preview")).to_be_visible()


def test_cards_are_asked(page: Page) -> None:
    page.locator(".kb-study").get_by_role("link", name="Practice").click()
    page.get_by_role("button", name="All topics").click()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("button", name="Good")).to_be_visible()


def test_formulas_are_there(page: Page) -> None:
    page.locator(".kb-study").get_by_role("link", name="Formulas").click()
    expect(page.locator(".kb-math svg").first).to_be_visible()


def test_it_holds_nothing_that_only_a_host_uses(archive: Path) -> None:
    with ZipFile(archive) as bundle:
        names = bundle.namelist()
    assert {name.partition("/")[0] for name in names} == {"aws-ml-notes"}
    assert [x for x in names if x.endswith(("404.html", ".map", "index.json", "sitemap.xml"))] == []


def test_its_pages_have_no_policy(archive: Path) -> None:
    with ZipFile(archive) as bundle:
        pages = [bundle.read(name) for name in bundle.namelist() if name.endswith(".html")]
    assert pages and not [page for page in pages if b"Content-Security-Policy" in page]


def test_the_same_site_gives_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    again = tmp_path / "aws-ml-notes.zip"
    assert packed(str(archive.parent.parent / "out"), str(again)).returncode == 0
    assert again.read_bytes() == archive.read_bytes()


def test_a_folder_that_is_no_site_is_one_line(tmp_path: Path) -> None:
    result = packed(str(tmp_path), str(tmp_path / "x.zip"))
    assert result.returncode == 1
    assert result.stderr.strip().endswith("there is no such file, expected a built site")
    assert "Traceback" not in result.stderr
