"""Dates as they stand on certificates."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _


def long_date(moment: dt.datetime) -> str:
    """As official papers write it: ngày 05 tháng 02 năm 2026, with a 0 before days below 10 and months 1 and 2."""
    day = timezone.localtime(moment).date()
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return _("%(day)s/%(month)s/%(year)s") % {"day": f"{day.day:02}", "month": month, "year": day.year}
