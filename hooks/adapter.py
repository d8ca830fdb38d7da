"""MkDocs on one side, the core (``kb``) on the other: files in, pages out, messages logged.

Only this module and ``kept_pages`` know MkDocs.  Every decision is made by ``kb``.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Literal

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

import folder
from blocks import anchors_in, joined, parted
from document_templates import templates_in
from kb import Frame, KbError, Site, Tools, build
from kb.layout import Addresses
from kb.memory import Memory, Recall, anew
from kb.model import Level, Problem
from kept_pages import KeptPages
from map_layout import positions
from mathjax import typeset
from search_files import INDEX, THEME_INDEX, WORKER, index_json, with_worker, worker_script
from together import can_move, is_ours, one_of, theme_styles

log = get_plugin_logger("kb")

_CACHE = ".cache"  # beside mkdocs.yml


class _Shown:
    """What ``serve`` shows: MkDocs keeps nothing from one build to the next.

    A bad edit must not raise (``serve`` would stop answering), so the last good site stays, with
    the message of the error.  What has not changed is not made again.
    """

    serving = False
    memory = Memory()
    pages = KeptPages()
    site: Site | None = None
    worker = b""
    error: str | None = None


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    _Shown.serving = command == "serve"
    # Compressed files carry a time: always the same, so that the same notes give the same bytes.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")


def _frame(config: MkDocsConfig, raw: Iterable[str]) -> Frame:
    edit_base = None
    if config.repo_url and config.edit_uri:
        edit_base = posixpath.join(config.repo_url.rstrip("/") + "/", config.edit_uri.lstrip("/"))
    return Frame(
        templates=templates_in(Path(str(config.theme.custom_dir)), _recall()),
        front=folder.text(Path(config.docs_dir), "index.md"),
        images=[name for name in raw if name.lower().endswith(folder.IMAGES)],
        edit_base=edit_base,
        addresses=Addresses(config.use_directory_urls),
    )


def site_from(config: MkDocsConfig) -> Site:
    """Return the site of a project.  Raises KbError, or an error of Jinja for a bad template."""
    notes = Path(config.docs_dir)
    names = folder.names(notes, log.info)
    for name in names:
        folder.check(notes, name)
    raw = [name for name in names if name.startswith(f"{folder.RAW}/")]
    texts = {name: folder.read(notes, name) for name in raw if name.lower().endswith(folder.TEXTS)}
    return build(texts, folder.data(notes), _frame(config, raw), _tools(config))


def _recall() -> Recall:
    return _Shown.memory.recall if _Shown.serving else anew


def _project(config: MkDocsConfig) -> Path:
    return Path(str(config.config_file_path)).parent


def _tools(config: MkDocsConfig) -> Tools:
    project = _project(config)
    cache = project / _CACHE
    return Tools(
        typeset=partial(typeset, project=project, cache=cache, notice=log.info),
        lay_out=partial(positions, cache=cache, notice=log.info),
        recall=_recall(),
    )


def _report(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        if problem.level is Level.WARNING:
            log.warning("%s", problem)
        else:
            log.info("%s", problem)


def line_of(error: KbError | jinja2.TemplateError) -> str:
    """Return an error as one line for a person."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.name}:{error.lineno}: {error.message}, expected a template of Jinja"
    return " ".join(str(error).split())


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build everything here: the site folder is emptied later, and only if this succeeds."""
    try:
        _Shown.site, _Shown.error = site_from(config), None
        _Shown.worker = worker_script(
            _project(config) / "node_modules", Path(str(config.theme.custom_dir), "search")
        )
        _report(_Shown.site.problems)
        _Shown.memory.forget()
    except (KbError, jinja2.TemplateError) as error:
        if not _Shown.serving or _Shown.site is None:
            raise PluginError(line_of(error)) from None
        _Shown.error = line_of(error)
        log.error("%s (the last good state is shown)", _Shown.error)
    config.extra |= {"kb_hook": "ran", "kb_error": _Shown.error}
    if not config.repo_url:
        config.edit_uri = None  # or MkDocs warns of it on every page written by hand
    return config


def navigation(site: Site) -> list[dict[str, Any]]:
    """Return the navigation as mkdocs.yml would have it; the theme prints titles as they are."""
    return [
        {escape(title): to if isinstance(to, str) else [{escape(name): at} for name, at in to]}
        for title, to in site.nav
    ]


def _gather(files: Files, config: MkDocsConfig) -> None:
    """Put the stylesheets into one file, and our scripts; ``main.html`` names the two."""
    texts = {file.src_uri: file for file in files}
    named = [x for x in config.extra_css if x in texts and can_move(texts[x].content_string)]
    styles = [*theme, *named] if (theme := theme_styles(texts)) else []
    scripts = [str(x) for x in config.extra_javascript if x in texts and is_ours(str(x))]
    for names, ending in ((styles, "css"), (scripts, "js")):
        if names:
            path, content = one_of((texts[name].content_string for name in names), ending)
            config.extra[f"kb_{ending}"] = path
            files.append(File.generated(config, path, content=content))
            for name in names:
                files.remove(texts[name])
    config.extra_css = [x for x in config.extra_css if x not in styles]
    config.extra_javascript = [x for x in config.extra_javascript if x not in scripts]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the generated documents in place of the raw notes."""
    site, notes = _Shown.site, Path(config.docs_dir)
    assert site is not None
    for file in list(files):
        if file.src_dir == config.docs_dir and not folder.is_published(notes, file.src_uri):
            files.remove(file)
        elif file.src_uri.startswith("search/"):
            files.remove(file)  # parts of the worker
    made: Iterable[tuple[str, str | bytes]] = (
        *((path, _recall()(parted, text)[0]) for path, text in site.documents.items()),
        *site.files.items(),
        (WORKER, _Shown.worker),
    )
    for path, content in made:
        if (old := files.get_file_from_path(path)) is not None:
            files.remove(old)
        files.append(File.generated(config, path, content=content))
    _gather(files, config)
    config.nav = navigation(site)
    return files


def _blocks(page: Page) -> tuple[str, ...]:
    """Return the finished HTML of a page, none for one written by hand."""
    assert _Shown.site is not None
    document = _Shown.site.documents.get(page.file.src_uri)
    return () if document is None else _recall()(parted, document)[1]


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Nobody edits a generated document: its notes have edit links of their own."""
    if page.file.generated_by is not None:
        page.edit_url = None


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell MkDocs of the anchors in the finished HTML."""
    for block in _blocks(page):
        assert page.present_anchor_ids is not None
        page.present_anchor_ids.update(_recall()(anchors_in, block))


def on_page_context(
    context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Give a page that is kept to the template that prints it."""
    return {**context, "kept": _Shown.pages.kept(page)}  # type: ignore[typeddict-unknown-key]


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Put the finished HTML into its places."""
    if _Shown.serving:
        _Shown.pages.keep(page, output)
    return joined(output, _blocks(page))


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
    if _Shown.serving:
        _Shown.pages.begin(env, config, files)
    return env


def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the search index: what the plugin read of pages written by hand goes into ours."""
    assert _Shown.site is not None
    theirs = Path(config.site_dir, THEME_INDEX)
    text = theirs.read_text("utf-8") if theirs.exists() else None
    theirs.unlink(missing_ok=True)
    Path(config.site_dir, INDEX).write_bytes(index_json(_Shown.site.search, text))
