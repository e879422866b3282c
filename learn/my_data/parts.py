"""What else is kept about a learner, here and in packages above: taken along, and erased, with the rest."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the file that a person takes along.

    ``rows`` gives the rows of some learners, who are one person, page by page; ``erase`` deletes them in the open
    transaction; ``label`` and ``count`` are for the page that says what is stored.
    """

    name: str
    label: str | Promise
    rows: Callable[[Sequence[uuid.UUID]], Iterator[dict[str, Any]]]
    erase: Callable[[Sequence[uuid.UUID]], None]
    count: Callable[[Sequence[uuid.UUID]], int]


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add a part, in ``ready()``; adding the same one again does nothing."""
    _parts[part.name] = part


def registered() -> list[Part]:
    """All of them in the order of their registration."""
    return list(_parts.values())


def counts(learners: Sequence[uuid.UUID]) -> list[tuple[str | Promise, int]]:
    """How much of each part there is, for the page; parts of which there is nothing are left out."""
    counted = [(part.label, part.count(learners)) for part in registered()]
    return [(label, count) for label, count in counted if count]
