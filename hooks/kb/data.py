"""The YAML files that a person edits, read strictly: what stands there, in which line.

YAML serves for its looks alone.  Every scalar is text as typed (``404``, ``yes`` and ``1.0`` are
words), and what nobody means to write here - tags, anchors, further documents - is refused,
together with everything that does not have the shape that the file is to have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kb.model import KbError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20  # levels; no file here has more than 8, and some thousands would break PyYAML

# YAML takes U+0085, U+2028 and U+2029 for line ends, editors do not: lines would be miscounted.
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_QUOTES = 'quotes around words that hold ": " or begin with a sign'
_APOSTROPHE = re.compile(r"\w'\w|[\s\[{,]'(?:[^']|'')*'\s*\w")  # one that ends the quotes too early
_IN_QUOTES = "' within '...' written twice, "
_TEX = "single quotes around words with a backslash, TeX say"


class Record(dict[str, Any]):
    """Keys and values, and the line (from 1) of the key they are under or where an item begins."""

    def __init__(self, line: int) -> None:
        self.line = line


class Text:
    """Words, at least one; read as ``str``, as typed."""


class Flag:
    """``true`` or ``false``; read as ``bool``."""


class Choice:
    """One of some words; read as ``str``."""

    def __init__(self, *words: str) -> None:
        self.words = words


@dataclass(frozen=True, slots=True)
class ListOf:
    """Any number of items of one shape; read as ``list``.

    ``loose``: an item alone stands for a list of it, and nothing (``~``) for an empty list.
    """

    item: Shape
    loose: bool = False


@dataclass(frozen=True, slots=True)
class MapOf:
    """Any keys, with values of one shape; read as :class:`Record`.  A value may be left out."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Fields:
    """Known keys; read as :class:`Record`.  An optional key, or just its value, may be left out:
    without the key there is none in the record, without a value its list or map is empty.

    ``short``: the key whose value alone stands for the whole group.
    """

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)
    short: str | None = None


class Tree:
    """Any keys, each with nothing or with further such keys below it; read as :class:`Record`."""


Shape = Text | Flag | Choice | ListOf | MapOf | Fields | Tree
_KEYS = "a group of keys"
_NAMES = {Text: "text", Flag: "true or false", ListOf: "a list", MapOf: _KEYS, Tree: _KEYS}


class _Refused(Exception):
    """``args`` are a line and the message about it."""


def loaded(file: str, text: str, shape: Fields | MapOf) -> Record:
    """Return the content of a YAML file as text, lists and records, as ``shape`` has it.

    A file that holds nothing, or only comments, is an empty record if no key is required.
    ``file`` is its name for messages.  Raises :class:`KbError`, ``file:line: what is wrong, what
    was expected``, for anything that is not YAML, not plain, or of another shape.
    """
    text = text.removeprefix("\ufeff")
    try:
        _refuse_control(text, 1)
        _refuse_unusual(yaml.parse(text, Loader=_LOADER))
        node = yaml.compose(text, Loader=_LOADER) or ScalarNode("", "")
        record: Record = _value(node, shape, "the file", _line(node), optional=True)
        return record
    except _Refused as refused:
        line, message = refused.args
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        line, message = broken(error, text)
    raise KbError(f"{file}:{line}: {message}")


def _refuse_control(text: str, line: int) -> None:
    if found := _CONTROL.search(text):
        line += len(re.findall(r"\r\n?|\n", text[: found.start()]))
        raise _Refused(line, f"control character U+{ord(found[0]):04X} found, expected plain text")


def _refuse_unusual(events: Iterable[yaml.Event]) -> None:
    """Refuse what only experts of YAML write, before a tree is made that must fit on the stack."""
    depth = documents = 0
    for event in events:
        line = _line(event)
        documents += isinstance(event, DocumentStartEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if documents > 1:
            raise _Refused(line, "a second document begins, expected one in a file")
        if depth > _DEEPEST:
            raise _Refused(line, f"nested too deep, expected at most {_DEEPEST} levels")
        if name := getattr(event, "anchor", None):
            name = _shown(("*" if isinstance(event, AliasEvent) else "&") + name)
            raise _Refused(line, f"{name} is a reference in YAML, expected {_QUOTES}")
        if tag := getattr(event, "tag", None):
            name = _shown(tag.replace("tag:yaml.org,2002:", "!!"))
            raise _Refused(line, f"{name} is a tag in YAML, expected {_QUOTES}")
        try:
            _refuse_control(getattr(event, "value", ""), line)
        except _Refused as refused:  # typed as an escape: "\beta" begins with one
            raise _Refused(line, f"{refused.args[1]}; {_TEX}") from None


def broken(error: Exception, text: str) -> tuple[int, str]:
    """Return the line and the message of what YAML's parser says of a text."""
    line, said = 1, str(error)  # of a chr() or int() that fails in PyYAML without libyaml
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line, said = error.problem_mark.line + 1, error.problem or said
        if error.context and error.context_mark and error.context_mark.line + 1 < line:
            said = f"{error.context} from line {error.context_mark.line + 1}: {said}"
    expected = f"{_QUOTES}, and lines of the same rank indented alike, by spaces"
    if "unknown escape" in said:
        expected = _TEX
    elif _APOSTROPHE.search(_line_of(text, line)):
        expected = _IN_QUOTES + expected
    return line, f"YAML cannot be read ({' '.join(said.split())[:200]}), expected {expected}"


def _line_of(text: str, line: int) -> str:
    """Return a line of a text, of a very long one the beginning."""
    lines = re.split(r"\r\n?|\n", text, maxsplit=line)
    return lines[line - 1][:1000] if line <= len(lines) else ""


def _value(node: Node, shape: Shape, name: str, line: int, optional: bool = False) -> Any:
    """Return what a node holds; ``name`` and ``line`` tell a person which one it is."""
    match shape, node:
        case Text(), ScalarNode(value=text) if text.strip():
            return text
        case Flag(), ScalarNode(value="true" | "false"):
            return node.value == "true"
        case Choice(words=words), ScalarNode(value=text) if text in words:
            return text
        case ListOf(item, loose=True), ScalarNode() | MappingNode():
            return [] if _is_nothing(node) else [_value(node, item, name, _line(node))]
        case ListOf(item), SequenceNode(value=items):
            return [_value(each, item, f"an item of {name}", _line(each)) for each in items]
        case (MapOf() | Fields() | Tree(), MappingNode()):
            return _record(node, shape, name, line)
        case Fields(short=str() as key), _ if not _is_nothing(node):
            record = Record(_line(node))
            record[key] = _value(node, {**shape.required, **shape.optional}[key], name, record.line)
            return record
        case ((ListOf() | MapOf() | Fields() | Tree()), _) if optional and _is_nothing(node):
            if not (isinstance(shape, Fields) and shape.required):
                return [] if isinstance(shape, ListOf) else Record(line)
    hint = f" ({_QUOTES})" if isinstance(shape, Text) and not isinstance(node, ScalarNode) else ""
    if isinstance(shape, Fields) and shape.required and _is_nothing(node):
        shape = replace(shape, optional={})  # enough to begin with
    raise _Refused(line, f"{name} is {_found(node)}, expected {_expected(shape)}{hint}")


def _record(node: MappingNode, shape: MapOf | Fields | Tree, name: str, line: int) -> Record:
    required = shape.required if isinstance(shape, Fields) else {}
    record = Record(line)
    lines: dict[str, int] = {}
    for key_node, value in node.value:
        at = _line(key_node)
        key = _value(key_node, Text(), f"a key of {name}", at)
        shown = _shown(key)
        if key in lines:
            raise _Refused(at, f"{shown} is in line {lines[key]} already, expected it once")
        lines[key] = at
        inner = _below(shape, key)
        if not inner:
            hint = f" ({_QUOTES})" if isinstance(shape, Fields) and shape.short else ""
            raise _Refused(at, f"unknown key {shown}, expected {_expected(shape)}{hint}")
        record[key] = _value(value, inner, shown, at, optional=key not in required)
    if missing := [key for key in required if key not in record]:
        raise _Refused(line, f"{_shown(missing[0])} is missing, expected {_expected(shape)}")
    return record


def _below(shape: MapOf | Fields | Tree, key: str) -> Shape | None:
    """Return the shape of what is under a key, None for a key that is not known."""
    match shape:
        case Tree():
            return shape
        case MapOf(value):
            return value
    return shape.required.get(key) or shape.optional.get(key)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value in ("", "~", "null")


def _line(thing: Node | yaml.Event) -> int:
    return thing.start_mark.line + 1 if thing.start_mark else 1


def _found(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return "empty" if node.value.strip() in ("", "~", "null") else _shown(node.value)
    return "a list" if isinstance(node, SequenceNode) else "a group of keys"


def _expected(shape: Shape) -> str:
    if isinstance(shape, Choice):
        return " or ".join(map(_shown, shape.words))
    if isinstance(shape, ListOf) and shape.loose:
        return _expected(shape.item)
    if isinstance(shape, Fields) and shape.short:
        short = _expected({**shape.required, **shape.optional}[shape.short])
        return f"{short} or {_expected(replace(shape, short=None))}"
    if isinstance(shape, Fields):
        keys = [*map(_shown, (*shape.required, *shape.optional))]
        return f"the key{'s' * (len(keys) > 1)} {', '.join(keys)}"
    return _NAMES[type(shape)]


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return f'"{words}"' if len(words) <= 100 else f'"{words[:99]}…"'
