"""Where something was looked up, and when: what two data files say of their entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from kb.markup import is_web
from kb.model import KbError

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def check_origin(where: str, entry: Mapping[str, Any]) -> None:
    """Raise :class:`KbError` where "source" is no web address or "checked" no day.

    ``where`` is file and line of the entry.
    """
    source, checked = entry.get("source"), entry.get("checked")
    if source is not None and not is_web(source):
        raise KbError(f'{where}: "source" is no web address, expected https://...')
    if checked is not None and not _is_day(checked):
        raise KbError(f'{where}: "checked" is no date, expected year-month-day')


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
