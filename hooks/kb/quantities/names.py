"""Numbers that count nothing: they name something, tell things apart, or are dates."""

from __future__ import annotations

import re
from collections.abc import Iterator


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION = words(
    """
    about above after again all also and another any are because been before below between but can
    cannot could does each either else ever every for from gets gives has have hence her his how
    into its itself just less like may means might more most must nor not off once one only other
    our out over per shall should since some still such than that the their them then there these
    they this those thus too under until via was were what when where whereas whether which while
    who whose why will with within without would yes yet you your
    """
)
_LABELS = words(
    """
    type section chapter lecture step phase part page slide version ver level stage tier case class
    option question example exercise figure fig table equation note line number port error code
    status route zone module unit lab video book appendix task day week group layer rule item
    """
)
_SIZES = words("max min limit default size range rate threshold total")
_REFERENCE = re.compile(r"\s(?:lecture|section|chapter|page|slide|video|lesson|module)\b", re.I)
_BEFORE = re.compile(r"([^\W\d_][\w.-]*)[\s:]{0,2}$")
_PLURAL = re.compile(r"\s[A-Za-z]{2,}s\b")
_NEAR = 40  # characters in which a word before is looked for

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_YEAR = r"(?:19|20)\d\d"
_HIDDEN = re.compile(
    rf"""
      \b{_YEAR}-\d\d(?:-\d\d)?\b
    | \b\d{{1,2}}\s{_MONTH}\b(?:\s{_YEAR})?
    | \b{_MONTH}\s\d{{1,2}}(?!\d)(?:,?\s{_YEAR}(?!-))?
    | \b{_YEAR}s?\b(?!\s[a-z]{{2,}}s\b|[\w%]|[.,]\d)    # but "2000 rows"
    | \b\d+(?:\.\d+){{2,}}(?:/\d+)?                     # 1.2.3, 10.0.0.0/16
    | ^\s*\d{{1,3}}[.)]\s
    | (?<![\w.,)])\(?\d{{1,2}}\)\s(?=[^\W\d_])          # 1) this 2) that
    | \]\([^()\s]*\)                                    # the address of a link
    """,
    re.VERBOSE,
)


def not_counted(text: str) -> Iterator[tuple[int, int]]:
    """Yield where dates, versions, the numbers of lists and the addresses of links stand."""
    return (found.span() for found in _HIDDEN.finditer(text))


def word_before(text: str, start: int) -> str:
    """Return the word right before a place in a text; "" if there is none."""
    found = _BEFORE.search(text, max(0, start - _NEAR), start)
    return found[1] if found else ""


def is_label(word: str) -> bool:
    """Tell whether a number after this word tells things apart."""
    return word.lower() in _LABELS


def is_name(text: str, start: int, end: int) -> bool:
    """Tell whether a bare number, which stands there, only names something."""
    word = word_before(text, start)
    if is_label(word) or _REFERENCE.match(text, end):
        return True
    plain = len(word) < 3 or word.lower() in _SIZES | FUNCTION
    if not word[:1].isupper() or plain or text.startswith(("0.", "."), start):
        return False
    return not _PLURAL.match(text, end)
