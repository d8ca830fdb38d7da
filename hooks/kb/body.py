"""The inside of a note as HTML: its lines, lists, tables and code, in the author's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

from kb.drafts import is_fragments
from kb.model import Line, Mark, Note
from kb.patterns import look_of, runs
from kb.phrases import Context, both_sides, html_of
from kb.sentences import Key, cells, joined, sentence_at
from kb.typography import visible

_ITEMS = (Mark.BULLET, Mark.NUMBER)
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_MAY_HIDE = re.compile(r"[`\[\]|]|://")
_FENCE = re.compile(r"(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Body:
    html: str
    as_written: str | None  # the raw text, where the words shown are not all the words typed


def _sentence(text: str, key: Key, context: Context) -> str:
    return html_of(sentence_at(context.sentences, key, text), context)


def _paragraphs(lines: list[Line], context: Context) -> str:
    """Return lines of words; a line that wraps is joined to the one above."""
    sentences = joined(lines)
    shown = [_sentence(text, (number, 0), context) for number, text in sentences]
    if len(shown) == 1:
        return shown[0]
    if all(line.mark is Mark.BARE for line in lines) and is_fragments([x for _, x in sentences]):
        return "<ul>" + "\n".join(f"<li>{html}</li>" for html in shown) + "</ul>"
    return "\n".join(f"<p>{html}</p>" for html in shown)


def _code(lines: list[Line]) -> str:
    first, last = lines[0].text, lines[-1].text
    fenced = bool(_FENCE.match(first.strip())) and len(lines) > 1
    inner = lines[1:-1] if fenced and _FENCE.match(last.strip()) else lines
    margin = min((len(x.text) - len(x.text.lstrip()) for x in inner if x.text.strip()), default=0)
    code = "\n".join(visible(line.text[margin:]) for line in inner)
    return f'<pre tabindex="0"><code>{code}</code></pre>'


def _table(lines: list[Line], context: Context) -> str:
    rows = [(line.number, cells(line.text)) for line in (lines[0], *lines[2:])]
    width = max(len(row) for _, row in rows)

    def row_of(number: int, row: list[str], tag: str) -> str:
        shown = [_sentence(cell, (number, at), context) for at, cell in enumerate(row)]
        padded = shown + [""] * (width - len(row))
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>\n" for cell in padded) + "</tr>"

    head, *body = [
        row_of(number, row, "td" if at else "th") for at, (number, row) in enumerate(rows)
    ]
    return (
        f'<div class="kb-table"><table><thead>{head}</thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
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
    number = f'<span class="kb-number">{escape(line.marker)}</span> '
    return f"<p>{number}{html[3:]}" if html.startswith("<p>") else number + html


def _definitions(groups: Sequence[list[Line]], context: Context) -> str | None:
    """Return a list of items that are all definitions, or all pairs; None if they are not."""
    if any(len(group) > 1 or group[0].mark not in (Mark.BARE, *_ITEMS) for group in groups):
        return None
    lines = [group[0] for group in groups]
    sentences = [sentence_at(context.sentences, (x.number, 0), x.text) for x in lines]
    looks = [look_of(line, x, joined=True) for line, x in zip(lines, sentences, strict=True)]
    kind = {kind for kind, *_ in runs(looks)}
    if kind not in ({"definitions"}, {"pairs"}):
        return None
    items = []
    for line, look, sentence in zip(lines, looks, sentences, strict=True):
        assert look.split
        term, meaning = both_sides(sentence, look.split, context)
        items.append(f"<div><dt>{_numbered(line, term)}</dt>\n<dd>{meaning}</dd></div>")
    return f'<dl class="kb-terms kb-{kind.pop()}">' + "\n".join(items) + "</dl>"


def _sublist(groups: Sequence[list[Line]], at: int) -> Sequence[list[Line]]:
    """Return the items of the list that begins here one level below the line above, if one does.

    A list some of whose items have lists of their own is none to be shown as a whole.
    """
    depth = groups[at][0].depth
    if not at or groups[at - 1][0].depth >= depth:
        return []
    end = at
    while end < len(groups) and groups[end][0].depth >= depth:
        end += 1
    items = groups[at:end]
    return items if all(group[0].depth == depth for group in items) else []


def _elements(note: Note, context: Context) -> str:
    """Return all groups, those with a depth as nested lists."""
    shown: list[str] = []
    closers: list[str] = []  # of the lists that are open, outermost first
    groups = _groups(note.lines)
    done = 0
    for at, group in enumerate(groups):
        if at < done:
            continue
        line = group[0]
        item = line.mark in (Mark.BARE, *_ITEMS)
        while len(closers) > line.depth:
            shown.append("</li>" + closers.pop())
        if (items := _sublist(groups, at)) and (html := _definitions(items, context)):
            shown.append(html)
            done = at + len(items)
            continue
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
    return Body(html, as_written(note, html, context))


def as_written(note: Note, html: str, context: Context) -> str | None:
    """Return the raw text of a note whose HTML does not show all the words that were typed."""
    if not (context.markdown or context.sentences or _MAY_HIDE.search(note.text)):
        return None
    beside = " ".join(  # the original words that are shown with a correction
        reading.original
        for sentence in context.sentences.values()
        for reading in sentence.readings
        if reading.marked
    )
    return None if _is_complete(note.text, f"{html} {visible(beside)}") else note.text
