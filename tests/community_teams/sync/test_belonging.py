"""Moved, ended, lost: judged by the day of happening, and nothing is dropped."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from community_teams.sync.models import Device, Operation
from community_teams.teams.models import Hamlet, Membership
from tests.community_teams.phones import Phone, statuses
from tests.community_teams.world import join, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


def day(days):
    return timezone.localdate() - dt.timedelta(days=days)


def at(op, days):
    return op | {"occurred_at": (timezone.now() - dt.timedelta(days=days)).isoformat(timespec="seconds")}


def end(user, days):
    Membership.objects.filter(user=user).update(valid_to=day(days))


def test_what_was_done_while_belonging_is_applied_up_to_thirty_days_after(phone, hamlet):
    end(phone.user, 10)
    before, after = at(phone.household(hamlet), 12), at(phone.household(hamlet), 8)
    results = phone.push(before, after)
    assert [(one.status, one.reason) for one in results] == [("applied", ""), ("quarantined", "not_member")]
    end(phone.user, 31)
    (late,) = phone.push(at(phone.household(hamlet), 40))
    assert (late.status, late.reason) == ("quarantined", "too_late")


def test_its_own_team_s_leader_finds_what_is_set_apart(phone, team):
    elsewhere = make_team("Tổ Tây", hamlet="Thôn Tây").hamlets.get()
    (result,) = phone.push(phone.household(elsewhere))
    assert (result.status, result.reason) == ("quarantined", "not_member")
    assert Operation.objects.get().team_id == team.pk


def test_a_member_of_one_hamlet_works_in_that_one(team, hamlet):
    other = Hamlet.objects.create(team=team, name="Thôn Tây")
    phone = Phone(join(team, hamlet=other)).registered()
    results = phone.push(phone.household(other), phone.household(hamlet))
    assert [(one.status, one.reason) for one in results] == [("applied", ""), ("quarantined", "not_member")]


def test_a_lost_phone_s_operations_are_kept_and_not_applied(phone, hamlet):
    Device.objects.filter(pk=phone.device).update(revoked_at=timezone.now(), generation=1)
    op = phone.household(hamlet)
    (result,) = phone.push(op)
    assert (result.status, result.reason) == ("quarantined", "device_revoked")
    assert statuses(phone.push(op)) == ["duplicate"]


def test_times_are_moved_by_the_difference_of_the_clocks(phone, hamlet):
    made = phone.household(hamlet)
    visit = at(phone.visit(made["entity"], after=[made]), 400)
    wrong = (timezone.now() - dt.timedelta(days=400)).isoformat()
    phone.push(at(made, 400), visit, sent_at=wrong)
    kept = Operation.objects.get(kind="visit.create")
    assert (kept.status, kept.day) == ("applied", day(0))
    assert kept.occurred_raw == visit["occurred_at"]


def test_what_lies_in_the_future_is_set_apart(phone, hamlet):
    (result,) = phone.push(at(phone.household(hamlet), -1))
    assert (result.status, result.reason) == ("quarantined", "clock")
