"""The scheduler of the Practice page: ts-fsrs from npm, served from our own site.

Beside the core, not in it, because it reads files.
"""

from __future__ import annotations

import re
from pathlib import Path

from kb.model import KbError

_PACKAGE = "node_modules/ts-fsrs"
_MAP = re.compile(r"^//# sourceMappingURL=.*\n?", re.MULTILINE)


def script(project: Path) -> bytes:
    """Return ts-fsrs as a script that defines ``FSRS``, with its licence at the top.

    ``project`` is the folder with ``node_modules``.  Raises :class:`KbError` if it is not there.
    """
    package = project / _PACKAGE
    try:
        code = (package / "dist/index.umd.js").read_text("utf-8")
        licence = (package / "LICENSE").read_text("utf-8")
    except (OSError, ValueError):
        mend = "`make build` installs it (by hand: `npm ci --ignore-scripts`)"
        raise KbError(f"ts-fsrs is not installed in {package.parent}: {mend}") from None
    return f"/*! ts-fsrs\n\n{licence.strip()}\n*/\n{_MAP.sub('', code)}".encode()
