"""YAML as people write it here: read into nodes, with what only experts write refused.

Tags, anchors, further documents and control characters are no text that anybody means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent
from yaml.nodes import Node, ScalarNode

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20  # levels; no file here has more than 8, and some thousands would break PyYAML

# YAML takes U+0085, U+2028 and U+2029 for line ends, editors do not: lines would be miscounted.
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
QUOTES = 'quotes around words that hold ": " or begin with a sign'
_APOSTROPHE = re.compile(r"\w'\w|[\s\[{,]'(?:[^']|'')*'\s*\w")  # one that ends the quotes too early
_IN_QUOTES = "' within '...' written twice, "
_TEX = "single quotes around words with a backslash, TeX say"


class Refused(Exception):
    """``args`` are a line and the message about it."""


def composed(text: str) -> Node:
    """Return a text as nodes; of one that holds nothing, an empty scalar.

    Raises :class:`Refused` for all that is not YAML, or not plain.
    """
    text = text.removeprefix("\ufeff")
    try:
        _refuse_control(text, 1)
        _refuse_unusual(yaml.parse(text, Loader=_LOADER))
        return yaml.compose(text, Loader=_LOADER) or ScalarNode("", "")
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise Refused(*broken(error, text)) from None


def _refuse_control(text: str, line: int) -> None:
    if found := _CONTROL.search(text):
        line += len(re.findall(r"\r\n?|\n", text[: found.start()]))
        raise Refused(line, f"control character U+{ord(found[0]):04X} found, expected plain text")


def _refuse_unusual(events: Iterable[yaml.Event]) -> None:
    """Refuse what only experts of YAML write, before a tree is made that must fit on the stack."""
    depth = documents = 0
    for event in events:
        line = line_of(event)
        documents += isinstance(event, DocumentStartEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if documents > 1:
            raise Refused(line, "a second document begins, expected one in a file")
        if depth > _DEEPEST:
            raise Refused(line, f"nested too deep, expected at most {_DEEPEST} levels")
        if name := getattr(event, "anchor", None):
            name = shown(("*" if isinstance(event, AliasEvent) else "&") + name)
            raise Refused(line, f"{name} is a reference in YAML, expected {QUOTES}")
        if tag := getattr(event, "tag", None):
            name = shown(tag.replace("tag:yaml.org,2002:", "!!"))
            raise Refused(line, f"{name} is a tag in YAML, expected {QUOTES}")
        try:
            _refuse_control(getattr(event, "value", ""), line)
        except Refused as refused:  # typed as an escape: "\beta" begins with one
            raise Refused(line, f"{refused.args[1]}; {_TEX}") from None


def broken(error: Exception, text: str) -> tuple[int, str]:
    """Return the line and the message of what YAML's parser says of a text."""
    line, said = 1, str(error)  # of a chr() or int() that fails in PyYAML without libyaml
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line, said = error.problem_mark.line + 1, error.problem or said
        if error.context and error.context_mark and error.context_mark.line + 1 < line:
            said = f"{error.context} from line {error.context_mark.line + 1}: {said}"
    expected = f"{QUOTES}, and lines of the same rank indented alike, by spaces"
    if "unknown escape" in said:
        expected = _TEX
    elif _APOSTROPHE.search(_line_in(text, line)):
        expected = _IN_QUOTES + expected
    return line, f"YAML cannot be read ({' '.join(said.split())[:200]}), expected {expected}"


def _line_in(text: str, line: int) -> str:
    """Return a line of a text, of a very long one the beginning."""
    lines = re.split(r"\r\n?|\n", text, maxsplit=line)
    return lines[line - 1][:1000] if line <= len(lines) else ""


def line_of(thing: Node | yaml.Event) -> int:
    return thing.start_mark.line + 1 if thing.start_mark else 1


def shown(text: str) -> str:
    words = " ".join(text.split())
    return f'"{words}"' if len(words) <= 100 else f'"{words[:99]}…"'
