"""The part of a line that matters, as HTML: a short line whole, of a long one what is around."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from kb.typography import html_words

_SHORT = 220  # characters of a line that is shown whole
_AROUND = 70  # characters shown before and after what matters in a longer one

Span = tuple[int, int]
Insert = tuple[int, int, str]  # start and end in the line, and the HTML that stands there instead


def windows_of(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return what of a line is shown, from blank to blank: what is around ``spans``, in order.

    Without spans it is the beginning of the line.
    """
    if len(text) <= _SHORT:
        return [(0, len(text))]
    windows: list[Span] = []
    for first, last in spans or [(0, 0)]:
        start, end = _before(text, first), _behind(text, last)
        if windows and start <= windows[-1][1] + _AROUND // 2:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


def _before(text: str, at: int) -> int:
    if at <= _AROUND:
        return 0
    blank = text.find(" ", at - _AROUND, at)
    return at if blank < 0 else blank + 1


def _behind(text: str, at: int) -> int:
    if at + _AROUND >= len(text):
        return len(text)
    return max(at, text.rfind(" ", at, at + _AROUND))


def excerpt(text: str, windows: Sequence[Span], inserts: Iterable[Insert]) -> str:
    """Return the HTML of what a line has in ``windows``.

    Of inserts that overlap the first one counts; none is cut.
    """
    kept: list[Insert] = []
    for insert in sorted(inserts):
        if not kept or insert[0] >= kept[-1][1]:
            kept.append(insert)
    starts = [start for start, _, _ in kept]
    shown: list[str] = []
    for start, end in windows:
        first = bisect_left(starts, start)
        at = max(start, kept[first - 1][1] if first else 0)  # behind what begins before
        shown.append(_html(text, at, end, kept[first : bisect_left(starts, end + 1)]))
    return "… " * (windows[0][0] > 0) + " … ".join(shown) + " …" * (windows[-1][1] < len(text))


def _html(text: str, start: int, end: int, inserts: Iterable[Insert]) -> str:
    parts: list[str] = []
    left = len(text[:start].split())
    at = start
    for first, last, html in inserts:
        parts += [html_words(text[at:first], left), html]
        left += len(text[at:last].split())
        at = last
    return "".join([*parts, html_words(text[at:end], left)]).strip()
