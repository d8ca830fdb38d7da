"""The Content-Security-Policy of a page: what a browser may load and run there.

A page may use files of its own site and nothing else.  Scripts are files, but for those that the
theme writes into its pages, around their words; each of these is named by its hash.  A script
among the words of a page has no business there and stays blocked, whoever put it there.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256

_ODD = "surrogateescape"  # bytes that are no UTF-8 stay as they are
_META = '<meta http-equiv="Content-Security-Policy" content="{}">'
_OURS = re.compile(re.escape(_META).replace(r"\{\}", '[^"]*'))
_RULES = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; "  # where a formula stands on its line
    "img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; "
    "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
# What comes before anything that a policy could forbid; the character set must come early.
_START = re.compile(
    r"\s*(<!doctype[^<>]*>\s*)?(<html[^<>]*>\s*)?(<head[^<>]*>\s*)?(<meta charset[^<>]*>)?",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b([^<>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
_NOT_INLINE = re.compile(r"""\ssrc\s*=|\stype\s*=\s*["']?application/(?:ld\+)?json\b""", re.I)


def parts(page: bytes) -> tuple[str, bytes, str]:
    """Return what comes before the words of a page, the words, and what comes after them.

    No word can end them early: they end with the last end tag.
    """
    start, end = page.find(b"<article"), page.rfind(b"</article>")
    if start < 0 or end < start:
        start = end = len(page)
    before, after = page[:start], page[end:]
    return before.decode("utf-8", _ODD), page[start:end], after.decode("utf-8", _ODD)


def whole(before: str, words: bytes, after: str) -> bytes:
    """Return the page that has these parts."""
    return before.encode("utf-8", _ODD) + words + after.encode("utf-8", _ODD)


def with_policy(before: str, after: str) -> str:
    """Return the first part of a page with the policy of its scripts, in place of an old one.

    The policy comes before all that it is about.
    """
    before = without_policy(before)
    scripts = (_source(text) for text in (*_inline(before), *_inline(after)))
    rules = _RULES.format(scripts=" ".join(dict.fromkeys(("'self'", *scripts))))
    start = _START.match(before)
    assert start is not None  # every part of it is optional
    return before[: start.end()] + _META.format(rules) + before[start.end() :]


def without_policy(before: str) -> str:
    return _OURS.sub("", before, count=1)


def has_scripts(words: bytes) -> bool:
    """Tell whether there are scripts among the words of a page that its policy blocks."""
    return b"<script" in words.lower() and bool(_inline(words.decode("utf-8", _ODD)))


def _inline(html: str) -> list[str]:
    """Return the texts of the scripts that a browser would run from the page itself."""
    return [
        text for attributes, text in _SCRIPT.findall(html) if not _NOT_INLINE.search(attributes)
    ]


@lru_cache(maxsize=64)
def _source(script: str) -> str:
    """Return how a policy names a script."""
    digest = sha256(script.replace("\r\n", "\n").encode("utf-8", _ODD)).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
