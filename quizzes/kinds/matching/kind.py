"""Matching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from quizzes.kinds.answers import chosen_one, kept, texts_of
from quizzes.kinds.base import Reply
from quizzes.kinds.blocks import MOST_TEXT, several, words
from quizzes.kinds.common import CommonKind, ids, numbered, unordered
from quizzes.kinds.shuffling import scrambled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen
    from quizzes.kinds.looking import Part

FEWEST, MOST, MOST_DISTRACTORS = 2, 8, 4
# A closed menu on a small phone shows about so many letters; longer texts are written out above the menus.
LONG = 24
LETTERS = "ABCDEFGHIJKL"


class Matching(CommonKind):
    """Each left has its right; rights may be left over."""

    name = "matching"
    label = _("what belongs together")
    icon = "link"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """The pairs, and what belongs to none."""
        pair = [("left", words(_("this"))), ("right", words(_("belongs to this")))]
        distractors = several(words(_("answer")), _("answers that belong to nothing"), 0, MOST_DISTRACTORS)
        distractors.meta.default = []
        return [("pairs", several(pair, _("pairs"), FEWEST, MOST)), ("distractors", distractors)]

    def look(self, content: Part) -> None:
        """Different lefts, and different rights."""
        lefts, rights = [], []
        for place, pair in enumerate(content.parts("pairs", FEWEST, MOST), 1):
            lefts.append((f"pairs.{place}.left", pair.text("left", MOST_TEXT, required=True)))
            rights.append((f"pairs.{place}.right", pair.text("right", MOST_TEXT, required=True)))
        content.different(lefts)
        content.different(rights + content.texts("distractors", 0, MOST_DISTRACTORS, MOST_TEXT))

    def freeze(self, content: Content) -> dict[str, Any]:
        """Lefts l1, l2 … and their rights in the same order, under ids that do not tell it; distractors come last."""
        rights = [pair["right"] for pair in content["pairs"]] + list(content.get("distractors", []))
        return {
            "lefts": numbered("l", ({"text": pair["left"]} for pair in content["pairs"])),
            "rights": unordered("r", ({"text": text} for text in rights)),
        }

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """A right for each left that has one."""
        given = texts_of(fields, ids(frozen["lefts"]))
        return kept({left: chosen_one(given, left, ids(frozen["rights"])) for left in given})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """Every left has a right."""
        return len(fields) == len(frozen["lefts"])

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """The share of lefts that are right."""
        key = self.key(frozen)
        return sum(fields.get(left) == right for left, right in key.items()) / len(key)

    def key(self, frozen: Frozen) -> Fields:
        """Each left with its right."""
        return {left: [right] for left, right in zip(ids(frozen["lefts"]), ids(frozen["rights"]), strict=False)}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """Each left with what was put to it."""
        rights = {right["id"]: right["text"] for right in frozen["rights"]}
        replies = []
        for left, [right] in zip(frozen["lefts"], self.key(frozen).values(), strict=True):
            given = next(iter(fields.get(left["id"], [])), "")
            replies.append(
                Reply(
                    rights.get(given, ""),
                    given == right if show_key else None,
                    "",
                    rights[right] if show_key else "",
                    left["text"],
                )
            )
        return replies

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """The lefts in the author's order, the rights in the variant's; never right beside right."""
        rights = scrambled(frozen["rights"], variant)
        long = any(len(right["text"]) > LONG for right in rights)
        shown = [{**right, "letter": letter if long else ""} for right, letter in zip(rights, LETTERS, strict=False)]
        lefts = [{**left, "given": next(iter(fields.get(left["id"], [])), "")} for left in frozen["lefts"]]
        return {"lefts": lefts, "rights": shown, "long": long}


KIND = Matching()
