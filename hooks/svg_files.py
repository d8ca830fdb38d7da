"""What an SVG file holds beside its picture: a browser that opens it runs its scripts."""

from __future__ import annotations

import re
from xml.parsers import expat

_ELEMENTS = "base embed form handler iframe link listener meta object script"
_ADDRESSES = ("href", "src", "srcset", "data", "action", "formaction")
_WITHIN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp);|$)", re.IGNORECASE)
_WEB = re.compile(r"\s*(?:https?|mailto):", re.IGNORECASE)
# In a style or an attribute: what is loaded from elsewhere.  A backslash may hide any of it.
_LOADS = re.compile(r"@import|\\|url\(\s*['\"]?\s*(?!#|data:image/|['\"\s])", re.IGNORECASE)


class _Refused(Exception):
    """``args`` are what there is to say."""


def objection(data: bytes) -> str | None:
    """Return what is wrong with an SVG file as a part of a site, None if it is a mere picture.

    Refused are scripts, whatever may run one, addresses that are loaded from elsewhere, and
    entities, which may hide either and may grow without bound.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    opened: list[str] = []
    style: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        opened.append(_local(name))
        _check_element(opened[-1], attributes)

    def words(text: str) -> None:
        if opened[-1:] == ["style"]:
            style.append(text)

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: opened.pop()
    parser.CharacterDataHandler = words
    parser.EntityDeclHandler = _refuse_entities
    parser.ProcessingInstructionHandler = _refuse_instruction
    try:
        parser.Parse(data, True)
        _check_value("".join(style))
    except _Refused as refused:
        return str(refused)
    except (expat.ExpatError, ValueError, LookupError):
        return "this is not SVG that can be read"
    return None


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()


def _check_element(element: str, attributes: dict[str, str]) -> None:
    if element in _ELEMENTS.split():
        raise _Refused(f"a <{element}> is in this picture")
    for key, value in attributes.items():
        key = _local(key)
        if key.startswith("on"):
            raise _Refused(f'an attribute "{key}" is in this picture')
        if key in _ADDRESSES:
            _check_address(element, value)
        else:
            _check_value(value)
        if key == "attributename" and _local(value.replace(":", " ")).startswith(("on", "href")):
            raise _Refused("a changing address or handler is in this picture")


def _check_address(element: str, value: str) -> None:
    """Refuse an address that is loaded; a link may lead to a page on the web."""
    if not _WITHIN.match(value) and not (element == "a" and _WEB.match(value)):
        raise _Refused("an address outside is in this picture")


def _check_value(value: str) -> None:
    if _LOADS.search(value):
        raise _Refused("a style in this picture loads something, or might")


def _refuse_entities(*_: object) -> None:
    raise _Refused("entities are declared in this picture")


def _refuse_instruction(target: str, _: str) -> None:
    raise _Refused(f"an instruction to programs ({target}) is in this picture")
