"""What every page loads, put together: one stylesheet, one script of ours before the theme's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from hashlib import sha256

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from search_files import bare

# The theme's, in their order; what mkdocs.yml names under extra_css comes behind them.
_THEME_STYLES = ("assets/stylesheets/main.*.min.css", "assets/stylesheets/palette.*.min.css")
# Ours, which run before the theme's; what else mkdocs.yml names may need the theme's.
_SCRIPTS = "assets/kb*.js"
_MAP = re.compile(r"^(?:/\*# sourceMappingURL=.*? \*/|//# sourceMappingURL=.*)$", re.MULTILINE)
_RELATIVE = re.compile(r"""url\((?!\s*['"]?(?:data:|#|/|[a-z]+:))|@import""")


def theme_styles(names: Iterable[str]) -> list[str]:
    """Return the theme's stylesheets among the files of a site, none if it has others."""
    known = list(names)
    found = [[x for x in known if fnmatch(x, pattern)] for pattern in _THEME_STYLES]
    return [each[0] for each in found] if all(len(each) == 1 for each in found) else []


def is_ours(script: str) -> bool:
    return fnmatch(script, _SCRIPTS)


def can_move(style: str) -> bool:
    """Tell whether a stylesheet means the same in another folder."""
    return not _RELATIVE.search(style)


def one_of(texts: Iterable[str], ending: str) -> tuple[str, bytes]:
    """Return path and content of a file that has all of these; other texts give another path."""
    content = "\n".join(_MAP.sub("", bare(text)) for text in texts).encode()
    return f"assets/site.{sha256(content).hexdigest()[:8]}.{ending}", content


def gather(files: Files, config: MkDocsConfig) -> None:
    """Put the stylesheets into one file, and our scripts; ``main.html`` names the two."""
    texts = {file.src_uri: file for file in files}
    named = [x for x in config.extra_css if x in texts and can_move(texts[x].content_string)]
    styles = [*theme, *named] if (theme := theme_styles(texts)) else []
    scripts = [str(x) for x in config.extra_javascript if x in texts and is_ours(str(x))]
    for names, ending in ((styles, "css"), (scripts, "js")):
        if names:
            path, content = one_of((texts[name].content_string for name in names), ending)
            config.extra[f"kb_{ending}"] = path
            files.append(File.generated(config, path, content=content))
            for name in names:
                files.remove(texts[name])
    config.extra_css = [x for x in config.extra_css if x not in styles]
    config.extra_javascript = [x for x in config.extra_javascript if x not in scripts]
