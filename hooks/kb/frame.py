"""What stands around the notes on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from jinja2 import Environment

from kb.layout import Addresses


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pages need beside the notes."""

    name: str  # of the site
    templates: Environment
    front: str | None  # the text of index.md
    images: Sequence[str]  # paths relative to notes/
    edit_base: str | None  # address under which notes/ can be edited on its host
    addresses: Addresses

    def edit_url(self, source: str, line: int | None = None) -> str | None:
        """Return the address at which a line of a raw file can be edited, if there is one.

        Without a line it is what the addresses of all lines begin with.
        """
        if self.edit_base is None:
            return None
        return f"{self.edit_base}{quote(source)}#L{'' if line is None else line}"
