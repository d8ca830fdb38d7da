"""How much work a function does: counted, not timed, so that a busy machine changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

GROWTH = 8  # times the input
MOST = 2 * GROWTH  # times the work: beside what grows with the input, but far from its square


def steps(function: Callable[..., object], *arguments: object) -> int:
    """Return how many lines of Python run in a call.

    What C code does by itself is not seen, a regular expression that goes back again and again,
    say.
    """
    count = 0

    def see(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return see

    before = sys.gettrace()
    sys.settrace(see)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return count


class Seen(str):
    """A text whose hash is computed in Python: what sets and dicts of C do with it counts too."""

    __slots__ = ()

    def __hash__(self) -> int:
        return super().__hash__()
