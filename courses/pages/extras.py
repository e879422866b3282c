"""What packages above offer at the end of a course and at the very beginning, without the pages here naming them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extra:
    """One thing to go to after the lessons: a title, a sentence and an address."""

    title: str
    note: str
    path: str


Offer = Callable[[uuid.UUID], list[Extra]]
Beginning = Callable[[], list[Extra]]
_offers: list[Offer] = []
_beginnings: list[Beginning] = []


def register(offer: Offer) -> None:
    """Add what is asked for each course, in ``ready()``. The page is the same for everyone and kept in caches:
    whoever offers says when that changes (`foundation.publication.bump`)."""
    if offer not in _offers:
        _offers.append(offer)


def extras_of(course: uuid.UUID) -> list[Extra]:
    """What is offered at the end of a course."""
    return [extra for offer in _offers for extra in offer(course)]


def register_beginning(offer: Beginning) -> None:
    """Add what the first page asks for whoever does not know where to begin, likewise kept in caches."""
    if offer not in _beginnings:
        _beginnings.append(offer)


def beginnings() -> list[Extra]:
    """What the first page offers besides its courses."""
    return [extra for offer in _beginnings for extra in offer()]
