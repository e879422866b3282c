"""Vectors of words, and questions to them, in PostgreSQL's own notation: its parser has no say in what a word is."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from courses.search.words import positions
from foundation.text import fold, normalise

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

# Between a title and the text below it, so that no phrase begins in one and ends in the other.
GAP = 20
# The farthest place PostgreSQL tells apart from others.
LAST_PLACE = 16_383
# Words that do not stand side by side belong together when they are no farther apart than this.
NEAR = 5


class Asked(SearchQuery):
    """A question written as a `tsquery`; its words must come from ``courses.search.words``."""

    template = "(%(expressions)s)::tsquery"

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")


def vectors(title: str, text: str) -> dict[str, Combinable]:
    """Both vectors of a row. A title weighs more (A) than what stands below it (B)."""
    return {
        "exact": _vector(normalise(title).casefold(), normalise(text).casefold()),
        "folded": _vector(fold(title), fold(text)),
    }


def reindex(model: Any) -> None:
    """Take all rows apart again: for a migration, after a change of what a word is. ``model`` is its SearchEntry."""
    for entry in model.objects.only("pk", "title", "text").iterator():
        model.objects.filter(pk=entry.pk).update(**vectors(entry.title, entry.text))


def phrase(words: list[str], *, begun: bool = False, weight: str = "") -> str:
    """All words side by side; when ``begun``, the last one may not be typed to its end."""
    return "(" + " <-> ".join(_each(words, begun, weight)) + ")"


def everywhere(words: list[str], *, begun: bool = False) -> str:
    """All words, wherever they stand."""
    return "(" + " & ".join(_each(words, begun, "")) + ")"


def near(words: list[str]) -> str:
    """All words, each close to the one typed before it, in whichever order."""
    pairs = []
    for one, two in pairwise(words):
        ways = [f"'{one}' <{far}> '{two}' | '{two}' <{far}> '{one}'" for far in range(1, NEAR + 1)]
        pairs.append("(" + " | ".join(ways) + ")")
    return " & ".join(pairs) or everywhere(words)


def _each(words: list[str], begun: bool, weight: str) -> list[str]:
    last = len(words) - 1
    marks = [weight + ("*" if begun and n == last and len(word) > 1 else "") for n, word in enumerate(words)]
    return [f"'{word}':{mark}" if mark else f"'{word}'" for word, mark in zip(words, marks, strict=True)]


def _vector(title: str, text: str) -> Combinable:
    places: dict[str, list[str]] = defaultdict(list)
    end = 0
    for word, place in positions(title):
        places[word].append(f"{min(place, LAST_PLACE)}A")
        end = max(end, place)
    for word, place in positions(text):
        places[word].append(f"{min(place + end + GAP, LAST_PLACE)}B")
    notation = " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())
    return Cast(Value(notation), SearchVectorField())
