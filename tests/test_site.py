"""The author's notes as a site: built strictly, served under a sub-path, opened in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import DESK, PHONE, Project, watch

TOPICS = ["Data Engineering", "Modeling", "SageMaker Deployment", "Security/IAM", "Glue"]
PAGES = [
    *("", "data-engineering/", "modeling/", "sagemaker-deployment/", "security-iam/", "glue/"),
    *("last-night/", "numbers/", "compare/", "formulas/"),
    *("sources/", "sources/aws-ml-specialty-txt/"),
]
LISTED = ":is(.kb-section, .kb-group) > .kb-notes > li.kb-note"  # a note that is no part of a shape


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test on a console error or a request to another host."""
    context = browser.new_context(viewport=DESK)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    troubles = watch(opened, address, "data:")
    yield opened
    context.close()
    assert troubles == []


def test_each_topic_opens_from_the_front_page(page: Page, address: str) -> None:
    page.goto(address)
    assert page.locator(".kb-topic h2 a").all_inner_texts() == TOPICS
    for topic in TOPICS:
        page.goto(address)
        page.locator(".kb-topic").get_by_role("link", name=topic, exact=True).click()
        expect(page.locator("h1")).to_have_text(topic)
        expect(page.locator(".md-tabs__item--active")).to_have_text(re.compile(re.escape(topic)))


def test_the_front_page_counts_what_the_topics_hold(page: Page, address: str) -> None:
    page.goto(address)
    links = [
        (str(link.get_attribute("href")), int(link.locator("..").locator(".kb-count").inner_text()))
        for link in page.locator(".kb-topic li a").all()
    ]
    assert len(links) > 20
    for href, count in links[::7]:
        page.goto(address + href)
        section = page.locator(f"h2[id='{href.partition('#')[2]}'] + .kb-section")
        assert section.locator(".kb-note:not(.kb-heading)").count() == count


def test_the_search_field_of_the_front_page_opens_the_search(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".kb-search").click()
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type("bookmark")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_a_permalink_lands_on_its_note(page: Page, address: str, author: Project) -> None:
    note = author.note_at(418)
    page.goto(address + note["url"])
    target = page.locator(f"[id='{note['id']}']")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("sigmoid, tanH introduce")


def test_a_source_link_lands_on_its_line_and_leads_back(
    page: Page, address: str, author: Project
) -> None:
    note = author.note_at(71)
    page.goto(address + note["url"])
    item = page.locator(f"[id='{note['id']}']")
    item.hover()
    item.get_by_role("link", name="Source").click()
    line = page.locator("#L71")
    expect(line).to_be_in_viewport()
    expect(line.locator("code")).to_have_text("- accuracy = (TP+TN)/(TP+TN+FP+FN)")
    line.get_by_role("link", name="Note of line 71").click()
    expect(page.locator(f"[id='{note['id']}']")).to_be_in_viewport()


def test_controls_appear_on_hover_and_focus_and_never_shift_the_text(
    page: Page, address: str
) -> None:
    page.goto(address + "modeling/")
    note = page.locator(LISTED).nth(3)
    tools = note.locator(".kb-tools")
    note.scroll_into_view_if_needed()
    before = note.bounding_box()
    assert tools.evaluate("e => getComputedStyle(e).opacity") == "0"
    note.hover()
    expect(tools).to_have_css("opacity", "1")
    page.mouse.move(0, 0)
    expect(tools).to_have_css("opacity", "0")
    tools.get_by_role("link", name="Copy link").focus()
    expect(tools).to_have_css("opacity", "1")
    assert note.bounding_box() == before


def test_copy_link_copies_the_permalink(page: Page, address: str) -> None:
    page.goto(address + "glue/")
    note = page.locator(LISTED).first
    note.hover()
    note.get_by_role("link", name="Copy link").click()
    expect(note.get_by_role("link", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{address}glue/#{note.get_attribute('id')}"


def test_a_link_to_a_note_that_has_moved_still_finds_it(
    page: Page, address: str, author: Project
) -> None:
    note = next(note for note in author.data["notes"] if note["topic"] == "Glue")
    page.goto(f"{address}modeling/#{note['id']}")
    page.wait_for_url(address + note["url"])
    expect(page.locator(f"[id='{note['id']}']")).to_be_in_viewport()


def test_the_404_page_finds_a_note_of_a_page_that_is_gone(
    browser: Browser, address: str, author: Project
) -> None:
    note = next(note for note in author.data["notes"] if note["topic"] == "Glue")
    page = browser.new_page()
    page.goto(f"{address}an-old-topic/#{note['id']}")
    page.wait_for_url(address + note["url"])
    page.close()


def test_no_page_scrolls_sideways_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_a_tap_shows_the_controls_and_a_tap_elsewhere_hides_them(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(address + "glue/")
    note = page.locator(LISTED).nth(2)
    box = note.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 20, box["y"] + 12)
    expect(note.locator(".kb-tools")).to_be_visible()
    size = note.get_by_role("link", name="Source").bounding_box()
    assert size and size["height"] >= 44 and size["width"] >= 44
    page.touchscreen.tap(200, 120)
    expect(note.locator(".kb-tools")).to_be_hidden()
    context.close()


def test_on_every_page_the_first_key_leads_past_the_frame(page: Page, address: str) -> None:
    for path in PAGES:
        page.goto(address + path)
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to content")
        page.keyboard.press("Enter")
        expect(page.locator(":target")).to_be_in_viewport()


def test_pages_read_without_scripts(browser: Browser, address: str, author: Project) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    note = author.data["notes"][5]
    page.goto(address + note["url"])
    expect(page.locator(f"[id='{note['id']}']")).to_be_visible()
    context.close()
