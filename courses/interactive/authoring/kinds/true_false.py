"""H5P.TrueFalse: a sentence that is true or false."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.interactive.authoring.forms import ContentForm, WithPicture, box, text
from courses.interactive.authoring.kinds.base import Kind
from courses.interactive.authoring.pictures import MediaPlace
from courses.interactive.authoring.places import Choice, Flag, Place, Rich

RIGHT = [("true", _("It is true")), ("false", _("It is false"))]
# As the library has it.
MOST_FEEDBACK = 2048


class TrueFalseForm(WithPicture, ContentForm):
    """The sentence."""

    question = text(_("Sentence"))
    correct = forms.ChoiceField(
        label=_("What is right"), choices=RIGHT, widget=forms.RadioSelect,
        error_messages={"required": _("Please say whether the sentence is true or false.")},
    )  # fmt: skip
    said_right = text(_("What is said to whoever is right"), rows=2, required=False)
    said_wrong = text(_("What is said to whoever is wrong"), rows=2, required=False)
    retry = box(_("Learners may try again"))
    solutions = box(_("Learners may have the right answers shown"))

    field_order = ["title", "question", "correct", "said_right", "said_wrong"]

    def clean(self) -> dict[str, object]:
        """Feedback as long as the library has room for."""
        cleaned = super().clean()
        for name in ("said_right", "said_wrong"):
            if len(str(cleaned.get(name) or "")) > MOST_FEEDBACK:
                self.add_error(name, _("Please say it in at most %d letters.") % MOST_FEEDBACK)
        return cleaned


class TrueFalse(Kind):
    """True or false."""

    slug = "dung-sai"
    machine = "H5P.TrueFalse"
    title = _("True or false")
    told = _("A sentence of which learners say whether it is true.")
    form = TrueFalseForm
    places: ClassVar = {
        "question": Rich(("question",)),
        "correct": Choice(("correct",)),
        "said_right": Place(("behaviour", "feedbackOnCorrect")),
        "said_wrong": Place(("behaviour", "feedbackOnWrong")),
        "retry": Flag(("behaviour", "enableRetry")),
        "solutions": Flag(("behaviour", "enableSolutionsButton")),
    }
    may_lack = frozenset(["said_right", "said_wrong"])
    picture = MediaPlace()
