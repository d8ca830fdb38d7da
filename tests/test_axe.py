"""Every kind of page as everyone meets it: by any sense, in either palette, on any device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from axe import small_targets, violations
from conftest import DESK, PHONE, Make, served, watch
from kinds import KINDS


@contextmanager
def opened(browser: Browser, scheme: str, device: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE if device == "phone" else DESK,
        has_touch=device == "phone",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def is_dark(page: Page) -> bool:
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", ground)[:3])) < 384


@pytest.mark.parametrize("device", ["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_open_to_all_and_keeps_to_its_screen_palette_and_policy(
    browser: Browser, root: str, kind: str, scheme: str, device: str
) -> None:
    with opened(browser, scheme, device) as page:
        troubles = watch(page, root, "data:")
        page.goto(root + KINDS[kind])
        expect(page.locator("html")).to_have_class(re.compile(r"(^|\s)js(\s|$)"))  # the theme's ran
        assert is_dark(page) == (scheme == "dark")
        if device == "phone":
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            assert small_targets(page) == []
        assert violations(page) == []
        # The 404 page comes with status 404, as it should.
        assert [x for x in troubles if "the server responded with a status of 404" not in x] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_drawer(browser: Browser, root: str, scheme: str) -> None:
    with opened(browser, scheme, "phone") as page:
        page.goto(root + "glue/")
        page.locator("label.md-header__button[for='__drawer']").tap()
        expect(page.locator(".md-sidebar--primary")).to_be_in_viewport()
        assert violations(page) == []


def test_axe_finds_nothing_in_a_footer_with_words(browser: Browser, project: Make) -> None:
    made = project({"a.txt": "- Kinesis streams\n"})
    config = made.folder / "mkdocs.yml"
    text = config.read_text("utf-8").replace("generator: false", "generator: true")
    config.write_text(f'{text}\ncopyright: "© A. Author, <a href=\\"about\\">some rights</a>"\n')
    assert made.build("--strict").returncode == 0
    for scheme in ("light", "dark"):
        with served(made.site) as address, opened(browser, scheme, "desk") as page:
            page.goto(address)
            expect(page.locator(".md-copyright")).to_contain_text("some rights")
            assert violations(page) == []


def test_axe_would_find_a_fault(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<html lang="en"><title>x</title><main><h1>x</h1><button></button>'
        '<p style="color: #ddd">pale</p><a href="#a">x</a><a href="#b">y</a></main>'
    )
    assert {rule for rule, _ in violations(page)} >= {"button-name", "color-contrast"}
    assert [rule for rule, _ in small_targets(page)] == ["target-size"]
    page.close()
