"""Forms of the editors' work."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.editing.reviewing import check_next_day

# Twice a year somebody looks, if nobody thinks of another day.
USUAL_DAYS = 182


class ConfirmForm(forms.Form):
    """The day of the next review."""

    next_day = forms.DateField(
        label=_("Next review by"), widget=AdminDateInput(format="%d/%m/%Y"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"], validators=[check_next_day],
        initial=lambda: timezone.localdate() + dt.timedelta(days=USUAL_DAYS),
        help_text=_("On this day at the latest someone reads the lesson again."),
    )  # fmt: skip
