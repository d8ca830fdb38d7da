"""From raw notes to the pages of a site.

Raw text -> notes -> each one placed under a topic, corrected, its formulas typeset, its terms
found, shapes and pictures made of some -> pages, sheets and cards, a data export, what the search
reads.  This package knows neither MkDocs nor the file system: it
takes what was read and returns what is to be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kb.frame import Frame
from kb.knowledge import Data, knowledge_of
from kb.library import library_of
from kb.model import KbError
from kb.site import Site, site_of
from kb.tools import Tools

__all__ = ["Data", "Frame", "KbError", "Site", "Tools", "build"]


def build(raw: Mapping[str, bytes], data: Data, frame: Frame, tools: Tools) -> Site:
    """Return the site of raw files (path relative to ``notes/`` -> content).

    Raises :class:`KbError`, whose text is one line for a person, where something cannot be read.
    """
    library = library_of(raw, tools.recall)
    knowledge = knowledge_of(library, data, tools)
    site = site_of(library, knowledge, frame, tools)
    return replace(site, problems=library.problems + knowledge.problems + site.problems)
