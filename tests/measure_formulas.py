"""How well formulas never seen are found: ``measure_formulas.py FILE [--errors]``.

The file holds one JSON object a line with "text" and "is_formula".  A line counts as called a
formula when at least one span is found in it.  There is no such file in the project: what it was
taught by would prove nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hooks"))

from kb.maths.formulas import formulas_in


def measured(path: Path) -> tuple[int, int, list[str]]:
    """Return how many lines hold a formula, how many of them were found, and the wrong calls."""
    wrong: list[str] = []
    formulas = found = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        record = json.loads(line)
        spans = formulas_in(record["text"])
        formulas += record["is_formula"]
        found += bool(record["is_formula"] and spans)
        if record["is_formula"] and not spans:
            wrong.append(f"missed  {record['text']}")
        elif spans and not record["is_formula"]:
            wrong.append(f"false   {record['text']}  <-  {[span.text for span in spans]}")
    return formulas, found, wrong


def main(arguments: list[str]) -> int:
    """Print the counts; return 0, or 2 with one line when the file cannot be read."""
    names = [argument for argument in arguments if not argument.startswith("--")]
    if len(names) != 1:
        print("usage: measure_formulas.py FILE [--errors]", file=sys.stderr)
        return 2
    try:
        formulas, found, wrong = measured(Path(names[0]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{names[0]}: cannot be measured on: {error}", file=sys.stderr)
        return 2
    false = sum(line.startswith("false") for line in wrong)
    print(f"found {found} of {formulas}, missed {formulas - found}, false {false}")
    if "--errors" in arguments:
        print(*wrong, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
