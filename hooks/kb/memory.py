"""What pure functions returned, kept for the builds to come: one of ``serve`` redoes what changed.

Nothing can be out of date: an answer is kept by all that it was made from, and by the function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Recall(Protocol):
    """Calls a pure function, or returns what it has returned for equal arguments.

    What is returned is shared: nobody may change it.
    """

    def __call__(self, function: Callable[[*Ts], T], /, *arguments: *Ts) -> T: ...


def anew(function: Callable[[*Ts], T], /, *arguments: *Ts) -> T:
    """Call a function: a build that is the only one remembers nothing."""
    return function(*arguments)


class Memory:
    """Remembers what functions returned for as long as builds go on asking for it."""

    def __init__(self) -> None:
        self._before: dict[tuple[Any, ...], Any] = {}
        self._now: dict[tuple[Any, ...], Any] = {}

    def recall(self, function: Callable[[*Ts], T], /, *arguments: *Ts) -> T:
        """Return what a function returns; one whose arguments have no hash is called each time."""
        key = (function, *arguments)
        try:
            known = self._now if key in self._now else self._before
        except TypeError:
            return function(*arguments)
        found: T = known[key] if key in known else function(*arguments)
        self._now[key] = found
        return found

    def forget(self) -> None:
        """Drop what was not asked for since this was called last."""
        self._before, self._now = self._now, {}
