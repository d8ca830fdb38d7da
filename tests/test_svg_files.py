"""Which SVG files are mere pictures: those that draw, whatever program made them."""

from __future__ import annotations

import pytest

from svg_files import objection

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
)

PICTURES = [
    ("", '<path d="M0 0h9" fill="url(#g)"/><linearGradient id="g"/>'),
    ('viewBox="0 0 9 9"', "<title>on &lt;script&gt; C:\\path</title><text>@import url(x)</text>"),
    ("", "<style>.a { fill: url(#g); stroke: url('#h') } .b:hover { fill: red }</style>"),
    ("", '<use xlink:href="#a"/><a href="https://aws.amazon.com/"><rect/></a>'),
    ("", '<image href="data:image/png;base64,AAAA"/>'),
    ("", '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">words</div></foreignObject>'),
    ('data-onclick="x"', '<animate attributeName="opacity" to="1"/><!-- <script> -->'),
]


@pytest.mark.parametrize("parts", PICTURES)
def test_a_picture_is_a_picture(parts: tuple[str, str]) -> None:
    assert objection(SVG.format(*parts).encode()) is None
    assert objection(b"\xef\xbb\xbf" + SVG.format(*parts).encode()) is None
    utf_16 = '<?xml version="1.0" encoding="UTF-16"?>' + SVG.format(*parts)
    assert objection(utf_16.encode("utf-16")) is None


@pytest.mark.parametrize(
    ("attributes", "inside", "said"),
    [
        ("", "<script>x()</script>", "a <script> is in this picture"),
        ("", "<SCRIPT/>", "a <script> is in this picture"),
        ("", '<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>', "a <script> is in this picture"),
        ("", '<iframe xmlns="http://www.w3.org/1999/xhtml"/>', "a <iframe> is in this picture"),
        ('onload="x()"', "", 'an attribute "onload" is in this picture'),
        ("", '<rect OnClick="x()"/>', 'an attribute "onclick" is in this picture'),
        ("", '<a href="javascript:x()"/>', "an address outside is in this picture"),
        ("", '<a xlink:href=" java&#10;script:x()"/>', "an address outside is in this picture"),
        ("", '<a href="data:text/html,x"/>', "an address outside is in this picture"),
        ("", '<image href="https://evil.example/"/>', "an address outside is in this picture"),
        ("", '<use href="other.svg#a"/>', "an address outside is in this picture"),
        ("", '<image href="data:image/svg+xml,x"/>', "an address outside is in this picture"),
        (
            "",
            '<a><set attributeName="href" to="javascript:x()"/></a>',
            "a changing address or handler is in this picture",
        ),
        (
            "",
            '<a><set attributeName="xlink:href" to="javascript:x()"/></a>',
            "a changing address or handler is in this picture",
        ),
        (
            "",
            "<style>@import 'https://evil.example/'</style>",
            "a style in this picture loads something, or might",
        ),
        (
            "",
            "<style>a { b: \\75rl(https://evil.example/) }</style>",
            "a style in this picture loads something, or might",
        ),
        (
            "",
            '<rect style="fill: url( &quot;https://evil.example/&quot; )"/>',
            "a style in this picture loads something, or might",
        ),
        (
            "",
            '<rect fill="URL(//evil.example/#a)"/>',
            "a style in this picture loads something, or might",
        ),
        ("", "<g>", "this is not SVG that can be read"),
    ],
)
def test_what_runs_or_loads_something_is_none(attributes: str, inside: str, said: str) -> None:
    assert objection(SVG.format(attributes, inside).encode()) == said


def test_neither_entities_nor_instructions_are_taken() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>' + SVG.format("", "&l9;")
    assert objection(text.encode()) == "entities are declared in this picture"
    text = '<?xml-stylesheet href="https://evil.example/"?>' + SVG.format("", "")
    assert (
        objection(text.encode()) == "an instruction to programs (xml-stylesheet) is in this picture"
    )


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"\xff\xfe", b"<svg", b"\0" * 99])
def test_what_is_no_svg_is_none(data: bytes) -> None:
    assert objection(data) == "this is not SVG that can be read"
