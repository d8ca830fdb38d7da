"""The author's words as HTML text: what was typed with the keyboard's signs, shown as meant.

Only blanks, arrows, dash runs and signs used as separators change, and words that are code get
code style.  No word is ever added or taken away, and everything else is escaped: a note cannot
contain markup.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from urllib.parse import unquote, urlsplit

from kb.model import LONGEST

_LONG = 200  # characters: a longer "word" is data, shown as typed

_CONTROL = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
_CONTROL |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)

_TRAIL = r"[^\s<>\"'`.,;:!?)\]}]"
_CODE = re.compile(
    r"""
      (?P<url>https?://[^\s<>"'`]*"""
    + _TRAIL
    + r""")
    | (?P<code>
        \$\{[^{}\s]+\}                                   # ${aws:username}
      | \b[a-z][a-z0-9+]*://[^\s,;()<>]*                 # s3://bucket
      | \barn:[\w:*/-]+
      | (?<![\w-])--[a-z][\w-]+                          # --option
      | \b[a-z0-9]+:[A-Z][A-Za-z]+\b(?:\*)?              # s3:GetObject
      | \b[\w-]+\.(?:py|json|ya?ml|csv|txt|sh|zip|gz|parquet|ipynb|xml|jar|conf|log)\b
      | \b[a-z][a-z0-9]*(?:\.[a-z0-9]+){2,}\b            # ml.p3.2xlarge
      | \b\w+\(\)                                        # toDF()
      | \b(?=\w*[^\W_])\w*[^\W_]_\w+\b                   # SM_HOSTS
      | \b[a-z]{2,}(?:[A-Z][a-z0-9]+|[A-Z]{2,})[A-Za-z0-9]*\b   # requestedRegion
      | \b(?:[A-Z][a-z0-9]+){4,}\b                       # SageMakerVariantInvocations...
      )
    | (?P<both><[=-]+>) | (?P<to>[=-]+>) | (?P<from><[=-]+(?![\d\w]))
    """,
    re.VERBOSE,
)
_TRIGGER = re.compile(r"[_:/.$<>(]|--|[a-z][A-Z]|[a-z0-9][A-Z][a-z]")
_FROM = re.compile(r"<[=-]+$")
_TO = re.compile(r"[=-]+>$")
_MATH = re.compile(r"[/+*×^()]|\d")
_OPERAND = re.compile(r"\w{1,3}$|-?[\d.,]+%?$")
_CLAUSE = 4  # words: what a condition further back begins has an end before the sign
_CONDITIONS = {"if", "when", "while", "until", "where"}
_VERBS = {"be", "is", "are", "must", "should", "stays"}
_REMARK_WORDS = 3  # words to the left of "<===" that make it a remark about them
_LABEL_WORDS = 2  # words behind "=====" that make them the label of what stands before
_GENERIC = {
    "index",
    "welcome",
    "latest",
    "faq",
    "faqs",
    "home",
    "overview",
    "docs",
    "en",
    "what-is",
}
_SMALL = {"and", "or", "of", "the", "in", "on", "for", "to", "a", "an", "with", "by"}
_KNOWN = {
    "aws": "AWS",
    "faqs": "FAQs",
    "faq": "FAQ",
    "ai": "AI",
    "ml": "ML",
    "sagemaker": "SageMaker",
}


def pictured(text: str) -> str:
    """Return text whose control characters are their visible pictures."""
    return text.translate(_CONTROL)


def visible(text: str) -> str:
    """Return text escaped for HTML; control characters become their visible pictures."""
    return escape(pictured(text), quote=False)


def _titled(word: str) -> str:
    lower = word.lower()
    return _KNOWN.get(lower) or (lower if lower in _SMALL else word[0].upper() + word[1:])


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return where in a text addresses and words in code style stand."""
    if not _TRIGGER.search(text):
        return []
    return [found.span() for found in _CODE.finditer(text) if found["url"] or found["code"]]


def url_label(url: str) -> str:
    """Return a title for a bare web address, from its last telling path segments."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[", which no browser opens either
        return url
    path = [unquote(part) for part in parts.path.split("/") if part]
    stem, _, kind = path[-1].rpartition(".") if path and "." in path[-1] else ("", "", "")
    if stem:
        path[-1] = stem
    telling = [part for part in path if part.lower() not in _GENERIC]
    words = re.split(r"[-_+\s]+", telling[-1]) if telling else []
    if path and path[-1].lower() in ("faq", "faqs"):
        words.append(path[-1])
    label = " ".join(_titled(word) for word in words if word)
    label = label[:1].upper() + label[1:] or parts.netloc
    return f"{label} (PDF)" if kind.lower() == "pdf" else label


def _shown(found: re.Match[str]) -> str:
    if url := found["url"]:
        return (
            f'<a class="kb-url" href="{escape(url.translate(_CONTROL))}" rel="external">'
            f"{visible(url_label(url))}</a>"
        )
    if code := found["code"]:
        return f"<code>{visible(code)}</code>"
    return "↔" if found["both"] else " → " if found["to"] else " ← "


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> str:
    """Return one blank-free word as HTML."""
    if word == "_":
        return "<code>_</code>"
    if not _TRIGGER.search(word):
        return visible(word)
    pieces = []
    end = 0
    for found in _CODE.finditer(word):
        pieces += [visible(word[end : found.start()]), _shown(found)]
        end = found.end()
    pieces.append(visible(word[end:]))
    return "".join(pieces).strip()


def _remark(words: list[str]) -> str:
    return f'<span class="kb-remark">— {" ".join(_word(word) for word in words)}</span>'


def _sign(words: list[str], at: int, left: int) -> tuple[str, bool]:
    """Return what a word made of signs means, and whether it takes the rest of the line.

    ``left`` counts the words of the line before it.
    """
    word, right = words[at], words[at + 1 :]
    if word in ("-", "–"):
        return "–", False
    if word.startswith("--") and not word.strip("-"):
        return "—", False
    if word in ("<=", ">=") and right and at:
        if _compares(words[:at], right[0]):
            return ("≤" if word == "<=" else "≥"), False
        if word == ">=":
            return "&gt;=", False
    if _FROM.match(word):
        return (_remark(right), True) if left >= _REMARK_WORDS and right else ("←", False)
    if word.startswith("===") and not word.strip("="):
        if left >= _REMARK_WORDS and 0 < len(right) <= _LABEL_WORDS:
            return _remark(right), True
        return "=" if _MATH.search(" ".join(right)) and len(right) < 9 else "—", False
    if word.startswith("@@"):
        rest = word.lstrip("@")
        return ("— " + _word(rest)).rstrip(), False
    return ("→" if _TO.match(word) else _word(word)), False


def _compares(left: list[str], right: str) -> bool:
    """Tell whether "<=" stands between quantities; else it points back at a remark."""
    operand = right.rstrip(".,;:)")
    number = operand[:1].isdigit() or operand[:2].lstrip("-$")[:1].isdigit()
    return (
        number
        or (bool(_OPERAND.match(left[-1])) and bool(_OPERAND.match(operand)))
        or "_" in operand
        or left[-1].lower() in _VERBS
        or not _CONDITIONS.isdisjoint(word.lower() for word in left[-_CLAUSE:])
    )


_SIGNS = re.compile(r"[-–=<>@]+|@@+\w*")


def html_words(text: str, left: int = 0) -> str:
    """Return running text as HTML.

    ``left`` is the number of words that stand before it in its line.  A blank at either end
    stays (as one space), so that pieces of a line can be joined.
    """
    if len(text) > LONGEST:
        return visible(text)
    words = text.split()
    if not words:
        return " " if text else ""
    shown: list[str] = []
    for at, word in enumerate(words):
        if len(word) > _LONG:
            shown.append(visible(word) if "://" not in word else _word.__wrapped__(word))
        elif word[0] in "-–=<>@" and _SIGNS.fullmatch(word):
            meant, ends = _sign(words, at, left + at)
            shown.append(meant)
            if ends:
                break
        else:
            shown.append(_word(word))
    joined = " ".join(shown).replace(" ,", ",")
    blank_first, blank_last = text[0].isspace(), text[-1].isspace()
    return f"{' ' * blank_first}{joined}{' ' * blank_last}"
