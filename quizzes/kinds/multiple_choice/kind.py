"""Multiple choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock

from quizzes.kinds.answers import chosen, kept, texts_of
from quizzes.kinds.blocks import MOST_SAID, MOST_TEXT, said, several, words
from quizzes.kinds.choices import options, replies_to_several, share_found
from quizzes.kinds.common import CommonKind, ids, numbered
from quizzes.kinds.shuffling import shuffled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen, Reply
    from quizzes.kinds.looking import Part

FEWEST, MOST = 2, 8


class MultipleChoice(CommonKind):
    """Any number of choices is made."""

    name = "multiple_choice"
    label = _("several right answers")
    icon = "tasks"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """The choices, right and wrong."""
        choice = [
            ("text", words(_("answer"))),
            ("correct", BooleanBlock(label=_("correct"), required=False)),
            ("feedback", said(_("said to whoever chose it"))),
        ]
        return [("choices", several(choice, _("answers"), FEWEST, MOST))]

    def look(self, content: Part) -> None:
        """Different choices, one or more of them right."""
        texts, correct = [], []
        for place, choice in enumerate(content.parts("choices", FEWEST, MOST), 1):
            texts.append((f"choices.{place}.text", choice.text("text", MOST_TEXT, required=True)))
            correct.append(choice.flag("correct"))
            choice.text("feedback", MOST_SAID)
        content.different(texts)
        if not any(correct):
            content.wrong("choices", gettext("Mark at least one answer as correct."))

    def freeze(self, content: Content) -> dict[str, Any]:
        """The choices c1, c2 …"""
        optional = {"correct": False, "feedback": ""}
        return {"choices": numbered("c", ({**optional, **choice} for choice in content["choices"]))}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """The choices."""
        return kept({"c": chosen(texts_of(fields, ["c"]), "c", ids(frozen["choices"]))})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """One or more are chosen."""
        return bool(fields)

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """The share of the right ones, less the share of the wrong ones."""
        right, wrong = _sorted(frozen)
        return share_found(right, wrong, fields.get("c", []))

    def key(self, frozen: Frozen) -> Fields:
        """All right ones."""
        return {"c": _sorted(frozen)[0]}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """Each that was chosen, then what was missed."""
        return replies_to_several(frozen["choices"], "correct", "feedback", fields.get("c", []), show_key=show_key)

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """The choices in the variant's order."""
        return {"options": options(shuffled(frozen["choices"], variant), fields, "c")}


def _sorted(frozen: Frozen) -> tuple[list[str], list[str]]:
    """The ids of the right ones and of the wrong ones."""
    choices = frozen["choices"]
    return (
        [choice["id"] for choice in choices if choice["correct"]],
        [choice["id"] for choice in choices if not choice["correct"]],
    )


KIND = MultipleChoice()
