"""TeX in, finished markup out: MathJax in Node, started at most once and only for what is new.

What MathJax answers (:mod:`node`) is checked and wrapped (:mod:`formula_markup`), and kept
(:mod:`formula_store`).  Beside the core, not in it, because it reads files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import formula_store
from formula_markup import typeset_from
from kb.model import KbError, Tex, Typeset
from node import MEND, MathJaxMissing, answers, program

_FORMAT = 2  # of formula_markup and of the rules below: raise it, and all is typeset anew
_SCRIPT = Path(__file__).with_name("mathjax.mjs")

_LONGEST = 10_000  # characters; a page of TeX has 3,000
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def typeset(
    formulas: Collection[Tex],
    *,
    project: Path,
    cache: Path,
    notice: Callable[[str], None],
    node: Path | None = None,
    timeout: float | None = None,
) -> dict[Tex, Typeset]:
    """Return the markup of every formula, or why there is none.

    ``project`` is the folder with ``node_modules``, ``cache`` a folder for what is made (made if
    missing; what is wrong with it goes to ``notice`` and costs time only).  ``node`` is found if
    not given; ``timeout`` is in seconds, by default a minute and 50 ms a formula.  Raises
    :class:`KbError` if MathJax cannot be asked, :class:`MathJaxMissing` if it is not installed.
    """
    answers = {one: Typeset(None, why) for one in formulas if (why := _unfit(one[0]))}
    keys = {}
    if fit := sorted({*formulas} - {*answers}):
        maker = _maker(project)
        keys = {one: _hash(f"{maker} {one[1]:d} {one[0]}") for one in fit}
        store = cache / "formulas.sqlite"
        known = formula_store.read(store, list(keys.values()), notice)
        answers |= {one: known[key] for one, key in keys.items() if key in known}
        if fresh := [one for one in fit if one not in answers]:
            answers |= (made := _make(fresh, project, node, timeout))
            kept = {keys[one]: answer for one, answer in made.items()}
            formula_store.write(store, maker, kept, notice)
    return {one: answers[one] for one in formulas}


def _unfit(tex: str) -> str | None:
    if len(tex) > _LONGEST:
        return f"Longer than {_LONGEST} characters"
    if not tex.isprintable() and (bad := _UNFIT.search(tex)):
        return f"There is an unprintable character (U+{ord(bad[0]):04X})"
    return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _maker(project: Path) -> str:
    """Return what distinguishes answers of this MathJax and this code from those of any other.

    A warm cache serves without ``node_modules``, so the lock file's version stands in for it.
    """
    installed, locked = project / "node_modules/mathjax/package.json", project / "package-lock.json"
    for file, way in ((installed, ()), (locked, ("packages", "node_modules/mathjax"))):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(file.read_text("utf-8"))
            for step in way:
                record = record[step]
            return _hash(f"{_FORMAT} {record['version']} {_SCRIPT.read_text('utf-8')}")
    raise _missing(project)


def _missing(project: Path) -> MathJaxMissing:
    return MathJaxMissing(f"MathJax is not installed in {project / 'node_modules'}: {MEND}")


def _make(
    formulas: Sequence[Tex], project: Path, node: Path | None, timeout: float | None
) -> dict[Tex, Typeset]:
    if not (project / "node_modules/mathjax/package.json").is_file():
        raise _missing(project)
    command = [str(node or program()), str(_SCRIPT), str(project.resolve())]
    lines = answers(command, formulas, timeout or 60 + 0.05 * len(formulas))
    try:
        replies = [json.loads(line) for line in lines]
        made = [typeset_from(*pair) for pair in zip(formulas, replies, strict=True)]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise KbError(f"Node answered what is not MathJax's answer: {MEND}") from None
    return dict(zip(formulas, made, strict=True))
