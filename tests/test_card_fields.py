"""Cards' sides as fields of Anki: what stays, what becomes TeX, what can do no harm."""

from __future__ import annotations

import pytest

from kb.card_fields import field_of

PAGE = "https://example.org/notes/practice/"
J = "\u2060"  # parts a sign from the next, and shows nothing


def formula(tex: str, kind: str = "kb-math") -> str:
    source = tex.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    picture = (
        '<svg><g><path d="M0 0"/></g></svg><span class="kb-math-mml"><math><mi>x</mi></math></span>'
    )
    return f'<span class="{kind}" data-tex="{source}">{picture}</span>'


CASES = [
    ("words stay", "a &amp; b", "a &amp; b"),
    ("tags of notes stay", "<p>a <code>b</code></p><ul><li>c</li></ul>", None),
    ("a break has no end", "a<br>b<br/>c", "a<br>b<br>c"),
    ("marks keep their class", '<span class="kb-mark">†</span>', None),
    ("other attributes go", '<pre tabindex="0" style="x">a</pre>', "<pre>a</pre>"),
    ("lines are joined", "a\nb", "a b"),
    ("a formula is its TeX", f"so {formula('a < b')}.", r"so \(a &lt; b\)."),
    ("one that stands alone too", formula("a", "kb-math kb-math-display"), r"\[a\]"),
    ("TeX is one line", formula("a\n+ b"), r"\(a + b\)"),
    ("a comment of TeX goes", formula("a % b\n+ c"), r"\(a + c\)"),
    ("per cent stays", formula(r"5\%"), r"\(5\%\)"),
    ("links are absolute", '<a href="../glue/#x">G</a>', f'<a href="{PAGE[:-9]}glue/#x">G</a>'),
    ("other links stay", '<a rel="x" href="http://a.b/">a</a>', '<a href="http://a.b/">a</a>'),
    ("elements go, their words stay", "<section><h3>a</h3></section>", "a"),
    ("an image goes", 'a <img src="https://a.b/c.png" alt="d"> e', "a  e"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "field"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_field(html: str, field: str | None) -> None:
    assert field_of(html, PAGE) == (html if field is None else field)


HOSTILE = [
    ("scripts", "<script>alert(1)</script>", "alert(1)"),
    ("handlers", '<b onclick="alert(1)">a</b>', "<b>a</b>"),
    ("addresses that run code", '<a href="javascript:alert(1)">a</a>', "a"),
    ("tags in words", "&lt;script&gt;alert(1)&lt;/script&gt;", None),
    ("TeX in words", r"\(\href{x:y}{z}\) \[z\]", rf"\{J}(\href{{x:y}}{{z}}\) \{J}[z\]"),
    ("sounds", "[sound:a.mp3] [anki:tts]", f"[{J}sound:a.mp3] [{J}anki:tts]"),
    ("LaTeX", "[latex]a[/latex] [$]b[/$]", f"[{J}latex]a[{J}/latex] [{J}$]b[{J}/$]"),
    ("TeX that would end early", formula(r"a \) <b> \("), rf"<code>a \) &lt;b&gt; \{J}(</code>"),
    ("TeX that ends in a comment", formula("a % \\) \\(\\href{x}{y}\n"), r"\(a\)"),
    ("a class that is not ours", '<p class="&quot;><script>">a</p>', "<p>a</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "field"), [x[1:] for x in HOSTILE], ids=[x[0] for x in HOSTILE])
def test_nothing_harmful_reaches_a_field(html: str, field: str | None) -> None:
    assert field_of(html, PAGE) == (html if field is None else field)


def test_without_an_address_links_within_the_site_are_words() -> None:
    assert field_of('<a href="../glue/#x">Note</a>', None) == "Note"
    assert (
        field_of('<a href="https://a.b/">Source</a>', None) == '<a href="https://a.b/">Source</a>'
    )


def test_plain_brackets_and_backslashes_are_as_typed() -> None:
    for text in (r"a[i] \d [1] \frac", "[note] (x)"):
        assert field_of(text, PAGE) == text
