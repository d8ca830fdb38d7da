"""What was made before, in a file with a seal: whole, or as good as not there.

A damaged file is said and made again; one that cannot be written is said and costs time only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

_END = b"\n"


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def read(file: Path, notice: Callable[[str], None]) -> bytes | None:
    """Return what was kept in a file; None if there is nothing, or not all that was written."""
    try:
        seal, _, content = file.read_bytes().partition(_END)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        notice(f"{file}: what is kept here cannot be read ({reason}), it is made again")
        return None
    if seal != _seal(content):
        notice(f"{file}: what is kept here is damaged, it is made again")
        return None
    return content


def write(file: Path, content: bytes, notice: Callable[[str], None]) -> None:
    """Keep something in a file, whole or not at all."""
    beside = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f"{file.stem}-", suffix=".new")
        with os.fdopen(handle, "wb") as new:
            new.write(_seal(content) + _END + content)
        Path(beside).replace(file)
    except OSError as error:
        notice(f"{file}: nothing can be kept here ({error.strerror or type(error).__name__})")
        if beside:
            with contextlib.suppress(OSError):
                Path(beside).unlink()


def once(
    cache: Path, name: str, content: str, make: Callable[[], bytes], notice: Callable[[str], None]
) -> bytes:
    """Return what is made of some content, made only if it is not kept in the folder ``cache``.

    Of what went by the same ``name`` and was made of other content, nothing stays.
    """
    file = cache / f"{name}-{hashlib.sha256(content.encode()).hexdigest()[:16]}.kept"
    kept = read(file, notice)
    if kept is not None:
        return kept
    made = make()
    forget(cache, f"{name}-*.kept")
    write(file, made, notice)
    return made


def forget(old: Path, pattern: str) -> None:
    """Remove the files of a folder with such names: what others, or older code, have kept."""
    with contextlib.suppress(OSError):
        for file in old.glob(pattern):
            file.unlink(missing_ok=True)
