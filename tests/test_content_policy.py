"""The policy of a page: the scripts around its words by their hashes, and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from content_policy import has_scripts, parts, whole, with_policy, without_policy
from finish import mended

HEAD = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'


def finished(page: str) -> str:
    """Return a page with its policy."""
    before, words, after = parts(page.encode())
    return whole(with_policy(before, after), words, after).decode()


def policy_of(page: str) -> dict[str, str]:
    """Return directive -> sources of the policy of a page."""
    (content,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="(.*?)">', page)
    pairs = (rule.strip().partition(" ") for rule in content.split(";"))
    return {name: sources for name, _, sources in pairs}


def named(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


SCRIPTS = [
    ("<script>a()</script>", ["a()"]),
    ("<SCRIPT>a()</SCRIPT >", ["a()"]),
    ("<script> a();\n b()\n</script>", [" a();\n b()\n"]),
    ("<script>a('ü')</script>", ["a('ü')"]),
    ("<script>a('<b>')</script>", ["a('<b>')"]),
    ("<script>a()</script><script>b()</script>", ["a()", "b()"]),
    ("<script>a()</script><p>x<script>a()</script>", ["a()"]),
    ('<script type="module">a()</script>', ["a()"]),
    ('<script type="importmap">{}</script>', ["{}"]),
    ('<script type="application/json">{}</script>', []),
    ('<script id="x" type="application/ld+json">{}</script>', []),
    ('<script src="a.js"></script>', []),
    ('<script defer src="a.js"></script>', []),
    ('<script data-src="a.js">a()</script>', ["a()"]),
    ("<p>no script at all</p>", []),
]


@pytest.mark.parametrize(("html", "scripts"), SCRIPTS, ids=[html for html, _ in SCRIPTS])
def test_exactly_the_inline_scripts_around_the_words_are_named(
    html: str, scripts: list[str]
) -> None:
    expected = " ".join(("'self'", *map(named, scripts)))
    for page in (f"{HEAD}{html}</head>", f"{HEAD}<article>x</article>{html}"):
        assert policy_of(finished(page))["script-src"] == expected


def test_lines_that_end_as_on_windows_are_hashed_as_a_browser_reads_them() -> None:
    assert named("a()\nb()") in policy_of(finished("<script>a()\r\nb()</script>"))["script-src"]


AMONG_WORDS = [
    "<article><script>evil()</script></article>",
    "<article></article><script>evil()</script></article>",
    "<article><article></article></article><script>evil()</script></article>",
    "<article><SCRIPT>evil()</SCRIPT></article>",
]


@pytest.mark.parametrize("words", AMONG_WORDS)
def test_a_script_among_the_words_of_a_page_is_not_named(words: str) -> None:
    page = f"{HEAD}<script>ours()</script></head>{words}<footer></footer>"
    assert policy_of(finished(page))["script-src"] == f"'self' {named('ours()')}"
    assert has_scripts(parts(page.encode())[1])


@pytest.mark.parametrize(
    "words",
    [
        "<p>&lt;script&gt;</p>",
        '<script type="application/json">{}</script>',
        '<script src="ours.js"></script>',
    ],
)
def test_words_without_inline_scripts_are_none_to_warn_of(words: str) -> None:
    assert not has_scripts(words.encode())


def test_the_policy_lets_nothing_else_in() -> None:
    rules = policy_of(finished(HEAD))
    assert rules["default-src"] == rules["object-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"] + rules["style-src"]
    assert {source for sources in rules.values() for source in sources.split()} == {
        *("'none'", "'self'", "data:", "'unsafe-inline'")
    }
    assert [name for name, sources in rules.items() if "unsafe" in sources] == ["style-src-attr"]
    assert [name for name, sources in rules.items() if "data:" in sources] == ["img-src"]


STARTS = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">|<title>x</title>',
    "\n<!DOCTYPE html>\n<HTML>\n<HEAD>\n|<title>x</title>",
    "<html><head>|<link rel=icon href=x><meta charset=utf-8>",
    "<!doctype html>|<p>x",
    "|<p>x",
    "|<script>a()</script>",
    "|",
]


@pytest.mark.parametrize("page", STARTS)
def test_it_stands_before_all_that_it_is_about(page: str) -> None:
    start, rest = page.split("|")
    assert finished(start + rest).startswith(f"{start}<meta http-equiv=")
    assert finished(start + rest).endswith(rest)


PAGES = [page.replace("|", "") for page in STARTS]


@pytest.mark.parametrize("page", PAGES)
def test_a_second_time_changes_nothing_and_taking_it_away_restores_the_page(page: str) -> None:
    once = finished(page)
    assert finished(once) == once
    before, words, after = parts(once.encode())
    assert whole(without_policy(before), words, after).decode() == page


def test_a_script_that_has_changed_has_a_new_policy() -> None:
    page = finished(f"{HEAD}<script>a()</script>").replace("a()", "b()")
    assert policy_of(finished(page))["script-src"] == f"'self' {named('b()')}"


def test_bytes_that_are_no_utf_8_stay_as_they_are() -> None:
    page = b"<html><title>caf\xe9</title><article>\xff\xfe</article>\xe9"
    before, words, after = parts(page)
    assert whole(without_policy(with_policy(before, after)), words, after) == page


# -- what the theme gets wrong ----------------------------------------------------------------

FAULTS = [
    (
        '<input class="md-toggle" type="checkbox" id="__drawer" autocomplete="off">',
        '<input class="md-toggle" type="checkbox" id="__drawer">',
    ),
    (
        '<label class="md-nav__link" for="x" tabindex="">',
        '<label class="md-nav__link" for="x">',
    ),
    ('<label class="md-nav__link" tabindex="0">', '<label class="md-nav__link" tabindex="0">'),
    ('<input type="text" autocomplete="off">', '<input type="text" autocomplete="off">'),
    ("&lt;input autocomplete=&#34;off&#34;>", "&lt;input autocomplete=&#34;off&#34;>"),
]


@pytest.mark.parametrize(("html", "right"), FAULTS)
def test_attributes_that_the_theme_puts_where_they_do_not_belong_go(html: str, right: str) -> None:
    assert mended(html) == right
