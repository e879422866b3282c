"""Ordering."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.kinds.answers import chosen_one, kept, texts_of
from quizzes.kinds.base import Reply
from quizzes.kinds.blocks import MOST_TEXT, several, words
from quizzes.kinds.common import CommonKind, ids, unordered
from quizzes.kinds.shuffling import scrambled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen
    from quizzes.kinds.looking import Part

FEWEST, MOST = 2, 8


class Ordering(CommonKind):
    """Each item gets its place."""

    name = "ordering"
    label = _("put into order")
    icon = "list-ol"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """The items in the right order."""
        return [("items", several(words(_("step")), _("steps in the right order"), FEWEST, MOST))]

    def look(self, content: Part) -> None:
        """Different items."""
        content.different(content.texts("items", FEWEST, MOST, MOST_TEXT))

    def freeze(self, content: Content) -> dict[str, Any]:
        """The items i1, i2 … in the right order."""
        return {"items": unordered("i", ({"text": text} for text in content["items"]))}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """A place for each item that has one."""
        given = texts_of(fields, ids(frozen["items"]))
        return kept({item: chosen_one(given, item, _places(frozen)) for item in given})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """Each item has a place of its own."""
        return {place for [place] in fields.values()} == set(_places(frozen))

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """With c the share of pairs in the right order: 2c - 1, not below 0."""
        places = {item: int(place) for item, [place] in fields.items()}
        pairs = list(combinations(ids(frozen["items"]), 2))
        ordered = sum(one in places and other in places and places[one] < places[other] for one, other in pairs)
        return max(0.0, 2 * ordered / len(pairs) - 1)

    def key(self, frozen: Frozen) -> Fields:
        """Each item at its place."""
        return {item: [place] for item, place in zip(ids(frozen["items"]), _places(frozen), strict=True)}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """Place by place what was put there."""
        replies = []
        for item, place in zip(frozen["items"], _places(frozen), strict=True):
            there = [other for other in frozen["items"] if fields.get(other["id"]) == [place]]
            replies.append(
                Reply(
                    "; ".join(other["text"] for other in there),
                    there == [item] if show_key else None,
                    "",
                    item["text"] if show_key else "",
                    gettext("Place %s") % place,
                )
            )
        return replies

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """The items in the variant's order, which is never the right one."""
        items = [
            {**item, "given": next(iter(fields.get(item["id"], [])), "")}
            for item in scrambled(frozen["items"], variant)
        ]
        places = _places(frozen)
        return {"items": items, "places": places}


def _places(frozen: Frozen) -> list[str]:
    return [str(place) for place in range(1, len(frozen["items"]) + 1)]


KIND = Ordering()
