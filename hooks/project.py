"""A project as MkDocs has read it, made into a site: what the hook and ``make export`` share."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger

import anki
import folder
from document_templates import FOLDER, templates_in
from failures import one_line
from kb import Frame, Site, Tools, build
from kb.layout import Addresses
from kb.memory import Recall, anew
from kb.model import Level, Problem
from kb.practice import PAGE
from map_layout import positions
from mathjax import typeset
from plotting import drawings
from ts_fsrs import script

log = get_plugin_logger("kb")

_CACHE = ".cache"  # beside mkdocs.yml


def home(config: MkDocsConfig) -> Path:
    """Return the folder of mkdocs.yml."""
    return Path(str(config.config_file_path)).parent


def theme(config: MkDocsConfig) -> Path:
    return Path(str(config.theme.custom_dir))


def names(config: MkDocsConfig) -> list[str]:
    """Return the files of notes/ that may be read.  Raises KbError."""
    return folder.names(Path(config.docs_dir), lambda said: log.info("%s", one_line(said)))


def site_from(config: MkDocsConfig, names: Sequence[str], recall: Recall = anew) -> Site:
    """Return the site of a project.  Raises KbError, or an error of Jinja for a bad template."""
    notes = Path(config.docs_dir)
    folder.check(notes, names)
    texts = {name: folder.read(notes, name) for name in folder.texts(names)}
    frame = _frame(config, folder.images(names), recall)
    site = build(texts, folder.data(notes), frame, _tools(config, recall))
    return replace(site, problems=(*site.problems, *_replaced(names, site, frame.addresses)))


def _replaced(names: Sequence[str], site: Site, addresses: Addresses) -> Iterator[Problem]:
    """Yield a warning for each file written by hand at whose address another is generated.

    The front page is put into the one that is generated.
    """
    made = {*map(addresses.url, site.documents), *site.files}
    for name in sorted(folder.published(names)):
        page = folder.page_of(name)
        if name != "index.md" and (addresses.url(page) if page else name) in made:
            what = "page" if page else "file"
            message = f"a {what} of this name is generated, expected another name"
            yield Problem(Level.WARNING, name, None, message)


def _frame(config: MkDocsConfig, images: Sequence[str], recall: Recall) -> Frame:
    edit_base = None
    if config.repo_url and config.edit_uri:
        edit_base = posixpath.join(config.repo_url.rstrip("/") + "/", config.edit_uri.lstrip("/"))
    return Frame(
        name=config.site_name,
        templates=templates_in(theme(config), recall),
        front=folder.text(Path(config.docs_dir), "index.md"),
        images=images,
        edit_base=edit_base,
        addresses=Addresses(config.use_directory_urls),
    )


def _tools(config: MkDocsConfig, recall: Recall) -> Tools:
    project = home(config)
    cache = project / _CACHE
    page = config.site_url and config.site_url + Addresses(config.use_directory_urls).url(PAGE)
    return Tools(
        typeset=partial(typeset, project=project, cache=cache, notice=log.info),
        lay_out=partial(positions, cache=cache, notice=log.info),
        draw=partial(drawings, cache=cache, notice=log.info),
        pack=partial(
            anki.package,
            setting=anki.Setting(config.site_name, page, theme(config) / FOLDER),
            notes=Path(config.docs_dir),
            cache=cache,
            notice=log.info,
        ),
        scheduler=partial(script, project),
        recall=recall,
    )


def navigation(site: Site) -> list[dict[str, Any]]:
    """Return the navigation as mkdocs.yml would have it; the theme prints titles as they are."""
    return [
        {escape(title): to if isinstance(to, str) else [{escape(name): at} for name, at in to]}
        for title, to in site.nav
    ]
