"""The YAML files that a person edits, read strictly: what stands there, in which line.

YAML serves for its looks alone.  Every scalar is text as typed (``404``, ``yes`` and ``1.0`` are
words), and what nobody means to write here - tags, anchors, further documents - is refused,
together with everything that does not have the shape that the file is to have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kb.model import KbError
from kb.plain_yaml import QUOTES, Refused, composed, line_of, shown


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


def loaded(file: str, text: str, shape: Fields | MapOf) -> Record:
    """Return the content of a YAML file as text, lists and records, as ``shape`` has it.

    A file that holds nothing, or only comments, is an empty record if no key is required.
    ``file`` is its name for messages.  Raises :class:`KbError`, ``file:line: what is wrong, what
    was expected``, for anything that is not YAML, not plain, or of another shape.
    """
    try:
        node = composed(text)
        record: Record = _value(node, shape, "the file", line_of(node), optional=True)
    except Refused as refused:
        line, message = refused.args
        raise KbError(f"{file}:{line}: {message}") from None
    return record


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
            return [] if _is_nothing(node) else [_value(node, item, name, line_of(node))]
        case ListOf(item), SequenceNode(value=items):
            return [_value(each, item, f"an item of {name}", line_of(each)) for each in items]
        case (MapOf() | Fields() | Tree(), MappingNode()):
            return _record(node, shape, name, line)
        case Fields(short=str() as key), _ if not _is_nothing(node):
            record = Record(line_of(node))
            record[key] = _value(node, {**shape.required, **shape.optional}[key], name, record.line)
            return record
        case ((ListOf() | MapOf() | Fields() | Tree()), _) if optional and _is_nothing(node):
            if not (isinstance(shape, Fields) and shape.required):
                return [] if isinstance(shape, ListOf) else Record(line)
    hint = f" ({QUOTES})" if isinstance(shape, Text) and not isinstance(node, ScalarNode) else ""
    if isinstance(shape, Fields) and shape.required and _is_nothing(node):
        shape = replace(shape, optional={})  # enough to begin with
    raise Refused(line, f"{name} is {_found(node)}, expected {_expected(shape)}{hint}")


def _record(node: MappingNode, shape: MapOf | Fields | Tree, name: str, line: int) -> Record:
    required = shape.required if isinstance(shape, Fields) else {}
    record = Record(line)
    lines: dict[str, int] = {}
    for key_node, value in node.value:
        at = line_of(key_node)
        key = _value(key_node, Text(), f"a key of {name}", at)
        told = shown(key)
        if key in lines:
            raise Refused(at, f"{told} is in line {lines[key]} already, expected it once")
        lines[key] = at
        inner = _below(shape, key)
        if not inner:
            hint = f" ({QUOTES})" if isinstance(shape, Fields) and shape.short else ""
            raise Refused(at, f"unknown key {told}, expected {_expected(shape)}{hint}")
        record[key] = _value(value, inner, told, at, optional=key not in required)
    if missing := [key for key in required if key not in record]:
        raise Refused(line, f"{shown(missing[0])} is missing, expected {_expected(shape)}")
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


def _found(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return "empty" if node.value.strip() in ("", "~", "null") else shown(node.value)
    return "a list" if isinstance(node, SequenceNode) else "a group of keys"


def _expected(shape: Shape) -> str:
    if isinstance(shape, Choice):
        return " or ".join(map(shown, shape.words))
    if isinstance(shape, ListOf) and shape.loose:
        return _expected(shape.item)
    if isinstance(shape, Fields) and shape.short:
        short = _expected({**shape.required, **shape.optional}[shape.short])
        return f"{short} or {_expected(replace(shape, short=None))}"
    if isinstance(shape, Fields):
        keys = [*map(shown, (*shape.required, *shape.optional))]
        return f"the key{'s' * (len(keys) > 1)} {', '.join(keys)}"
    return _NAMES[type(shape)]
