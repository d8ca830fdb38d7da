"""Shapes that can be seen in the notes without being told: definitions, pairs and steps.

One line that reads ``term : meaning`` may be anything; several in a row are a list of definitions.
Precision comes before recall: what is not clear stays a plain list, which is never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.headings import is_title
from kb.model import Line, Mark
from kb.sentences import Sentence

_LEAST = {"definitions": 3, "pairs": 2, "steps": 3}  # lines of a run
_TERM_WORDS = 5
_LONG = 2_000  # characters: a longer line is data

# A sign between term and meaning.  A colon may stick to the term ("epoch: ..."), the others stand
# free on both sides.
_COLON = re.compile(r"\s*(?<![:/]):\s+(?!:)")
_DASH = re.compile(r"\s+(?:-{1,3}|–|—)\s+")
_EQUALS = re.compile(r"\s+={1,2}\s+")
_ARROW = re.compile(r"\s*(?<![<=-])[=-]+>\s*")
_OTHER_ARROW = re.compile(r"<[=-]+|→|←|[=-]+>|\|")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"(\d{1,3})[.)]$")


@dataclass(frozen=True, slots=True)
class Split:
    """A line in two parts: ``left`` ends and ``right`` begins where its sign stands.

    ``kind`` is "definitions" or "pairs".
    """

    kind: str
    sign: str
    left: int
    right: int
    term: str  # in small letters

    def goes_on(self, other: Split | None) -> bool:
        """Tell whether another line goes on with the list; it must not say the same term again."""
        if other is None or other.term == self.term:
            return False
        return (self.kind, self.sign) == (other.kind, other.sign)


def split_of(sentence: Sentence) -> Split | None:
    """Return how a line falls into a term and its meaning, or into two things that belong together.

    A sign in a formula does not count.
    """
    text = sentence.text
    if len(text) > _LONG:
        return None
    if found := _pair(text):
        return None if _cuts_formula(sentence, found) else found
    for sign, pattern in ((":", _COLON), ("-", _DASH), ("=", _EQUALS)):
        found = _definition(text, sign, pattern)
        if found and not _cuts_formula(sentence, found):
            return found
    return None


def _cuts_formula(sentence: Sentence, split: Split) -> bool:
    return any(x.start < split.right and split.left < x.end for x in sentence.formulas)


def _pair(text: str) -> Split | None:
    """Return a line of the form ``a ===> b``, with one arrow and little before it."""
    signs = list(_ARROW.finditer(text))
    if len(signs) != 1 or len(_OTHER_ARROW.findall(text)) != 1:
        return None
    (sign,) = signs
    left, right = text[: sign.start()], text[sign.end() :]
    if not (_is_term(left) and _LETTER.search(right)):
        return None
    return Split("pairs", "→", sign.start(), sign.end(), left.lower())


def _definition(text: str, sign: str, pattern: re.Pattern[str]) -> Split | None:
    """Return a line of the form ``term : meaning``.

    A dash or an equals sign must be the only one of its line: two of them are a sentence.
    """
    signs = list(pattern.finditer(text))
    if not signs or (sign != ":" and len(signs) > 1):
        return None
    first = signs[0]
    term = text[: first.start()]
    if not (_is_term(term) and _LETTER.search(text[first.end() :])):
        return None
    return Split("definitions", sign, first.start(), first.end(), term.lower())


def _is_term(text: str) -> bool:
    """Tell whether words can be the name of something rather than the start of a sentence."""
    return bool(_LETTER.search(text)) and (
        is_title(text, _TERM_WORDS) or (len(text.split()) == 1 and text[0].isalnum())
    )


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a line or note looks like among its neighbours."""

    split: Split | None
    number: int | None  # that was typed before it
    joined: bool  # it stands directly below the one before


def look_of(line: Line, sentence: Sentence, *, joined: bool) -> Likeness:
    found = _NUMBER.match(line.marker) if line.mark is Mark.NUMBER else None
    return Likeness(split_of(sentence), int(found[1]) if found else None, joined)


def runs(looks: Sequence[Likeness]) -> list[tuple[str, int, int]]:
    """Return (kind, first, end) of the runs that lines fall into, all together in order.

    ``kind`` is "steps", "definitions", "pairs", or "notes" for lines that are none of these.
    """
    found: list[tuple[str, int, int]] = []
    at = 0
    while at < len(looks):
        kind, end = _run(looks, at)
        if kind == "notes" and found and found[-1][0] == "notes":
            found[-1] = ("notes", found[-1][1], end)
        else:
            found.append((kind, at, end))
        at = end
    return found


def _run(looks: Sequence[Likeness], at: int) -> tuple[str, int]:
    """Return the kind and the end of the run that begins here."""
    first = looks[at]
    if first.number == 1:
        end = _end(looks, at, lambda above, here: here.number == (above.number or 0) + 1)
        if end - at >= _LEAST["steps"]:
            return "steps", end
    if split := first.split:
        end = _end(
            looks, at, lambda above, here: bool(above.split and above.split.goes_on(here.split))
        )
        if end - at >= _LEAST[split.kind]:
            return split.kind, end
    return "notes", at + 1


def _end(looks: Sequence[Likeness], at: int, goes_on: Callable[[Likeness, Likeness], bool]) -> int:
    end = at + 1
    while end < len(looks) and looks[end].joined and goes_on(looks[end - 1], looks[end]):
        end += 1
    return end
