"""The core alone, with stand-ins for what it has done outside of itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from html import escape
from typing import Any

from conftest import ROOT
from document_templates import templates_in
from kb import Data, Frame, Site, Tools, build
from kb.layout import Addresses
from kb.model import Tex, Typeset
from kb.pictures.drawing import Drawing

TEMPLATES = templates_in(ROOT / "theme_overrides")


def typeset(formulas: Collection[Tex]) -> dict[Tex, Typeset]:
    """Stand in for MathJax: markup for two formulas of three, an error for the third."""
    return {
        (tex, display): Typeset(
            f'<span class="kb-math" data-tex="{escape(tex)}"><svg><g></g></svg></span>', None
        )
        if len(tex) % 3
        else Typeset(None, "It's <no> TeX")
        for tex, display in formulas
    }


TOOLS = Tools(
    typeset=typeset,
    lay_out=lambda graph: {node.key: (1.0, 1.0) for node in graph.nodes},
    draw=lambda plots: {one: Drawing(1.0, 1.0, (), ()) for one in plots},
    pack=lambda cards: repr(cards).encode("utf-8"),
    scheduler=lambda: b"",
)


def built(raw: Mapping[str, str | bytes], data: Data, edit_base: str | None = None) -> Site:
    """Return the site of raw files (path below notes/raw -> content)."""
    files = {
        f"raw/{name}": text if isinstance(text, bytes) else text.encode()
        for name, text in raw.items()
    }
    return build(files, data, Frame("Notes", TEMPLATES, None, (), edit_base, Addresses()), TOOLS)


def exported(site: Site) -> dict[str, Any]:
    """Return the content of notes.json."""
    found: dict[str, Any] = json.loads(site.files["notes.json"])
    return found
