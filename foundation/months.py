"""Months, as their first days, in forms and in reckoning."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MonthField(forms.Field):
    """A month as browsers send it: `2026-11`; becomes its first day."""

    widget = forms.DateInput(attrs={"type": "month", "placeholder": "2026-11"}, format="%Y-%m")

    def to_python(self, value: Any) -> dt.date | None:
        """Read it."""
        try:
            return dt.datetime.strptime(f"{value}-01", "%Y-%m-%d").date() if value else None  # noqa: DTZ007 - a date
        except ValueError:
            raise ValidationError(_("Please write a month like 2026-11.")) from None


def months_before(month: dt.date, count: int) -> dt.date:
    """The first day of the month so many before; never before the year 1."""
    months = month.year * 12 + month.month - 1 - count
    return dt.date(months // 12, months % 12 + 1, 1) if months >= 12 else dt.date(1, 1, 1)


def month_after(month: dt.date) -> dt.date:
    """The first day of the next month: the first that is not in this one."""
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
