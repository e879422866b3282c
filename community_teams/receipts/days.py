"""The law's days: when a household must be answered, and when what it asked for must be done."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

_SATURDAY = 5


def answer_by(at: dt.datetime) -> dt.date:
    """The last day for an answer. Public holidays are counted as working days: that is never too late."""
    day = timezone.localdate(at)
    left = settings.HOUSEHOLD_ANSWER_WORKING_DAYS
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day


def done_by(at: dt.datetime) -> dt.date:
    """The last day for doing it."""
    return timezone.localdate(at) + dt.timedelta(days=settings.HOUSEHOLD_DONE_DAYS)
