"""Inline markup of a line: code spans, links, images, emphasis.

A Markdown file gets CommonMark's inline rules (with HTML switched off); loose text only the
signs that cannot stand there by accident: code spans, links with an address, ``[[words]]``.
Either way the result is a flat list of pieces, so that later steps can work on the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kb.model import LONGEST
from kb.typography import visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class Kind(Enum):
    WORDS = "words"  # running text, not escaped yet
    QUIET = "quiet"  # running text inside a link: nothing in it may become a link
    HTML = "html"  # markup of ours, complete


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


# Takes the address as typed; returns what to print as href or src, or None for a dead address.
Resolver = Callable[[str], str | None]

_TRIGGER = re.compile(r"[`\[]|<https?:")
_MARKDOWN_TRIGGER = re.compile(r"[`\[\\*_&<~!]")
_WIKI = re.compile(r"(?<![\[\w])\[\[([^\[\]]+)\]\](?!\])")
_LOOSE = re.compile(
    r"""(?P<ticks>`+)(?P<code>(?:(?!(?P=ticks)).)+?)(?P=ticks)(?!`)
      | (?<!\w)(?P<image>!?)\[(?P<label>[^\[\]]*)\]\(<?(?P<address>[^\s()<>]*[/.\#][^\s()<>]*)>?\)
      | <(?P<auto>https?://[^\s<>]+)>""",
    re.VERBOSE,
)
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+?\1(?!`)", re.DOTALL)


def is_web(address: str) -> bool:
    """Tell whether an address leads elsewhere by a scheme that cannot run code."""
    try:
        return urlsplit(address.strip()).scheme.lower() in ("http", "https", "mailto", "tel")
    except ValueError:
        return False


def pieces(
    text: str, resolve: Resolver, *, markdown: bool, references: Mapping[str, str]
) -> list[Piece]:
    """Return the pieces of a line.

    ``references`` are the link definitions of the file (label in capitals -> address).
    An address that ``resolve`` does not know leaves its words as plain text.
    """
    trigger = _MARKDOWN_TRIGGER if markdown else _TRIGGER
    if len(text) > LONGEST or not trigger.search(text):
        return [Piece(Kind.WORDS, text)]
    text = _without_wiki(text)
    if markdown:
        return _markdown_pieces(text, resolve, references)
    return _loose_pieces(text, resolve)


def _without_wiki(text: str) -> str:
    """Replace ``[[x]]`` and ``[[page|x]]`` by the words, outside of code spans."""
    if "[[" not in text:
        return text
    parts = []
    end = 0
    for code in _CODE_SPAN.finditer(text):
        parts += [_WIKI.sub(_wiki_words, text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _WIKI.sub(_wiki_words, text[end:])])


def _wiki_words(found: re.Match[str]) -> str:
    return " ".join(found[1].split("|"))


def code(text: str) -> Piece:
    """Return a code span."""
    return Piece(Kind.HTML, f"<code>{visible(text)}</code>")


def _link(href: str) -> Piece:
    rel = ' rel="external"' if is_web(href) else ""
    return Piece(Kind.HTML, f'<a href="{escape(href)}"{rel}>')


def _image(source: str, words: str) -> Piece:
    return Piece(
        Kind.HTML, f'<img src="{escape(source)}" alt="{escape(visible(words))}" loading="lazy">'
    )


_END = Piece(Kind.HTML, "</a>")


def _loose_pieces(text: str, resolve: Resolver) -> list[Piece]:
    found: list[Piece] = []
    end = 0
    for match in _LOOSE.finditer(text):
        if match["code"] is not None:
            made = [code(match["code"].strip())]
        elif match["auto"] is not None:
            made = [Piece(Kind.WORDS, match["auto"])]
        else:
            href = resolve(match["address"])
            if href is None or (match["image"] and is_web(href)):
                continue
            words = match["label"] or match["address"]
            quiet = Piece(Kind.QUIET, words)
            made = [_image(href, words)] if match["image"] else [_link(href), quiet, _END]
        found += [Piece(Kind.WORDS, text[end : match.start()]), *made]
        end = match.end()
    found.append(Piece(Kind.WORDS, text[end:]))
    return [piece for piece in found if piece.text]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # 40 ms, and only Markdown files need it

    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


_TAGS = {
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "s_open": "<del>",
    "s_close": "</del>",
    "softbreak": " ",
    "hardbreak": "<br>\n",
}


def _markdown_pieces(text: str, resolve: Resolver, references: Mapping[str, str]) -> list[Piece]:
    known = {label: {"href": to, "title": ""} for label, to in references.items()}
    tokens = _parser().parseInline(text, {"references": known})[0].children or []
    found: list[Piece] = []
    links: list[str | None] = []  # the open links; None for one that leads nowhere
    for token in tokens:
        if token.type == "text":
            found.append(Piece(Kind.QUIET if any(links) else Kind.WORDS, token.content))
        elif token.type == "code_inline":
            found.append(code(token.content))
        elif token.type == "link_open":
            links.append(resolve(str(token.attrGet("href") or "")))
            if href := links[-1]:
                found.append(_link(href))
        elif token.type == "link_close":
            if links.pop():
                found.append(_END)
        elif token.type == "image":
            found += _markdown_image(token, resolve)
        else:
            found.append(Piece(Kind.HTML, _TAGS.get(token.type, visible(token.content))))
    return found


def _markdown_image(token: Token, resolve: Resolver) -> list[Piece]:
    address = str(token.attrGet("src") or "")
    source = resolve(address)
    if source is None or is_web(source):  # nothing is loaded from another host
        return [Piece(Kind.WORDS, f"{token.content} ({address})")]
    return [_image(source, token.content)]
