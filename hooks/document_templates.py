"""The templates of the generated documents, ready to be filled."""

from __future__ import annotations

from pathlib import Path

import jinja2

import folder
from kb.memory import Recall, anew
from kb.pages import FILTERS, POLICIES

FOLDER = "documents"  # of the theme's custom_dir


def templates_in(theme: Path, recall: Recall = anew) -> jinja2.Environment:
    """Return the documents' templates of a theme folder; while no file changes, the same ones."""
    place = theme / FOLDER
    names = sorted(
        path.relative_to(place).as_posix()
        for path in place.rglob("[!.]*")  # editors keep hidden files
        if path.suffix in (".html", ".md")
    )
    texts = tuple((name, folder.text(place, name) or "") for name in names)
    return recall(_environment, str(place), texts)


def _environment(place: str, texts: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """Return the templates of these texts; ``place`` is where an error is said to be."""
    known = {name: (text, f"{place}/{name}", lambda: True) for name, text in texts}
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(known.get),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(FILTERS)
    environment.policies.update(POLICIES)
    return environment


def check_pages(theme: Path, environment: jinja2.Environment) -> None:
    """Raise what is wrong with the templates of the pages, while there is a site to lose."""
    for path in sorted(theme.rglob("*.html")):
        name = path.relative_to(theme).as_posix()
        if not name.startswith(f"{FOLDER}/"):
            environment.parse(path.read_text("utf-8"), name)
