"""The inside of a note as HTML: its lines, lists, tables and code, in the author's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from kb.linker import Linker, with_links
from kb.markup import Kind, Resolver, pieces
from kb.maths import Formula
from kb.model import Line, Mark, Note, Typeset
from kb.sentences import Key, Reading, Sentence, cells, joined
from kb.typography import html_words, visible

_ITEMS = (Mark.BULLET, Mark.NUMBER)
_MARK = '<span class="kb-mark">†</span>'
_HOLDER = re.compile("\ud800(\\d+)\ud801")  # lone surrogates: no text read as UTF-8 has them
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
    sentences: Mapping[Key, Sentence] = field(default_factory=dict)  # corrected, with formulas
    typeset: Mapping[tuple[str, bool], Typeset] = field(default_factory=dict)
    linker: Linker | None = None


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
        elif context.linker is None:
            shown.append(html_words(piece.text, left))
        else:
            words, tags = context.linker.marked(piece.text)
            shown.append(with_links(html_words(words, left), tags))
        left += len(piece.text.split())
    return "".join(shown).strip()


def _sentence(text: str, key: Key, context: Context) -> str:
    sentence = context.sentences.get(key)
    return _inline(text, context) if sentence is None else sentence_html(sentence, context)


def sentence_html(sentence: Sentence, context: Context) -> str:
    """Return a sentence of a note; formulas and the marks of corrections stand in for words.

    While the words are read, a place holder stands for each: no markup rule can reach into TeX.
    In an attribute (an address, the words of an image) the words as typed come back.
    """
    inserts: list[tuple[int, int, str]] = [
        (formula.start, formula.end, _formula(formula, context)) for formula in sentence.formulas
    ]
    inserts += filter(None, (_mark(reading, sentence) for reading in sentence.readings))
    parts: list[str] = []
    end = 0
    for number, (start, stop, _) in enumerate(sorted(inserts)):
        parts += [sentence.text[end:start], f"\ud800{number}\ud801"]
        end = stop
    html = _inline("".join([*parts, sentence.text[end:]]), context)
    made = [html for *_, html in sorted(inserts)]
    words = (visible(sentence.text[start:stop]) for start, stop, _ in sorted(inserts))
    typed = [text.replace('"', "&quot;") for text in words]
    html = _TAG.sub(lambda tag: _HOLDER.sub(lambda holder: typed[int(holder[1])], tag[0]), html)
    return _HOLDER.sub(lambda holder: made[int(holder[1])], html)


def _mark(reading: Reading, sentence: Sentence) -> tuple[int, int, str] | None:
    """Return what follows corrected words, and where."""
    correction = reading.amendment.correction
    if correction is None or correction.is_quiet:
        return None
    over = [x for x in sentence.formulas if x.start < reading.end <= x.end]
    at = max((formula.end for formula in over), default=reading.end)
    return at, at, _MARK


def _formula(formula: Formula, context: Context) -> str:
    typeset = context.typeset[formula.tex, formula.display]
    if typeset.html is not None:
        return typeset.html
    why = escape(f"MathJax rejects this: {typeset.error}")
    return f'<code class="kb-rejected" title="{why}">{visible(formula.text)}</code>'


def _paragraphs(lines: list[Line], context: Context) -> str:
    """Return lines of words; a line that wraps is joined to the one above."""
    shown = [_sentence(text, (number, 0), context) for number, text in joined(lines)]
    if len(shown) == 1:
        return shown[0]
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
    hides = context.markdown or context.sentences or _MAY_HIDE.search(note.text)
    beside = " ".join(  # the original words that are shown with a correction
        reading.original
        for sentence in context.sentences.values()
        for reading in sentence.readings
        if (correction := reading.amendment.correction) and not correction.is_quiet
    )
    complete = not hides or _is_complete(note.text, f"{html} {visible(beside)}")
    return Body(html, None if complete else note.text)
