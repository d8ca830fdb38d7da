"""MkDocs on one side, the core (``kb``) on the other: files in, pages out, messages logged.

The events of MkDocs; what knows MkDocs beside them: ``project``, ``together``,
``kept_pages``, ``export_pages``.
Every decision is made by ``kb``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Literal

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

import folder
import project
from blocks import anchors_in, joined, parted
from document_templates import check_pages, templates_in
from failures import line_of, one_line
from finish import finish
from kb import KbError, Site
from kb.memory import Memory, Recall, anew
from kb.model import Level, Problem
from kept_pages import KeptPages
from preview import keeping, with_alert
from project import log
from search_files import WORKER, with_worker, worker_script, write_index
from together import gather

_WORKER_PARTS = "search/"  # below the theme's custom_dir


class _Made:
    """What one event hands to the next, and a build of ``serve`` to the one after it.

    MkDocs has no place for it, and keeps nothing from one build to the next.
    """

    serving = False
    memory = Memory()
    pages = KeptPages()
    notes = Path()
    site: Site | None = None
    blocks: Mapping[str, tuple[str, ...]] = {}  # document -> its finished HTML
    worker = b""
    published: frozenset[str] = frozenset()  # files of notes/
    alert = ""  # HTML: why the last edit cannot be shown


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    _Made.serving = command == "serve"
    # Compressed files carry a time: always the same, so that the same notes give the same bytes.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")


def _recall() -> Recall:
    return _Made.memory.recall if _Made.serving else anew


def _report(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        say = log.warning if problem.level is Level.WARNING else log.info
        say("%s", one_line(str(problem)))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build everything here: the site folder is emptied later, and only if this succeeds."""
    notes, theme = Path(config.docs_dir), project.theme(config)
    _Made.notes = notes
    try:
        names = project.names(config)
        _Made.site = project.site_from(config, names, _recall())
        _Made.published = folder.published(names)
        _Made.worker = worker_script(project.home(config) / "node_modules", theme / "search")
        check_pages(theme, config.theme.get_env())
    except (KbError, jinja2.TemplateError) as error:
        raise PluginError(str(line_of(error, notes))) from None
    _report(_Made.site.problems)
    _Made.memory.forget()
    config.extra["kb_hook"] = "ran"
    if not config.repo_url:
        config.edit_uri = None  # or MkDocs warns of it on every page written by hand
    return config


def on_build_error(*, error: Exception) -> None:
    """Say in one line what fails outside of ``kb``: a page's template, a file, the disk."""
    line = line_of(error, _Made.notes)
    if line is not None and not isinstance(error, MkDocsException):
        log.error("%s", line)
        raise Abort("Aborted with an error!")


def on_serve(
    server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
) -> LiveReloadServer:
    """Go on showing the last good site while an edit cannot be built, and say why."""
    template = templates_in(project.theme(config)).get_template("alert.html")

    def build() -> None:
        builder()
        _Made.alert = ""

    def tell(error: Exception) -> None:
        cause = (isinstance(error, Abort) and error.__context__) or error
        line = line_of(cause, _Made.notes)
        if line is None:
            log.error("This is a fault of the program:", exc_info=cause)
        elif cause is error:  # an Abort comes when the error has been logged
            log.error("%s", line)
        _Made.alert = template.render(error=line or f"{type(cause).__name__}, see the terminal")
        log.info("The last good state is shown.")

    server.builder = partial(keeping, Path(config.site_dir), build, tell)
    server.set_app(with_alert(server.serve_request, lambda: _Made.alert))
    return server


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the generated documents in place of the raw notes."""
    site = _Made.site
    assert site is not None
    folder.check_pictures(_Made.published, {file.src_uri for file in files})
    for file in list(files):
        own = file.src_dir == config.docs_dir
        ours = file.src_uri in _Made.published
        if (own and not ours) or (not own and file.src_uri.startswith(_WORKER_PARTS)):
            files.remove(file)
    documents = {path: _recall()(parted, text) for path, text in site.documents.items()}
    _Made.blocks = {path: blocks for path, (_, blocks) in documents.items()}
    made: Iterable[tuple[str, str | bytes]] = (
        *((path, document) for path, (document, _) in documents.items()),
        *site.files.items(),
        (WORKER, _Made.worker),
    )
    there: dict[str, list[File]] = {}
    for file in files:
        there.setdefault(file.dest_uri, []).append(file)
    for path, content in made:
        new = File.generated(config, path, content=content)
        for old in there.get(new.dest_uri, ()):  # project.site_from has said so
            files.remove(old)
        files.append(new)
    gather(files, config)
    config.nav = project.navigation(site)
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Have what a page says of itself printed as it is meant."""
    if page.file.generated_by is not None:
        page.edit_url = None  # nobody edits it: its notes have edit links of their own
    for name in ("title", "description"):
        if isinstance(said := page.meta.get(name), str):
            page.meta[name] = escape(unescape(said))  # the theme prints it as it is


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell MkDocs of the anchors in the finished HTML."""
    for block in _Made.blocks.get(page.file.src_uri, ()):
        if page.present_anchor_ids is not None:
            page.present_anchor_ids.update(_recall()(anchors_in, block))


def on_page_context(
    context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Give a page that is kept to the template that prints it."""
    return {**context, "kept": _Made.pages.kept(page)}  # type: ignore[typeddict-unknown-key]


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Put the finished HTML into its places."""
    if _Made.serving:
        _Made.pages.keep(page, output)
    return joined(output, _Made.blocks.get(page.file.src_uri, ()))


def on_env(env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    """Let the theme's pages name our search worker; say so, once, if they name none."""
    told: list[str] = []

    def filter_(html: str, address: str) -> Markup:
        found = with_worker(html, address)
        if found is None and not told:
            told.append(WORKER)
            log.warning(
                "main.html: this theme names no search worker in its block config, expected one: "
                "the search will not work"
            )
        return Markup(found or html)

    env.filters["with_search_worker"] = filter_
    if _Made.serving:
        _Made.pages.begin(env, config, files)
    return env


def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the search index, and finish the pages but under ``serve``, which changes them yet."""
    assert _Made.site is not None
    write_index(Path(config.site_dir), _Made.site.search)
    if not _Made.serving:
        for page in finish(Path(config.site_dir)):
            log.warning(
                "%s: the content policy blocks a script among the words of this page, expected it "
                "in a file that mkdocs.yml names under extra_javascript",
                page,
            )
