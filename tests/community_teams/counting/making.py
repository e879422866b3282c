"""Visits, sessions and follow-ups as they lie in the tables, counted as whoever stores them does."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import F
from django.utils import timezone

from community_teams.counting.indicators import of_visit
from community_teams.counting.models import DailyCount
from community_teams.followups.models import FollowUp
from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.teams.models import Team
from community_teams.teams.moving import commune_on
from community_teams.visits.models import Attendance, GroupSession, Visit
from foundation.identifiers import uuid7
from people.accounts.models import User
from tests.community_teams.world import make_household

BETTER = {"topic": "vneid-muc-2", "before": 0, "after": 2}


def visit(team: Team, member: User, at: dt.datetime, household: Household | None = None, **fields: Any) -> Visit:
    """A visit at an instant, in the hamlet of the team, in the commune of its day; not counted yet."""
    hamlet = team.hamlets.order_by("pk").first()
    day = timezone.localdate(at)
    with everything():
        household = household or make_household(hamlet)
        return Visit.objects.create(
            id=uuid7(), hamlet=hamlet, team=team, commune=commune_on(team, day), member=member, device=uuid.uuid4(),
            occurred_raw=at.isoformat(), occurred_at=at, day=day, household=household,
            **{"outcome": "met", "skills": [BETTER], **fields},
        )  # fmt: skip


def count(one: Visit) -> None:
    """Move the rollup, as whoever stores a visit does in the same transaction."""
    counts = of_visit(
        outcome=one.outcome, skills=one.skills, course=one.course, service=one.service, referrals=one.referrals,
        first_met=one.first_met,
    )  # fmt: skip
    for indicator, value in counts.items():
        key = {"commune": one.commune, "day": one.day, "team": one.team, "indicator": indicator}
        made, new = DailyCount.objects.get_or_create(**key, defaults={"value": value})
        if not new:
            DailyCount.objects.filter(pk=made.pk).update(value=F("value") + value)


def session(team: Team, member: User, at: dt.datetime, *, households: int = 2, others: int = 3) -> GroupSession:
    """An evening with some households and some others."""
    hamlet = team.hamlets.order_by("pk").first()
    day = timezone.localdate(at)
    with everything():
        made = GroupSession.objects.create(
            id=uuid7(), hamlet=hamlet, team=team, commune=commune_on(team, day), member=member, device=uuid.uuid4(),
            occurred_raw=at.isoformat(), occurred_at=at, day=day, others=others,
        )  # fmt: skip
        for _number in range(households):
            Attendance.objects.create(session=made, household=make_household(hamlet), hamlet=hamlet, skills=[BETTER])
    return made


def followup_done(one: Visit, at: dt.datetime) -> FollowUp:
    """A follow-up of a visit that was done at an instant."""
    with everything():
        return FollowUp.objects.create(
            id=uuid.uuid4(), household=one.household, hamlet=one.hamlet, visit=one.pk, rule=7, due_from=one.day,
            due_to=one.day + dt.timedelta(days=10), state="done", how="visited", resolved_at=at,
        )  # fmt: skip


def counted(**filters: Any) -> dict[str, int]:
    """What stands in the rollup, without zeros."""
    found: dict[str, int] = {}
    for row in DailyCount.objects.filter(**filters):
        found[row.indicator] = found.get(row.indicator, 0) + row.value
    return {str(name): value for name, value in found.items() if value}


FULL_VISIT = {"visits": 1, "taught": 1, "better": 1, "alone": 1}
