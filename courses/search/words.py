"""Taking text apart into the words that are searched by, and showing where they stand."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from courses.search.synonyms import other_ways
from foundation.text import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"\w+")
# Words that a hyphen joins, be it one that lines may break at or not.
_CHAIN = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
# Of what is longer only the beginning is a word: no query is as long, and PostgreSQL has a limit too.
LONGEST_WORD = 100
# Characters of a snippet before and after the place that matches best.
BEFORE = 60
AFTER = 140


class Query(NamedTuple):
    """What was asked for, as words with their marks and folded; and other ways of saying it, as exact words."""

    exact: list[str]
    folded: list[str]
    others: list[list[str]]


class Part(NamedTuple):
    """A stretch of text that matched, or that stands between matches."""

    text: str
    is_match: bool


def positions(text: str) -> Iterator[tuple[str, int]]:
    """Each word of a text with its place. What a hyphen joins is also one word, at the place of each of its parts."""
    place = 0
    for chain in _CHAIN.finditer(text):
        parts = _WORD.findall(chain[0])
        joined = "".join(parts)
        for part in parts:
            place += 1
            yield part[:LONGEST_WORD], place
            if len(parts) > 1 and len(joined) <= LONGEST_WORD:
                yield joined, place


def read_query(text: str) -> Query:
    """The words of a query; all lists are empty when it has none."""
    exact = _WORD.findall(normalise(text).casefold())
    folded = _WORD.findall(fold(text))
    return Query(exact, folded, other_ways(exact, folded) if len(exact) == len(folded) else [])


def marked(text: str, query: Query) -> list[Part]:
    """All of a short text, with what matches marked."""
    return _parts(text, _matches(text, query), 0, len(text))


def snippet(text: str, query: Query) -> list[Part]:
    """The stretch of a long text around its best match: most words of the query, with the marks as they were typed."""
    matches = _matches(text, query)
    if not matches:
        return _parts(text, [], 0, _word_end(text, BEFORE + AFTER))
    _, best = max((_worth(matches, first, query), -first) for first in range(len(matches)))
    centre = matches[-best].start()
    start = _word_start(text, centre - BEFORE)
    return _parts(text, matches, start, _word_end(text, centre + AFTER))


def _matches(text: str, query: Query) -> list[re.Match[str]]:
    last = query.folded[-1] if query.folded else ""
    wanted = {*query.folded, *(fold(word) for other in query.others for word in other)}
    found = []
    for chain in _CHAIN.finditer(text):
        parts = list(_WORD.finditer(text, chain.start(), chain.end()))
        if len(parts) > 1 and fold("".join(part[0] for part in parts)) in wanted:
            found.append(chain)
            continue
        for match in parts:
            word = fold(match[0])
            # The last word may not be typed to its end.
            if word in wanted or (len(last) > 1 and word.startswith(last)):
                found.append(match)
    return found


def _worth(matches: list[re.Match[str]], first: int, query: Query) -> int:
    """How much of the query stands within a snippet that begins around this match."""
    within = [match for match in matches[first : first + 20] if match.start() < matches[first].start() + AFTER]
    exact = {normalise(match[0]).casefold() for match in within} & set(query.exact)
    folded = {fold(match[0]) for match in within} & set(query.folded)
    side_by_side = sum(
        fold(one[0]) in query.folded and fold(two[0]) in query.folded and two.start() - one.end() <= 2
        for one, two in pairwise(within)
    )
    return 4 * len(exact) + 2 * len(folded) + min(side_by_side, len(query.folded))


def _word_start(text: str, place: int) -> int:
    return 0 if place <= 0 else max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    spaces = [found for found in (text.find(" ", place), text.find("\n", place)) if found >= 0]
    return min(spaces, default=len(text))


def _parts(text: str, matches: list[re.Match[str]], start: int, end: int) -> list[Part]:
    parts = [Part("… ", False)] if start else []
    place = start
    for match in matches:
        if match.start() >= start and match.end() <= end:
            parts += [Part(text[place : match.start()], False), Part(match[0], True)]
            place = match.end()
    parts.append(Part(text[place:end] + (" …" if end < len(text) else ""), False))
    return [part for part in parts if part.text]
