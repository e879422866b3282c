"""Cards as Wagtail stores them, compared by what they say: three ways, between base, original and copy."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from courses.blocks.h5p import COMPLETES

Card = dict[str, Any]

# Editors' own marks on paragraphs; they change with every saving and say nothing.
_KEY = re.compile(r'\s*data-block-key="[^"]*"')
# Of what was chosen from elsewhere only a key is stored.
_CHOSEN = ("image", "file", "quiz", "activity")
# What is compared of a lesson besides its cards, under a name that no card can have.
FIELDS = "@"


class State(StrEnum):
    """How one card stands."""

    SAME = "same"
    CHANGED_HERE = "changed_here"
    CHANGED_THERE = "changed_there"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """One card three ways; None where it is not there. ``key`` is the card's id, or ``FIELDS``."""

    key: str
    base: Card | None
    original: Card | None
    copy: Card | None

    @property
    def state(self) -> State:
        """Whether somebody has to decide: the original changed and the copy does not say so yet."""
        base, original, copy = (meaning(card) for card in (self.base, self.original, self.copy))
        if original == copy:
            return State.SAME
        if original == base:
            return State.CHANGED_HERE
        return State.CHANGED_THERE if copy == base else State.BOTH

    @property
    def waits(self) -> bool:
        """Whether the original changed since somebody here last decided."""
        return self.state in (State.CHANGED_THERE, State.BOTH)

    @property
    def seen(self) -> str:
        """Fingerprint of what stands there now; an answer to something else is not taken."""
        told = json.dumps([meaning(self.original), meaning(self.copy)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def title(self) -> str:
        """What the card is called."""
        if self.key == FIELDS:
            return _("Title, summary and minutes")
        card = self.copy or self.original or self.base or {}
        return str(card.get("value", {}).get("title", self.key))


def differences(base: list[Card], original: list[Card], copy: list[Card]) -> list[Difference]:
    """Every card of the three, in the order of the copy, with the original's further ones where they stand there."""
    by_id = [{card["id"]: card for card in cards} for cards in (base, original, copy)]
    order = [card["id"] for card in copy]
    for place, card in enumerate(original):
        if card["id"] not in order:
            before = [one["id"] for one in original[:place] if one["id"] in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, card["id"])
    order += [card["id"] for card in base if card["id"] not in order]
    return [Difference(key, *(cards.get(key) for cards in by_id)) for key in order]


def in_other_order(original: list[Card], copy: list[Card]) -> bool:
    """Whether the cards that both have stand in another order."""
    there, here = [card["id"] for card in original], [card["id"] for card in copy]
    return [one for one in there if one in here] != [one for one in here if one in there]


def taken_over(copy: list[Card], difference: Difference, original: list[Card]) -> list[Card]:
    """The copy's cards with the original's one in its place, put in or taken out."""
    if difference.original is None:
        return [card for card in copy if card["id"] != difference.key]
    if difference.copy is not None:
        return [difference.original if card["id"] == difference.key else card for card in copy]
    ids = [card["id"] for card in copy]
    there = [card["id"] for card in original]
    before = [one for one in there[: there.index(difference.key)] if one in ids]
    place = ids.index(before[-1]) + 1 if before else 0
    return [*copy[:place], difference.original, *copy[place:]]


def with_card(cards: list[Card], key: str, card: Card | None) -> list[Card]:
    """The cards with one of them replaced, added at the end, or left out."""
    rest = [one for one in cards if one["id"] != key]
    if card is None:
        return rest
    if len(rest) == len(cards):
        return [*cards, card]
    return [card if one["id"] == key else one for one in cards]


def meaning(value: Any) -> Any:
    """What a stored card says, without what only the editor's screens need."""
    if isinstance(value, dict):
        inner = {name: meaning(part) for name, part in value.items() if name != "id"}
        # A list's entries come with a wrapping or without, by the release that saved them.
        return inner["value"] if inner.get("type") == "item" and "value" in inner else inner
    if isinstance(value, list):
        return [meaning(part) for part in value]
    return _KEY.sub("", value) if isinstance(value, str) else value


def words(card: Card | None) -> str:
    """All that a card says, as lines to read and to compare."""
    return "\n".join(line for line in _lines(meaning(card.get("value", card))) if line) if card else ""


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "type" in value and "value" in value:
            yield from _lines(value["value"])
            return
        for name, part in value.items():
            if name in _CHOSEN:
                yield _("(picture or recording)")
            elif name == "completes":
                yield str(COMPLETES.get(part, part))
            else:
                yield from _lines(part)
    elif isinstance(value, list):
        for part in value:
            yield from _lines(part)
    elif isinstance(value, str):
        yield from (strip_tags(line).strip() for line in re.sub(r"</(?:p|li)>|<br/?>", "\n", value).split("\n"))
    elif isinstance(value, bool):
        yield _("(right)") if value else ""
    elif isinstance(value, int):
        yield str(value)
