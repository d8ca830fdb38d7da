"""What a reader's browser loads with a page, and what holds the page back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

import bench_load
from conftest import Make, Project
from together import can_move, one_of, theme_styles

SHOWN = ["", "modeling/", "glossary/", "formulas/", "map/"]
# Name and whether it blocks rendering, of all that a page has loaded.
LOADED = """performance.getEntriesByType("resource")
  .filter(({ name }) => !name.endsWith(".png") && !name.endsWith(".svg"))
  .map(({ name, renderBlockingStatus }) => [name, renderBlockingStatus])"""


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_loads_one_stylesheet_and_two_scripts_and_no_search(
    browser: Browser, address: str, path: str
) -> None:
    page = browser.new_page()
    page.goto(address + path, wait_until="networkidle")
    loaded = {name.removeprefix(address): status for name, status in page.evaluate(LOADED)}
    assert not page.context.service_workers and not page.workers
    page.close()
    kinds = sorted(re.sub(r"\.\w+\.(min\.)?", ".", name) for name in loaded)
    assert kinds == ["assets/javascripts/bundle.js", "assets/site.css", "assets/site.js"]
    blocking = [name for name, status in loaded.items() if status == "blocking"]
    assert [name for name in blocking if not name.endswith(".css")] == []


@pytest.mark.parametrize("path", ["", "modeling/"])
def test_a_first_visit_is_five_requests(browser: Browser, author: Project, path: str) -> None:
    """The page, a stylesheet, two scripts and one icon."""
    assert len(bench_load.loaded(browser, author.site, path)) == 5


def test_opening_the_search_loads_its_worker_and_its_index(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    with page.expect_response("**/search/worker.js"), page.expect_response("**/search/index.json"):
        page.keyboard.press("/")
    page.close()


def test_pages_name_the_same_two_files_wherever_they_are(author: Project) -> None:
    named = {
        name
        for page in author.site.rglob("*.html")
        if page.parent.name != "practice"  # which has more of its own
        for name in re.findall(r"assets/(?:site|kb)[\w.-]*\.(?:css|js)", page.read_text("utf-8"))
    }
    assert len(named) == 2
    assert all((author.site / name).exists() for name in named)
    gathered = ("kb.css", "kb.js", "kb-search.js", "kb-terms.js")
    assert not [name for name in gathered if (author.site / "assets" / name).exists()]


def test_what_others_name_stays_in_its_place(project: Make) -> None:
    """A script may need the theme's, a stylesheet may lie beside its pictures."""
    made = project({"a.txt": "- Kinesis\n"})
    config = (made.folder / "mkdocs.yml").read_text("utf-8")
    config = config.replace("extra_css: [", "extra_css: [mine.css, below/mine.css, ")
    config = config.replace("extra_javascript: [", "extra_javascript: [mine.js, ")
    (made.folder / "mkdocs.yml").write_text(config, "utf-8")
    notes = made.folder / "notes"
    (notes / "mine.css").write_text("p { color: red }\n")
    (notes / "below").mkdir()
    (notes / "below" / "mine.css").write_text("p { background: url(pic.png) }\n")
    (notes / "mine.js").write_text("document$.subscribe(() => {});\n")
    result = made.build("--strict")
    assert result.returncode == 0, result.stderr
    page = (made.site / "index.html").read_text("utf-8")
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert len(styles) == 2 and styles[1] == "below/mine.css"
    assert "color: red" in (made.site / styles[0]).read_text("utf-8")
    scripts = re.findall(r'<script src="([^"]+)"', page)
    assert [re.sub(r"\.\w+\.(min\.)?", ".", x) for x in scripts] == [
        "assets/site.js",
        "assets/javascripts/bundle.js",
        "mine.js",
    ]


def test_a_theme_with_other_stylesheets_keeps_them() -> None:
    assert theme_styles(["assets/stylesheets/main.1.min.css", "style.css"]) == []
    usual = ["assets/stylesheets/main.1.min.css", "assets/stylesheets/palette.2.min.css"]
    assert theme_styles([*reversed(usual), "assets/kb.css"]) == usual


MOVES = {
    "a{b:url(data:x)}": True,
    "a{b:url(https://x.example/y)}": True,
    "a{b:url('/y')}": True,
    "a{b:url(#y)}": True,
    "a{b:url(y.png)}": False,
    'a{b:url( "../y.png")}': False,
    '@import "y.css";': False,
}


@pytest.mark.parametrize("style", MOVES)
def test_a_style_moves_if_it_names_nothing_beside_it(style: str) -> None:
    assert can_move(style) == MOVES[style]


def test_other_texts_have_another_name_and_comments_stay_behind() -> None:
    path, content = one_of(
        ["/* why\n   */\na{}\n", "b{}\n/*# sourceMappingURL=b.css.map */"], "css"
    )
    assert content.split() == [b"a{}", b"b{}"]
    assert one_of(["c{}"], "css")[0] != path
    assert one_of(["c{}"], "css")[0] == one_of(["c{}"], "css")[0]
