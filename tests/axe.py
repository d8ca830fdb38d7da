"""What axe-core finds wrong with a page as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

# What is right is not written out, nor sent: it takes most of the time on a large page.
_RUN = """async ([context, options]) => {
  const found = await axe.run(context, {...options, resultTypes: ["violations"]});
  return found.violations.map(({id, nodes}) => [id, nodes[0].html.slice(0, 160)]);
}"""

Context = dict[str, list[str]]

_AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page, part: str = ":root") -> list[tuple[str, str]]:
    """Return (rule, beginning of the first element that breaks it) for a part of the page."""
    return _broken(page, {"include": [part]}, {})


def small_targets(page: Page) -> list[tuple[str, str]]:
    """Return what a finger can hardly hit: below 24 px, and something else is near."""
    return _broken(page, {"include": [":root"]}, {"runOnly": ["target-size"]})


def _broken(page: Page, context: Context, options: dict[str, Any]) -> list[tuple[str, str]]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE.read_text("utf-8"))
    return [(rule, html) for rule, html in page.evaluate(_RUN, [context, options])]
