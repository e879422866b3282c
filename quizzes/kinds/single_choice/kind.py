"""Single choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import IntegerBlock

from quizzes.kinds.answers import chosen_one, kept, texts_of
from quizzes.kinds.blocks import MOST_SAID, MOST_TEXT, said, several, words
from quizzes.kinds.choices import options, reply_to_one
from quizzes.kinds.common import CommonKind, best, ids, numbered
from quizzes.kinds.shuffling import shuffled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen, Reply
    from quizzes.kinds.looking import Part

FEWEST, MOST = 2, 8


class SingleChoice(CommonKind):
    """One choice is made."""

    name = "single_choice"
    label = _("one right answer")
    icon = "radio-full"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """The choices with their credit."""
        choice = [
            ("text", words(_("answer"))),
            (
                "credit",
                IntegerBlock(
                    label=_("credit in percent"),
                    default=0,
                    min_value=0,
                    max_value=100,
                    help_text=_("100 is right, 0 is wrong, anything between is right in part."),
                ),
            ),
            ("feedback", said(_("said to whoever chose it"))),
        ]
        return [("choices", several(choice, _("answers"), FEWEST, MOST))]

    def look(self, content: Part) -> None:
        """Different choices, one or more of them with full credit."""
        texts, credits = [], []
        for place, choice in enumerate(content.parts("choices", FEWEST, MOST), 1):
            texts.append((f"choices.{place}.text", choice.text("text", MOST_TEXT, required=True)))
            credits.append(choice.whole("credit", 0, 100, gettext("A whole number from 0 to 100 belongs here.")))
            choice.text("feedback", MOST_SAID)
        content.different(texts)
        if 100 not in credits:
            content.wrong("choices", gettext("At least one answer must have a credit of 100."))

    def freeze(self, content: Content) -> dict[str, Any]:
        """The choices c1, c2 …"""
        return {"choices": numbered("c", ({"feedback": "", **choice} for choice in content["choices"]))}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """The one choice."""
        return kept({"c": chosen_one(texts_of(fields, ["c"]), "c", ids(frozen["choices"]))})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """One is chosen."""
        return bool(fields)

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """The credit of what was chosen."""
        return best(choice["credit"] for choice in frozen["choices"] if choice["id"] in fields.get("c", []))

    def key(self, frozen: Frozen) -> Fields:
        """The first choice with full credit."""
        return {"c": [next(choice["id"] for choice in frozen["choices"] if choice["credit"] == 100)]}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """What was chosen, and all that have full credit."""
        taken = next((choice for choice in frozen["choices"] if choice["id"] in fields.get("c", [])), None)
        expected = [choice["text"] for choice in frozen["choices"] if choice["credit"] == 100]
        return reply_to_one(
            taken["text"] if taken else "",
            self.grade(frozen, fields),
            taken["feedback"] if taken else "",
            expected,
            show_key=show_key,
        )

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """The choices in the variant's order."""
        return {"options": options(shuffled(frozen["choices"], variant), fields, "c")}


KIND = SingleChoice()
