"""What stands in for the tools of the core, where a test is not about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kb.memory import Recall, anew
from kb.model import Tex, Typeset
from kb.tools import Tools, Typesetter


def as_tex(formulas: Collection[Tex]) -> Mapping[Tex, Typeset]:
    """Stand in for MathJax: a formula is its TeX between dollar signs."""
    return {(tex, display): Typeset(f"${tex}$", None) for tex, display in formulas}


def tools(typeset: Typesetter = as_tex, recall: Recall = anew) -> Tools:
    """Return tools that draw, lay out and pack nothing."""
    return Tools(
        typeset=typeset,
        lay_out=lambda graph: {},
        draw=lambda plots: {},
        pack=lambda cards: b"",
        scheduler=lambda: b"",
        recall=recall,
    )


def silent(message: str) -> None:
    """Stand in for what passes notices on, where there is nothing to notice."""
    raise AssertionError(f"notice: {message}")
