"""The glossary as pages: A to Z, each entry with the notes that mention it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.glossary import Term
from kb.layout import UNSORTED, Addresses
from kb.library import Library
from kb.model import Placement
from kb.numbered import Numbered, numbered

_PAGE = 500_000  # characters of HTML on one page, about
_MENTIONS = 40  # listed in an entry; more of them have pages of their own
_LISTED = 600  # mentions on one of those

Mention = tuple[str, str, str]  # words of the note, its address, its section


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with all that is known of it; addresses are relative to the site root."""

    term: Term
    mentions: tuple[Mention, ...]
    related: tuple[Term, ...]

    @property
    def letter(self) -> str:
        first = self.term.name[:1].upper()
        return first if first.isascii() and first.isalpha() else "Other"


def mentions_by_term(
    library: Library,
    mentioned: Mapping[str, Mapping[str, str]],
    places: Mapping[str, Placement],
    urls: Mapping[str, str],
) -> dict[str, tuple[Mention, ...]]:
    """Return term -> the notes that mention it.

    ``mentioned``: note id -> term -> the words around it.
    """
    found: dict[str, list[Mention]] = {}
    for note in library.notes:
        for name, words in mentioned.get(note.id, {}).items():
            section = places[note.id].section or UNSORTED
            found.setdefault(name, []).append((words, urls[note.id], section))
    return {name: tuple(mentions) for name, mentions in found.items()}


def glossary_pages(
    terms: Sequence[Term],
    mentions: Mapping[str, tuple[Mention, ...]],
    related: Mapping[str, Sequence[str]],
) -> list[Numbered[Entry]]:
    """Return the pages of the glossary, none if there are no terms."""
    by_name = {term.name: term for term in terms}
    entries = sorted(
        (
            Entry(
                term,
                mentions.get(term.name, ()),
                tuple(by_name[name] for name in related.get(term.name, ()) if name in by_name),
            )
            for term in terms
        ),
        key=lambda entry: (entry.letter == "Other", entry.letter, entry.term.name.lower()),
    )
    return numbered("Glossary", "glossary", entries, _size, _PAGE)


def _size(entry: Entry) -> int:
    return 600 + 200 * len(shown_mentions(entry))


def mentions_pages(pages: Iterable[Numbered[Entry]]) -> list[list[Numbered[Mention]]]:
    """Return the pages of each term whose mentions do not fit into its entry."""
    return [
        numbered(
            f"Notes that mention {entry.term.name}",
            f"glossary/{entry.term.anchor}",
            entry.mentions,
            lambda mention: 1,
            _LISTED,
        )
        for page in pages
        for entry in page.rows
        if len(entry.mentions) > _MENTIONS
    ]


def shown_mentions(entry: Entry) -> tuple[Mention, ...]:
    """Return the mentions that an entry lists itself."""
    return entry.mentions[:_MENTIONS]


def more_path(entry: Entry) -> str | None:
    """Return the document with all mentions, where the entry lists only the first."""
    return f"glossary/{entry.term.anchor}.md" if len(entry.mentions) > _MENTIONS else None


def term_urls(pages: Iterable[Numbered[Entry]], addresses: Addresses) -> dict[str, str]:
    """Return term -> address of its entry, relative to the site root."""
    return {
        entry.term.name: f"{addresses.url(page.path)}#{entry.term.anchor}"
        for page in pages
        for entry in page.rows
    }
