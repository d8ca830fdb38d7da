"""MkDocs on one side, the core (``kb``) on the other: files in, pages out, messages logged.

The only module that imports MkDocs.  Every decision is made by ``kb``.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable
from functools import partial
from html import escape
from itertools import count
from pathlib import Path
from typing import Literal

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import is_markdown_file

from kb import Data, Frame, KbError, Site, Tools, build
from kb.layout import Addresses
from kb.model import Level, Problem
from kb.pages import FILTERS
from map_layout import positions
from mathjax import typeset

log = get_plugin_logger("kb")

_RAW = "raw"
_CACHE = ".cache"  # beside mkdocs.yml
_TEXTS = (".txt", ".md")
_DATA = (
    "corrections",
    "formulas",
    "glossary",
    "repeats",
    "shapes",
)  # .yml, in the order of kb.Data
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")
_BLOCK = re.compile(r"<!--kb-->(.*?)<!--/kb-->", re.DOTALL)
_PLACE = re.compile(r'<div data-kb="(\d+)"></div>')
_ID = re.compile(r'<[^<>]* id="([^"]+)"')
_NOT_UTF_8 = re.compile("[\ud800-\udfff]")  # what Python makes of bytes that are not UTF-8
_TEMPLATES = "documents"  # below the theme's custom_dir


class _Shown:
    """What ``serve`` shows: MkDocs keeps nothing from one build to the next.

    A bad edit must not raise (``serve`` would stop answering), so the last good site stays, with
    the message of the error.
    """

    serving = False
    site: Site | None = None
    error: str | None = None


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    _Shown.serving = command == "serve"
    # Compressed files carry a time: always the same, so that the same notes give the same bytes.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")


def _names(notes: Path) -> list[str]:
    """Return the regular files below notes/, without hidden ones and those that a link brings."""
    home = notes.resolve()
    found = []
    for parent, folders, files in os.walk(notes):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        for file in sorted(files):
            path = Path(parent, file)
            name = path.relative_to(notes).as_posix()
            if not path.resolve().is_relative_to(home):
                log.info("%s: a link out of notes/, left out", name)
            elif path.is_file() and not file.startswith("."):
                found.append(name)
    return found


def _read(notes: Path, name: str) -> bytes:
    try:
        return (notes / name).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KbError(f"{name}: cannot be read ({reason}), expected a file") from None


def _text(notes: Path, name: str) -> str | None:
    if not (notes / name).exists():
        return None
    try:
        return _read(notes, name).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise KbError(f"{name}: this file is not UTF-8 text, expected UTF-8") from None


def _check(notes: Path, name: str) -> None:
    """Raise KbError for a file on which MkDocs would fail later, with a traceback."""
    if _NOT_UTF_8.search(name):
        raise KbError(f"{name!a}: this file name is not UTF-8, expected UTF-8")
    if is_markdown_file(name) and not name.startswith(f"{_RAW}/"):
        _text(notes, name)


def _data(notes: Path) -> Data:
    topics = _text(notes, "topics.yml")
    if topics is None:
        raise KbError("topics.yml: there is no such file in notes/, expected the list of topics")
    others = (_text(notes, f"{name}.yml") or "" for name in _DATA)
    return Data(topics, *others)


def _frame(config: MkDocsConfig, raw: Iterable[str]) -> Frame:
    edit_base = None
    if config.repo_url and config.edit_uri:
        edit_base = posixpath.join(config.repo_url.rstrip("/") + "/", config.edit_uri.lstrip("/"))
    return Frame(
        templates=templates_in(Path(str(config.theme.custom_dir))),
        front=_text(Path(config.docs_dir), "index.md"),
        images=[name for name in raw if name.lower().endswith(_IMAGES)],
        edit_base=edit_base,
        addresses=Addresses(config.use_directory_urls),
    )


def _site(config: MkDocsConfig) -> Site:
    notes = Path(config.docs_dir)
    names = _names(notes)
    for name in names:
        _check(notes, name)
    raw = [name for name in names if name.startswith(f"{_RAW}/")]
    texts = {name: _read(notes, name) for name in raw if name.lower().endswith(_TEXTS)}
    return build(texts, _data(notes), _frame(config, raw), _tools(config))


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
    return environment


def _tools(config: MkDocsConfig) -> Tools:
    project = Path(str(config.config_file_path)).parent
    cache = project / _CACHE
    return Tools(
        typeset=partial(typeset, project=project, cache=cache, notice=log.info),
        lay_out=partial(positions, cache=cache, notice=log.info),
    )


def _report(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        if problem.level is Level.WARNING:
            log.warning("%s", problem)
        else:
            log.info("%s", problem)


def _line(error: KbError | jinja2.TemplateError) -> str:
    """Return an error as one line for a person."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.name}:{error.lineno}: {error.message}, expected a template of Jinja"
    return " ".join(str(error).split())


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build everything here: the site folder is emptied later, and only if this succeeds."""
    try:
        _Shown.site, _Shown.error = _site(config), None
        _report(_Shown.site.problems)
    except (KbError, jinja2.TemplateError) as error:
        if not _Shown.serving or _Shown.site is None:
            raise PluginError(_line(error)) from None
        _Shown.error = _line(error)
        log.error("%s (the last good state is shown)", _Shown.error)
    config.extra["kb_error"] = _Shown.error
    if not config.repo_url:
        config.edit_uri = None  # or MkDocs warns of it on every page written by hand
    return config


def _is_published(file: File, notes: Path) -> bool:
    """Tell whether a file of notes/ goes to the site as it is.

    Raw notes and data files do not; neither does what a link brings from outside or what
    cannot be read.
    """
    path = Path(str(file.abs_src_path))
    if not path.resolve().is_relative_to(notes.resolve()):
        return False
    if file.src_uri.startswith(f"{_RAW}/"):
        return file.src_uri.lower().endswith(_IMAGES)
    try:
        _check(notes, file.src_uri)
    except KbError:
        return False  # on_config has complained
    return not file.src_uri.endswith((".yml", ".yaml"))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the generated documents in place of the raw notes."""
    site = _Shown.site
    assert site is not None
    for file in list(files):
        if file.src_dir == config.docs_dir and not _is_published(file, Path(config.docs_dir)):
            files.remove(file)
    made: Iterable[tuple[str, str | bytes]] = (*site.documents.items(), *site.files.items())
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
    numbers = count()
    return _BLOCK.sub(lambda _: f'<div data-kb="{next(numbers)}"></div>', markdown)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the finished HTML back, and tell MkDocs of the anchors in it."""
    blocks = _blocks(page)
    if blocks and page.present_anchor_ids is not None:
        page.present_anchor_ids.update(_ID.findall("".join(blocks)))
    return _PLACE.sub(lambda place: blocks[int(place[1])], html)
