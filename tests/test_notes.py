"""The note splitter: golden cases of its rules, and what must hold for any text at all."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from golden import Case, cases
from kb.model import Dropped, Entry, Level, Note, Source
from kb.notes import split
from kb.sources import source_from

FILES = (
    "headings.md",
    "bullets.md",
    "continuations.md",
    "separators.md",
    "markdown.md",
    "scripts.md",
)

SEPARATOR = "@@@@@@@@@@"

# Pieces of notes rather than single characters: markers meet words, blanks and line ends often.
PIECES = [
    *(
        "- ",
        "* ",
        "+ ",
        "-",
        "1. ",
        "2) ",
        "• ",
        "# ",
        "### ",
        "> ",
        ">",
        "|",
        "a | b",
        "|---|---|",
    ),
    *(
        "```",
        "~~~",
        "---",
        "===",
        "***",
        "$$",
        "$x$",
        "`",
        "[a]: http://b.c",
        "http://a.b/c",
        "[[x]]",
    ),
    *(
        "Title",
        "Title:",
        "word",
        "so that",
        "handling",
        "has",
        "like",
        "100 rows",
        "= 3 * 4",
        ": ",
        ",",
    ),
    *(
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\n\n\n",
        "\r\n",
        "\\",
        "=",
        "(",
        ")",
        "[",
        "]",
    ),
    *(
        "é",
        "ñ",
        "Ж",
        "שלום",
        "سلام",
        "機械学習",
        "😀",
        "\u00a0",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\x0c",
    ),
    *(
        "\x1b",
        "\x1c",
        "\x85",
        "<b>",
        "<!--",
        "&amp;",
        "x" * 70,
        "a line of many words that is long",
    ),
]
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
)
extensions = st.sampled_from(["txt", "md"])


def read(text: str, extension: str = "txt") -> Source:
    return source_from(f"raw/x.{extension}", text.encode())


def entries_of(text: str, extension: str = "txt") -> list[Entry]:
    return split(read(text, extension), Counter())[0]


def notes_of(text: str, extension: str = "txt") -> list[Note]:
    return [entry for entry in entries_of(text, extension) if isinstance(entry, Note)]


# -- golden cases -----------------------------------------------------------------------------


def shown(text: str, extension: str) -> str:
    """Return the entries of a text in the format of the golden cases."""
    entries = entries_of(text, extension)
    words = {entry.id: entry.lines[0].text for entry in entries if isinstance(entry, Note)}
    out: list[str] = []
    for entry in entries:
        lines = str(entry.first) if entry.first == entry.last else f"{entry.first}-{entry.last}"
        if isinstance(entry, Dropped):
            out.append(f"{lines} dropped: {entry.reason}\n")
            continue
        kind = f"h{entry.level}" if entry.kind == "heading" else entry.kind
        flags = " follows" if entry.follows else ""
        above = " > ".join(words[anchor] for anchor in entry.headings)
        out.append(f"{lines} {kind}{flags}{f' [{above}]' if above else ''}\n")
        for line in entry.lines:
            joint = "~ " if line.wraps else "| "
            typed = f"{line.marker} {line.text}".strip() if line.marker else line.text
            out.append("  " * (line.depth + 1) + f"{joint}{typed}".rstrip() + "\n")
    return "".join(out)


@pytest.mark.parametrize("case", cases(*FILES), ids=str)
def test_case(case: Case) -> None:
    assert shown(case.input, "md" if case.is_markdown else "txt") == case.expected


# -- what holds for any text ------------------------------------------------------------------


@settings(max_examples=400)
@given(texts, extensions)
@example("", "txt")
@example("\n\n", "md")
@example("```\na\n\nb\n```", "md")
def test_every_line_is_in_exactly_one_entry_with_its_words(text: str, extension: str) -> None:
    source = read(text, extension)
    entries, _ = split(source, Counter())
    covered: list[int] = []
    for entry in entries:
        assert entry.source == source.path
        assert entry.text == "\n".join(source.lines[entry.first - 1 : entry.last])
        covered += range(entry.first, entry.last + 1)
    assert covered == sorted(set(covered))
    words = {number for number, line in enumerate(source.lines, 1) if line.strip()}
    assert words <= set(covered)


@settings(max_examples=400)
@given(texts, extensions)
def test_lines_of_a_note_keep_its_words(text: str, extension: str) -> None:
    for note in notes_of(text, extension):
        typed = "".join(note.text.split()).replace("<", "").replace(">", "")
        kept = "".join(f"{line.marker}{line.text}" for line in note.lines)
        missing = Counter(typed) - Counter(kept)
        assert not {char for char in missing if char.isalnum()}
        numbers = [line.number for line in note.lines]
        assert numbers == sorted(set(numbers))
        assert (numbers[0], numbers[-1]) == (note.first, note.last)
        assert note.lines[0].depth == 0 and not note.lines[0].wraps


@given(texts, extensions)
def test_twice_the_same(text: str, extension: str) -> None:
    assert entries_of(text, extension) == entries_of(text, extension)


@given(texts, extensions)
def test_ids_are_unique_and_fit_an_address(text: str, extension: str) -> None:
    ids = [note.id for note in notes_of(text, extension)]
    assert len(ids) == len(set(ids))
    assert all(name.isascii() and name == name.lower() and " " not in name for name in ids)


@given(texts, extensions)
def test_headings_are_ids_of_headings_above(text: str, extension: str) -> None:
    seen: dict[str, Note] = {}
    for note in notes_of(text, extension):
        above = [seen[anchor] for anchor in note.headings]
        assert all(heading.kind == "heading" for heading in above)
        assert [heading.level for heading in above] == sorted({heading.level for heading in above})
        assert (note.kind == "heading") == (note.level > 0)
        seen[note.id] = note


@given(texts, texts, extensions)
def test_text_after_a_separator_changes_nothing_before_it(
    above: str, below: str, extension: str
) -> None:
    assume(not any(fence in above for fence in ("```", "~~~", "---", "$$")))
    before = notes_of(f"{above}\n{SEPARATOR}\n", extension)
    after = notes_of(f"{above}\n{SEPARATOR}\n{below}", extension)
    assert after[: len(before)] == before


@given(texts, extensions)
def test_line_ends_and_the_last_one_make_no_difference(text: str, extension: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    entries = entries_of(unix, extension)
    assert entries_of(unix.replace("\n", "\r\n"), extension) == entries
    assert entries_of(unix.rstrip("\n"), extension) == entries
    assert entries_of(f"{unix}\n", extension) == entries
    assert (
        split(source_from(f"raw/x.{extension}", b"\xef\xbb\xbf" + unix.encode()), Counter())[0]
        == entries
    )


bullets = st.lists(
    st.text("abcdefgh ", min_size=3, max_size=20).map(str.strip).filter(bool),
    unique=True,
    max_size=8,
)


@given(bullets, st.integers(0, 8), st.text("uvwxyz", min_size=1, max_size=9))
def test_ids_stay_when_a_note_is_added_anywhere(notes: list[str], at: int, new: str) -> None:
    def ids(words: list[str]) -> list[str]:
        return [note.id for note in notes_of("\n\n".join(f"- {word}" for word in words))]

    added = ids([*notes[:at], new, *notes[at:]])
    assert set(ids(notes)) <= set(added)
    assert len(added) == len(notes) + 1


def test_identical_notes_are_numbered_in_order_over_all_sources() -> None:
    taken: Counter[str] = Counter()
    first, _ = split(read("- use knn\n\n- use knn\n"), taken)
    second, _ = split(read("- use knn\n"), taken)
    ids = [note.id for note in (*first, *second) if isinstance(note, Note)]
    assert ids[1:] == [f"{ids[0]}-2", f"{ids[0]}-3"]
    assert ids[0].startswith("use-knn-")


# -- sizes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", ["txt", "md"])
@pytest.mark.parametrize("line", ["word ", "- ", "(", "1", "a.", "> ", "`", "=", "機", "\u00a0x"])
def test_one_line_of_a_million_characters(line: str, extension: str) -> None:
    text = "- first\n" + line * (1_000_000 // len(line)) + "\n- last\n"
    entries, problems = split(read(text, extension), Counter())
    assert (entries[0].first, entries[-1].last) == (1, 3)
    assert all(problem.level is Level.NOTICE for problem in problems)


@pytest.mark.parametrize("indent", [" ", "  ", "    ", "\t"])
def test_a_list_nested_3000_deep_is_one_note(indent: str) -> None:
    steps = 2 if indent == " " else 1
    text = "\n".join(f"{indent * steps * depth}- level {depth}" for depth in range(3000))
    (note,), (notice,) = split(read(text), Counter())
    assert isinstance(note, Note)
    assert len(note.lines) == 3000
    assert max(line.depth for line in note.lines) == 12
    assert str(notice) == ("raw/x.txt:14: a list nested deeper than 12 levels, flattened from here")


@pytest.mark.parametrize(
    "line",
    ["- note", "bare line of some words", "  and more", "```", "| a | b |", "> said", "-----"],
)
def test_thirty_thousand_lines(line: str) -> None:
    entries = entries_of("\n".join([line] * 30_000))
    assert entries[0].first == 1 and entries[-1].last == 30_000
