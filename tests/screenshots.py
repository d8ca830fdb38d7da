"""Pictures of the pages for the README, and for looking at a change.

``python tests/screenshots.py [FOLDER]`` builds the notes in notes/ and writes, into
.github/screenshots or FOLDER, the front page and the fullest topic; into FOLDER also the formulas
and the source page, on a desk and on a phone, light and dark.  Without FOLDER it also draws the
icon and the preview picture of the site anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from markupsafe import Markup, escape
from mkdocs.config import load_config
from playwright.sync_api import Browser, sync_playwright

from browser import launch
from conftest import ROOT, serve

README = ROOT / ".github" / "screenshots"
DESK = {"width": 1280, "height": 800}
THEME = ROOT / "theme_overrides"
PHONE = {"width": 390, "height": 844}


def fullest_topic(site: Path) -> str:
    """Return the address of the topic with most notes, relative to the site root."""
    data = json.loads((site / "notes.json").read_bytes())
    count = {
        topic["url"]: sum(note["topic"] == topic["title"] for note in data["notes"])
        for topic in data["topics"]
    }
    return str(max(count, key=count.__getitem__))


def shoot(browser: Browser, url: str, target: Path, size: dict[str, int], scheme: str) -> None:
    """Write one picture of one page."""
    context = browser.new_context(
        viewport={**size},  # type: ignore[arg-type]
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=target)
    context.close()
    print(target)


def draw(browser: Browser, html: str, target: Path, width: int, height: int) -> None:
    """Write a picture of an HTML text."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    page.screenshot(path=target, omit_background=True)
    page.close()
    print(target)


def draw_site(browser: Browser) -> None:
    """Write the icon for browsers that show no SVG, and the picture beside a link to the site."""
    icon = (THEME / "assets" / "favicon.svg").read_text("utf-8")
    style = "<style>body { margin: 0 }</style>"
    draw(browser, style + icon, THEME / "assets" / "images" / "favicon.png", 180, 180)
    config = load_config(str(ROOT / "mkdocs.yml"))
    social = (ROOT / "tests" / "data" / "social.html").read_text("utf-8")
    for name, value in {
        "name": config.site_name,
        "description": config.site_description or "",
        "logo": Markup((THEME / "partials" / "logo.html").read_text("utf-8")),
    }.items():
        social = social.replace(f"{{{{ {name} }}}}", escape(value))
    draw(browser, social, THEME / "assets" / "social.png", 1200, 630)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else README
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        site = Path(scratch, "site")
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
        subprocess.run(command, cwd=ROOT, check=True)
        server, address = serve(site)
        browser = launch(playwright)
        topic = fullest_topic(site)
        pages = {"front": "", "topic": topic}
        for name, path in pages.items():
            shoot(browser, address + path, folder / f"{name}.png", DESK, "light")
        if folder == README:
            draw_site(browser)
        else:
            more = {**pages, "formulas": "formulas/", "sources": "sources/"}
            for name, path in more.items():
                for size, where in ((DESK, "desk"), (PHONE, "phone")):
                    for scheme in ("light", "dark"):
                        target = folder / f"{name}-{where}-{scheme}.png"
                        shoot(browser, address + path, target, size, scheme)
        browser.close()
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
