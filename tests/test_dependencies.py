"""What is installed is what was locked, and installing it runs nothing; so does the workflow."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt"]
REQUIREMENT = re.compile(
    r"[a-z0-9][a-z0-9.\-]*==[0-9][\w.+!]*(?: ; [^#\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)"
)


@pytest.mark.parametrize("name", LOCKS)
def test_every_python_package_is_locked_with_hashes_and_without_addresses(name: str) -> None:
    text = re.sub(r"^ *#.*\n", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    assert len(REQUIREMENT.findall(text)) > 20
    assert REQUIREMENT.sub("", text).strip() == ""


def test_both_locks_agree_and_hold_what_is_asked_for() -> None:
    packages, tools = (
        dict(re.findall(r"^([a-z0-9.\-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in LOCKS
    )
    assert packages.items() <= tools.items()
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for text, lock in (
        (asked["project"]["dependencies"], packages),
        (asked["dependency-groups"]["dev"], tools),
    ):
        assert {re.split("[<>=~ ]", line)[0].lower() for line in text} <= lock.keys()


NPM_LOCKS = [
    path.with_name("package-lock.json") for path in sorted(ROOT.glob("tests/*/package.json"))
]
NPM_LOCKS.append(ROOT / "package-lock.json")


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_npm_package_is_locked_with_its_hash_and_without_an_address(path: Path) -> None:
    lock = json.loads(path.read_text("utf-8"))
    asked = json.loads(path.with_name("package.json").read_text("utf-8"))
    own = lock["packages"].pop("")
    for group in ("dependencies", "devDependencies"):
        assert own.get(group, {}) == asked.get(group, {})
        for version in asked.get(group, {}).values():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert lock["packages"]
    check_npm_packages(lock["packages"])


def check_npm_packages(packages: dict[str, dict[str, Any]]) -> None:
    for path, package in packages.items():
        assert re.fullmatch(r"sha512-[\w+/]{86}==", package["integrity"]), path
        assert not {"resolved", "link", "hasInstallScript"} & package.keys(), path


def test_npm_runs_no_scripts_and_writes_no_addresses() -> None:
    lines = (ROOT / ".npmrc").read_text("utf-8").splitlines()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(lines)


def test_make_installs_nothing_in_another_way() -> None:
    text = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    for name, value in re.findall(r"^(\w+OPTIONS) :?= (.*)$", text, re.MULTILINE):
        text = text.replace(f"$({name})", value)
    pips = re.findall(r"-m pip install .*", text)
    npms = re.findall(r"\$\(NPM\) .*", text)
    assert len(pips) == len(LOCKS) and all("--require-hashes" in line for line in pips)
    assert all(f"-r {name}" in line for name, line in zip(LOCKS, pips, strict=True))
    assert npms and all("--ignore-scripts" in line for line in npms)
    assert not re.search(r"\b(?:curl|wget|pipx|npx|easy_install|ensurepip --)\b", text)


# -- the workflow ------------------------------------------------------------------------------

SITE = ROOT / ".github" / "workflows" / "site.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture(params=WORKFLOWS, ids=lambda path: str(path.name))
def workflow(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def jobs(workflow: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    return found


def test_actions_are_pinned_to_commits(workflow: Path) -> None:
    lines = [line for line in workflow.read_text("utf-8").splitlines() if "uses:" in line]
    assert lines and all(PINNED.search(line) for line in lines)


def test_a_job_may_do_no_more_than_it_says(workflow: Path) -> None:
    whole = yaml.safe_load(workflow.read_text("utf-8"))
    assert whole["permissions"] == {}
    assert "pull_request_target" not in workflow.read_text("utf-8")
    for name, job in jobs(workflow).items():
        assert job["timeout-minutes"] <= 60, name
        writes = {what for what, level in job["permissions"].items() if level == "write"}
        assert writes <= ({"pages", "id-token"} if name == "publish" else set()), name


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *settings, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path, *names: str) -> str:
    """Add a line to each file; return the new commit."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("x\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")
    return git(folder, "rev-parse", "HEAD")


NOTES, CODE = ("notes/raw/a.txt", "notes/topics.yml", "mkdocs.yml"), ("hooks/adapter.py",)
DRAWN = (  # by make screenshots
    ".github/screenshots/front.png",
    "theme_overrides/assets/social.png",
    "theme_overrides/assets/images/favicon.png",
)


@pytest.mark.parametrize(
    ("event", "before", "pushed", "check"),
    [
        ("push", "{old}", [NOTES], "strict"),
        ("push", "{old}", [NOTES, NOTES], "strict"),
        ("push", "{old}", [NOTES, DRAWN], "strict"),
        ("push", "{old}", [CODE], "test"),
        ("push", "{old}", [CODE, NOTES], "test"),
        ("push", "{old}", [("hooks/notes/x", "tests/mkdocs.yml")], "test"),
        ("push", "{old}", [("theme_overrides/assets/kb.css",)], "test"),
        ("push", "{old}", [(".github/workflows/site.yml",)], "test"),
        ("push", "{replaced}", [NOTES], "test"),  # the history was written anew
        ("push", "0" * 40, [NOTES], "test"),  # a new branch
        ("push", "1" * 40, [NOTES], "test"),
        ("push", "", [NOTES], "test"),
        ("pull_request", "{old}", [NOTES], "test"),
    ],
)
def test_a_push_of_notes_alone_is_built_and_any_other_change_is_tested(
    tmp_path: Path, event: str, before: str, pushed: list[tuple[str, ...]], check: str
) -> None:
    git(tmp_path, "init", "--quiet")
    old = commit(tmp_path, *NOTES, *CODE)
    replaced = commit(tmp_path, "notes/raw/b.txt")
    git(tmp_path, "reset", "--quiet", "--hard", old)
    for names in pushed:
        commit(tmp_path, *names)
    (step,) = (x for x in jobs(SITE)["changes"]["steps"] if x.get("id") == "choice")
    output = tmp_path / "output"
    variables = {"EVENT": event, "BEFORE": before.format(old=old, replaced=replaced)}
    subprocess.run(
        ["bash", "-e", "-c", step["run"]],  # as GitHub runs it
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "GITHUB_OUTPUT": str(output), **variables},
        check=True,
        capture_output=True,
    )
    assert output.read_text("utf-8") == f"check={check}\n"


def test_nothing_is_published_before_what_was_chosen_has_passed() -> None:
    found = jobs(SITE)
    assert [found[name]["needs"] for name in ("test", "build", "publish")] == [
        "changes",
        "test",
        "build",
    ]
    assert "if" not in found["test"]
    for name in ("changes", "build"):  # the history tells what changed, and how old the cards are
        checkout = found[name]["steps"][0]
        assert checkout["with"]["fetch-depth"] == 0


def test_no_command_is_put_together_from_what_others_say(workflow: Path) -> None:
    for name, job in jobs(workflow).items():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), name
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name
