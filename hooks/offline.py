"""Pack a built site into one zip that opens from its index.html, without a server.

``python hooks/offline.py SITE ZIP``.  The site is built with ``--no-directory-urls``.  Pages that
were opened as files may not fetch, so what they would fetch becomes a script, and their policy
goes: it names a host, and files have none.
"""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from content_policy import parts, whole, without_policy

_AS_SCRIPT = {"search/index.json": ("search/index.js", b"globalThis.kbIndex=")}
_ON_A_HOST = ("404.html", "sitemap.xml", "sitemap.xml.gz", "anchors.json", *_AS_SCRIPT)
_ON_ANY_DAY = (1980, 1, 1, 0, 0, 0)  # the same notes give the same bytes


def offline_files(site: Path) -> dict[str, bytes]:
    """Return path -> content of the bundle of a built site."""
    paths = (path for path in sorted(site.rglob("*")) if path.is_file() and path.suffix != ".map")
    names = ((path.relative_to(site).as_posix(), path) for path in paths)
    files = {name: _content(path) for name, path in names if name not in _ON_A_HOST}
    for name, (script, before) in _AS_SCRIPT.items():
        if (site / name).exists():
            files[script] = before + (site / name).read_bytes() + b";\n"
    return files


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix != ".html":
        return content
    before, words, after = parts(content)
    return whole(without_policy(before), words, after)


def pack(files: dict[str, bytes], target: Path, folder: str) -> None:
    """Write a zip whose files lie in ``folder``; an unfinished one never has the name."""
    unfinished = target.with_suffix(".part")
    with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = ZipInfo(f"{folder}/{name}", _ON_ANY_DAY)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, ZIP_DEFLATED)
    unfinished.replace(target)


def main() -> str | None:
    if len(sys.argv) != 3:
        return "usage: offline.py SITE ZIP"
    site, target = Path(sys.argv[1]), Path(sys.argv[2])
    if not (site / "index.html").exists():
        return f"{site}/index.html: there is no such file, expected a built site"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        pack(offline_files(site), target, target.stem)
    except OSError as error:
        return f"{error.filename or target}: {error.strerror}, expected a place to write to"
    print(f"{target} is ready: unpack it and open {target.stem}/index.html")
    return None


if __name__ == "__main__":
    sys.exit(main())
