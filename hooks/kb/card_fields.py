"""The sides of a card as fields of Anki: formulas as TeX, links with their full address.

Anki shows HTML, reads commands in brackets ("[sound:...]", "[latex]") and typesets what stands in
``\\(...\\)`` and ``\\[...\\]`` itself, offline too.  So only tags that a card needs go there, and
signs of the notes that Anki would take for commands are made harmless.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

_KEPT = "b blockquote code del div em i li ol p pre span strong table tbody td th thead tr ul"
_TAGS = frozenset(_KEPT.split())
_VOID = ("br", "hr", "img", "wbr")  # elements without an end
_COMMAND = re.compile(r"\\(?=[(\[])|\[(?=/?(?:\$|latex|sound:|anki:))", re.IGNORECASE)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
_JOINER = "\u2060"  # shows nothing and takes no room, but parts a sign from the next
_FORMULA = "kb-math"


def field_of(html: str, page: str | None) -> str:
    """Return HTML of ours as a field.

    ``page`` is the address to which links are relative; without one, those within the site are
    left out and their words stay.
    """
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).replace("\n", " ").strip()


class _Reader(HTMLParser):
    """Collects the parts of a field."""

    def __init__(self, page: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.parts: list[str] = []
        self.open: list[str] = []  # the closing tags of what is open, innermost last
        self.skipped = 0  # depth of elements inside a formula

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if self.skipped:
            self.skipped += 1
            return
        values = dict(attributes)
        kind = values.get("class") or ""
        if _FORMULA in kind.split():
            display = f"{_FORMULA}-display" in kind.split()
            self.parts.append(_tex(values.get("data-tex") or "", display))
            self.skipped = 1
        elif tag in _VOID:
            self.parts.append("<br>" if tag == "br" else "")
        else:
            opening, closing = self._shown(tag, values, kind)
            self.parts.append(opening)
            self.open.append(closing)

    def _shown(self, tag: str, values: dict[str, str | None], kind: str) -> tuple[str, str]:
        """Return the opening and closing tag of an element, empty for one that is left out."""
        if tag == "a":
            address = urljoin(self.page or "", values.get("href") or "")
            known = address.startswith(("http://", "https://"))
            return (f'<a href="{escape(address)}">', "</a>") if known else ("", "")
        if tag not in _TAGS:
            return "", ""
        styled = f' class="{kind}"' if re.fullmatch(r"kb-[\w -]+", kind) else ""
        return f"<{tag}{styled}>", f"</{tag}>"

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _VOID and not self.skipped:
            self.parts.append("<br>" if tag == "br" else "")

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
        elif tag not in _VOID and self.open:
            self.parts.append(self.open.pop())

    def handle_data(self, text: str) -> None:
        if not self.skipped:
            self.parts.append(_words(text))


def _words(text: str) -> str:
    return escape(_COMMAND.sub(lambda sign: sign[0] + _JOINER, text), quote=False)


def _tex(source: str, display: bool) -> str:
    """Return TeX between the signs by which Anki knows it; what would end it early, as code."""
    tex = " ".join(_COMMENT.sub(r"\1", source).split())
    if re.search(r"\\[()\[\]]", tex):
        return f"<code>{_words(tex)}</code>"
    start, end = ("\\[", "\\]") if display else ("\\(", "\\)")
    return f"{start}{escape(tex, quote=False)}{end}"
