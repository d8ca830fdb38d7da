"""MkDocs on one side, the core (``kb``) on the other: files in, pages out, messages logged.

The only module that imports MkDocs.  Every decision is made by ``kb``.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import escape, unescape
from itertools import count
from pathlib import Path
from typing import Literal

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

import anki
import folder
from failures import line_of, one_line
from finish import finish
from kb import Frame, KbError, Site, Tools, build
from kb.layout import Addresses
from kb.model import Level, Problem
from kb.pages import FILTERS, POLICIES
from kb.practice import PAGE
from map_layout import positions
from mathjax import typeset
from plotting import drawings
from preview import keeping, with_alert
from search_files import INDEX, THEME_INDEX, WORKER, index_json, with_worker, worker_script
from ts_fsrs import script

log = get_plugin_logger("kb")

_CACHE = ".cache"  # beside mkdocs.yml
_BLOCK = re.compile(r"<!--kb-->(.*?)<!--/kb-->", re.DOTALL)
_PLACE = re.compile(r'<div data-kb="(\d+)"></div>')
_ID = re.compile(r'<[^<>]* id="([^"]+)"')
_TEMPLATES = "documents"  # below the theme's custom_dir
_WORKER_PARTS = "search/"  # likewise


class _Made:
    """What one event hands to the next: MkDocs has no place for it."""

    serving = False
    notes = Path()
    site: Site | None = None
    worker = b""
    published: frozenset[str] = frozenset()  # files of notes/
    alert = ""  # HTML: why the last edit cannot be shown


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    _Made.serving = command == "serve"
    # Compressed files carry a time: always the same, so that the same notes give the same bytes.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")


def _frame(config: MkDocsConfig, images: Sequence[str]) -> Frame:
    edit_base = None
    if config.repo_url and config.edit_uri:
        edit_base = posixpath.join(config.repo_url.rstrip("/") + "/", config.edit_uri.lstrip("/"))
    return Frame(
        templates=templates_in(Path(str(config.theme.custom_dir))),
        front=folder.text(Path(config.docs_dir), "index.md"),
        images=images,
        edit_base=edit_base,
        addresses=Addresses(config.use_directory_urls),
    )


def _site(config: MkDocsConfig, names: Sequence[str]) -> Site:
    notes = Path(config.docs_dir)
    folder.check(notes, names)
    texts = {name: folder.read(notes, name) for name in folder.texts(names)}
    frame = _frame(config, folder.images(names))
    return build(texts, folder.data(notes), frame, _tools(config))


def templates_in(theme: Path) -> jinja2.Environment:
    """Return the documents' templates of a theme folder."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(theme / _TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(FILTERS)
    environment.policies.update(POLICIES)
    return environment


def _project(config: MkDocsConfig) -> Path:
    return Path(str(config.config_file_path)).parent


def _tools(config: MkDocsConfig) -> Tools:
    project = _project(config)
    cache = project / _CACHE
    page = config.site_url and config.site_url + Addresses(config.use_directory_urls).url(PAGE)
    templates = Path(str(config.theme.custom_dir), _TEMPLATES)
    return Tools(
        typeset=partial(typeset, project=project, cache=cache, notice=log.info),
        lay_out=partial(positions, cache=cache, notice=log.info),
        draw=partial(drawings, cache=cache, notice=log.info),
        pack=partial(
            anki.package,
            setting=anki.Setting(config.site_name, page, templates),
            notes=Path(config.docs_dir),
            cache=cache,
            notice=log.info,
        ),
        scheduler=partial(script, project),
    )


def _report(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        say = log.warning if problem.level is Level.WARNING else log.info
        say("%s", one_line(str(problem)))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build everything here: the site folder is emptied later, and only if this succeeds."""
    notes, theme = Path(config.docs_dir), Path(str(config.theme.custom_dir))
    _Made.notes = notes
    try:
        names = folder.names(notes, lambda said: log.info("%s", one_line(said)))
        _Made.site, _Made.published = _site(config, names), folder.published(names)
        _Made.worker = worker_script(_project(config) / "node_modules", theme / "search")
        _check_pages(theme, config.theme.get_env())
    except (KbError, jinja2.TemplateError) as error:
        raise PluginError(str(line_of(error, notes))) from None
    _report(_Made.site.problems)
    if not config.repo_url:
        config.edit_uri = None  # or MkDocs warns of it on every page written by hand
    return config


def _check_pages(theme: Path, environment: jinja2.Environment) -> None:
    """Raise what is wrong with the templates of the pages, while there is a site to lose."""
    for path in sorted(theme.rglob("*.html")):
        name = path.relative_to(theme).as_posix()
        if not name.startswith(f"{_TEMPLATES}/"):
            environment.parse(path.read_text("utf-8"), name)


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
    template = templates_in(Path(str(config.theme.custom_dir))).get_template("alert.html")

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
    for file in list(files):
        own = file.src_dir == config.docs_dir
        if file.src_uri not in _Made.published if own else file.src_uri.startswith(_WORKER_PARTS):
            files.remove(file)
    made: Iterable[tuple[str, str | bytes]] = (
        *site.documents.items(),
        *site.files.items(),
        (WORKER, _Made.worker),
    )
    for path, content in made:
        if (old := files.get_file_from_path(path)) is not None:
            files.remove(old)
        files.append(File.generated(config, path, content=content))
    config.nav = [
        {escape(title): to if isinstance(to, str) else [{escape(name): at} for name, at in to]}
        for title, to in site.nav  # the theme prints titles as they are
    ]
    return files


def _blocks(page: Page) -> list[str]:
    """Return the finished HTML blocks of a generated document."""
    generated = page.file.generated_by is not None
    return _BLOCK.findall(page.file.content_string) if generated else []


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Take the finished HTML out of a generated document: no parser has to read it again."""
    if page.file.generated_by is not None:
        page.edit_url = None  # nobody edits it: its notes have edit links of their own
    for name in ("title", "description"):
        if isinstance(said := page.meta.get(name), str):
            page.meta[name] = escape(unescape(said))  # the theme prints it as it is
    numbers = count()
    return _BLOCK.sub(lambda _: f'<div data-kb="{next(numbers)}"></div>', markdown)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the finished HTML back, and tell MkDocs of the anchors in it."""
    blocks = _blocks(page)
    if blocks and page.present_anchor_ids is not None:
        page.present_anchor_ids.update(_ID.findall("".join(blocks)))
    finished = {str(number): block for number, block in enumerate(blocks)}
    return _PLACE.sub(lambda place: finished.get(place[1], place[0]), html)


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
    return env


def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the search index: what the plugin read of pages written by hand goes into ours.

    Then finish the pages; not under ``serve``, which adds a script to them later.
    """
    assert _Made.site is not None
    theirs = Path(config.site_dir, THEME_INDEX)
    text = theirs.read_text("utf-8") if theirs.exists() else None
    theirs.unlink(missing_ok=True)
    Path(config.site_dir, INDEX).write_bytes(index_json(_Made.site.search, text))
    if not _Made.serving:
        for page in finish(Path(config.site_dir)):
            log.warning(
                "%s: the content policy blocks a script among the words of this page, expected it "
                "in a file that mkdocs.yml names under extra_javascript",
                page,
            )
