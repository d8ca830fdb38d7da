"""The templates of the generated documents, ready to be filled."""

from __future__ import annotations

from pathlib import Path

import jinja2

import folder
from kb.memory import Recall, anew
from kb.pages import FILTERS

_FOLDER = "documents"  # of the theme's custom_dir


def templates_in(theme: Path, recall: Recall = anew) -> jinja2.Environment:
    """Return the documents' templates of a theme folder; while no file changes, the same ones."""
    folder_ = theme / _FOLDER
    names = sorted(
        path.relative_to(folder_).as_posix()
        for path in folder_.rglob("[!.]*")  # editors keep hidden files
        if path.suffix in (".html", ".md")
    )
    return recall(_environment, tuple((name, folder.text(folder_, name) or "") for name in names))


def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(dict(templates)),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(FILTERS)
    return environment
