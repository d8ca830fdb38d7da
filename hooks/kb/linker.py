"""Links from the words of a note to the glossary: each term once, at its first mention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from kb.glossary import Term
from kb.mentions import Matcher
from kb.model import LONGEST
from kb.typography import code_spans

# Lone surrogates, which no text read as UTF-8 has: while the words are set, they stand for tags.
_OPEN, _CLOSE = "\ud802", "\ud803"
_TAGS = re.compile(f"[{_OPEN}{_CLOSE}]")


@dataclass(slots=True)
class Linker:
    """Links the terms of one note.

    ``context`` is the note with its headings.  ``urls`` gives the address of each entry relative
    to the site root, to which ``root`` leads.  ``on_page`` collects the terms linked on a page.
    """

    matcher: Matcher
    context: str
    root: str
    urls: Mapping[str, str]
    on_page: dict[str, Term]
    in_note: set[str] = field(default_factory=set)

    def marked(self, text: str) -> tuple[str, list[str]]:
        """Return the text with marks around the mentions to be linked, and their opening tags."""
        if len(text) > LONGEST:
            return text, []
        parts: list[str] = []
        tags: list[str] = []
        end = 0
        for mention in self.matcher.mentions(text, self.context, code_spans(text)):
            term = mention.term
            if term.name in self.in_note:
                continue
            self.in_note.add(term.name)
            self.on_page[term.name] = term
            words = text[mention.start : mention.end]
            parts += [text[end : mention.start], _OPEN, words, _CLOSE]
            tags.append(f'<a class="kb-term" href="{escape(self.root + self.urls[term.name])}">')
            end = mention.end
        return "".join([*parts, text[end:]]), tags


def with_links(html: str, tags: list[str]) -> str:
    """Return HTML made of a marked text with its marks as links."""
    if not tags:
        return html
    opening = iter(tags)
    return _TAGS.sub(lambda mark: next(opening) if mark[0] == _OPEN else "</a>", html)
