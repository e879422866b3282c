"""What was wrong in a question, and what is to hold instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import QuestionVersion
from quizzes.regrading.models import Effect
from quizzes.regrading.services import MOST_REASON

_EFFECTS = [
    (Effect.REPLACE, _("Grade by the key of a newer version")),
    (Effect.FULL, _("Full credit for everyone who was asked it")),
    (Effect.DROP, _("Leave the question out of the count")),
]


class CorrectionForm(forms.Form):
    """Nothing is chosen beforehand but the newest version."""

    wrong = forms.TypedChoiceField(label=_("Version with the wrong key"), coerce=int)
    effect = forms.ChoiceField(label=_("What holds instead"), choices=_EFFECTS, widget=forms.RadioSelect)
    key = forms.TypedChoiceField(
        label=_("Version with the right key"),
        help_text=_("Only for grading by a newer version. It must ask the same and differ in the key only."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    reason = forms.CharField(
        label=_("What was wrong?"),
        help_text=_("Learners whose result changes read this. One or two plain sentences."),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, versions: Sequence[QuestionVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.pk, version_words(one)) for one in versions]
        self.fields["wrong"].choices = choices  # type: ignore[attr-defined]
        self.fields["key"].choices = [("", gettext("none")), *choices]  # type: ignore[attr-defined]


def version_words(version: QuestionVersion) -> str:
    """A version as colleagues speak of it."""
    told = {"number": version.number, "day": f"{version.published_at:%d/%m/%Y}"}
    return gettext("version %(number)d of %(day)s") % told
