"""Number."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, IntegerBlock

from quizzes.kinds.answers import kept, texts_of, typed
from quizzes.kinds.blocks import MOST_SAID, said, several
from quizzes.kinds.choices import reply_to_one
from quizzes.kinds.common import CommonKind, best
from quizzes.kinds.numbers import plain, plain_number, read_number, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen, Reply
    from quizzes.kinds.looking import Part

FEWEST, MOST = 1, 6
MOST_UNIT = 40
MOST_NUMBER = 40


class NumberTextBlock(CharBlock):
    """A number, typed and shown as people here write it, stored as contents keep it."""

    def value_for_form(self, value: Any) -> Any:
        """1500000.5 is shown as 1.500.000,5."""
        number = plain_number(value) if isinstance(value, str) else None
        return value if number is None else shown(number)

    def value_from_form(self, value: Any) -> Any:
        """What is no number stays as it is, to be refused with a word on why."""
        number = read_number(value) if isinstance(value, str) else None
        return value if number is None else plain(number)


class Number(CommonKind):
    """A number is typed; several may count, each with its tolerance."""

    name = "number"
    label = _("a number")
    icon = "decimal"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """The numbers that count, and their unit."""
        answer = [
            ("value", NumberTextBlock(label=_("number"), max_length=MOST_NUMBER)),
            (
                "tolerance",
                NumberTextBlock(label=_("may be off by"), required=False, max_length=MOST_NUMBER, default="0"),
            ),
            ("credit", IntegerBlock(label=_("credit in percent"), default=100, min_value=1, max_value=100)),
            ("feedback", said(_("said to whoever answers this"))),
        ]
        return [
            ("answers", several(answer, _("numbers that count"), FEWEST, MOST)),
            ("unit", CharBlock(label=_("unit"), required=False, max_length=MOST_UNIT)),
        ]

    def look(self, content: Part) -> None:
        """Numbers that can be read, one or more with full credit."""
        credits = []
        for answer in content.parts("answers", FEWEST, MOST):
            if (value := answer.text("value", MOST_NUMBER, required=True)) and plain_number(value) is None:
                answer.wrong("value", gettext("Write the number with digits and, before a fraction, a point: 1500.5"))
            tolerance = answer.text("tolerance", MOST_NUMBER)
            off_by = plain_number(tolerance or "0")
            if off_by is None or off_by < 0:
                answer.wrong("tolerance", gettext("A number that is not below 0 belongs here."))
            credits.append(answer.whole("credit", 1, 100, gettext("A whole number from 1 to 100 belongs here.")))
            answer.text("feedback", MOST_SAID)
        if 100 not in credits:
            content.wrong("answers", gettext("At least one answer must have a credit of 100."))
        content.text("unit", MOST_UNIT)

    def freeze(self, content: Content) -> dict[str, Any]:
        """The numbers, and their unit."""
        answers = [
            {"feedback": "", **answer, "tolerance": answer.get("tolerance") or "0"} for answer in content["answers"]
        ]
        return {"answers": answers, "unit": content.get("unit", "")}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """What was typed, whether a number or not."""
        return kept({"n": typed(texts_of(fields, ["n"]), "n")})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """A number is typed; words are none."""
        return _given(frozen, fields) is not None

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """The credit of the best answer that fits."""
        return best(answer["credit"] for answer in _fitting(frozen, fields))

    def key(self, frozen: Frozen) -> Fields:
        """The first full answer, as people write it."""
        return {"n": [shown(Decimal(_full(frozen)[0]["value"]))]}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """What was typed."""
        fitting = max(_fitting(frozen, fields), key=lambda answer: answer["credit"], default=None)
        expected = [f"{shown(Decimal(answer['value']))} {frozen['unit']}".strip() for answer in _full(frozen)]
        return reply_to_one(
            next(iter(fields.get("n", [])), ""),
            self.grade(frozen, fields),
            fitting["feedback"] if fitting else "",
            expected,
            show_key=show_key,
        )

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """What was typed so far."""
        return {"given": next(iter(fields.get("n", [])), ""), "unit": frozen["unit"]}


def _given(frozen: Frozen, fields: Fields) -> Decimal | None:
    return next((read_number(text, frozen["unit"]) for text in fields.get("n", [])), None)


def _fitting(frozen: Frozen, fields: Fields) -> list[dict[str, Any]]:
    """The answers within whose tolerance the number lies."""
    number = _given(frozen, fields)
    if number is None:
        return []
    return [
        answer
        for answer in frozen["answers"]
        if abs(number - Decimal(answer["value"])) <= Decimal(answer["tolerance"])
    ]


def _full(frozen: Frozen) -> list[dict[str, Any]]:
    """The answers with full credit."""
    return [answer for answer in frozen["answers"] if answer["credit"] == 100]


KIND = Number()
