"""The inside of a note as HTML: its lines, lists, tables and code, in the author's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

from kb.markup import Kind, Resolver, pieces
from kb.model import Line, Mark, Note
from kb.typography import html_words, visible

_ITEMS = (Mark.BULLET, Mark.NUMBER)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CELL = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_MAY_HIDE = re.compile(r"[`\[\]|]|://")
_FENCE = re.compile(r"(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Context:
    """What a note's lines need to know about the place where they are shown."""

    resolve: Resolver
    markdown: bool = False
    references: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Body:
    html: str
    as_written: str | None  # the raw text, where the words shown are not all the words typed


def _inline(text: str, context: Context) -> str:
    shown: list[str] = []
    left = 0
    found = pieces(
        text, context.resolve, markdown=context.markdown, references=context.references or {}
    )
    for piece in found:
        if piece.kind is Kind.HTML:
            shown.append(piece.text)
        elif piece.kind is Kind.QUIET:
            shown.append(visible(piece.text))
        else:
            shown.append(html_words(piece.text, left))
        left += len(piece.text.split())
    return "".join(shown).strip()


def _paragraphs(lines: list[Line], context: Context) -> str:
    """Return lines of words; a line that wraps is joined to the one above."""
    joined: list[str] = []
    for line in lines:
        if line.wraps and joined:
            joined[-1] = f"{joined[-1]} {line.text}"
        else:
            joined.append(line.text)
    if len(joined) == 1:
        return _inline(joined[0], context)
    return "\n".join(f"<p>{_inline(text, context)}</p>" for text in joined)


def _code(lines: list[Line]) -> str:
    first, last = lines[0].text, lines[-1].text
    fenced = bool(_FENCE.match(first.strip())) and len(lines) > 1
    inner = lines[1:-1] if fenced and _FENCE.match(last.strip()) else lines
    margin = min((len(x.text) - len(x.text.lstrip()) for x in inner if x.text.strip()), default=0)
    code = "\n".join(visible(line.text[margin:]) for line in inner)
    return f'<pre tabindex="0"><code>{code}</code></pre>'


def _row(text: str) -> list[str]:
    inner = text.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(inner)]


def _table(lines: list[Line], context: Context) -> str:
    head, rows = _row(lines[0].text), [_row(line.text) for line in lines[2:]]
    width = max(len(row) for row in (head, *rows))

    def cells(row: list[str], tag: str) -> str:
        padded = row + [""] * (width - len(row))
        return "".join(f"<{tag}>{_inline(cell, context)}</{tag}>\n" for cell in padded)

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return (
        f'<div class="kb-table"><table><thead><tr>{cells(head, "th")}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _groups(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Return the lines in groups of one element each: an item with its lines, a table, a fence."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _belongs(line, groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _belongs(line: Line, group: list[Line]) -> bool:
    """Tell whether a line goes on in the element of the lines above it."""
    first, above = group[0], group[-1]
    if line.mark in (Mark.TABLE, Mark.QUOTE):
        return line.mark is above.mark
    if line.mark is Mark.CODE:
        return line.mark is above.mark and not _closed(group)
    if line.mark is not Mark.BARE or first.mark not in (Mark.BARE, *_ITEMS):
        return False
    outline = line.depth > 0 and first.mark is Mark.BARE  # indented lines that are their own items
    return line.depth == above.depth and (line.wraps or not outline)


def _closed(lines: list[Line]) -> bool:
    """Tell whether a group of code lines ends with its closing fence."""
    opening, last = lines[0].text.strip(), lines[-1].text.strip()
    return len(lines) > 1 and bool(last) and not last.strip(opening[0]) and len(last) > 2


def _element(lines: list[Line], context: Context) -> str:
    match lines[0].mark:
        case Mark.CODE:
            return _code(lines)
        case Mark.TABLE:
            return _table(lines, context)
        case Mark.QUOTE:
            return f"<blockquote>{_paragraphs(lines, context)}</blockquote>"
        case _:
            return _paragraphs(lines, context)


def _numbered(line: Line, html: str) -> str:
    """Return an item's HTML with its number as typed (the list itself shows none)."""
    if line.mark is not Mark.NUMBER:
        return html
    return f'<span class="kb-number">{escape(line.marker)}</span> {html}'


def _elements(note: Note, context: Context) -> str:
    """Return all groups, those with a depth as nested lists."""
    shown: list[str] = []
    closers: list[str] = []  # of the lists that are open, outermost first
    for group in _groups(note.lines):
        line = group[0]
        item = line.mark in (Mark.BARE, *_ITEMS)
        while len(closers) > line.depth:
            shown.append("</li>" + closers.pop())
        html = _numbered(line, _element(group, context))
        if not line.depth or not item:
            shown.append(html if not shown or html.startswith("<") else f"<p>{html}</p>")
            continue
        opener, closer = ("<ol>", "</ol>") if line.mark is Mark.NUMBER else ("<ul>", "</ul>")
        if len(closers) == line.depth and closers[-1] != closer:
            shown.append("</li>" + closers.pop())
        if len(closers) == line.depth:
            shown.append("</li>")
        while len(closers) < line.depth:
            skips = len(closers) + 1 < line.depth
            shown.append("<ul><li>" if skips else opener)
            closers.append("</ul>" if skips else closer)
        shown.append(f"<li>{html}")
    shown.extend("</li>" + closer for closer in reversed(closers))
    return "\n".join(shown)


def _is_complete(text: str, html: str) -> bool:
    """Tell whether every word that was typed can be read in the HTML."""
    seen = set(_WORD.findall(unescape(_TAG.sub(" ", html))))
    joined = set(_WORD.findall(unescape(_TAG.sub("", html))))
    return set(_WORD.findall(text)) <= seen | joined


def body_of(note: Note, context: Context) -> Body:
    """Return the inside of a note (without its element, controls and links).

    ``as_written`` is given where markup hides words: the address of a link, a file's encoding.
    """
    html = _elements(note, context)
    if note.kind == "link" and len(note.lines) == 1:
        html += f'\n<span class="kb-address">{visible(note.lines[0].text)}</span>'
    if _RIGHT_TO_LEFT.search(note.text):
        html = f'<div dir="auto">{html}</div>'
    hides = context.markdown or _MAY_HIDE.search(note.text)
    complete = not hides or _is_complete(note.text, html)
    return Body(html, None if complete else note.text)
