"""What ``serve`` shows while an edit cannot be built: the last good site, and on every page why.

MkDocs alone empties the site first and, after an error, answers no browser any more.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

_PLACE = b'<div data-md-component="announce">'


def keeping(site: Path, build: Callable[[], None], tell: Callable[[Exception], None]) -> None:
    """Build into an empty folder; where that fails, put back the site that was there.

    ``tell`` is called with the error, and after a success not at all.
    """
    last = site.with_name(f"{site.name}-last")
    site.rename(last)
    try:
        site.mkdir()
        build()
    except BaseException as error:
        shutil.rmtree(site)
        last.rename(site)
        if not isinstance(error, Exception):
            raise
        tell(error)
    else:
        shutil.rmtree(last)


def with_alert(answer: Application, alert: Callable[[], str]) -> Application:
    """Return a WSGI application that shows an alert (HTML; "" for none) on every page."""

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        heads: list[tuple[str, list[tuple[str, str]]]] = []
        body = answer(environ, lambda status, headers, *_: heads.append((status, headers)))
        (status, headers), shown = heads[-1], alert().encode()
        if shown and ("Content-Type", "text/html") in headers:
            html = b"".join(body)
            getattr(body, "close", lambda: None)()
            html = html.replace(_PLACE, _PLACE + shown, 1)
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
            headers.append(("Content-Length", str(len(html))))
            body = [html]
        start(status, headers)
        return body

    return application
