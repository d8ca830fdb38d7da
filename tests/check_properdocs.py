"""properdocs, a fork of MkDocs 1.6, runs the hook unchanged (``make properdocs``)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from conftest import SUB_PATH, Project

_GENERATOR = re.compile(rb'<meta name="generator" content="[^"]*">')
_MARK = b'<meta name="kb-hook" content="ran">'


def files_of(site: Path) -> dict[str, bytes]:
    """Return path -> content of a site, without the names of the engines."""
    paths = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {str(path.relative_to(site)): _GENERATOR.sub(b"", path.read_bytes()) for path in paths}


def test_properdocs_builds_the_same_site(author: Project) -> None:
    site = author.folder / "by-properdocs"
    config = str(author.folder / "mkdocs.yml")
    command = [
        sys.executable,
        "-m",
        "properdocs",
        "build",
        "--strict",
        "-f",
        config,
        "-d",
        str(site),
    ]
    variables = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": f"https://example.org{SUB_PATH}"}
    result = subprocess.run(
        command, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    ours, theirs = files_of(author.site), files_of(site)
    assert {*theirs} == {*ours}
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert [x for x in theirs if x.endswith(".html") and _MARK not in theirs[x]] == []
