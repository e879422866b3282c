"""What is said to a person about an attempt."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from quizzes.attempts.starting import NotStarted


def refusal_words(refused: NotStarted) -> str:
    """Why a quiz cannot be begun now, and when it can."""
    if refused.reason == "not_yet":
        return _("The quiz has not begun yet. You can begin on %s.") % moment(refused.until)
    if refused.reason == "closed":
        return _("The time for this quiz is over.")
    if refused.reason == "no_more":
        return _("You have used all attempts at this quiz.")
    if refused.reason == "wait":
        return _("Please rest a little and look at the lessons again. You can try once more on %s.") % moment(
            refused.until
        )
    return _("This quiz cannot be taken just now.")


def moment(at: dt.datetime | None) -> str:
    """A moment as people here say it, to the minute that has begun when it comes."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if local.second or local.microsecond:
        local = local.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    return _("%(day)s at %(time)s") % {
        "day": date_format(local, "SHORT_DATE_FORMAT"),
        "time": date_format(local, "H:i"),
    }
