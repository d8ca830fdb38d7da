"""Errors as one line for a person."""

from __future__ import annotations

import errno
from pathlib import Path

import click
import jinja2
import pytest

from document_templates import templates_in
from failures import line_of, one_line
from kb import KbError

NOTES = Path("/project/notes")
TEMPLATES = {
    "syntax.md": "\n{% if %}",
    "end.md": "{% block x %}",
    "value.md": "words\n{{ nothing.of.that }}",
    "missing.md": '{% include "nothing.md" %}',
    "filter.md": "{{ 1 | nothing }}",
    "outer.md": '{% include "value.md" %}',
}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "syntax.md",
            "syntax.md:2: Expected an expression, got 'end of statement block', "
            "expected a template of Jinja",
        ),
        ("value.md", "value.md:2: 'nothing' is undefined, expected what the template is given"),
        ("outer.md", "value.md:2: 'nothing' is undefined, expected what the template is given"),
        (
            "missing.md",
            "nothing.md: there is no such template, expected one in theme_overrides/",
        ),
        ("filter.md", "filter.md:1: No filter named 'nothing'., expected a template of Jinja"),
    ],
)
def test_an_error_in_a_template_names_file_and_line(tmp_path: Path, name: str, line: str) -> None:
    (tmp_path / "documents").mkdir()
    for file, text in TEMPLATES.items():
        (tmp_path / "documents" / file).write_text(text)
    with pytest.raises(jinja2.TemplateError) as caught:
        templates_in(tmp_path).get_template(name).render()
    assert line_of(caught.value, NOTES) == line


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            FileNotFoundError(
                errno.ENOENT, "No such file or directory", "/project/notes/raw/a.png"
            ),
            "raw/a.png: No such file or directory, "
            "expected a file that stays while the site is built",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/elsewhere/a.png"),
            "/elsewhere/a.png: Permission denied, expected to be allowed to read or write it",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "the site cannot be written (No space left on device), expected room on the disk",
        ),
        (
            OSError(errno.EFBIG, "File too large", "/project/site/notes.json"),
            "the site cannot be written (File too large), expected room on the disk",
        ),
        (
            OSError(errno.EIO, "Input/output error"),
            "a file cannot be read or written (Input/output error), expected to be allowed to",
        ),
    ],
)
def test_an_error_with_a_file_says_which_and_why(error: OSError, line: str) -> None:
    assert line_of(error, NOTES) == line


def test_what_was_said_for_people_is_said_on_one_line() -> None:
    assert line_of(KbError("a.txt:1: wrong,\nexpected right"), NOTES) == (
        "a.txt:1: wrong, expected right"
    )
    assert line_of(click.ClickException("mkdocs.yml\n  line 3"), NOTES) == "mkdocs.yml line 3"


def test_a_fault_of_the_program_is_for_programmers() -> None:
    assert line_of(ValueError("x"), NOTES) is None
    assert line_of(KeyError("x"), NOTES) is None


def test_no_line_commands_a_terminal() -> None:
    assert one_line("a\n b\tc\x1b[2J\x07\x9b2J\x7f") == "a b c\ufffd[2J\ufffd\ufffd2J\ufffd"
