"""What a build of ``serve`` takes over from the one before: compiled templates, rendered pages.

A page is taken over only if all that it is made from is as it was: its own text, the titles and
addresses of all pages, the settings, and every template that was read, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_TEMPLATE = "kept.html"  # of theme_overrides: prints a page that is kept


class Templates(jinja2.BytecodeCache):
    """The code of templates by what stands in them, and which ones were read."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}
        self._read: dict[str, str] = {}  # name -> hash of the text

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        self._read[name] = _hash(source)
        return super().get_bucket(environment, name, filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key + bucket.checksum] = bucket.bytecode_to_string()

    def have_changed(self, environment: jinja2.Environment) -> bool:
        """Tell whether templates would be read otherwise now; if so, forget that they were read."""
        assert environment.loader is not None
        try:
            for name, text in self._read.items():
                if _hash(environment.loader.get_source(environment, name)[0]) != text:
                    break
            else:
                return False
        except jinja2.TemplateNotFound:
            pass
        self._read.clear()
        return True


class KeptPages:
    """The pages of the last build, each with what it was made from."""

    def __init__(self) -> None:
        self._templates = Templates()
        self._around: Any = None
        self._before: dict[str, tuple[Any, str]] = {}  # document -> what from, the page
        self._made_of: dict[str, Any] = {}  # of this build

    def begin(self, environment: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:
        """Find the pages that are as they were, and have them printed as they are kept."""
        environment.bytecode_cache = self._templates
        pages = [file.page for file in files.documentation_pages() if file.page is not None]
        around = _around(config, pages)
        if self._templates.have_changed(environment) or around != self._around:
            self._before.clear()
        self._around = around
        self._made_of = {page.file.src_uri: _made_of(page) for page in pages}
        for page in pages:
            if self.kept(page) is not None:
                page.meta["template"] = _TEMPLATE

    def kept(self, page: Page) -> str | None:
        """Return the page as it was rendered before, if it would be the same now."""
        made_of, html = self._before.get(page.file.src_uri, (None, None))
        return html if made_of == self._made_of.get(page.file.src_uri) else None

    def keep(self, page: Page, html: str) -> None:
        made_of = self._made_of.get(page.file.src_uri)
        if made_of is not None and self.kept(page) is None:
            self._before[page.file.src_uri] = (made_of, html)


def _around(config: MkDocsConfig, pages: Iterable[Page]) -> Any:
    """Return what every page may show beside its own text."""
    shown = [(page.url, page.title, repr(page.meta)) for page in pages]
    overrides = sorted(map(str, Path(str(config.theme.custom_dir)).rglob("*.html")))
    settings = (config.user_configs, config.site_url, config.nav, config.extra)
    return shown, overrides, repr(settings)


def _made_of(page: Page) -> Any:
    addresses = (page.url, page.abs_url, page.canonical_url, page.edit_url)
    return page.title, repr(page.meta), addresses, page.markdown, page.content


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
