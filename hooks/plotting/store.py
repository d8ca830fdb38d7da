"""Drawings that were made before, in one file.

What is wrong with the file is said and costs time only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple
from pathlib import Path

import sealed
from kb.pictures.drawing import Drawing, Stroke, Words


def read(store: Path, notice: Callable[[str], None]) -> dict[str, Drawing]:
    """Return the drawings that the file holds, by key; none if it is damaged."""
    return {
        key: Drawing(
            width,
            height,
            tuple(Stroke(*stroke) for stroke in strokes),
            tuple(Words(*line) for line in words),
        )
        for key, (width, height, strokes, words) in json.loads(
            sealed.read(store, notice) or b"{}"
        ).items()
    }


def write(store: Path, drawings: Mapping[str, Drawing], notice: Callable[[str], None]) -> None:
    """Keep drawings, and none of those before: whole or not at all."""
    kept = {key: astuple(made) for key, made in drawings.items()}
    sealed.write(store, json.dumps(kept).encode(), notice)
