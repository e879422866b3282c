"""What is chosen: a file, and the days of the visits that are taken along."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.spreadsheets.reading import MOST_BYTES

MOST_DAYS = 366
FORMATS = [("xlsx", _("Spreadsheet (XLSX)")), ("csv", _("Spreadsheet as text (CSV)"))]


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("File (.xlsx or .csv)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "class": "input"}),
        error_messages={"required": _("Please choose the file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %d MB. Divide it into several files.") % (MOST_BYTES // 1_000_000)
            )
        return file


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"])


class VisitsForm(forms.Form):
    """From which day to which, and as what."""

    tu = _day(_("From"))
    den = _day(_("Until the end of"))
    dang = forms.ChoiceField(label=_("File format"), choices=FORMATS, widget=forms.RadioSelect, initial="xlsx")

    def clean(self) -> dict[str, Any]:
        """At most a year."""
        data = super().clean() or {}
        first, last = data.get("tu"), data.get("den")
        if first and last and first > last:
            raise ValidationError(_("The last day lies before the first one."))
        if first and last and (last - first).days >= MOST_DAYS:
            raise ValidationError(_("Please choose at most a year."))
        return data


def this_month() -> dict[str, dt.date]:
    """The days that stand in the form at first."""
    today = timezone.localdate()
    return {"tu": today.replace(day=1), "den": today}
