r"""Hostile input, to build a site with: notes, terms, corrections, file names, YAML, TeX, links.

Whatever runs calls ``hacked()``, which the tests define; whatever is read from outside of notes/
holds SECRET; whatever asks another host asks evil.example.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from conftest import Project

SECRET = "the-secret-beside-the-notes"

# Each stands in notes of either kind, in headings, in cells, in titles of topics and sections, in
# names and definitions of terms, in all parts of a correction and in the names of files.
MARKUP = r"""
<script>hacked()</script>
"><script>hacked()</script>
'><img src=x onerror=hacked()>
<img src=x onerror=hacked()>
<svg/onload=hacked()>
<iframe srcdoc="<script>parent.hacked()</script>"></iframe>
<form action=https://evil.example/><input autofocus onfocus=hacked()>
<base href=https://evil.example/>
<meta http-equiv=refresh content=0;url=https://evil.example/>
<link rel=stylesheet href=https://evil.example/x.css>
</title></textarea></style></script><script>hacked()</script>
--><script>hacked()</script><!--
]]><script>hacked()</script>
</code></pre></li></ul></div><script>hacked()</script>
</svg></math><style><img title="</style><img src=x onerror=hacked()>">
" onmouseover="hacked()" onfocus="hacked()" autofocus tabindex="0
' onmouseover='hacked()' onfocus='hacked()' autofocus tabindex='0
` onmouseover=hacked() `
&lt;script&gt;hacked()&lt;/script&gt;
&#60;script&#62;hacked()&#60;/script&#62;
&#x3C;img src=x onerror=hacked()&#x3E;
&amp;lt;img src=x onerror=hacked()&amp;gt;
&quot; onmouseover=&quot;hacked()
<ſcript>hacked()</ſcript>
<scr<script>ipt>hacked()</scr</script>ipt>
[x](javascript:hacked())
[x](JaVaScRiPt:hacked())
[x](&#106;avascript:hacked())
[x](javascript&colon;hacked())
[x](java&Tab;script:hacked())
[x](%6Aavascript:hacked())
[x](<javascript:hacked()>)
[x](data:text/html,<script>hacked()</script>)
[x](data:text/html;base64,PHNjcmlwdD5wYXJlbnQuaGFja2VkKCk8L3NjcmlwdD4=)
[x](vbscript:hacked())
[x](blob:https://evil.example/x)
[x](https://evil.example/"onmouseover="hacked())
[x](https://evil.example/ "title\" onmouseover=\"hacked()")
[x](//evil.example/x) [x](\\evil.example\x) [x](https:evil.example)
<javascript:hacked()> <data:text/html,x>
[evil] [x][evil] ![x][evil]
![x](https://evil.example/x.png) ![x](//evil.example/x.png) ![x](javascript:hacked())
![" onerror="hacked()](x.png)
![$x^2$ " onerror="hacked()](pictures/fine.png)
https://evil.example/"onmouseover="hacked()
https://evil.example/<script>hacked()</script>
https://evil.example/%22%3E%3Cscript%3Ehacked()%3C/script%3E
https://evil.example/%EF%B7%900%EF%B7%91%EF%B7%92glue%EF%B7%93
1https://evil.example/$\text{" onmouseover="hacked()}$/x
{{ 7 * 7777 }} {{ config }} {{ self._TemplateReference__context }}
{% include "../../secret.txt" %} {% raw %} {# {%- endmacro %}
--8<-- "../secret.txt"
--8<-- "secret.txt" ;--8<-- "/etc/hostname"
;--8<-- "../../../secret.txt"
!include ../secret.txt @include(../secret.txt) \include{../secret.txt}
{ onclick="hacked()" } { #x .y onclick=hacked() } {: onclick="hacked()" }
{ .x onmouseover=hacked() }
<!--kb--><script>hacked()</script><!--/kb-->
<!--/kb--><script>hacked()</script><!--kb-->
<div data-kb="0"></div><div data-kb="99"></div>
<!-- kb:topics -->
<div markdown="1"><script>hacked()</script></div>
[x](../../secret.txt) ![x](../../secret.txt) [x](../../../../../../etc/passwd)
[x](%2e%2e/%2e%2e/secret.txt) [x](..\..\secret.txt) [x](file:///etc/passwd) [x](/etc/passwd)
[x](raw/../../secret.txt) ![x](stolen.png) [x](stolen.txt)
[[../../secret.txt]] [[x|<script>hacked()</script>]]
__proto__ constructor hasOwnProperty toString
evil $\text{x}$ `</code><script>hacked()</script>` **<b>** ~~</del>~~
""".strip().splitlines()

# Signs that the code itself might use as marks of its own.
SIGNS = [
    "\ufdd00\ufdd1 \ufdd2glue\ufdd3 \ufdd099\ufdd1",
    "\ue0000\ue001 \uffff0\ufffe \ufffd0\ufffd",
    "\x020\x03 \x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x1a0\x1a",
    "\u202eslaitnederc\u202c \u2066x\u2069 \u200b\u200d\ufeff",
    "java\tscript:hacked() [x](java\x01script:hacked()) [x](\x01javascript:hacked())",
    "a\u2028b\u2029c\x0bd\x0ce\x85f",
]

TEX = r"""
\href{javascript:hacked()}{x}
\text{\href{javascript:hacked()}{x}}
\require{html}\href{javascript:hacked()}{x}
\unicode{x3C}\unicode[serif]{60}
\style{background:url(https://evil.example/x)}{x}
\class{x" onmouseover="hacked()}{x}
\cssId{x" onmouseover="hacked()}{x}
\text{</span><script>hacked()</script>}
\text{" onmouseover="hacked()}
\mmlToken{mi}[href='javascript:hacked()']{x}
\mmlToken{script}{hacked()}
\mmlToken{mi}[style='background:url(https://evil.example/x)']{x}
\mmlToken{mtext}{<img src=x onerror=hacked()>}
\color{red;background:url(https://evil.example/x)}{x}
\bbox[background:url(https://evil.example/x)]{x}
\includegraphics{https://evil.example/x.png}
\input{../secret.txt}
\def\x{\x\x}\x
\def\a{\b\b}\def\b{\a\a}\a
\newcommand{\x}{\x\x}\x
\let\x=\undefined\x
\newenvironment{x}{\begin{x}\begin{x}}{\end{x}}\begin{x}\end{x}
\begin{array}{*{9999}{c}}x\end{array}
\hspace{99999em}x
\tag{<script>hacked()</script>}x
\label{x}\ref{x}\eqref{x}
\ce{H2O}
""".strip().splitlines()
TEX += [
    r"\pmb{" * 40 + "x" + "}" * 40,
    r"\sqrt{" * 900 + "x" + "}" * 900,
    "{" * 4_900 + "}" * 4_900,
    r"\frac{x}{" * 300 + "x" + "}" * 300,
    "x^{" * 1_900 + "x" + "}" * 1_900,
]

# What no data file may hold: each ends the build with one line.
YAML = {
    "an object of Python": '!!python/object/apply:os.system ["touch ran"]\n',
    "an object in a value": 'topics: !!python/object/new:os.system ["touch ran"]\n',
    "a module of Python": "topics: !!python/module:hacked {}\n",
    "a tag of its own": "%TAG ! tag:evil.example,2000:\n---\ntopics: !x []\n",
    "a billion laughs": "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "a reference to itself": "topics: &a [*a]\n",
    "merged keys": "a: &a {x: y}\ntopics:\n  <<: *a\n",
    "lists without end": "topics: " + "[" * 100_000,
    "maps without end": "topics: " + "{a: " * 100_000,
    "items without end": "topics: \n" + "- " * 100_000,
    "a key of a million letters": "x" * 1_000_000 + ": y\n",
    "a key of a million letters in quotes": '? "' + "x" * 1_000_000 + '"\n: y\n',
    "many keys": "".join(f"k{number}: y\n" for number in range(20_000)),
    "markup for a key": "<script>hacked()</script>: y\n",
    "a line end in a key": '"a\\nb": y\n',
    "a terminal's codes": '"\\e[2J\\e]0;hacked\\a": y\n',
    "no bytes of text": "\x00\x01\x02",
    "a second document": "topics: []\n---\ntopics: []\n",
}

NAMES = [
    "<script>hacked()</script>",
    '" onmouseover="hacked()".txt',
    "' onmouseover='hacked()'.txt",
    "<img src=x onerror=hacked()>.md",
    "[x](javascript:hacked()).md",
    "{{ 7 * 7777 }}.md",
    "{% include 'x' %}.txt",
    "{ onclick=hacked() }.txt",
    "&lt;script&gt;hacked()&lt;.txt",
    "javascript:hacked().txt",
    "..\\..\\..\\stolen.txt",
    "...txt",
    "%2e%2e%2fstolen.txt",
    "C:stolen.txt",
    "con.txt",
    "a?b#c&d.txt",
    "\u202etxt.\u2066gnp.md",
    "index.md",
    "README.md",
    "😀 data.txt",
    "--8<-- '..stolen'.md",
    "x" * 240 + ".txt",
]


def notes(payloads: Iterable[str], *, markdown: bool) -> str:
    """Return raw notes that hold every payload in every position."""
    parts = ["[evil]: javascript:hacked()\n\n[evil]: https://evil.example/\n"] * markdown
    for number, payload in enumerate(payloads):
        cell, at = payload.replace("|", "\\|"), f"{number:02}"
        parts += [
            f"# kinesis {payload}",
            f"- kinesis note{at} {payload}\n    - term{at} {payload}\n    1. {payload}",
            f"| kinesis | {cell} |\n|---|---|\n| {cell} | fine |",
            f"```{payload}\n{payload}\n```" if "`" not in payload else "",
            f"> kinesis {payload}",
            f"kinesis {payload}\n{'=' * 20}",
            payload,
        ]
    return "\n\n".join(filter(None, parts)) + "\n"


def yaml(value: object) -> str:
    """Return a value as YAML, on one line: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def _plain(payloads: Iterable[str]) -> list[str]:
    """Return the payloads without the signs that no data file may hold."""
    return ["".join(x for x in payload if x.isprintable()) for payload in payloads]


def topics() -> str:
    sections = [
        {"title": payload, "strong": [f"section{number:02}"], "words": [payload]}
        for number, payload in enumerate(_plain(MARKUP))
    ]
    found = [
        {"title": payload, "sections": sections[at::10]}
        for at, payload in enumerate(_plain(MARKUP)[:10])
    ]
    found[0]["sections"] = [
        {"title": "Streams", "strong": ["kinesis"], "words": ["evil", "glue"]},
        *sections[0::10],
    ]
    return yaml({"topics": found})


def glossary() -> str:
    return yaml(
        {
            "terms": [
                {
                    "term": f"{payload} name{number:02}",
                    "aliases": [f"term{number:02}", f"alias{number:02} {payload}"],
                    "exact": [{"words": f"note{number:02}", "near": ["kinesis", f"{payload} x"]}],
                    "definition": payload,
                    "topic": MARKUP[0],
                    "source": 'https://evil.example/"onmouseover="hacked()',
                    "checked": "2026-11-01",
                }
                for number, payload in enumerate(_plain([*MARKUP, *SIGNS]))
            ]
            + [{"term": "glue", "definition": MARKUP[1], "topic": MARKUP[1]}]
        }
    )


def corrections(file: str) -> str:
    kinds = ("typo", "wrong", "math", "outdated", "unclear")
    entries = [
        {
            "note": f"note{number:02}",
            "fix": f"{payload} $x^2$ {TEX[number % len(TEX)][:200]}",
            "kind": kinds[number % len(kinds)],
            "why": payload,
            "since": "2024",
            "source": 'https://evil.example/"onmouseover="hacked()',
            "checked": "2026-11-01",
            "front": "true",
        }
        for number, payload in enumerate(_plain([*MARKUP, *SIGNS]))
    ]
    return yaml({file: entries}).replace('"front": "true"', '"front": true')


def formulas(file: str) -> str:
    entries = [
        {"note": f"formula{number:02} = it", "tex": tex, "why": MARKUP[number % len(MARKUP)]}
        for number, tex in enumerate(TEX)
    ]
    return yaml({file: entries})


def repeats(file: str) -> str:
    entries = [
        {"kind": kind, "notes": [f"section{2 * at:02}", f"section{2 * at + 1:02}"], "why": payload}
        for at, payload in enumerate(_plain(MARKUP)[: len(MARKUP) // 2])
        for kind in ("repeats", "contradicts")
    ]
    return yaml({file: entries})


def lastnight(file: str) -> str:
    return yaml({file: [{"note": f"note{number:02}"} for number in range(len(MARKUP))]})


def shapes(file: str) -> str:
    """Return a table for every note, on the page Compare or in the section of the note."""
    entries = [
        {
            "title": f"{payload} shape{number:02}",
            **({"topic": MARKUP[0], "section": "Streams"} if number % 2 else {}),
            "shape": "table",
            "lead": {"label": payload},
            "columns": ["of", payload],
            "rows": [{"label": payload, "cells": [f"note{number:02}"]}],
        }
        for number, payload in enumerate(_plain(MARKUP))
    ]
    return yaml({file: entries})


def pictures(file: str) -> str:
    """Return a picture for every note: its words, its caption, all that is drawn in it."""
    entries = [
        {
            "note": f"note{number:02}",
            "caption": payload,
            "alt": payload,
            **(
                {"grid": {"columns": [payload, "y"], "rows": {payload: ["a", payload]}}}
                if number % 2
                else {"boxes": {payload: {f"{payload} in": None, "y": None}}}
            ),
        }
        for number, payload in enumerate(_plain(MARKUP))
    ]
    plot = {"from": "0", "to": "1", "across": "<img src=x>", "curves": [{"y": "x", "label": "<s>"}]}
    section = {
        "topic": MARKUP[0],
        "section": "Streams",
        "caption": "x",
        "alt": "x",
        "plots": [plot],
    }
    return yaml({"notes": {file: entries}, "sections": [section]})


SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="hacked()"/>'


def _files() -> dict[str, str | bytes]:
    every = [*MARKUP, *SIGNS]
    typed = "".join(f"- kinesis $${tex}$$\n\n- kinesis ${tex}$\n\n" for tex in TEX)
    placed = "".join(f"- section{number:02} of mine\n\n" for number in range(len(MARKUP)))
    quoted = "".join(f"- kinesis formula{number:02} = it\n\n" for number in range(len(TEX)))
    return {
        "loose.txt": notes(every, markdown=False),
        "marked.md": notes(every, markdown=True),
        "tex.txt": typed + quoted,
        "placed.txt": placed,
        "both/index.md": "- kinesis in an index\n",
        "both/README.md": "- kinesis in a readme\n",
        "pictures/fine.png": b"\x89PNG\r\n",
        "pictures/evil.svg": SVG,
        **{f"names/{at}/{name}": f"- kinesis {at}\n" for at, name in enumerate(NAMES)},
        **{f"names/{name}.png": b"" for name in ("a b", NAMES[3])},
    }


def make(project: Callable[[dict[str, str | bytes]], Project]) -> Project:
    """Return a project with all of it, and links that lead out of notes/ to a secret."""
    made = project(_files())
    notes_ = made.folder / "notes"
    data = {
        "topics": topics(),
        "glossary": glossary(),
        "corrections": corrections("raw/loose.txt"),
        "formulas": formulas("raw/tex.txt"),
        "repeats": repeats("raw/placed.txt"),
        "lastnight": lastnight("raw/loose.txt"),
        "pictures": pictures("raw/loose.txt"),
        "shapes": shapes("raw/loose.txt"),
    }
    for name, text in data.items():
        (notes_ / f"{name}.yml").write_text(text, "utf-8")
    code = "\n".join(f"    {payload}" for payload in MARKUP)
    (notes_ / "mine.md").write_text(f"# Mine\n\nBy hand:\n\n{code}\n", "utf-8")
    _plant(made)
    return made


def _plant(made: Project) -> None:
    """Put a secret beside notes/, and lead to it in every way that a folder of notes may."""
    secret = made.folder / "secret.txt"
    secret.write_text(f"- kinesis {SECRET}\n", "utf-8")
    picture = made.folder / "secret.png"
    picture.write_bytes(SECRET.encode())
    for name, target in {
        "raw/stolen.txt": secret,
        "raw/stolen.md": Path("../../secret.txt"),
        "raw/stolen.png": picture,
        "raw/names/stolen.png": Path("../../../secret.png"),
        "stolen-page.md": secret,
        "stolen.css": secret,
        "raw/.hidden.txt": secret,
    }.items():
        (made.folder / "notes" / name).symlink_to(target)
    os.mkfifo(made.raw / "pipe.png")
    os.mkfifo(made.raw / "pipe.txt")
