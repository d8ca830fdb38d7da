"""The search, in the real dialog of the author's site: what it finds, shows, loads and survives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from axe import violations
from conftest import DESK, ROOT, Make, Project, served, watch
from search_quality import (
    COUNT_ANSWERS,
    NONE,
    SIXTEEN,
    Ranks,
    links,
    open_dialog,
    queries,
    ranks,
)

FIELD = ".md-search__input"
LINK = ".md-search-result__link"
META = ".md-search-result__meta"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test on an error or a request to another host."""
    context = browser.new_context(viewport=DESK)
    opened = context.new_page()
    opened.add_init_script(COUNT_ANSWERS)
    troubles = watch(opened, address)
    yield opened
    context.close()
    assert troubles == []


def note_with(author: Project, words: str) -> dict[str, str]:
    found: list[dict[str, str]] = [x for x in author.data["notes"] if words in x["text"]]
    assert len(found) == 1
    return found[0]


# -- what it finds --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ranked(browser: Browser, address: str) -> list[Ranks]:
    page = browser.new_page()
    page.add_init_script(COUNT_ANSWERS)
    open_dialog(page, address)
    found = [ranks(query, links(page, query.words), {}) for query in queries()]
    page.close()
    return found


def test_nine_of_ten_queries_find_their_note_first(ranked: list[Ranks]) -> None:
    assert sum(x.rank == 0 for x in ranked) >= 0.9 * len(ranked)


def test_nearly_all_find_it_among_the_first_three(ranked: list[Ranks]) -> None:
    assert sum(x.rank < 3 for x in ranked) >= 0.98 * len(ranked)


def test_no_way_of_asking_falls_behind(ranked: list[Ranks]) -> None:
    for way in {x.query.way for x in ranked}:
        own = [x for x in ranked if x.query.way == way]
        assert sum(x.rank < 3 for x in own) >= 0.9 * len(own), way


def test_the_study_queries_that_the_notes_can_answer_are_answered(ranked: list[Ranks]) -> None:
    sixteen = SIXTEEN.lower().split()
    asked = [x for x in ranked if x.query.words.lower() in sixteen]
    assert len(asked) == 16
    assert [x.query.words for x in asked if x.rank == NONE] == []


def test_nonsense_finds_nothing(ranked: list[Ranks]) -> None:
    assert [x.query.words for x in ranked if x.query.way == "nonsense" and x.shown] == []


def test_the_entry_of_a_term_comes_first(ranked: list[Ranks]) -> None:
    assert [x.query.words for x in ranked if x.query.term and x.entry] == []


def test_how_many_there_are_is_said(page: Page, address: str) -> None:
    open_dialog(page, address)
    for words, said in {
        "statical": "1 result",
        "kinesis": "# results",
        "xyzzy": "Nothing found",
    }.items():
        count = len(links(page, words))
        expect(page.locator(META)).to_have_text(said.replace("#", str(count)))


def test_more_words_narrow_the_result(page: Page, address: str) -> None:
    open_dialog(page, address)
    asked = ("endpoint", "endpoint multi", "endpoint multi s3")
    counts = [len(links(page, words)) for words in asked]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 1


def test_a_page_written_by_hand_is_found(browser: Browser, project: Make) -> None:
    made = project({"a.txt": "- S3 stores objects"})
    about = made.folder / "notes" / "about.md"
    about.write_text("# About\n\nHow these *zebra* pages came to be.\n", "utf-8")
    assert made.build().returncode == 0
    page = browser.new_page()
    page.add_init_script(COUNT_ANSWERS)
    with served(made.site) as url:
        open_dialog(page, url)
        assert links(page, "zebra") == ["about/#"]
    page.close()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("glue \u2601\ufe0f", "glue "),  # an emoji with its variation selector
        ("\u2601\ufe0f glue", "glue"),
        ("glue \ufe0f-\u0301", "glue "),
    ],
    ids=["behind", "before", "marks"],
)
def test_signs_without_letters_are_no_words(
    page: Page, address: str, query: str, words: str
) -> None:
    open_dialog(page, address)
    assert links(page, query) == links(page, words) != []


# -- what it shows --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def marked(browser: Browser) -> Iterator[Callable[[str, str], str]]:
    """The function that shows a text with a word marked, in a page without anything else."""
    page = browser.new_page()
    for name in ("words.js", "results.js"):
        page.add_script_tag(path=ROOT / "theme_overrides" / "search" / name)

    def call(text: str, word: str) -> str:
        span = {"start": text.index(word), "end": text.index(word) + len(word)}
        return str(page.evaluate("([text, span]) => marked(text, [span])", [text, span]))

    yield call
    page.close()


LONG_WORD = "x" * 900
EXCERPTS = {
    "nothing is cut": ("a needle b", "needle"),
    "between words": ("word " * 200 + "needle " + "word " * 200, "needle"),
    "a long word before": (f"a {LONG_WORD} needle b", "needle"),
    "a long word behind": (f"a needle {LONG_WORD} b", "needle"),
    "within a long word": (f"{LONG_WORD}.needle.{LONG_WORD}", "needle"),
    "within one between words": (f"a {LONG_WORD}.needle.{LONG_WORD} b", "needle"),
    "at the very end": (f"{LONG_WORD}.needle", "needle"),
    "longer than there is room": (f"a {'y' * 400} b " * 3, "y" * 400),
    "long, behind many words": ("word " * 200 + LONG_WORD, LONG_WORD),
}


@pytest.mark.parametrize("name", EXCERPTS)
def test_an_excerpt_shows_the_match(marked: Callable[[str, str], str], name: str) -> None:
    text, word = EXCERPTS[name]
    html = marked(text, word)
    found = re.search("<mark>(.+)</mark>", html)
    assert found and (found[1] == word or (len(word) > 250 and word.startswith(found[1])))
    shown = re.sub("^… | …$|</?mark>", "", html)
    assert shown in text and len(shown) >= min(len(text), 130)
    assert len(shown) <= 260


def test_a_result_says_where_the_note_stands_and_marks_the_matches(
    page: Page, address: str, author: Project
) -> None:
    note = note_with(author, "SM_HOSTS")
    open_dialog(page, address)
    links(page, "containers for training")
    result = page.locator(LINK).first
    expect(result.locator(".kb-where")).to_have_text(f"{note['topic']} › {note['section']}")
    expect(result).to_contain_text("SM_HOSTS, SM_CURRENT_HOST are related to containers")
    assert "containers" in result.locator("mark").all_inner_texts()
    assert str(result.get_attribute("href")).partition("#")[2] == note["id"]


def test_original_words_that_were_corrected_are_shown_beside(page: Page, address: str) -> None:
    open_dialog(page, address)
    links(page, "statical")
    result = page.locator(LINK).first
    expect(result).to_contain_text("SVM - statistical approach")
    expect(result).to_contain_text("as written: SVM - statical approach")


def test_enter_lands_on_the_note_with_the_words_marked(
    page: Page, address: str, author: Project
) -> None:
    note = note_with(author, "SMOTE")
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("smote knn")
    expect(page.locator(LINK).first).to_contain_text("SMOTE")
    page.keyboard.press("Enter")
    page.wait_for_url(address + note["url"])  # the words to mark have left the address
    target = page.locator(f"[id='{note['id']}']")
    expect(target).to_be_in_viewport()
    expect(target.locator("mark")).to_have_text(["SMOTE", "knn"])
    expect(page.locator("mark.kb-found")).to_have_count(2)


TYPED_AT_ONCE = """(input, words) => {
    for (const [at] of [...words].entries()) {
        input.value = words.slice(0, at + 1);
        input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}"""


def test_enter_before_the_answer_waits_for_it(page: Page, address: str, author: Project) -> None:
    """The worker cannot answer in between; at first it has not even been started."""
    note = note_with(author, "SMOTE")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search/index.json", hold)
    page.goto(address)
    field = page.locator(FIELD)
    with page.expect_request("**/search/index.json"):
        field.focus()
    field.evaluate(TYPED_AT_ONCE, "smote knn")
    held[0].continue_()
    page.wait_for_url(address + note["url"])

    page.unroute("**/search/index.json")
    page.goto(address)
    field.fill("macie")
    expect(page.locator(LINK).first).to_contain_text(re.compile("macie", re.IGNORECASE))
    field.evaluate(TYPED_AT_ONCE, "smote knn")
    page.wait_for_url(address + note["url"])


def test_enter_is_forgotten_when_one_types_on(page: Page, address: str) -> None:
    page.goto(address)
    field = page.locator(FIELD)
    field.evaluate(TYPED_AT_ONCE, "smote knn")
    field.fill("macie")
    expect(page.locator(LINK).first).to_contain_text(re.compile("macie", re.IGNORECASE))
    assert page.url == address


def test_arrows_go_through_the_results_and_escape_closes(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("s")
    page.keyboard.type("endpoint")
    expect(page.locator(LINK).nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(LINK).nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(LINK).nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()


def test_a_suggestion_completes_the_word(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(FIELD).focus()
    page.keyboard.type("seasonal")
    expect(page.locator(".md-search__suggest")).to_have_text("seasonality")
    page.keyboard.press("ArrowRight")
    expect(page.locator(FIELD)).to_have_value("seasonality")


def test_the_share_link_holds_the_query(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(FIELD).focus()
    page.keyboard.type("leaky relu")
    expect(page.locator("[data-md-component='search-share']")).to_have_attribute(
        "href", re.compile(r"\?q=leaky\+relu$")
    )


def test_an_address_with_a_query_opens_the_dialog(page: Page, address: str) -> None:
    page.goto(f"{address}glue/?q=leaky+relu")
    expect(page.locator(LINK).first).to_contain_text(re.compile("leaky", re.IGNORECASE))
    expect(page.locator(FIELD)).to_have_value("leaky relu")


def test_pasting_and_dictation_search_and_clearing_empties(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(FIELD).fill("macie")  # no key is pressed, as when pasting
    expect(page.locator(LINK).first).to_contain_text(re.compile("macie", re.IGNORECASE))
    page.locator(".md-search__form button[type='reset']").click()
    expect(page.locator(LINK)).to_have_count(0)
    page.locator(FIELD).fill("parquet")
    expect(page.locator(LINK).first).to_contain_text(re.compile("parquet", re.IGNORECASE))


def test_it_works_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(address + "modeling/")
    page.locator("label.md-header__button[for='__search']").tap()
    page.locator(FIELD).fill("bookmark key")
    link = page.locator(LINK).first
    expect(link).to_be_in_viewport(ratio=1)
    box = link.bounding_box()
    assert box is not None and box["height"] >= 44
    link.tap()
    expect(page.locator("mark.kb-found").first).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["multi model", "statical", "qwertyuiop"])
def test_axe_finds_nothing_in_the_open_dialog(
    browser: Browser, address: str, scheme: str, query: str
) -> None:
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.add_init_script(COUNT_ANSWERS)
    open_dialog(page, address)
    links(page, query)
    expect(page.locator(".md-search__output")).to_have_css("opacity", "1")
    assert violations(page) == []
    context.close()


# -- what it loads --------------------------------------------------------------------------


def test_nothing_of_it_loads_before_the_dialog_is_opened(page: Page, address: str) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.removeprefix(address)))
    page.goto(address + "modeling/", wait_until="networkidle")
    assert [url for url in loaded if "search/" in url or "workers/" in url] == []
    page.locator(FIELD).fill("athena")
    expect(page.locator(LINK).first).to_be_visible()
    assert sorted(x for x in loaded if "search/" in x) == ["search/index.json", "search/worker.js"]


def test_no_second_index_is_shipped(author: Project) -> None:
    assert sorted(path.name for path in (author.site / "search").iterdir()) == [
        "index.json",
        "worker.js",
    ]


@pytest.mark.parametrize("file", ["index.json", "worker.js"])
def test_what_does_not_load_is_said_and_tried_again(
    browser: Browser, address: str, file: str
) -> None:
    page = browser.new_page()
    page.route(f"**/search/{file}", lambda route: route.abort())
    page.goto(address)
    page.locator(FIELD).focus()
    expect(page.locator(META)).to_have_text("The search could not be loaded.")
    page.unroute(f"**/search/{file}")
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()
    # The theme takes a field that is left and entered within a millisecond for one never left.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.keyboard.press("/")
    page.keyboard.type("athena")
    expect(page.locator(LINK).first).to_be_visible()
    page.close()


# -- what it survives -----------------------------------------------------------------------

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "&lt;b&gt; &amp; &#x27;",
    "(.*)+[a-z]{3,}$ \\ \\d ^ | ?",
    "+ - ~ * : ^ \" ' `",
    '"unclosed phrase',
    '""',
    "§1 §2",
    "a" * 10_000,
    "model " * 2_000,
    "🙂 🤖 👩‍💻",
    "\x00\x01\x02\x1b[31m",
    "נתונים مرحبا \u202eabc\u202c",
    "constructor __proto__ toString hasOwnProperty",
    "ﬁﬂ Ⅷ ① ｓ３",
    "数据 データ",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_any_query_gives_results_or_says_that_there_are_none(
    page: Page, address: str, query: str
) -> None:
    open_dialog(page, address)
    found = links(page, query)
    if not found:
        expect(page.locator(META)).to_have_text(re.compile("Nothing found|Type to start"))
    assert page.locator(".md-search-result__list").locator("script, img, iframe").count() == 0
    expect(page.locator(FIELD)).to_be_focused()
    assert len(links(page, "athena")) >= 1  # it goes on working


# -- what the build says --------------------------------------------------------------------


def test_a_theme_that_names_no_worker_is_said(
    project: Make,
) -> None:
    made = project({"a.txt": "- S3 stores objects"})
    main = made.folder / "theme_overrides" / "main.html"
    main.write_text(main.read_text("utf-8").replace("super() | with", '"" | with'), "utf-8")
    result = made.build()
    assert result.returncode == 0
    assert result.stderr.count("names no search worker") == 1
    assert made.build("--strict").returncode != 0


def test_missing_packages_are_one_line(project: Make, tmp_path: Path) -> None:
    made = project({"a.txt": "- S3 stores objects"}).without_glossary()
    (made.folder / "node_modules").unlink()
    result = made.build()
    assert result.returncode != 0
    assert "minisearch" in result.stderr
    assert "expected the npm packages (run make)" in result.stderr
    assert "Traceback" not in result.stderr


def test_every_note_and_term_is_in_the_index(author: Project) -> None:
    index = json.loads((author.site / "search" / "index.json").read_bytes())
    addresses = {f"{index['pages'][x['page']]}#{x['id']}" for x in index["notes"]}
    assert addresses == {note["url"] for note in author.data["notes"]}
    assert [x["address"] for x in index["terms"]] == [x["url"] for x in author.data["terms"]]
