"""A site built with all of :mod:`hostile`: nothing runs, nothing is fetched, read or written."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

import hostile
from conftest import ROOT, Project, make_project, served
from search_quality import COUNT_ANSWERS, links, open_dialog
from test_practice import answer, begin

PLACE = ("project/out/", "project/.cache/")  # what a build may write
PAYLOADS = [*hostile.MARKUP, *hostile.SIGNS]


def tree(folder: Path) -> dict[str, bytes | str]:
    """Return what is in a folder, but for what Python keeps beside its modules."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if "__pycache__" in name:
            continue
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not path.is_dir():
            found[name] = "neither file nor folder"
    return found


@pytest.fixture(scope="module")
def before_and_after(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Project, dict[str, Any], dict[str, Any], str]:
    """The site, what was in the folder above the project, what is there now, and what was said."""
    above = tmp_path_factory.mktemp("hostile")
    (above / "project").mkdir()
    made = hostile.make(partial(make_project, above / "project"))
    before = tree(above)
    result = made.build()
    assert result.returncode == 0, result.stderr
    return made, before, tree(above), result.stderr


@pytest.fixture(scope="module")
def made(before_and_after: tuple[Project, Any, Any, str]) -> Project:
    return before_and_after[0]


# -- what is read and written ----------------------------------------------------------------


def test_nothing_is_written_beside_the_site_and_the_cache(
    before_and_after: tuple[Project, dict[str, Any], dict[str, Any], str],
) -> None:
    _, before, after, _ = before_and_after
    kept = {name: content for name, content in after.items() if not name.startswith(PLACE)}
    assert kept == before
    assert len(after) > len(kept)


def test_nothing_is_read_from_outside_the_notes(made: Project) -> None:
    for name, content in tree(made.folder).items():
        if name.startswith(("out/", ".cache/")):
            assert isinstance(content, bytes), name
            assert hostile.SECRET.encode() not in content, name
    published = {path.name for path in (made.site / "raw").rglob("*") if path.is_file()}
    assert published == {"fine.png", "a b.png", f"{hostile.NAMES[3]}.png"}


def test_what_is_left_out_is_said_and_no_line_commands_the_terminal(
    before_and_after: tuple[Project, Any, Any, str],
) -> None:
    said = before_and_after[3]
    for name in ("raw/stolen.txt", "raw/stolen.md", "raw/names/stolen.png", "stolen-page.md"):
        assert f"{name}: a link out of notes/, left out" in said
    assert 'raw/pictures/evil.svg: an attribute "onload" is in this picture, left out' in said
    assert "conflicts with" not in said
    assert all(line.isprintable() for line in said.split("\n"))


def test_every_payload_is_in_the_data_as_it_was_typed(made: Project) -> None:
    words = "\n".join(entry["text"] for entry in (*made.data["notes"], *made.data["dropped"]))
    for payload in PAYLOADS:
        assert payload in words
    titles = [topic["title"] for topic in made.data["topics"]]
    assert titles[:10] == hostile.MARKUP[:10]
    corrected = [x["original"] for note in made.data["notes"] for x in note["corrections"]]
    assert len(corrected) == len(PAYLOADS)


def test_no_template_is_filled_twice(made: Project) -> None:
    for page in made.site.rglob("*.html"):
        assert str(7 * 7777) not in page.read_text("utf-8"), page


# -- what runs in the browser ----------------------------------------------------------------

# What can act in a page, each as a line that is the same on every page of a good site.
ACTIVE = r"""(root) => {
  const kinds = "script, link, meta, base, form, input, iframe, object, embed, style, frame";
  const near = (address) => (address ?? "").replace(/^(\.\.?\/)+/, "");
  const same = (text) => text.trim().replace(/"\.\.?(\/\.\.)*"/, '".."');
  const described = (element) => [
    element.localName,
    ...["id", "name", "type", "rel", "http-equiv"].map((name) => element.getAttribute(name)),
    element.rel === "stylesheet" ? near(element.getAttribute("href")) : "",
    element.src ? near(element.getAttribute("src")) : same(element.textContent).slice(0, 40),
  ].join("|").replace(/\d+/g, "0");
  const loading = "src srcset poster background action formaction data style".split(" ");
  const acts = ({ name, value }) => [
    /^on/i.test(name),
    /^\s*(javascript|data|vbscript|blob|file):/i.test(value),
    loading.includes(name) && /^\s*(https?:)?[\/\\]{2}|url\(/i.test(value),
  ].some(Boolean);
  return [...new Set([...(root ?? document).querySelectorAll("*")].flatMap((element) => [
    ...(element.matches(kinds) ? [described(element)] : []),
    ...[...element.attributes]
      .filter(acts)
      .map(({ name, value }) => `${element.localName} ${name}=${value}`),
  ]))];
}"""


def acting(page: Page) -> set[str]:
    return set(page.evaluate(ACTIVE))


@pytest.fixture(scope="module")
def usual(browser: Browser, address: str) -> set[str]:
    """What acts in the pages of a good site."""
    page = browser.new_page()
    found: set[str] = set()
    for path in ("", "modeling/", "glossary/", "sources/", "map/", "practice/", "404.html"):
        page.goto(address + path)
        found |= acting(page)
    page.close()
    return found


@pytest.fixture(scope="module")
def site(made: Project) -> Iterator[str]:
    with served(made.site) as url:
        yield url


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A context in which whatever runs, opens or asks another host fails the test."""
    opened = browser.new_context()
    opened.add_init_script("globalThis.hacked = () => console.error('a script ran');")
    opened.add_init_script(COUNT_ANSWERS)
    troubles: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        troubles.append(dialog.message)
        dialog.dismiss()

    opened.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    opened.on("weberror", lambda error: troubles.append(str(error.error)))
    opened.on("dialog", dismiss)
    opened.on(
        "request",
        lambda r: None if r.url.startswith((site, "data:image/svg")) else troubles.append(r.url),
    )
    yield opened
    opened.close()
    assert troubles == []


def test_nothing_acts_in_any_page_that_does_not_act_in_a_good_one(
    context: BrowserContext, site: str, made: Project, usual: set[str]
) -> None:
    page = context.new_page()
    paths = [path.relative_to(made.site).as_posix() for path in made.site.rglob("*.html")]
    assert len(paths) > 40
    for path in sorted(paths):
        page.goto(site + path.removesuffix("index.html"))
        assert acting(page) - usual == set(), path
        for term in page.locator("a.kb-term").all()[:3]:  # the preview takes over its definition
            term.focus()
        page.mouse.move(300, 300)


def test_nothing_acts_in_the_results_of_a_search(
    context: BrowserContext, site: str, usual: set[str]
) -> None:
    page = context.new_page()
    open_dialog(page, site)
    for payload in [*PAYLOADS, "kinesis", "evil", "term", "hand", "x formula"]:
        links(page, payload)
        assert acting(page) - usual == set(), payload
    assert len(links(page, "hacked")) == 10  # the dialog shows so many before it is scrolled
    results = page.locator(".md-search-result__link").all_inner_texts()
    assert all("hacked()" in words for words in results)  # as text


def test_nothing_acts_in_any_card(context: BrowserContext, site: str, usual: set[str]) -> None:
    """The Practice page makes elements of a side of a card as its document does."""
    page = context.new_page()
    page.goto(f"{site}practice/")
    count, acts = page.evaluate(
        """(acting) => {
          const sides = Object.values(kbCards.sides).flatMap((one) => [one.question, one.answer]);
          const shown = sides.map((html) => document.createRange().createContextualFragment(html));
          return [sides.length, shown.flatMap(eval(acting))];
        }""",
        ACTIVE,
    )
    assert count > 200
    assert acts == []
    begin(page)
    for _ in range(5):
        answer(page, 4)
        assert acting(page) - usual == set()


@pytest.mark.parametrize("name", ["h", "q"])
def test_nothing_acts_by_an_address(
    context: BrowserContext, site: str, usual: set[str], name: str
) -> None:
    page = context.new_page()
    for payload in PAYLOADS[:30:3]:
        page.goto(f"{site}?{urlencode({name: payload})}#{quote(payload)}")
        assert acting(page) - usual == set(), payload


# -- what ends the build -----------------------------------------------------------------------

# Every reader of a data file is given every text, in a process with so much time and memory.
READ = """
import json, sys
sys.path[:0] = [{hooks!r}, {tests!r}]
import hostile
from kb.amendments import corrections_from, formulas_from
from kb.glossary import terms_from
from kb.model import KbError
from kb.repeats import twins_from
from kb.topics import topics_from
said = {{}}
for name, text in hostile.YAML.items():
    for read in (topics_from, terms_from, corrections_from, formulas_from, twins_from):
        try:
            read("f.yml", text)
        except KbError as error:
            said.setdefault(name, []).append(str(error))
print(json.dumps(said))
"""
SECONDS, BYTES = 60, 2 << 30


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def test_no_data_file_holds_more_than_plain_data(tmp_path: Path) -> None:
    code = READ.format(hooks=str(ROOT / "hooks"), tests=str(ROOT / "tests"))
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit,
    )
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    assert said.keys() == hostile.YAML.keys()
    for name, lines in said.items():
        assert len(lines) == 5, name
        for line in lines:
            assert line.startswith("f.yml:") and len(line) < 600 and line.isprintable(), line
    assert not list(tmp_path.iterdir())
