"""Drawings that were made before, in one file: a seal, and JSON on the next line.

What is wrong with the file is said and costs time only.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import astuple
from pathlib import Path

from kb.pictures.drawing import Drawing, Stroke, Words


def read(store: Path, notice: Callable[[str], None]) -> dict[str, Drawing]:
    """Return the drawings that the file holds, by key; none if it is damaged."""
    try:
        seal, _, text = store.read_text("utf-8").partition("\n")
        if seal != _seal(text):
            raise ValueError("not what was written")
        return {
            key: Drawing(
                width,
                height,
                tuple(Stroke(*stroke) for stroke in strokes),
                tuple(Words(*line) for line in words),
            )
            for key, (width, height, strokes, words) in json.loads(text).items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        reason = type(error).__name__
        notice(f"{store}: the plots kept here cannot be read ({reason}), drawn again")
        return {}


def _seal(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def write(store: Path, drawings: Mapping[str, Drawing], notice: Callable[[str], None]) -> None:
    """Keep drawings, and none of those before: whole or not at all."""
    text = json.dumps({key: astuple(made) for key, made in drawings.items()})
    beside = ""
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=store.parent, prefix="plots-", suffix=".new")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{_seal(text)}\n{text}")
        Path(beside).replace(store)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        notice(f"{store}: the plots cannot be kept here ({reason})")
        if beside:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
