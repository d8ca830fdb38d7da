"""What axe-core finds wrong with a page as it stands."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page, part: str = ":root") -> list[tuple[str, str]]:
    """Return (rule, beginning of the first element that breaks it) for a part of the page."""
    page.evaluate(_AXE.read_text("utf-8"))
    found = page.evaluate("part => axe.run(part, {resultTypes: ['violations']})", part)
    return [(x["id"], x["nodes"][0]["html"][:160]) for x in found["violations"]]
