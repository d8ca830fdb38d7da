"""The words of a sentence as HTML: corrected, with formulas, terms and the author's own markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from kb.linker import Linker, with_links
from kb.markup import Kind, Resolver, is_web, pieces
from kb.maths import Formula
from kb.model import Note, Tex, Typeset, is_markdown
from kb.patterns import Split
from kb.sentences import Reading, Sentence, Sentences, part_of
from kb.typography import html_words, visible

_HOLDER = re.compile("\ud800(\\d+)\ud801")  # lone surrogates: no text read as UTF-8 has them
_TAG = re.compile(r"<[^<>]*>")


def plain_mark(reading: Reading) -> str:
    """Return the mark of corrected words, explained right below their note."""
    return '<span class="kb-mark">†</span>'


@dataclass(frozen=True, slots=True)
class Context:
    """What the words of a note need to know about the place where they are shown."""

    resolve: Resolver
    markdown: bool = False
    references: Mapping[str, str] | None = None
    sentences: Sentences = field(default_factory=dict)  # corrected, with formulas
    typeset: Mapping[Tex, Typeset] = field(default_factory=dict)
    linker: Linker | None = None
    mark: Callable[[Reading], str] = plain_mark  # what follows corrected words


def apart(
    note: Note,
    sentences: Sentences,
    typeset: Mapping[Tex, Typeset],
    references: Mapping[str, str] | None = None,
) -> Context:
    """Return what the words of a note need away from the site: links to the web stay, no others."""
    return Context(
        resolve=lambda address: address if is_web(address) else None,
        markdown=is_markdown(note.source),
        references=references,
        sentences=sentences,
        typeset=typeset,
    )


def html_of(sentence: Sentence, context: Context) -> str:
    """Return a sentence; formulas and the marks of corrections stand in for words.

    While the words are read, a place holder stands for each: no markup rule can reach into TeX.
    In an attribute (an address, the words of an image) the words as typed come back.
    """
    inserts: list[tuple[int, int, str]] = [
        (formula.start, formula.end, _formula(formula, context)) for formula in sentence.formulas
    ]
    inserts += filter(None, (_mark(reading, sentence, context) for reading in sentence.readings))
    if not inserts:
        return _inline(sentence.text, context)
    parts: list[str] = []
    made: list[str] = []
    end = 0
    typed: list[str] = []
    for start, stop, html in sorted(inserts):
        if start == stop == end and made:  # a mark that must not part from its formula
            made[-1] = f'<span class="kb-marked">{made[-1]}{html}</span>'
            continue
        parts += [sentence.text[end:start], f"\ud800{len(made)}\ud801"]
        made.append(html)
        typed.append(visible(sentence.text[start:stop]).replace('"', "&quot;"))
        end = stop
    html = _inline("".join([*parts, sentence.text[end:]]), context)
    html = _TAG.sub(lambda tag: _HOLDER.sub(lambda holder: typed[int(holder[1])], tag[0]), html)
    return _HOLDER.sub(lambda holder: made[int(holder[1])], html)


def both_sides(sentence: Sentence, split: Split, context: Context) -> tuple[str, str]:
    """Return the two parts of a sentence, without the sign between them."""
    left = part_of(sentence, 0, split.left)
    right = part_of(sentence, split.right, len(sentence.text))
    return html_of(left, context), html_of(right, context)


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


def _mark(reading: Reading, sentence: Sentence, context: Context) -> tuple[int, int, str] | None:
    """Return what follows corrected words, and where."""
    if not reading.marked:
        return None
    at = mark_place(reading, ((x.start, x.end) for x in sentence.formulas))
    return at, at, context.mark(reading)


def mark_place(reading: Reading, spans: Iterable[tuple[int, int]]) -> int:
    """Return where the mark of corrected words stands: behind them, never in one of the spans."""
    return max((end for start, end in spans if start < reading.end <= end), default=reading.end)


def _formula(formula: Formula, context: Context) -> str:
    typeset = context.typeset[formula.key]
    if typeset.html is not None:
        return typeset.html
    why = escape(f"MathJax rejects this: {typeset.error}")
    return f'<code class="kb-rejected" title="{why}">{visible(formula.text)}</code>'
