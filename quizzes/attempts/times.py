"""When an attempt ends, and when something was answered by the server's measure."""

from __future__ import annotations

import datetime as dt

from quizzes.quiz.kept import Rules

# What was tapped in the last moment is on its way for some seconds.
GRACE = dt.timedelta(seconds=15)
# A deadline that nobody waits for: a phone that kept answers longer than this is not believed.
MOST_KEPT = dt.timedelta(days=40)


def ends_at(rules: Rules, started: dt.datetime, extra_percent: int) -> dt.datetime | None:
    """When the attempt ends: after the time limit with the person's extra time, and not after the quiz has closed."""
    ends = [rules.closes_at] if rules.closes_at else []
    if rules.time_limit:
        ends.append(started + rules.time_limit * (100 + extra_percent) / 100)
    return min(ends, default=None)


def answered_at(*, occurred: dt.datetime, sent: dt.datetime | None, received: dt.datetime) -> dt.datetime:
    """When it was answered by the server's clock.

    The phone's clock may be years off, but it measures well how long it kept something: what it sent with its own time
    of sending was answered so much before it arrived. Without that the time of arrival counts.
    """
    if sent is None:
        return received
    return received - min(max(sent - occurred, dt.timedelta()), MOST_KEPT)


def is_in_time(
    *, answered: dt.datetime, received: dt.datetime, deadline: dt.datetime | None, late: dt.timedelta
) -> bool:
    """Whether an answer counts: given before the end, and here before nobody waits for it any more."""
    return deadline is None or (answered <= deadline + GRACE and received <= deadline + late + GRACE)
