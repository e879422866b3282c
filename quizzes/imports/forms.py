"""What is asked when a file is brought, and when the bank is taken along."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.editing.forms import USUAL_DAYS
from courses.editing.reviewing import check_next_day
from courses.framework.models import Competence
from quizzes.bank.models import Difficulty
from quizzes.imports.exporting import WRITERS
from quizzes.imports.models import Format
from quizzes.imports.sniffing import MOST_BYTES
from quizzes.kinds.registry import kinds
from quizzes.quiz.competences import newest_framework


def usual_day() -> dt.date:
    """The day that stands in the form at first."""
    return timezone.localdate() + dt.timedelta(days=USUAL_DAYS)


class CompetenceChoice(forms.ModelChoiceField):
    """One of the newest framework's, or none."""

    def label_from_instance(self, obj: Competence) -> str:
        """With its code, as files name it."""
        return f"{obj.code} {obj.title}"


def _competences() -> Any:
    found = Competence.objects.filter(group__framework=newest_framework())
    return found.order_by("group__sort_order", "sort_order")


class UploadForm(forms.Form):
    """A file, its format, and what questions get that do not say it themselves."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("At most %(most)d MB and 100,000 questions.") % {"most": MOST_BYTES // 1_000_000},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.gift,.xml"}),
        error_messages={"required": _("Please choose the file."), "empty": _("The file is empty.")},
    )
    format = forms.ChoiceField(label=_("File format"), choices=Format.choices, widget=forms.RadioSelect)
    competence = CompetenceChoice(label=capfirst(_("competence")), queryset=Competence.objects.none(), required=False)
    difficulty = forms.ChoiceField(
        label=capfirst(_("difficulty")), choices=Difficulty.choices, initial=Difficulty.MEDIUM
    )
    source = forms.CharField(
        label=capfirst(_("source")), max_length=200, required=False,
        help_text=_("Where what the question says can be checked."),
    )  # fmt: skip
    review_by = forms.DateField(
        label=capfirst(_("review by")), required=False, widget=AdminDateInput(format="%d/%m/%Y"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"], initial=usual_day,
        help_text=_("On this day at the latest someone checks whether the question is still right."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competence"].queryset = _competences()  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is too large before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            told = _("The file is larger than %d MB. Divide it into several files.")
            raise ValidationError(told % (MOST_BYTES // 1_000_000))
        return file

    def clean_review_by(self) -> dt.date | None:
        """A day to come."""
        day: dt.date | None = self.cleaned_data["review_by"]
        if day is not None:
            check_next_day(day)
        return day


class ExportForm(forms.Form):
    """Which questions, and as what."""

    format = forms.ChoiceField(
        label=_("File format"), choices=[(one.value, one.label) for one in Format if one in WRITERS],
        widget=forms.RadioSelect, initial=Format.XLSX,
    )  # fmt: skip
    competence = CompetenceChoice(
        label=capfirst(_("competence")), queryset=Competence.objects.none(), required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(label=capfirst(_("kind")), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competence"].queryset = _competences()  # type: ignore[attr-defined]
        choices = [("", _("All")), *((kind.name, kind.label) for kind in kinds().values())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
