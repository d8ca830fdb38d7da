"""The last step of a build: what can only be done to the finished pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from content_policy import has_scripts, parts, whole, with_policy

# Faults of the theme in places that no template of ours reaches: attributes that these elements
# do not have.  assets/kb-search.js does what the first was meant for.
_FAULTS = (
    (re.compile(r'(<input class="md-toggle"[^<>]*) autocomplete="off"'), r"\1"),
    (re.compile(r'(<label class="md-nav__link[^<>]*) tabindex=""'), r"\1"),
)


def finish(site: Path) -> Iterator[str]:
    """Mend all pages of a built site and write their policies into them, where not done yet.

    Yields the pages, relative to the site, with scripts that the policy blocks.
    """
    for path in sorted(site.rglob("*.html")):
        page = path.read_bytes()
        before, words, after = parts(page)
        finished = whole(with_policy(mended(before), after), words, after)
        if finished != page:
            path.write_bytes(finished)
        if has_scripts(words):
            yield path.relative_to(site).as_posix()


def mended(before: str) -> str:
    """Return what comes before the words of a page, without the theme's faults."""
    for fault, right in _FAULTS:
        before = fault.sub(right, before)
    return before
