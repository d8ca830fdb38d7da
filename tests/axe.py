"""What axe-core finds wrong with a page as it stands."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page, *more: str, part: str = ":root") -> list[tuple[str, str]]:
    """Return (rule, beginning of the first element that breaks it) for a part of the page.

    ``more`` names rules that axe leaves out unless asked.
    """
    page.evaluate(_AXE.read_text("utf-8"))
    rules = {name: {"enabled": True} for name in more}
    found = page.evaluate("([part, rules]) => axe.run(part, {rules})", [part, rules])
    return [(x["id"], x["nodes"][0]["html"][:160]) for x in found["violations"]]
