"""H5P.MultiChoice: a question with answers of which one or more are right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.interactive.authoring.forms import BaseRows, ContentForm, RowForm, WithPicture, box, line, text
from courses.interactive.authoring.kinds.base import Kind
from courses.interactive.authoring.pictures import MediaPlace
from courses.interactive.authoring.places import Flag, Rich, Rows

NO_RIGHT = _("Tick at least one answer as right.")
ALL_RIGHT = _("Not every answer can be right: add a wrong one.")


class MultipleChoiceForm(WithPicture, ContentForm):
    """The question."""

    question = text(_("Question"))
    shuffle = box(_("Show the answers in another order each time"))
    retry = box(_("Learners may try again"))
    solutions = box(_("Learners may have the right answers shown"))

    field_order = ["title", "question"]


class AnswerForm(RowForm):
    """An answer."""

    text = line(_("Answer"), required=False)
    right = box(_("This answer is right"))
    feedback = line(_("What is said to whoever chooses it"), required=False)

    counts = ("text", "right", "feedback")
    wanted: ClassVar = {"text": _("Please write the answer.")}


class Answers(BaseRows):
    """The answers."""

    most, least = 20, 2
    few = _("Please write at least two answers.")

    def check_rows(self, rows: Sequence[dict[str, Any]]) -> None:
        """Some are right, some are not."""
        check_answers([row["right"] for row in rows])


def check_answers(right: Sequence[bool]) -> None:
    """Some are right, some are not."""
    if not any(right):
        raise ValidationError(NO_RIGHT)
    if all(right):
        raise ValidationError(ALL_RIGHT)


class MultipleChoice(Kind):
    """Multiple choice."""

    slug = "trac-nghiem"
    machine = "H5P.MultiChoice"
    title = _("Multiple choice")
    told = _("A question with up to 20 answers. One answer or several can be right.")
    form = MultipleChoiceForm
    places: ClassVar = {
        "question": Rich(("question",)),
        "shuffle": Flag(("behaviour", "randomAnswers")),
        "retry": Flag(("behaviour", "enableRetry")),
        "solutions": Flag(("behaviour", "enableSolutionsButton")),
    }
    picture = MediaPlace()
    rows = Rows(
        ("answers",),
        {
            "text": Rich(("text",), tag="div"),
            "right": Flag(("correct",)),
            "feedback": Rich(("tipsAndFeedback", "chosenFeedback"), tag="div"),
        },
        most=20,
    )
    row_form = AnswerForm
    row_set = Answers
    row_title = _("Answer")
