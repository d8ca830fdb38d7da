"""The glossary as the notes use it: which of them speak of which terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kb.glossary import Term, terms_from
from kb.library import Library
from kb.meanings import Finder
from kb.memory import Recall
from kb.mentions import Matcher
from kb.model import Level, Note, Problem, abridged
from kb.quotes import single_blanks
from kb.sentences import Sentences
from kb.surroundings import around


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms, and which notes speak of them."""

    terms: tuple[Term, ...]
    matcher: Matcher
    contexts: Mapping[str, str]  # note id -> its words and those of the headings above it
    mentioned: Mapping[str, Mapping[str, str]]  # note id -> name of term -> words around it

    def finder(self, note: Note) -> Finder:
        """Return what finds the terms in words of a note."""
        context = self.contexts.get(note.id, note.text)
        return partial(self.matcher.mentions, context=context)


def glossary_of(
    library: Library, text: str, readings: Mapping[str, Sentences], recall: Recall
) -> tuple[Glossary, list[Problem]]:
    """Return the glossary, every mention of its terms in the notes, and what is wrong with it.

    A term counts as mentioned whether the author's words or the corrected ones speak of it.
    """
    terms, disputes = recall(terms_from, "glossary.yml", text)
    matcher = recall(Matcher, terms, recall)
    contexts: dict[str, str] = {}
    mentioned: dict[str, dict[str, str]] = {}
    for note in library.notes if terms else ():
        sentences = readings.get(note.id, {}).values()
        texts = [*(sentence.text for sentence in sentences if sentence.readings), note.text]
        context = "\n".join([*texts, *(library.headings[above].text for above in note.headings)])
        contexts[note.id] = context
        found: dict[str, str] = {}
        for words in texts:
            for mention in matcher.mentions(words, context):
                if mention.term.name not in found:
                    found[mention.term.name] = around(words, mention.start, mention.end)
        if found:
            mentioned[note.id] = found
    used = {name for names in mentioned.values() for name in names}
    unused = [
        Problem(Level.NOTICE, "glossary.yml", x.line, f'the term "{x.name}" occurs in no note')
        for x in terms
        if x.name not in used
    ]
    misquoted = _unquoted([term for term in terms if term.name in used], contexts)
    problems = [*disputes, *abridged(unused), *abridged(misquoted)]
    return Glossary(terms, matcher, contexts, mentioned), problems


def _unquoted(terms: Iterable[Term], contexts: Mapping[str, str]) -> list[Problem]:
    """Return a notice for the words that terms quote of a note and that no note has."""
    quoted = {(term, exact.within) for term in terms for exact in term.exact if exact.within}
    words = "\n".join(map(single_blanks, contexts.values())) if quoted else ""
    return [
        Problem(
            Level.NOTICE,
            "glossary.yml",
            term.line,
            f'no note contains "{within}", which the term "{term.name}" quotes after "in:"',
        )
        for term, within in sorted(quoted, key=lambda pair: pair[0].line)
        if within not in words
    ]


def strangers(glossary: Glossary, topics: Sequence[str]) -> list[Problem]:
    """Return a notice for each term whose topic topics.yml lacks; one may have a new name."""
    expected = f"expected one of: {', '.join(topics)}"
    found = [
        (term.line, f'the topic "{term.topic}" of "{term.name}" is not known, {expected}')
        for term in glossary.terms
        if term.topic not in topics
    ]
    return abridged([Problem(Level.NOTICE, "glossary.yml", line, said) for line, said in found])
