"""Counting again from the records themselves, and mending what differs, while phones go on sending.

What stands in the rollup and what the records amount to are read in one statement, so of one moment: whoever stores a
visit moves the rollup in the same transaction, and the statement sees both or neither. The difference between the two
is therefore an error that was there already, and it stays the same error whatever is added afterwards: it is mended by
adding it, never by writing a sum. So nobody waits for a recount, and it waits for nobody but for another recount.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils import timezone

from community_teams.counting.indicators import Indicator, of_session, of_visit
from community_teams.counting.models import Recount
from community_teams.reach import everything
from community_teams.sync.followup_rules import COUNTED
from community_teams.teams.models import Team

logger = logging.getLogger(__name__)

# Days whose records came, or that lie, within so many days. A phone may be two weeks without signal, and what a former
# member did is taken for a month.
LOOK_BACK = 45
# Of one team at once: some thousand visits.
DAYS_AT_ONCE = 31
WORK_SECONDS = 2.0
BEGINS = dt.time(0, 30)
BEFORE_ALL = dt.date(2000, 1, 1)
# Of the advisory lock.
_ALONE = 0x7265636F756E74

_RECORDS = """
SELECT 'count', commune_id, day, jsonb_build_object('indicator', indicator, 'value', value)
FROM community_teams_dailycount WHERE team_id = %(team)s AND day = ANY(%(days)s)
UNION ALL
SELECT 'visit', commune_id, day, jsonb_build_object('outcome', outcome, 'skills', skills, 'course', course,
    'service', service, 'referrals', referrals, 'first_met', first_met)
FROM community_teams_visit WHERE team_id = %(team)s AND day = ANY(%(days)s) AND current
UNION ALL
SELECT 'session', s.commune_id, s.day, jsonb_build_object('others', s.others, 'attendees', coalesce(
    (SELECT jsonb_agg(a.skills) FROM community_teams_attendance a WHERE a.session_id = s.id), '[]'))
FROM community_teams_groupsession s WHERE s.team_id = %(team)s AND s.day = ANY(%(days)s)
UNION ALL
SELECT 'followup', coalesce(
    (SELECT p.commune_id FROM community_teams_teamplace p WHERE p.team_id = %(team)s AND p.valid_from <= f.day
     ORDER BY p.valid_from DESC LIMIT 1),
    (SELECT p.commune_id FROM community_teams_teamplace p WHERE p.team_id = %(team)s ORDER BY p.valid_from LIMIT 1)
), f.day, '{}' FROM (
    SELECT (resolved_at AT TIME ZONE %(zone)s)::date AS day FROM community_teams_followup
    WHERE state = 'done' AND how = ANY(%(came_back)s)
    AND hamlet_id IN (SELECT id FROM community_teams_hamlet WHERE team_id = %(team)s)
    AND resolved_at >= %(first)s::date::timestamp AT TIME ZONE %(zone)s
    AND resolved_at < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s
) f WHERE f.day = ANY(%(days)s)
"""

# Of a team: days that lie in the time, and days of records that came in it, with those of what they correct.
_DAYS = """
SELECT day FROM community_teams_dailycount WHERE team_id = %(team)s AND day >= %(since)s
UNION SELECT day FROM community_teams_visit WHERE team_id = %(team)s AND day >= %(since)s
UNION SELECT day FROM community_teams_groupsession WHERE team_id = %(team)s AND day >= %(since)s
UNION SELECT (resolved_at AT TIME ZONE %(zone)s)::date FROM community_teams_followup
    WHERE state = 'done' AND resolved_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
    AND hamlet_id IN (SELECT id FROM community_teams_hamlet WHERE team_id = %(team)s)
"""
_LATE = """
SELECT team_id, day FROM community_teams_visit WHERE received_at >= %(since)s AND day < %(day)s
UNION SELECT before.team_id, before.day FROM community_teams_visit late
    JOIN community_teams_visit before ON before.id = late.corrects_id
    WHERE late.received_at >= %(since)s AND before.day < %(day)s
UNION SELECT team_id, day FROM community_teams_groupsession WHERE received_at >= %(since)s AND day < %(day)s
"""
_MEND = """
INSERT INTO community_teams_dailycount AS kept (commune_id, day, team_id, indicator, value)
SELECT commune, day, team, indicator, value
FROM json_to_recordset(%s::json) AS moved (commune bigint, day date, team bigint, indicator text, value integer)
ORDER BY commune, day, team, indicator
ON CONFLICT (commune_id, day, team_id, indicator) DO UPDATE SET value = kept.value + excluded.value
"""

Cell = tuple[int, dt.date, str]


@dataclass(slots=True)
class Recounted:
    """How many days of teams were counted again, and how many figures were not right."""

    days: int = 0
    mended: int = 0


def recount_lately(now: dt.datetime | None = None, seconds: float = WORK_SECONDS) -> Recounted:
    """The periodic job: from half past midnight all days that were touched lately, some teams a run.

    Where it stands is written down after each team; a team that is counted twice is none the worse.
    """
    at = timezone.localtime(now)
    if at.time() < BEGINS:
        return Recounted()
    night, made = Recount.objects.get_or_create(night=at.date())
    if made:
        night.late = _late_days(at - dt.timedelta(days=LOOK_BACK), _since(night))
        night.save()
    done, until = Recounted(), time.monotonic() + seconds
    while night.finished_at is None and time.monotonic() < until:
        team = Team.objects.filter(pk__gt=night.team).order_by("pk").values_list("pk", flat=True).first()
        if team is None:
            night.finished_at = timezone.now()
        else:
            late = map(dt.date.fromisoformat, night.late.get(str(team), ()))
            one = recount_team(team, sorted({*_days_of(team, _since(night)), *late}))
            night.team, night.days, night.mended = team, night.days + one.days, night.mended + one.mended
            _add(done, one)
        night.save()
    return done


def _since(night: Recount) -> dt.date:
    return night.night - dt.timedelta(days=LOOK_BACK)


def recount_all(since: dt.date | None = None) -> Iterator[tuple[int, Recounted]]:
    """Every day of every team, or those since a day and those older ones of which something came since."""
    late = {}
    if since is not None:
        begins = timezone.make_aware(dt.datetime.combine(since, dt.time()))
        late = _late_days(begins, since)
    for team in Team.objects.order_by("pk").values_list("pk", flat=True):
        older = map(dt.date.fromisoformat, late.get(str(team), ()))
        yield team, recount_team(team, sorted({*_days_of(team, since or BEFORE_ALL), *older}))


def recount_team(team: int, days: Iterable[dt.date]) -> Recounted:
    """These days of one team, in pieces that are each whole by themselves."""
    done = Recounted()
    asked = list(days)
    for start in range(0, len(asked), DAYS_AT_ONCE):
        piece = asked[start : start + DAYS_AT_ONCE]
        wrong = mend(team, piece)
        done.days += len(piece)
        done.mended += len(wrong)
        for (commune, day, indicator), value in sorted(wrong.items()):
            logger.warning(
                "Recount: team %s in area %s on %s, %s was off by %+d and is mended.", team, commune, day, indicator,
                -value,
            )  # fmt: skip
    return done


def mend(team: int, days: list[dt.date]) -> dict[Cell, int]:
    """Add what is missing on these days of a team to the rollup; returns it."""
    if not days:
        return {}
    with everything(), connection.cursor() as cursor:
        # Two recounts that saw the same error would mend it twice.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALONE])
        missing = differences(team, days)
        if missing:
            rows = [
                {"commune": commune, "day": day, "team": team, "indicator": indicator, "value": value}
                for (commune, day, indicator), value in sorted(missing.items())
            ]
            cursor.execute(_MEND, [orjson.dumps(rows).decode()])
    return missing


def differences(team: int, days: list[dt.date]) -> dict[Cell, int]:
    """What the records of these days amount to, less what stands in the rollup; call it inside ``everything()``."""
    params: dict[str, Any] = {
        "team": team, "days": days, "first": min(days), "last": max(days), "zone": settings.TIME_ZONE,
        "came_back": sorted(COUNTED),
    }  # fmt: skip
    found: Counter[Cell] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, params)
        for kind, commune, day, data in cursor.fetchall():
            for indicator, value in _counted(kind, orjson.loads(data) if isinstance(data, str) else data):
                found[commune, day, indicator] += value
    return {cell: value for cell, value in found.items() if value}


def _counted(kind: str, data: dict[str, Any]) -> Iterable[tuple[str, int]]:
    match kind:
        case "count":
            return [(data["indicator"], -data["value"])]
        case "visit":
            counts = of_visit(**data)
        case "session":
            counts = of_session(**data)
        case _:
            counts = Counter({Indicator.FOLLOWUPS: 1})
    return [(str(indicator), value) for indicator, value in counts.items()]


def _days_of(team: int, since: dt.date) -> set[dt.date]:
    params: dict[str, Any] = {"team": team, "since": since, "zone": settings.TIME_ZONE}
    with everything(), connection.cursor() as cursor:
        cursor.execute(_DAYS, params)
        return {day for (day,) in cursor.fetchall()}


def _late_days(since: dt.datetime, day: dt.date) -> dict[str, list[str]]:
    """Days before ``day`` of which something came since, by team, as they are written down."""
    found: dict[str, list[str]] = {}
    with everything(), connection.cursor() as cursor:
        cursor.execute(_LATE, {"since": since, "day": day})
        for team, late in cursor.fetchall():
            found.setdefault(str(team), []).append(late.isoformat())
    return found


def _add(total: Recounted, one: Recounted) -> None:
    total.days += one.days
    total.mended += one.mended
