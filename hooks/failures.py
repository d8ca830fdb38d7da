"""What went wrong, as one line for a person: `where: what is wrong, what was expected`."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

import click
import jinja2

from kb import KbError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_UNPRINTABLE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}")


def one_line(text: str) -> str:
    """Return a text on one line, without signs that a terminal would obey."""
    return " ".join(text.split()).translate(_UNPRINTABLE)


def line_of(error: BaseException, notes: Path) -> str | None:
    """Return what there is to say of an error; None for one that only a programmer can mend.

    ``notes`` is the folder to which the names of files are relative.
    """
    if isinstance(error, jinja2.TemplateError):
        return one_line(_of_template(error))
    if isinstance(error, OSError):
        return one_line(_of_file(error, notes))
    if isinstance(error, KbError | click.ClickException):  # MkDocs' own errors are of the latter
        return one_line(str(error))
    return None


def _of_template(error: jinja2.TemplateError) -> str:
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.name}:{error.lineno}: {error.message}, expected a template of Jinja"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"{error.name}: there is no such template, expected one in theme_overrides/"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.endswith(".py")]
    where = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "a template"
    return f"{where}: {error.message}, expected what the template is given"


def _of_file(error: OSError, notes: Path) -> str:
    reason = error.strerror or type(error).__name__
    if error.errno in _FULL:
        return f"the site cannot be written ({reason}), expected room on the disk"
    if error.filename is None:
        return f"a file cannot be read or written ({reason}), expected to be allowed to"
    path = Path(str(error.filename))
    name = path.relative_to(notes) if path.is_relative_to(notes) else path
    if error.errno in _FORBIDDEN:
        return f"{name}: {reason}, expected to be allowed to read or write it"
    return f"{name}: {reason}, expected a file that stays while the site is built"
