"""True or false."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock

from quizzes.kinds.answers import chosen_one, kept, texts_of
from quizzes.kinds.blocks import MOST_SAID, said
from quizzes.kinds.choices import options, reply_to_one
from quizzes.kinds.common import CommonKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen, Reply
    from quizzes.kinds.looking import Part

IDS = ("true", "false")


class TrueFalse(CommonKind):
    """The prompt is a sentence, and it is right or wrong."""

    name = "true_false"
    label = _("right or wrong")
    icon = "check"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """Whether it is right, and what is said."""
        return [
            ("answer", BooleanBlock(label=_("the sentence is right"), required=False)),
            ("feedback_true", said(_("said to whoever answers “Right”"))),
            ("feedback_false", said(_("said to whoever answers “Wrong”"))),
        ]

    def look(self, content: Part) -> None:
        """The answer is said."""
        content.flag("answer", required=True)
        content.text("feedback_true", MOST_SAID)
        content.text("feedback_false", MOST_SAID)

    def freeze(self, content: Content) -> dict[str, Any]:
        """The answer, and what is said."""
        said = {name: content.get(name, "") for name in ("feedback_true", "feedback_false")}
        return {"answer": content["answer"], **said}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """``true`` or ``false``."""
        return kept({"c": chosen_one(texts_of(fields, ["c"]), "c", IDS)})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """One is chosen."""
        return bool(fields)

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """1 or 0."""
        return float(fields == self.key(frozen))

    def key(self, frozen: Frozen) -> Fields:
        """The answer."""
        return {"c": ["true" if frozen["answer"] else "false"]}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """What was chosen."""
        given = next(iter(fields.get("c", [])), "")
        said = frozen[f"feedback_{given}"] if given else ""
        expected = [_words(key) for key in self.key(frozen)["c"]]
        return reply_to_one(
            _words(given) if given else "", self.grade(frozen, fields), said, expected, show_key=show_key
        )

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """Right before wrong, always."""
        return {"options": options(({"id": known, "text": _words(known)} for known in IDS), fields, "c")}


def _words(given: str) -> str:
    return gettext("Right") if given == "true" else gettext("Wrong")


KIND = TrueFalse()
