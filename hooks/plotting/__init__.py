"""Plots as strokes and words: Matplotlib draws them, once for each content.

Beside the core, not in it, because it keeps files; the library is imported only for a new plot.
A package, because only what lies in one can still be imported when MkDocs has loaded the hooks.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path

from kb.pictures.drawing import Drawing
from kb.pictures.plots import Plots
from plotting import store

_HERE = Path(__file__).parent
_MAKERS = (*_HERE.glob("*.py"), _HERE.parent / "kb/pictures/labels.py")


def drawings(
    wanted: Collection[Plots], cache: Path, notice: Callable[[str], None]
) -> dict[Plots, Drawing]:
    """Return the drawing of each.

    ``cache`` is a folder (made if missing); what is wrong with it goes to ``notice`` and costs
    time only.
    """
    if not wanted:
        return {}
    maker = version("matplotlib") + "".join(path.read_text("utf-8") for path in sorted(_MAKERS))
    keys = {one: _hash(f"{maker}{json.dumps(astuple(one))}") for one in wanted}
    file = cache / "plots.kept"
    known = store.read(file, notice)
    if all(key in known for key in keys.values()):
        return {one: known[key] for one, key in keys.items()}
    drawn = _drawer(cache)
    made = {one: known.get(key) or drawn(one) for one, key in keys.items()}
    store.write(file, {keys[one]: drawing for one, drawing in made.items()}, notice)
    return made


def _drawer(cache: Path) -> Callable[[Plots], Drawing]:
    """Import what draws.  It lists the fonts it finds: in the cache, not in somebody's home."""
    if told := "MPLCONFIGDIR" not in os.environ:
        os.environ["MPLCONFIGDIR"] = str(cache.resolve() / "matplotlib")
    try:
        from plotting.figures import drawn  # 0.7 s, and only a new plot needs it
    finally:
        if told:
            del os.environ["MPLCONFIGDIR"]
    return drawn


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
