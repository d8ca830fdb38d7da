"""How a line of loose notes hangs on the one above it, judged from the words alone."""

from __future__ import annotations

import re

_WRAP = 60  # characters: a shorter line did not run out of room, its writer ended it
_ECHOES = 3  # content words shared with the note above that make a fragment part of it
_SUBJECT_WORDS = 4

_ASKS = re.compile(r"(?:\blike|\bsuch as|\be\.g\.|\bi\.e\.|\bfor example|\bnamely|[:,=])$", re.I)
_CONNECTIVE = re.compile(
    r"(?:so|that|this|these|those|it|its|they|then|also|such|like|which|but|and|or|thus|hence|"
    r"therefore|because|where|otherwise|instead|both|same)\b(?![-_/])",
    re.IGNORECASE,
)
_THEN = re.compile(r"(?:\S+\s+){1,6}then\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"(?:\S+\s+){1,5}(?:that|this|these|those|such|above)\s+([A-Za-z]{4,})")
_NO_SUBJECT = re.compile(
    r"(?:works?|has|have|is|are|can|cannot|supports?|needs?|requires?|gives?|provides?|helps?|"
    r"allows?|consists?|contains?|returns?|handles?)\b",
)
_DEFINES = re.compile(r"(?:\S+\s+){1,3}[:=]+\s")  # "batch size : ...": a note of its own
_COMPARES = re.compile(r"\blike\s+(\w+)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_ADDRESS = re.compile(r"https?://\S+")
_SUBJECT_END = re.compile(r"[=:<>]|\s-{1,4}\s|\s[–—]\s")
_ENDING = 60  # characters: enough of a line to see how it ends
_COMMON_WORDS = (
    "also another because been before being between both cannot could does each from have into "
    "just like many more most must need needs only other over same should some such than that "
    "their them then there these they this those through used uses using very want well were what "
    "when where which while will with without would your"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def _content(text: str) -> set[str]:
    """Return the words that carry meaning, without a plural s; addresses have none."""
    words = _WORD.findall(_ADDRESS.sub(" ", text.lower()))
    return {word.rstrip("s") for word in words if word not in _COMMON}


def calls_for_more(text: str) -> bool:
    """Tell whether a line is unfinished: "... add _ like" announces what comes next."""
    return bool(_ASKS.search(text[-_ENDING:]))


def wraps(above: str, text: str) -> bool:
    """Tell whether an editor, or a hand, broke one sentence into these two lines."""
    return (
        len(above) >= _WRAP
        and above[-1] not in ".!?:;"
        and "=" not in above
        and not _DEFINES.match(text)
        and (text[0] == "(" or (text[0].isalpha() and not text[0].isupper()))
    )


def carries_on(above: str, text: str) -> bool:
    """Tell whether a bare line goes on about what the bare line directly above it says."""
    if above.endswith(("?", "？")):
        return True  # the answer
    return wraps(above, text) or bool(_CONNECTIVE.match(text) or _THEN.match(text))


def echoes(above: str, text: str) -> bool:
    """Tell whether a bare line takes its subject from the line above the blank line.

    "entropy = ..." after a note that ends with entropy explains it; a line that begins with a
    capital letter begins something of its own.
    """
    if not text[0].islower():
        return False
    subject = _SUBJECT_END.split(text, maxsplit=1)[0]
    words = " ".join(subject.split()[:_SUBJECT_WORDS])
    return not _content(above).isdisjoint(_content(words))


def follows(above: str, text: str, *, tight: bool, under_heading: bool) -> bool:
    """Tell whether a note cannot be understood without the note above it.

    It begins with a connective ("so if ...") or, directly under the other note, points back to
    one of its words ("that executable", "... like s3"), lacks a subject ("work on ...") or
    repeats its words.
    Under a heading, a missing subject is the heading and not the line above.
    """
    if _CONNECTIVE.match(text):
        return True
    if not tight:
        return False
    pointed = _POINTS_BACK.match(text)
    if pointed and pointed[1].lower().rstrip("s") in _content(above):
        return True
    compared = _COMPARES.search(text[-_ENDING:])
    if compared and compared[1].lower() in re.findall(r"\w+", above.lower()):
        return True
    if under_heading or not text[0].islower():
        return False
    return bool(_NO_SUBJECT.match(text)) or len(_content(above) & _content(text)) >= _ECHOES
