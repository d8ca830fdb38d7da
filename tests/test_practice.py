"""The Practice page in a browser: asked, answered, graded, kept, and asked again in time.

The clock is the test's own.  Cards come in the order of their identities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from axe import violations
from conftest import DESK, PHONE, Make, Project, served, watch
from kb.model import ShownCard
from kb.practice import data_files

BEFORE, NOW = "2026-11-27T09:59:00", "2026-11-27T10:00:00"
HOUR = 3_600_000  # ms
KEY = "kb-practice /some-repo/"


def cards_in(site: Path) -> dict[str, Any]:
    """Return what cards.js holds, with the sides that further files add."""
    text = (site / "cards.js").read_text("utf-8")
    data: dict[str, Any] = json.loads(text.removeprefix("window.kbCards = ").rstrip().rstrip(";"))
    for path in sorted((site / "cards").glob("*.js")):
        more = path.read_text("utf-8").removeprefix("Object.assign(window.kbCards.sides, ")
        data["sides"] |= json.loads(more.rstrip().removesuffix(");"))
    return data


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=DESK)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """The Practice page at a quiet time; console errors and other hosts fail the test."""
    opened, troubles = watched(context)
    opened.goto(address + "practice/")
    yield opened
    assert [x for x in troubles if not x.startswith(address)] == []


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page whose clock stands still, and the list of what it requests or complains of."""
    opened = context.new_page()
    troubles = watch(opened)
    opened.clock.install(time=BEFORE)
    opened.clock.pause_at(NOW)
    return opened, troubles


def begin(page: Page, topic: str = "All topics", kind: str = "") -> None:
    page.locator("#kb-kind").select_option(kind)
    page.get_by_role("button", name=topic, exact=True).click()


def show(page: Page) -> None:
    """Show the answer by keyboard, as soon as there is a question."""
    expect(page.locator(".kb-show")).to_be_focused()
    page.keyboard.press("Space")


def answer(page: Page, grade: int) -> str:
    """Show the answer and grade it by keyboard; return what was asked."""
    expect(page.locator(".kb-show")).to_be_focused()
    asked = page.locator(".kb-asked .kb-question").inner_text()
    show(page)
    expect(page.locator(".kb-reply")).to_be_focused()
    page.keyboard.press(str(grade))
    expect(page.locator(".kb-reply")).to_be_hidden()
    return asked


def counts(page: Page, topic: str = "All topics") -> tuple[int, int]:
    """Return how many cards are due and new."""
    row = page.locator(".kb-counts tbody tr", has_text=topic)
    due, new = row.locator("td").all_inner_texts()
    return int(due), int(new)


def kept(page: Page) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(page.evaluate("key => localStorage.getItem(key)", KEY))
    return data


# -- what there is to practise ---------------------------------------------------------------------


def test_the_topics_show_how_many_cards_are_due_and_new(page: Page, author: Project) -> None:
    data = cards_in(author.site)
    assert counts(page) == (0, len(data["cards"]))
    for number, topic in enumerate(data["topics"]):
        assert counts(page, topic) == (0, sum(x["topic"] == number for x in data["cards"]))
    page.locator("#kb-kind").select_option("formula")
    assert counts(page) == (0, sum(card["kind"] == "formula" for card in data["cards"]))


def test_only_this_page_loads_cards_and_scheduler(context: BrowserContext, address: str) -> None:
    opened, requested = watched(context)
    for path in ("", "modeling/", "glossary/"):
        opened.goto(address + path)
    needed = ("cards.js", "ts-fsrs", "kb-practice", "kb-progress", "kb-schedule")
    assert not [url for url in requested if any(name in url for name in needed)]
    opened.goto(address + "practice/")
    assert all(any(name in url for url in requested) for name in needed)


def test_the_study_tab_and_the_front_page_lead_here(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".kb-study").get_by_role("link", name="Practice").click()
    expect(page.get_by_role("heading", name="Practice", level=1)).to_be_visible()


def test_without_scripts_the_page_says_what_it_needs(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address + "practice/")
    expect(opened.get_by_text("switch JavaScript on")).to_be_visible()
    for control in ("Export progress", "Reset"):
        expect(opened.get_by_role("button", name=control)).to_be_hidden()
    expect(opened.get_by_role("button", name="Modeling")).to_be_disabled()
    context.close()


def test_the_anki_package_is_offered(page: Page, author: Project) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Anki package").click()
    assert download.value.path().read_bytes() == (author.site / "cards.apkg").read_bytes()


# -- a card ----------------------------------------------------------------------------------------


def test_a_card_is_answered_by_keyboard_goes_and_comes_back_in_time(
    page: Page, author: Project
) -> None:
    page.locator("#kb-kind").focus()
    page.keyboard.type("Formulas")
    page.get_by_role("button", name="SageMaker Deployment").focus()
    page.keyboard.press("Enter")
    asked = answer(page, 3)
    expect(page.locator(".kb-done")).to_be_focused()
    expect(page.locator(".kb-next")).to_have_text("The next card returns in 10 min.")
    page.clock.fast_forward("09:50")
    expect(page.locator(".kb-done")).to_be_visible()
    page.clock.fast_forward("00:11")
    expect(page.locator(".kb-asked .kb-question")).to_have_text(asked)
    answer(page, 3)
    expect(page.locator(".kb-next")).to_have_text("The next card returns in 2 days.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="SageMaker Deployment")).to_be_focused()
    assert counts(page, "SageMaker Deployment") == (0, 0)


def test_each_grade_says_when_the_card_returns(page: Page) -> None:
    begin(page, kind="formula")
    show(page)
    grades = page.locator(".kb-grades button")
    said = [text.split("\n") for text in grades.all_inner_texts()]
    assert [line[-1] for line in said] == ["1 min", "6 min", "10 min", "8 days"]
    assert [line[0].split()[0] for line in said] == ["Again", "Hard", "Good", "Easy"]
    grades.nth(3).click()
    expect(page.locator(".kb-spoken")).to_have_text("Returns in 8 days.")


def test_what_is_due_comes_before_what_is_new_and_what_is_learnt_before_that(page: Page) -> None:
    begin(page, kind="formula")
    easy, again, *_ = [answer(page, grade) for grade in (4, 1, 4)]
    page.clock.fast_forward("02:00")
    page.keyboard.press("Space")
    page.keyboard.press("4")  # what was asked before its time came
    assert answer(page, 4) == again
    page.clock.fast_forward(200 * HOUR)
    page.keyboard.press("Space")
    page.keyboard.press("4")
    assert [answer(page, 4) for _ in range(2)] == [again, easy]  # longest due first


def test_the_answer_shows_formula_and_correction_and_leads_to_its_note(
    page: Page, address: str
) -> None:
    begin(page, kind="formula")
    while page.locator(".kb-asked .kb-question").inner_text() != "False Positive Rate":
        answer(page, 4)
    show(page)
    reply = page.locator(".kb-reply")
    expect(reply.locator(".kb-math svg")).to_be_visible()
    expect(reply.get_by_role("math")).to_have_count(1)
    expect(reply).to_contain_text("Corrected: the notes say “FP / FP + TN”")
    reply.get_by_role("link", name="Note in Evaluation metrics").click()
    expect(page.locator(":target .kb-math").first).to_be_in_viewport()


def test_no_card_hides_that_its_note_was_corrected(author: Project) -> None:
    data = cards_in(author.site)
    corrected = {
        note["id"]
        for note in author.data["notes"]
        if {fix["kind"] for fix in note["corrections"]} & {"wrong", "math", "outdated"}
    }
    found = 0
    for card in data["cards"]:
        side = data["sides"][card["id"]]["answer"]
        if corrected & set(re.findall(r'href="\.\./[^"]*#([^"]+)"', side)):
            assert "Corrected" in side or "Outdated" in side, side
            found += 1
    assert found > 10


def test_the_last_grade_can_be_undone(page: Page) -> None:
    begin(page, "Glue")
    first = answer(page, 4)
    page.keyboard.press("u")
    expect(page.locator(".kb-asked .kb-question")).to_have_text(first)
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".kb-budget")).to_contain_text("20 of them left")
    assert kept(page)["cards"] == {}


def test_a_card_that_is_still_loading_cannot_be_graded(page: Page, author: Project) -> None:
    sides = json.dumps(cards_in(author.site)["sides"])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    begin(page)
    page.keyboard.press("Space")
    page.evaluate("""() => {
        kbCards.sides = {};
        for (const card of kbCards.cards) card.file = 2;
    }""")
    page.route("**/cards/2.js", hold)
    with page.expect_request("**/cards/2.js"):
        page.keyboard.press("3")
    page.keyboard.press("3")
    page.keyboard.press("Space")
    assert len(kept(page)["cards"]) == 1
    held[0].fulfill(body=f"kbCards.sides = {sides};", content_type="text/javascript")
    expect(page.locator(".kb-show")).to_be_focused()
    expect(page.locator(".kb-grades")).to_be_hidden()


def test_keys_are_left_alone_outside_of_a_card(page: Page) -> None:
    begin(page)
    page.locator(".md-search__input").focus()
    page.keyboard.type("1 u 2")
    expect(page.locator(".md-search__input")).to_have_value("1 u 2")
    expect(page.locator(".kb-show")).to_be_visible()


def test_twenty_new_cards_a_day_and_more_if_asked_for(page: Page) -> None:
    begin(page, "Modeling")
    for _ in range(20):
        answer(page, 4)
    expect(page.locator(".kb-question").last).to_have_text("Done for now")
    page.get_by_role("button", name="20 more new cards today").click()
    expect(page.locator(".kb-left")).to_have_text("0 due, 20 new")
    answer(page, 4)
    page.keyboard.press("Escape")
    expect(page.locator(".kb-budget")).to_have_text("20 new cards a day, 19 of them left today.")
    page.clock.fast_forward(24 * HOUR)
    page.reload()
    expect(page.locator(".kb-budget")).to_have_text("20 new cards a day, 20 of them left today.")


# -- progress --------------------------------------------------------------------------------------


def test_progress_survives_a_reload_and_a_new_build(context: BrowserContext, project: Make) -> None:
    text = "- Amazon S3 - stores objects in buckets\n\n- nothing else\n"
    made = project({"a.txt": text}).without_glossary()
    (made.folder / "notes" / "glossary.yml").write_text(
        "terms:\n  - {term: Amazon S3, definition: Holds objects., topic: Data Engineering}\n"
    )
    assert made.build("--strict").returncode == 0
    with served(made.site) as address:
        page, _ = watched(context)
        page.goto(address + "practice/")
        begin(page, kind="term")
        answer(page, 4)
        page.reload()
        assert counts(page) == (0, 2)
        glossary = made.folder / "notes" / "glossary.yml"
        glossary.write_text(glossary.read_text().replace("Holds objects.", "Keeps your objects."))
        (made.raw / "a.txt").write_text("- a new note\n\n" + text.replace("in buckets", "for long"))
        assert made.build("--strict").returncode == 0
        page.clock.fast_forward(193 * HOUR)
        page.reload()
        assert counts(page) == (1, 2)
        begin(page)
        show(page)
        expect(page.locator(".kb-reply")).to_contain_text("Keeps your objects.")


def test_an_exported_file_brings_progress_into_another_browser(
    page: Page, browser: Browser, address: str, tmp_path: Path
) -> None:
    begin(page)
    for grade in (1, 3, 4):
        answer(page, grade)
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export progress").click()
    assert download.value.suggested_filename == "practice-progress-2026-11-27.json"
    download.value.save_as(tmp_path / "progress.json")
    context = browser.new_context()
    other, _ = watched(context)
    other.goto(address + "practice/")
    other.locator("input[type=file]").set_input_files(tmp_path / "progress.json")
    notice = other.locator(".kb-notice")
    expect(notice).to_have_text("Progress of 3 cards in the file, 3 newer than here.")
    assert kept(other)["cards"] == kept(page)["cards"]
    assert counts(other) == counts(page)
    context.close()


RECORD = {
    "due": "2026-12-05T10:00:00.000Z",
    "last_review": "2026-11-27T10:00:00.000Z",
    "stability": 8.3,
    "difficulty": 1,
    "state": 2,
    "reps": 1,
    "lapses": 0,
    "learning_steps": 0,
    "scheduled_days": 8,
    "elapsed_days": 0,
}


def file_of(cards: dict[str, Any], **more: Any) -> dict[str, Any]:
    text = json.dumps({"schema": 1, "cards": cards, **more})
    return {"name": "p.json", "mimeType": "application/json", "buffer": text.encode()}


def bring(page: Page, file: dict[str, Any], notice: str) -> None:
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator(".kb-notice")).to_have_text(notice)


def test_of_two_reviews_of_a_card_the_later_one_counts(page: Page, author: Project) -> None:
    known = cards_in(author.site)["cards"][0]["id"]
    later = {**RECORD, "last_review": "2026-11-28T10:00:00.000Z", "reps": 2}
    bring(page, file_of({known: later}), "Progress of 1 card in the file, 1 newer than here.")
    bring(page, file_of({known: RECORD}), "Progress of 1 card in the file, 0 newer than here.")
    assert kept(page)["cards"][known]["reps"] == 2


def test_cards_that_are_gone_keep_their_progress(page: Page) -> None:
    bring(page, file_of({"gone": RECORD}), "Progress of 1 card in the file, 1 newer than here.")
    begin(page)
    answer(page, 4)
    assert len(kept(page)["cards"]) == 2


UNFIT = [
    ({**RECORD, "stability": 0}, "a number that the scheduler refuses"),
    ({**RECORD, "due": "soon"}, "no day"),
    ({**RECORD, "last_review": "+275760-09-13T00:00:00.000Z"}, "the last day of all"),
    ({**RECORD, "last_review": "-271821-04-20T00:00:00.000Z"}, "the first day of all"),
    ({**RECORD, "state": 9}, "no state"),
    ({**RECORD, "reps": -1}, "no count"),
    (None, "nothing"),
    ("x", "a word"),
]


@pytest.mark.parametrize("record", [x[0] for x in UNFIT], ids=[x[1] for x in UNFIT])
def test_a_file_is_checked_card_by_card(page: Page, record: object) -> None:
    said = "Progress of 1 card in the file, 1 newer than here. Of 1 card it could not be read."
    bring(
        page,
        file_of(
            {
                "bad": record,
                "good": RECORD,
            }
        ),
        said,
    )
    assert list(kept(page)["cards"]) == ["good"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"schema": 2, "cards": {}}', '{"schema": 1}']
)
def test_a_file_of_something_else_changes_nothing(page: Page, text: str) -> None:
    bring(page, file_of({"good": RECORD}), "Progress of 1 card in the file, 1 newer than here.")
    file = {"name": "p.json", "mimeType": "application/json", "buffer": text.encode()}
    bring(page, file, "This file holds no exported progress. Nothing was changed.")
    assert list(kept(page)["cards"]) == ["good"]


def test_reset_asks_first(page: Page) -> None:
    begin(page)
    answer(page, 4)
    page.keyboard.press("Escape")
    reset, dialog = page.get_by_role("button", name="Reset"), page.locator("dialog")
    for refuse in ("Escape", "Enter"):  # the button that keeps it has the focus
        reset.click()
        expect(dialog.get_by_text("Delete the progress of 1 card?")).to_be_visible()
        expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
        page.keyboard.press(refuse)
        expect(dialog).to_be_hidden()
        assert len(kept(page)["cards"]) == 1
    reset.click()
    dialog.get_by_role("button", name="Delete it").click()
    expect(page.locator(".kb-notice")).to_have_text("All progress here is deleted.")
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    assert counts(page)[0] == 0


def remember(context: BrowserContext, address: str, text: str) -> Page:
    """Return the Practice page in a browser that keeps a text as progress."""
    page, troubles = watched(context)
    page.goto(address + "glossary/")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.goto(address + "practice/")
    assert [x for x in troubles if not x.startswith(address)] == []
    return page


def set_aside(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "key => Object.keys(localStorage).filter(x => x.startsWith(key + ' set aside'))"
        ".map(x => localStorage.getItem(x))",
        KEY,
    )
    return found


@pytest.mark.parametrize(
    "text", ["{broken", "null", '{"schema": 99, "cards": {}}', '{"schema":1,"cards":[]}']
)
def test_unreadable_progress_is_set_aside_and_said(
    context: BrowserContext, address: str, text: str, tmp_path: Path
) -> None:
    page = remember(context, address, text)
    notice = page.locator(".kb-notice")
    expect(notice).to_contain_text(
        "Some of the progress kept here could not be read. It is set aside."
    )
    assert set_aside(page) == [text]
    with page.expect_download() as download:
        notice.get_by_role("button", name="Save it as a file").click()
    assert download.value.path().read_text() == text
    begin(page)
    answer(page, 4)
    page.reload()
    expect(notice).to_be_empty()
    assert len(kept(page)["cards"]) == 1
    assert set_aside(page) == [text]


def test_what_can_be_read_beside_broken_progress_stays(
    context: BrowserContext, address: str
) -> None:
    text = json.dumps({"schema": 1, "cards": {"good": RECORD, "bad": 3}})
    page = remember(context, address, text)
    expect(page.locator(".kb-notice")).to_contain_text("set aside")
    assert list(kept(page)["cards"]) == ["good"]
    assert set_aside(page) == [text]


FORBIDDEN = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); },
});"""
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)


@pytest.mark.parametrize(
    ("script", "said"),
    [(FORBIDDEN, "does not let the page keep anything"), (FULL, "There is no room left")],
    ids=["forbidden", "full"],
)
def test_where_nothing_can_be_kept_it_is_said_and_practice_goes_on(
    context: BrowserContext, address: str, script: str, said: str
) -> None:
    page, _ = watched(context)  # the theme itself complains
    page.add_init_script(script)
    page.goto(address + "practice/")
    page.get_by_role("button", name="Glue").click()
    answer(page, 1)
    page.keyboard.press("Escape")
    expect(page.locator(".kb-notice")).to_contain_text(said)


def test_a_full_browser_loses_no_unreadable_progress(context: BrowserContext, address: str) -> None:
    page = remember(context, address, "{}")
    page.evaluate("key => { localStorage.clear(); localStorage.setItem(key, '{broken'); }", KEY)
    page.add_init_script(FULL)
    page.reload()
    expect(page.locator(".kb-notice")).to_contain_text("no room to set it aside")
    page.get_by_role("button", name="Glue").click()
    answer(page, 1)
    assert page.evaluate("key => localStorage.getItem(key)", KEY) == "{broken"


def test_a_clock_set_back_stops_nothing(page: Page, author: Project) -> None:
    card = next(x for x in cards_in(author.site)["cards"] if x["kind"] == "formula")
    future = {
        **RECORD,
        "last_review": "2027-05-01T10:00:00.000Z",
        "due": "2026-11-01T10:00:00.000Z",
    }
    bring(page, file_of({card["id"]: future}), "Progress of 1 card in the file, 1 newer than here.")
    begin(page, kind="formula")
    answer(page, 3)
    expect(page.locator(".kb-left")).to_contain_text("0 due")


def test_two_tabs_know_of_each_other(page: Page, context: BrowserContext, address: str) -> None:
    other, _ = watched(context)
    other.goto(address + "practice/")
    before = counts(other)[1]
    page.bring_to_front()
    begin(page)
    answer(page, 4)
    expect(other.locator(".kb-counts tbody tr").first.locator("td").last).to_have_text(
        str(before - 1)
    )


# -- everywhere ------------------------------------------------------------------------------------


def test_it_works_from_a_folder(context: BrowserContext, author: Project) -> None:
    page, troubles = watched(context)
    page.goto((author.site / "practice" / "index.html").as_uri())
    begin(page, "Glue")
    answer(page, 4)
    page.reload()
    expect(page.locator(".kb-budget")).to_contain_text("19 of them left")
    assert not [x for x in troubles if "kb-" in x and not x.startswith("file:")]


def states(page: Page) -> Iterator[str]:
    """Bring the page into each of its states, one after the other."""
    yield "topics"
    begin(page, "SageMaker Deployment", "formula")
    expect(page.locator(".kb-show")).to_be_visible()
    yield "question"
    page.keyboard.press("Space")
    expect(page.locator(".kb-grades")).to_be_visible()
    yield "answer"
    page.keyboard.press("4")
    expect(page.locator(".kb-done")).to_be_visible()
    yield "done"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset").click()
    yield "dialog"
    page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_state_is_accessible_and_fits(
    browser: Browser, address: str, scheme: str, size: ViewportSize
) -> None:
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=size is PHONE,
    )
    page = context.new_page()
    page.goto(address + "practice/")
    for state in states(page):
        assert violations(page) == [], state
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], state
        for button in page.locator(".kb-practice :is(button, select):visible").all():
            box = button.bounding_box()
            assert box and box["height"] >= 43.9, (state, button.inner_text())
    context.close()


# -- very many cards -------------------------------------------------------------------------------


def test_the_sides_of_very_many_cards_are_cut_into_files() -> None:
    cards = [
        ShownCard(f"{at:012x}", "term", "One", None, "?", f"q{at}", "x" * 1000)
        for at in range(1000)
    ]
    files = data_files(cards)
    assert list(files) == ["cards.js", "cards/2.js", "cards/3.js"]
    assert max(map(len, files.values())) < 550_000
    assert all(files[name].count(b'"question":"q') for name in files)
    assert sum(content.count(b'"question":"q') for content in files.values()) == 1000


def test_a_card_in_a_later_file_is_loaded_when_it_is_its_turn(
    context: BrowserContext, project: Make
) -> None:
    made = project({"a.txt": "- Kinesis\n"}).without_glossary()
    entries = (
        f"  - {{term: Term {at}, definition: 'Number {at}. {'x ' * 900}', topic: {topic}}}\n"
        for at, topic in enumerate(["Modeling"] * 125 + ["Glue"])
    )
    (made.folder / "notes" / "glossary.yml").write_text("terms:\n" + "".join(entries))
    assert made.build("--strict").returncode == 0
    assert (made.site / "cards" / "2.js").exists()
    with served(made.site) as address:
        page, requested = watched(context)
        page.goto(address + "practice/")
        assert not [url for url in requested if "cards/2.js" in url]
        begin(page, "Glue", "term")
        show(page)
        expect(page.locator(".kb-reply")).to_contain_text("Number 125")
        assert len([url for url in requested if "cards/2.js" in url]) == 1


def test_the_scheduler_comes_with_its_licence_and_without_a_map(author: Project) -> None:
    text = (author.site / "assets" / "ts-fsrs.js").read_text("utf-8")
    assert "MIT License" in text[:200]
    assert not re.search("sourceMappingURL", text)
