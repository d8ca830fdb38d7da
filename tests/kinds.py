"""A site with every kind of page: what stands in its notes, and where the pages are."""

from __future__ import annotations

# Every kind of page, each with an address in the site of `whole`.  A new kind is added here.
KINDS = {
    "front": "",
    "topic": "modeling/",
    "topic with tables, code and pictures": "glue/",
    "unsorted": "unsorted/",
    "glossary": "glossary/",
    "mentions": "glossary/aws-glue/",
    "last night": "last-night/",
    "compare": "compare/",
    "numbers": "numbers/",
    "practice": "practice/",
    "corrections": "corrections/",
    "formulas": "formulas/",
    "map": "map/",
    "sources": "sources/",
    "source": "sources/aws-ml-specialty-txt/",
    "source in Markdown": "sources/more-md/",
    "written by hand": "about/",
    "404": "no/such/page/",
}

MORE = """# Glue

A paragraph on Glue with `code`, *stress*, a [link](https://example.org/page) to a page
and ![a picture](picture.svg).

| Glue job | runs |
| --- | --- |
| Spark | $x^2 + \\frac{1}{2}$ |
| Python shell | `once` |

```python
print("Glue")
```

> Glue is quoted here

1. Glue first
   - then Glue again

- دليل Glue للبيانات

""" + "".join(f"- Glue job number {number} reads a table\n\n" for number in range(60))

ABOUT = """---
title: About "these" notes & others
description: Who wrote <these> notes & "why".
---

# About these notes

They are in [Glue](glue.md), and a [page elsewhere](https://example.org/) is linked from here.

- a list with a [link](glossary.md)

| a | b |
| --- | --- |
| 1 | [2](map.md) |

    code
"""

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><path d="M0 0h9"/></svg>'

# Beside the notes of the author.
RAW: dict[str, str | bytes] = {
    "more.md": MORE,
    "picture.svg": PICTURE,
    "unsorted.txt": "- zzyzx qwop\n",
}
