"""What belongs together, judged from what is mentioned together: rare terms say most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from heapq import nsmallest
from itertools import chain, combinations, islice
from math import log, log2, sqrt

Place = tuple[str, str]  # topic and section, as titles
Pair = tuple[str, str]  # two terms

_TERMS = 6
_SECTIONS = 4

_FEW = 30  # notes: in fewer than this nothing can be told to be everywhere
_COMMON = 0.1  # of all notes: a term mentioned in more says little
_TOGETHER = 2  # notes that must mention a common term and another before the two are tied
_LIFT = 1.5  # times as often together as chance would have it
_COMMON_LIFT = 3.0  # the same, where one of the two is common
_LISTED = 24  # terms of a note that are compared, the rarest: more is an inventory
_TYPICAL = 10  # terms of a section that are compared, the most typical
_SAME_SECTION = 0.5  # of a note: what two terms are worth that are only ever in the same section
_LEAST_TIE = 0.5  # below this a tie is not worth a line

_SPREAD = 12  # a term in more sections than this, or in a quarter of them, ties no two sections
_LEAST_SHARE = 0.06  # cosine of the rare terms of two sections: less is not worth a line


def related_terms(
    mentions: Mapping[str, Collection[str]], places: Mapping[str, Place]
) -> dict[str, tuple[str, ...]]:
    """Return for each term mentioned at most six others, the closest first.

    ``mentions`` are the terms of each note, ``places`` the topic and section of each note that
    has one; both are keyed by note id.
    """
    notes = [sorted(set(terms)) for terms in mentions.values()]
    counts = Counter(chain.from_iterable(notes))
    total = max(len(mentions.keys() | places.keys()), _FEW)
    rarity = {term: log(1 + total / count) for term, count in counts.items()}
    company = _company(notes, counts)
    neighbours = _neighbours(mentions, places, counts, rarity)
    found: dict[str, tuple[str, ...]] = {}
    for term in sorted(counts):  # one after the other: all pairs at once would fill the memory
        together, weight = _co_mentions(term, company[term])
        near = neighbours[term]
        for other, worth in near.items():
            weight[other] = weight.get(other, 0.0) + worth
        scores = ((worth * rarity[other], other) for other, worth in weight.items())
        ties = sorted((-round(score, 6), other) for score, other in scores if score >= _LEAST_TIE)
        specific = (
            other
            for _, other in ties
            if _is_specific((term, other), together[other], counts, total)
        )
        found[term] = tuple(islice(specific, _TERMS))
    return found


def _company(
    notes: Iterable[list[str]], counts: Mapping[str, int]
) -> defaultdict[str, defaultdict[int, list[list[str]]]]:
    """Return for each term how many terms its notes mention -> which: the rarest of each note."""
    found: defaultdict[str, defaultdict[int, list[list[str]]]]
    found = defaultdict(lambda: defaultdict(list))
    for terms in notes:
        if len(terms) > 1:
            rarest = _rarest(terms, counts)
            for term in rarest:
                found[term][len(terms)].append(rarest)
    return found


def _co_mentions(
    term: str, company: Mapping[int, list[list[str]]]
) -> tuple[Counter[str], dict[str, float]]:
    """Return in how many notes each other term is together with one, and what these are worth.

    A note about two terms ties them by 1, a note that lists many ties each two of them loosely.
    """
    together: Counter[str] = Counter()
    weight: dict[str, float] = {}
    for size in sorted(company):
        worth = 1 / sqrt(size - 1)
        others = Counter(chain.from_iterable(company[size]))
        del others[term]
        together.update(others)
        for other, count in others.items():
            weight[other] = weight.get(other, 0.0) + count * worth
    return together, weight


def _rarest(terms: list[str], counts: Mapping[str, int]) -> list[str]:
    if len(terms) <= _LISTED:
        return terms
    return sorted(nsmallest(_LISTED, terms, key=lambda term: (counts[term], term)))


def _neighbours(
    mentions: Mapping[str, Collection[str]],
    places: Mapping[str, Place],
    counts: Mapping[str, int],
    rarity: Mapping[str, float],
) -> defaultdict[str, dict[str, float]]:
    """Return what it is worth to two terms to live in the same sections, less in crowded ones."""
    ties: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for terms in _terms_of_sections(mentions, places).values():
        characteristic = nsmallest(
            _TYPICAL, terms, key=lambda term: (round(-terms[term] * rarity[term], 6), term)
        )
        crowd = sqrt(max(len(terms) - 1, 1))
        for one, other in combinations(sorted(characteristic), 2):
            share, its = (terms[term] / counts[term] for term in (one, other))
            worth = _SAME_SECTION * share * its / crowd
            ties[one][other] = ties[other][one] = ties[one].get(other, 0.0) + worth
    return ties


def _terms_of_sections(
    mentions: Mapping[str, Collection[str]], places: Mapping[str, Place]
) -> dict[Place, Counter[str]]:
    """Return in how many notes of each section its terms are, in the order of the names."""
    found: dict[Place, Counter[str]] = {place: Counter() for place in sorted({*places.values()})}
    for note, place in places.items():
        found[place].update(set(mentions.get(note, ())))
    return found


def _is_specific(pair: Pair, together: int, counts: Mapping[str, int], total: int) -> bool:
    """Tell whether two terms are together more often than chance brings them together."""
    one, other = counts[pair[0]], counts[pair[1]]
    chance = one * other / total
    if max(one, other) > _COMMON * total:
        return together >= _TOGETHER and together >= _COMMON_LIFT * chance
    return not together or together >= _LIFT * chance


def related_sections(
    mentions: Mapping[str, Collection[str]], places: Mapping[str, Place]
) -> dict[Place, tuple[Place, ...]]:
    """Return for each section at most four others that share rare terms with it, closest first.

    A section with a note in ``places`` has an entry, be it empty.
    """
    sections = _terms_of_sections(mentions, places)
    homes: dict[str, list[Place]] = defaultdict(list)
    for place, terms in sections.items():
        for term in terms:
            homes[term].append(place)
    spread = max(2, min(len(sections) // 4, _SPREAD))
    rarity = {term: log2(1 + len(sections) / len(at)) for term, at in homes.items()}
    weights = {
        place: {term: (1 + log2(count)) * rarity[term] for term, count in terms.items()}
        for place, terms in sections.items()
    }
    length = {place: sqrt(sum(w * w for w in by.values())) for place, by in weights.items()}
    shared: dict[tuple[Place, Place], float] = defaultdict(float)
    for term in sorted(homes):
        if len(homes[term]) <= spread:
            for one, other in combinations(homes[term], 2):
                shared[one, other] += weights[one][term] * weights[other][term]
    ties: dict[Place, list[tuple[float, Place]]] = {place: [] for place in sections}
    for (one, other), product in shared.items():
        cosine = product / (length[one] * length[other])
        if cosine >= _LEAST_SHARE:
            ties[one].append((-round(cosine, 6), other))
            ties[other].append((-round(cosine, 6), one))
    return {place: tuple(name for _, name in nsmallest(_SECTIONS, ties[place])) for place in ties}
