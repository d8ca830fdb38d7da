"""Where links go that an author wrote: to headings by the names that others give them."""

from __future__ import annotations

import pytest

from kb.library import library_of
from kb.links import Links, heading_anchors


def anchors(text: str) -> dict[str, int]:
    """Return anchor -> line of its heading, of one Markdown file."""
    notes = library_of({"raw/a.md": text.encode()}).notes
    lines = {note.id: str(note.first) for note in notes}
    return {name: int(line) for (_, name), line in heading_anchors(notes, lines).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Foo\n# Foo\n# Foo\n", {"foo": 1, "foo-1": 2, "foo_1": 2, "foo-2": 3, "foo_2": 3}),
        ("# The & sign\n", {"the--sign": 1, "the-sign": 1}),
        ("# A b\n# A b 1\n# A b\n", {"a-b": 1, "a-b-1": 2, "a-b_1": 3}),
    ],
)
def test_a_heading_has_the_names_of_github_and_of_python_markdown(
    text: str, expected: dict[str, int]
) -> None:
    assert anchors(text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("img/TLC.png", '"img/tlc.PNG" as the file is named'),
        ("../A.md#x", '"../a.md" as the file is named'),
        ("img/gone.png", "a file or image in notes/raw/, or a web address"),
    ],
)
def test_a_dead_link_is_told_the_file_whose_name_differs_in_case(
    address: str, expected: str
) -> None:
    (note,) = library_of({"raw/deep/b.md": f"- see [x]({address})".encode()}).notes
    links = Links(images=["raw/deep/img/tlc.PNG"], files={"raw/a.md": "sources/a/"}, headings={})
    assert links.target(address, note, "") is None
    (problem,) = links.problems
    assert str(problem) == f'raw/deep/b.md:1: dead link "{address}", expected {expected}'
