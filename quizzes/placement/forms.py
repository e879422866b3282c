"""What officials ask of the figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.months import MonthField, months_before
from people.models import Area
from quizzes.placement.report import View, provinces_of
from quizzes.quiz.competences import competence_choices

MOST_MONTHS = 24


class ReportForm(forms.Form):
    """From which month to which, where, and in what."""

    tu = MonthField(label=gettext_lazy("From month"), required=False)
    den = MonthField(label=gettext_lazy("To month"), required=False)
    tinh = forms.ModelChoiceField(
        Area.objects.none(), to_field_name="code", label=gettext_lazy("Province or city"), required=False,
        empty_label=gettext_lazy("All"),
    )  # fmt: skip
    nang_luc = forms.ChoiceField(label=gettext_lazy("Competence"), required=False)

    def __init__(self, *args: Any, view: View, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tinh"].queryset = provinces_of(view)  # type: ignore[attr-defined]
        self.fields["tinh"].label_from_instance = lambda area: area.full_name  # type: ignore[attr-defined]
        self.fields["nang_luc"].choices = [("", _("All together")), *competence_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last twelve months where nothing is said; never more than two years."""
        data = super().clean() or {}
        last = data.get("den") or timezone.localdate().replace(day=1)
        first = data.get("tu") or months_before(last, 11)
        if first > last:
            raise ValidationError(_("The last month lies before the first one."))
        if months_before(last, MOST_MONTHS - 1) > first:
            raise ValidationError(_("Please choose at most two years."))
        return {**data, "tu": first, "den": last}
