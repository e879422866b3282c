"""Words that learners use for one and the same thing, though lessons use only one of them."""

from __future__ import annotations

from itertools import chain, islice, product
from typing import TYPE_CHECKING

from foundation.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each line is one thing. What is typed, with or without marks, is also searched for as the rest of its line. Add only
# what lessons really say in other words: every line makes some search longer.
SAME: tuple[tuple[str, ...], ...] = (
    ("cccd", "căn cước"),
    ("gọi video", "video call", "gọi thấy mặt", "nhìn mặt"),
    ("otp", "mã otp", "mã xác nhận"),
    ("wifi", "wi fi"),
    ("email", "e mail"),
)
# A query of a hundred letters could name several things; so many ways of saying it are searched for at most.
MOST_WAYS = 12

_BY_WORDS = {tuple(fold(one).split()): line for line in SAME for one in line}
_LONGEST = max(len(words) for words in _BY_WORDS)


def other_ways(exact: list[str], folded: list[str]) -> list[list[str]]:
    """Other ways of saying a query, each as words with their marks; none when it has no word of the table."""
    ways = (list(chain.from_iterable(parts)) for parts in product(*_choices(exact, folded)))
    return [way for way in islice(ways, MOST_WAYS) if way != exact]


def _choices(exact: list[str], folded: list[str]) -> Iterator[list[list[str]]]:
    """For each stretch of the query what may stand in its place, as it was typed first."""
    place = 0
    while place < len(folded):
        for length in range(_LONGEST, 0, -1):
            typed = tuple(folded[place : place + length])
            if len(typed) == length and typed in _BY_WORDS:
                others = [other.split() for other in _BY_WORDS[typed] if tuple(fold(other).split()) != typed]
                yield [exact[place : place + length], *others]
                break
        else:
            length = 1
            yield [[exact[place]]]
        place += length
