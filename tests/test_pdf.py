"""The site as PDF: a book with a table of contents that is right, and a file for each sheet."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from conftest import ROOT, Make, Project
from test_site import TOPICS

SHEETS = ["Glossary", "Last night", "Numbers and limits", "Compare"]
SHEETS += ["Formulas", "Corrections", "Map"]  # Practice has nothing for paper
FILES = ["glossary", "last-night", "numbers", "compare", "formulas", "corrections", "map"]


def printed(site: Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command, in a process of its own: playwright does not start twice in one."""
    return subprocess.run(
        [sys.executable, ROOT / "hooks" / "pdf.py", site, folder, "A4"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests"), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(author: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pdf")
    result = printed(author.site, made)
    assert result.returncode == 0, result.stderr
    return made


@pytest.fixture(scope="module")
def book(folder: Path) -> PdfReader:
    return PdfReader(folder / "aws-ml-notes.pdf")


@pytest.fixture(scope="module")
def pages(book: PdfReader) -> list[str]:
    return texts(book)


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def contents(book: PdfReader) -> list[tuple[str, int]]:
    """Return what the table of contents says: titles and the numbers of their pages."""
    lines = book.pages[1].extract_text().splitlines()
    begin = lines.index("Contents") + 1
    found = []
    for line in lines[begin:]:
        entry = re.fullmatch(r"(.+?)\s?(\d+)", line.strip())
        if not entry or "/" in line.split():  # the number of the page itself
            break
        found.append((entry[1], int(entry[2])))
    return found


def test_there_is_a_book_and_a_file_for_each_sheet(folder: Path) -> None:
    assert sorted(path.stem for path in folder.iterdir()) == sorted(["aws-ml-notes", *FILES])


def test_the_book_begins_with_its_title(book: PdfReader) -> None:
    assert book.pages[0].extract_text().startswith("AWS ML notes")
    assert book.metadata
    assert book.metadata.title == "AWS ML notes"


def test_the_contents_name_every_topic_section_and_sheet_with_its_page(
    book: PdfReader, pages: list[str], author: Project
) -> None:
    found = contents(book)
    expected = []
    for topic in author.data["topics"]:
        expected += [topic["title"], *(section["title"] for section in topic["sections"])]
    assert [title for title, _ in found] == [*expected, *SHEETS]
    for title, number in found:
        assert title in pages[number - 1], (title, number)
    for title, number in [(title, number) for title, number in found if title in TOPICS + SHEETS]:
        assert pages[number - 1].startswith(title), (title, number)


def test_every_page_has_its_number(pages: list[str]) -> None:
    for number, text in enumerate(pages, start=1):
        assert text.endswith(f"{number} / {len(pages)}")


def test_entries_of_the_contents_and_links_between_notes_stay_in_the_book(
    book: PdfReader, author: Project
) -> None:
    places = book.named_destinations
    inside, outside = [], []
    for page in book.pages:
        for annotation in page.get("/Annots") or ():
            link = annotation.get_object()
            if "/Dest" in link:
                inside.append(str(link["/Dest"]))
            elif "/URI" in link.get("/A", {}):
                outside.append(str(link["/A"]["/URI"]))
    assert len(inside) > 500
    assert {name for name in inside if name not in places and f"/{name}" not in places} == set()
    home = "https://example.org/some-repo/"
    assert {url for url in outside if url.startswith("http://site.")} == set()
    assert {url for url in outside if url.startswith(home)} <= {home, f"{home}sources/"}


def test_the_book_can_be_folded_open_by_its_headings(book: PdfReader) -> None:
    titles = [str(entry.title) for entry in book.outline if isinstance(entry, Destination)]
    assert [title for title in titles if title in TOPICS + SHEETS] == TOPICS + SHEETS


def test_every_note_is_in_the_book(pages: list[str], author: Project) -> None:
    words = set(re.findall(r"\w+", " ".join(pages)))
    for note in author.data["notes"]:
        if note["kind"] == "note" and not note["corrections"] and not note["formulas"]:
            plain = re.sub(r"https?://\S+", "", note["text"])
            missing = set(re.findall(r"[a-zA-Z]{4,}", plain)) - words
            assert len(missing) <= 1, (note["text"], missing)  # one may be divided at a line's end


def test_a_sheet_has_its_contents_in_a_line(folder: Path) -> None:
    sheet = PdfReader(folder / "corrections.pdf")
    pages = texts(sheet)
    line = re.match(r"Corrections ((?:.+? \d+ )+?)Where the notes are wrong", pages[0])
    assert line
    found = re.findall(r"(\D+?) (\d+) ", line[1])
    assert [title for title, _ in found] == TOPICS
    for title, number in found:
        assert title in pages[int(number) - 1]


def test_the_sheet_for_the_last_night_has_four_pages_at_most(folder: Path) -> None:
    assert 2 <= len(PdfReader(folder / "last-night.pdf").pages) <= 4


def test_words_that_only_look_like_an_address_are_printed(project: Make, tmp_path: Path) -> None:
    words = "http://host:port/invocations"
    made = project({"a.txt": f"- containers answer at {words}\n"}).without_glossary()
    assert made.build().returncode == 0
    result = printed(made.site, tmp_path / "pdf")
    assert result.returncode == 0, result.stderr
    book = PdfReader(tmp_path / "pdf" / "aws-ml-notes.pdf")
    assert f"containers answer at Invocations ({words})" in " ".join(texts(book))


def test_a_folder_that_is_no_site_is_told_in_one_line(tmp_path: Path) -> None:
    result = printed(tmp_path / "nothing", tmp_path)
    assert result.returncode == 1
    assert re.fullmatch(r"hooks/pdf\.py: .*notes\.json.*\n", result.stderr)


def test_without_a_browser_one_line_tells_what_to_do(author: Project, tmp_path: Path) -> None:
    code = (
        "import sys, browser, runpy; from pathlib import Path\n"
        "browser._list_candidates = lambda: iter(())\n"
        f"sys.argv = ['pdf.py', {str(author.site)!r}, {str(tmp_path / 'pdf')!r}, 'A4']\n"
        f"runpy.run_path({str(ROOT / 'hooks' / 'pdf.py')!r}, run_name='__main__')\n"
    )
    path = os.pathsep.join(str(ROOT / name) for name in ("tests", "hooks"))
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("hooks/pdf.py: no browser to test with")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "pdf").exists()
