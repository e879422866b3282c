"""What phones' pushes count, and what a recount of the records amounts to, are the same."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from community_teams.counting.models import DailyCount
from community_teams.counting.recounting import differences, recount_lately, recount_team
from community_teams.followups.models import FollowUp
from community_teams.reach import everything
from community_teams.teams.moving import move_team
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from tests.community_teams.counting.making import counted
from tests.community_teams.phones import Phone, statuses
from tests.community_teams.world import join, make_area, make_team

pytestmark = pytest.mark.django_db
HANOI = dt.timezone(dt.timedelta(hours=7))
ALONE = [{"topic": "vneid-muc-2", "before": 1, "after": 2}]


@pytest.fixture
def team():
    return make_team()


def differing(team):
    with everything():
        days = sorted(
            set(DailyCount.objects.values_list("day", flat=True)) | set(Visit.objects.values_list("day", flat=True))
        )
        return differences(team.pk, days)


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def test_of_everything_that_a_phone_can_send(team):
    hamlet, phone = team.hamlets.get(), Phone(join(team)).registered()
    one = phone.household(hamlet)
    one["occurred_at"] = ago(12).isoformat(timespec="seconds")
    two = phone.household(hamlet, "Lò Văn Hai")
    first = phone.visit(one["entity"], after=[one]) | {"occurred_at": ago(10).isoformat(timespec="seconds")}
    again = phone.visit(
        one["entity"], after=[first], skills=ALONE, referrals=["bank", "police"], course=str(uuid7()),
        service={"code": "residence", "ended": "filed"},
    )  # fmt: skip
    away = phone.visit(two["entity"], after=[two], outcome="nobody_home", skills=[])
    evening = phone.op("session.create", uuid7(), {
        "hamlet": hamlet.pk, "topics": ["vneid-muc-2"], "others": 4,
        "attendees": [{"household": two["entity"], "skills": ALONE}],
    }, depends_on=[two["op"]])  # fmt: skip
    sent = phone.push(one, two, first, again, away, evening)
    assert set(statuses(sent)) == {"applied"}
    assert differing(team) == {}
    assert statuses(phone.push(phone.correct(again, skills=[], referrals=["bank"]))) == ["applied"]
    with everything():
        due = FollowUp.objects.filter(state="open").first()
    if due is not None:
        payload = {"household": str(due.household_id), "how": "by_phone", "visit": None}
        assert statuses(phone.push(phone.op("followup.resolve", due.pk, payload))) == ["applied"]
    assert differing(team) == {}
    assert counted(indicator="followups")
    before = counted()
    assert recount_lately(dt.datetime.combine(timezone.localdate(), dt.time(3), HANOI), seconds=60).mended == 0
    assert counted() == before


def test_a_follow_up_that_nobody_came_back_for_counts_nowhere(team):
    phone = Phone(join(team)).registered()
    one = phone.household(team.hamlets.get())
    visit = phone.visit(one["entity"], after=[one])
    phone.push(one, visit)
    with everything():
        due = FollowUp.objects.filter(state="open").first()
    payload = {"household": one["entity"], "how": "moved_away", "visit": None}
    assert statuses(phone.push(phone.op("followup.resolve", due.pk, payload))) == ["applied"]
    assert counted(indicator="followups") == {}
    assert differing(team) == {}


def test_a_visit_from_before_the_team_moved_that_is_pushed_late_counts_in_the_old_commune(team):
    old, new = team.commune, make_area("00002", "Mường Mới")
    phone = Phone(join(team)).registered()
    move_team(team=team, to=new, from_day=timezone.localdate(), by=None)
    midnight = dt.datetime.combine(timezone.localdate(), dt.time(), HANOI)
    one = phone.household(team.hamlets.get())
    one["occurred_at"] = (midnight - dt.timedelta(minutes=2)).isoformat()
    before = phone.visit(one["entity"], after=[one])
    before["occurred_at"] = (midnight - dt.timedelta(minutes=1)).isoformat()
    after = phone.visit(one["entity"], after=[one])
    after["occurred_at"] = (midnight + dt.timedelta(minutes=1)).isoformat()
    assert statuses(phone.push(one, before, after)) == ["applied"] * 3
    assert counted(commune=old, indicator="visits") == {"visits": 1}
    assert counted(commune=new, indicator="visits") == {"visits": 1}
    days = [midnight.date() - dt.timedelta(days=1), midnight.date()]
    assert recount_team(team.pk, days).mended == 0
