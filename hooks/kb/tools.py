"""What the core needs done outside of itself: each may start a process, keep files or remember."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.memory import Recall, anew
from kb.model import ShownCard, Tex, Typeset
from kb.pictures import Drawer
from kb.termmap import Graph

Typesetter = Callable[[Collection[Tex]], Mapping[Tex, Typeset]]  # answers each formula
Packer = Callable[[Sequence[ShownCard]], bytes]  # cards -> an Anki package
Mapper = Callable[[Graph], Mapping[str, tuple[float, float]]]  # key of each node -> its spot


@dataclass(frozen=True, slots=True)
class Tools:
    typeset: Typesetter
    lay_out: Mapper
    draw: Drawer
    pack: Packer
    scheduler: Callable[[], bytes]  # the script that says when a card returns
    recall: Recall = anew
