"""The files of the search in the browser: its worker, in one piece, and its index.

The worker is MiniSearch and a stemmer, both from npm, and the scripts of
``theme_overrides/search``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kb.model import KbError

WORKER = "search/worker.js"
INDEX = "search/index.json"
_THEME_INDEX = "search/search_index.json"  # what the theme's plugin writes

_PACKAGES = ("minisearch/dist/umd/index.js", "stemmer/index.js")
_SCRIPTS = ("words.js", "query.js", "engine.js", "results.js", "worker.js")
_LINE_COMMENT = re.compile(r"^[ \t]*//[^\n]*\n", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=function|const|class)", re.MULTILINE)
_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SAID = {  # of what is found: notes, terms and formulas, where the theme's search finds documents
    "1 matching document": "1 result",
    "# matching documents": "# results",
    "No matching documents": "Nothing found",
}


def worker_script(node_modules: Path, scripts: Path) -> bytes:
    """Return the worker: one classic script that needs nothing but the index.

    ``scripts`` is the folder of our own ones.  Raises :class:`KbError` where a package is missing.
    """
    try:
        packages = [(node_modules / name).read_text("utf-8") for name in _PACKAGES]
    except OSError as error:
        raise KbError(
            f"{error.filename}: this file is missing, expected the npm packages (run make)"
        ) from None
    own = [(scripts / name).read_text("utf-8") for name in _SCRIPTS]
    parts = [bare(_EXPORT.sub("", text)) for text in (*packages, *own)]
    return "\n".join(parts).encode()


def bare(script: str) -> str:
    """Return a script without the comments that have lines of their own: half of MiniSearch."""
    return _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", script))


def write_index(site: Path, index: Mapping[str, Any]) -> None:
    """Write the index: what the theme's plugin read of pages written by hand goes into ours."""
    theirs = site / _THEME_INDEX
    text = theirs.read_text("utf-8") if theirs.exists() else None
    theirs.unlink(missing_ok=True)
    (site / INDEX).write_bytes(index_json(index, text))


def index_json(index: Mapping[str, Any], theme_index: str | None) -> bytes:
    """Return the index with the pages written by hand, which the theme's plugin has read.

    ``theme_index`` is what the plugin wrote; generated pages are left out of that.
    """
    docs = json.loads(theme_index)["docs"] if theme_index else []
    others = [
        {"title": _text(x["title"]), "address": x["location"], "text": _text(x["text"])}
        for x in docs
    ]
    data = {**index, "others": others}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _text(html: str) -> str:
    return Markup(_TAG.sub(" ", html)).unescape().strip()


def with_worker(config: str, address: str) -> str | None:
    """Return the theme's configuration block with our worker in place of its own.

    None if the block names none: then the theme has no search that we know how to serve.
    """
    found = _CONFIG.search(config)
    if found is None:
        return None
    try:
        values = json.loads(found[2])
    except ValueError:
        return None
    if not isinstance(values, dict) or not values.get("search"):
        return None
    values["search"] = address
    if isinstance(said := values.get("translations"), dict):
        values["translations"] = {key: _SAID.get(str(words), words) for key, words in said.items()}
    text = (
        json.dumps(values).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    )
    return config[: found.start(2)] + text + config[found.end(2) :]
