"""The demo's team is made once and nowhere but in the demo."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from community_teams.households.models import Household, HouseholdConsent
from community_teams.reach import everything, reaching, scope_of
from community_teams.teams.models import Membership
from people.accounts.models import User
from tests.community_teams.world import make_area

pytestmark = pytest.mark.django_db


def test_it_is_made_once_with_households_that_agreed(settings, capsys):
    settings.PROFILE = "demo"
    make_area("03208", "Xa Dung")
    for created in (True, False):
        call_command("load_demo_team", "--json")
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(line["role"], line["created"]) for line in lines] == [
            ("team leader", created),
            ("team member", created),
        ]
    assert Membership.objects.count() == 2
    leader = User.objects.get_by_natural_key("0901000004")
    assert leader.is_demo
    with reaching(scope_of(leader)):
        assert Household.objects.count() == 8
    with everything():
        assert HouseholdConsent.objects.filter(purpose="record", given=True).count() == 8


def test_it_refuses_outside_the_demo(settings):
    settings.PROFILE = "production"
    with pytest.raises(CommandError):
        call_command("load_demo_team")
    assert not User.objects.exists()
