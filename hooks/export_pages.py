"""Write the site as Markdown with a ``mkdocs.yml`` that needs no hook: another engine can build it.

``python hooks/export_pages.py DIR``.  The pages have what any engine shows: words, formulas, links,
definitions.  What the hook does beside the engine stays behind: our search, for which the engine's
own stands in, and what ``main.html`` adds.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

import jinja2
import yaml
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

import folder
import project
from failures import line_of
from kb import KbError, Site
from kb.model import Level

_OUR_SEARCH = "assets/kb-search.js"
_HIDDEN = "search:\n  exclude: true\n"  # from the theme's search, while there is ours
_ONLY_HERE = ("hooks", "watch", "site_dir")  # settings
# Where a link of Markdown leads, in the line or in a definition.
_LINK = re.compile(r"(\]\(|^\[[^\]]+\]:[ \t]+)([^\s()<>#]+\.md)(?=[#\s)])", re.MULTILINE)


def _place(document: str) -> str:
    """Return where a document is written.

    Some engines take the addresses in HTML as they are, some as relative to the document.  In
    ``glue/index.md`` both come to the same.
    """
    if document == "index.md" or document.endswith("/index.md"):
        return document
    return f"{document.removesuffix('.md')}/index.md"


def _relinked(text: str, page: str, site: Site) -> str:
    """Return a page written by hand with its links to documents as these are placed now."""

    def link(found: re.Match[str]) -> str:
        document = normpath(join(dirname(page), found[2]))
        known = document in site.documents
        return found[1] + (relpath(_place(document), dirname(page)) if known else found[2])

    return _LINK.sub(link, text)


def placed(site: Site) -> Site:
    """Return a site whose addresses end in a slash with its documents where they are written."""
    documents = {_place(path): text for path, text in site.documents.items()}
    documents["index.md"] = _relinked(documents["index.md"], "index.md", site)
    nav = [
        (title, _place(to) if isinstance(to, str) else [(name, _place(at)) for name, at in to])
        for title, to in site.nav
    ]
    return replace(site, documents=documents, nav=nav)


def with_own_files(path: str, document: str) -> str:
    """Return a document that loads the styles and scripts of its front matter by itself."""
    if not document.startswith("---\n"):
        return document
    meta = yaml.safe_load(document.split("---\n", 2)[1])
    root = relpath(".", dirname(path))
    tags = [f'<link rel="stylesheet" href="{root}/{name}">' for name in meta.get("styles", ())]
    tags += [f'<script src="{root}/{name}" defer></script>' for name in meta.get("scripts", ())]
    return "\n".join([document, "<div>", *tags, "</div>", ""]) if tags else document


def settings_without_hook(given: dict[str, Any], site: Site, *, icons: bool) -> dict[str, Any]:
    """Return the settings of an exported site.  ``given`` are those of this project."""
    theme = {name: value for name, value in given["theme"].items() if name != "custom_dir"}
    return {
        **{name: value for name, value in given.items() if name not in _ONLY_HERE},
        "docs_dir": "docs",
        "edit_uri": "",  # nobody edits a generated page
        "theme": {**theme, "custom_dir": "overrides"} if icons else theme,
        "extra_javascript": [x for x in given.get("extra_javascript", ()) if x != _OUR_SEARCH],
        "nav": project.navigation(site),
    }


def export(config: MkDocsConfig, made: Site, target: Path) -> None:
    """Write the files of a site to an empty folder.  Raises OSError."""
    site = placed(made) if config.use_directory_urls else made
    notes, theme = Path(config.docs_dir), Path(str(config.theme.custom_dir))
    for name in sorted(folder.published(project.names(config))):
        if name not in made.documents:
            data = folder.read(notes, name)
            if name.endswith(".md") and site is not made:
                data = _relinked(data.decode("utf-8-sig"), name, made).encode()
            _write(target / "docs" / name, data)
    for path, text in site.documents.items():
        # The engine's search reads the pages; raw notes are their words once more.
        found = text if path.startswith("sources/") else text.replace(_HIDDEN, "", 1)
        _write(target / "docs" / path, with_own_files(path, found).encode())
    for path, data in site.files.items():
        _write(target / "docs" / path, data)
    shutil.copytree(theme / "assets", target / "docs" / "assets", dirs_exist_ok=True)
    (target / "docs" / _OUR_SEARCH).unlink(missing_ok=True)
    if icons := (theme / ".icons").is_dir():
        shutil.copytree(theme / ".icons", target / "overrides" / ".icons")
    settings = settings_without_hook(config.user_configs[0], site, icons=icons)
    text = yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
    _write(target / "mkdocs.yml", text.encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@contextmanager
def _in_one_step(target: Path) -> Iterator[Path]:
    """Give a folder beside ``target`` to write to, which then takes its place."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise KbError(f"{target}: this is there already, expected a new or empty folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".export-", dir=target.parent))
    try:
        yield unfinished
        unfinished.chmod(0o755)
        if target.exists():
            target.rmdir()
        unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def main(arguments: list[str]) -> str | None:
    if len(arguments) != 1 or not arguments[0].strip():
        return "export: no folder is named, expected make export DIR=folder"
    target = Path(arguments[0]).resolve()
    try:
        with _in_one_step(target) as unfinished:
            config = load_config()
            site = project.site_from(config, project.names(config))
            export(config, site, unfinished)
    except (KbError, jinja2.TemplateError) as error:
        return f"export: {line_of(error, Path('notes'))}"
    except (MkDocsException, yaml.YAMLError) as error:
        return f"export: mkdocs.yml: {' '.join(str(error).split())}"
    except OSError as error:
        return f"export: {error.filename or target}: {error.strerror}, expected a place to write to"
    for problem in site.problems:
        if problem.level is Level.WARNING:
            print(f"warning: {problem}", file=sys.stderr)
    print(f"{target} is ready: {len(site.documents)} pages, and a mkdocs.yml without hooks")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
