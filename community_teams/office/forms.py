"""What officials ask for and choose."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community_teams.counting.figures import Span, Way
from community_teams.office.models import MOST_REASON
from foundation.months import MonthField, months_before
from people.accounts.phone import parse_phone
from people.areas.models import Area

MOST_MONTHS = 12


class FiguresForm(forms.Form):
    """From which month to which, and how the figures fall to areas."""

    tu = MonthField(label=gettext_lazy("From month"), required=False)
    den = MonthField(label=gettext_lazy("To month"), required=False)
    cach = forms.ChoiceField(
        label=gettext_lazy("How areas count"), choices=Way.choices, required=False, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        """This month where nothing is said; never more than a year."""
        data = super().clean() or {}
        last = data.get("den") or data.get("tu") or timezone.localdate().replace(day=1)
        first = data.get("tu") or last
        if first > last:
            raise ValidationError(_("The last month lies before the first one."))
        if months_before(last, MOST_MONTHS - 1) > first:
            raise ValidationError(_("Please choose at most twelve months."))
        return {**data, "span": Span(first, last), "cach": data.get("cach") or Way.THEN}


class LookForm(forms.Form):
    """Why an official looks at a household."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you look at this household?"), max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The household and the leader of its team can read it."),
        error_messages={"required": gettext_lazy("Please say why.")},
    )  # fmt: skip


class FindForm(LookForm):
    """Which household of a hamlet, and why."""

    head_name = forms.CharField(label=gettext_lazy("Head of the household"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone number"), max_length=20, required=False)
    field_order = ("head_name", "phone", "reason")

    def clean_phone(self) -> str:
        """In one spelling."""
        typed = self.cleaned_data["phone"]
        try:
            return parse_phone(typed) if typed else ""
        except ValueError as error:
            raise ValidationError(str(error)) from None


class MoveForm(forms.Form):
    """Where a team goes on, and since when."""

    to = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("New commune"), widget=forms.RadioSelect)
    from_day = forms.DateField(
        label=gettext_lazy("From which day"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, communes: list[Area], first: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.queryset = Area.objects.filter(pk__in=[area.pk for area in communes]).order_by("sort_key", "code")
        field.label_from_instance = lambda area: area.full_name
        field.empty_label = None
        self.fields["from_day"].initial = first
