"""What the core needs done outside of itself: each may start a process, keep files or remember."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from kb.memory import Recall, anew
from kb.model import Typeset
from kb.termmap import Graph

Formula = tuple[str, bool]  # TeX, and whether it is a display formula

Typesetter = Callable[[Collection[Formula]], Mapping[Formula, Typeset]]  # answers each formula
Mapper = Callable[[Graph], Mapping[str, tuple[float, float]]]  # key of each node -> its spot


@dataclass(frozen=True, slots=True)
class Tools:
    typeset: Typesetter
    lay_out: Mapper
    recall: Recall = anew
