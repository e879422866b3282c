"""Follow-ups that nobody did in time lapse, and phones hear of it."""

from __future__ import annotations

import datetime as dt

import pytest

from community_teams.followups.lapsing import lapse_overdue
from community_teams.followups.models import FollowUp
from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.sync.models import Change
from tests.community_teams.making import make_followup, make_visit
from tests.community_teams.world import join, make_household, make_team

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 28)


@pytest.fixture
def made():
    team = make_team()
    member = join(team)
    with everything():
        household = make_household(team.hamlets.get())
        visit = make_visit(household, member)
    return household, visit


def states() -> dict[dt.date, str]:
    with everything():
        return dict(FollowUp.objects.values_list("due_to", "state"))


def test_only_those_whose_time_has_passed_lapse(made):
    household, visit = made
    yesterday = TODAY - dt.timedelta(days=1)
    with everything():
        make_followup(household, visit, due_to=yesterday)
        make_followup(household, visit, due_to=TODAY, rule=30)
    assert lapse_overdue(today=TODAY) == 1
    assert states() == {yesterday: "lapsed", TODAY: "open"}
    assert Change.objects.get(household=household.pk).gone == ""
    number = Change.objects.get().number
    assert lapse_overdue(today=TODAY) == 0
    assert Change.objects.get().number == number


def test_it_works_in_batches_until_nothing_is_left(made):
    household, _visit = made
    with everything():
        for days in range(1, 8):
            other = make_visit(household, household.created_by or join(household.team), days_ago=days)
            make_followup(household, other, due_to=TODAY - dt.timedelta(days=days))
    assert lapse_overdue(today=TODAY, at_once=3) == 7
    assert set(states().values()) == {"lapsed"}


def test_what_was_done_stays_done(made):
    household, visit = made
    with everything():
        done = make_followup(household, visit, due_to=TODAY - dt.timedelta(days=3))
        FollowUp.objects.filter(pk=done.pk).update(state="done")
    assert lapse_overdue(today=TODAY) == 0
    assert set(states().values()) == {"done"}


def test_a_household_that_is_gone_stays_gone_on_the_phones(made):
    household, visit = made
    with everything():
        make_followup(household, visit, due_to=TODAY - dt.timedelta(days=3))
        Household.objects.filter(pk=household.pk).update(erased_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
        Change.objects.create(hamlet=household.hamlet, household=household.pk, number=1, gone="erased")
    lapse_overdue(today=TODAY)
    assert Change.objects.get().gone == "erased"
