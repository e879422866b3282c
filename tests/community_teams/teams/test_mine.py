"""What is stored about a member is in "my data", and goes with the account; what they did for households stays."""

from __future__ import annotations

import json
import uuid

import pytest
from django.utils import timezone

from community_teams.reach import everything
from community_teams.sync.models import Device
from community_teams.teams.models import Membership, TeamWord
from community_teams.visits.models import Visit
from learn.learners.services import group_of, learner_of
from learn.my_data.ending import HasRole, end_account
from learn.my_data.export import export_pieces
from learn.my_data.parts import counts
from people.roles.models import RoleGrant
from tests.community_teams.making import make_visit
from tests.community_teams.world import join, make_household, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    team = make_team()
    user, other = join(team, leads=True), join(team)
    Device.objects.create(id=uuid.uuid4(), user=user, name="Máy của An")
    Device.objects.create(id=uuid.uuid4(), user=other, name="Máy khác")
    TeamWord.objects.create(team=team, author=user, text="Mai họp lúc 7 giờ")
    with everything():
        household = make_household(team.hamlets.get())
        make_visit(household, user, days_ago=0)
        make_visit(household, other)
    return user


def taken(user) -> dict:
    learner = learner_of(user=user)
    return json.loads("".join(export_pieces(learner=learner, group=group_of(learner.id))))


def test_a_member_takes_along_what_is_stored_about_them(member):
    data = taken(member)
    assert [one["team"] for one in data["team_memberships"]] == ["Tổ thôn Đông"]
    assert [one["name"] for one in data["field_devices"]] == ["Máy của An"]
    assert [one["text"] for one in data["team_words"]] == ["Mai họp lúc 7 giờ"]
    month = f"{timezone.localdate():%Y-%m}"
    assert data["field_visits"] == [{"month": month, "what": "visits", "number": 1}]
    told = {str(label): count for label, count in counts(group_of(learner_of(user=member).id))}
    assert told["Việc tham gia tổ"] == told["Lượt đến nhà đã ghi"] == 1
    # Nothing of a household.
    assert "Lò Thị Mai" not in json.dumps(data, ensure_ascii=False)


def test_somebody_without_a_team_has_empty_lists(member):
    data = taken(make_user())
    assert data["team_memberships"] == data["field_devices"] == data["team_words"] == data["field_visits"] == []


def test_who_belongs_to_a_team_leaves_it_first(member):
    with pytest.raises(HasRole):
        end_account(user=member, keep_certificates=False)


def test_with_the_account_the_names_go_and_the_visits_stay(member):
    RoleGrant.objects.filter(user=member).delete()
    end_account(user=member, keep_certificates=False)
    member.refresh_from_db()
    assert member.full_name == ""
    membership = Membership.objects.get(user=member)
    assert membership.valid_to == timezone.localdate()
    device = Device.objects.get(user=member)
    assert (device.name, device.revoked_at is None) == ("", False)
    assert TeamWord.objects.get().text == ""
    assert Device.objects.exclude(user=member).get().name == "Máy khác"
    with everything():
        assert Visit.objects.filter(member=member).count() == 1
        assert Visit.objects.get(member=member).member.full_name == ""
