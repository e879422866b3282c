"""What packages above add to "my learning": news for a person, and ways to go on, without the page naming them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened to what is a person's own, until it was looked at: a sentence and where to look."""

    text: str
    path: str
    link: str


@dataclass(frozen=True, slots=True)
class Way:
    """A page of one's own: a title, a sentence and an address."""

    title: str
    note: str
    path: str


# Asked with the learners who are one person; with none for a browser in which nobody learns yet.
TellNews = Callable[[Sequence[uuid.UUID]], list[News]]
TellWays = Callable[[Sequence[uuid.UUID]], list[Way]]
_news: list[TellNews] = []
_ways: list[TellWays] = []


def register_news(tell: TellNews) -> None:
    """Add what is asked for news, in ``ready()``; adding it again does nothing."""
    if tell not in _news:
        _news.append(tell)


def register_ways(tell: TellWays) -> None:
    """Add what is asked for ways to go on, likewise."""
    if tell not in _ways:
        _ways.append(tell)


def news_of(learners: Sequence[uuid.UUID]) -> list[News]:
    """All news of a person, the registered ones in their order."""
    return [one for tell in _news for one in tell(learners)] if learners else []


def ways_of(learners: Sequence[uuid.UUID]) -> list[Way]:
    """All ways of a person."""
    return [one for tell in _ways for one in tell(learners)]
