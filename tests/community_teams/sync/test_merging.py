"""Households merge by field; what two people changed is chosen by somebody, and nothing is overwritten silently."""

from __future__ import annotations

import pytest

from community_teams.households.models import Household
from community_teams.households.personal import open_households
from community_teams.sync.models import Change, Conflict, Operation
from community_teams.teams.models import Hamlet
from tests.community_teams.phones import Phone, statuses
from tests.community_teams.world import join

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


@pytest.fixture
def other(team):
    return Phone(join(team)).registered()


@pytest.fixture
def home(phone, hamlet):
    made = phone.household(hamlet, phone="0912345678", size=3)
    phone.push(made)
    return made["entity"]


def personal(home):
    household = Household.objects.get(pk=home)
    return open_households([household])[household.pk]


def test_fields_that_differ_are_merged(phone, other, home):
    assert statuses(phone.push(phone.update(home, {"size": 5}))) == ["applied"]
    (result,) = other.push(other.update(home, {"address": "Cạnh nhà văn hóa"}))
    assert (result.status, result.version) == ("applied", 3)
    assert (Household.objects.get(pk=home).size, personal(home).address) == (5, "Cạnh nhà văn hóa")


def test_a_field_that_somebody_else_changed_is_a_conflict_and_the_rest_is_applied(phone, other, home):
    phone.push(phone.update(home, {"phone": "0912000111"}))
    op = other.update(home, {"phone": "0987654321", "size": 7})
    (result,) = other.push(op)
    assert result.status == "conflict"
    assert result.fields == {"phone": {"mine": "+84987654321", "theirs": "+84912000111"}}
    assert (personal(home).phone, Household.objects.get(pk=home).size) == ("+84912000111", 7)
    phone.push(phone.update(home, {"phone": "0912000222"}, base=2))
    (again,) = other.push(op)
    assert again.status == "conflict"
    assert again.fields == {"phone": {"mine": "+84987654321", "theirs": "+84912000222"}}
    assert Conflict.objects.get().fields == ["phone"]


def test_what_the_phone_settles_is_settled(phone, other, home):
    phone.push(phone.update(home, {"size": 4}))
    op = other.update(home, {"size": 6})
    other.push(op)
    assert statuses(other.push(other.update(home, {"size": 6}, base=2, resolves=op["op"]))) == ["applied"]
    assert Household.objects.get(pk=home).size == 6
    (again,) = other.push(op)
    assert (again.status, again.reason) == ("duplicate", "applied")
    assert Conflict.objects.get().choice == {"size": "mine"}


def test_giving_way_settles_too(phone, other, home):
    phone.push(phone.update(home, {"size": 4}))
    op = other.update(home, {"size": 6})
    other.push(op)
    assert statuses(other.push(other.update(home, {}, base=2, resolves=op["op"]))) == ["applied"]
    assert Household.objects.get(pk=home).size == 4
    assert Conflict.objects.get().choice == {"size": "theirs"}


def test_a_conflict_of_another_household_is_not_settled(phone, other, home, hamlet):
    phone.push(phone.update(home, {"size": 4}))
    op = other.update(home, {"size": 6})
    elsewhere = other.household(hamlet)
    other.push(op, elsewhere)
    other.push(other.update(elsewhere["entity"], {"size": 2}, resolves=op["op"]))
    assert Conflict.objects.get().resolved_at is None


def test_a_phone_never_conflicts_with_itself(phone, home):
    first, second = phone.update(home, {"size": 4}), phone.update(home, {"size": 5})
    assert statuses(phone.push(second)) == ["applied"]
    (late,) = phone.push(first)
    assert (late.status, late.reason) == ("applied", "superseded")
    assert Household.objects.get(pk=home).size == 5


def test_equal_values_never_conflict(phone, other, home):
    phone.push(phone.update(home, {"phone": "0912000111"}))
    assert statuses(other.push(other.update(home, {"phone": "+84 912 000 111"}))) == ["applied"]


def test_what_somebody_saw_they_may_change(phone, other, home):
    phone.push(phone.update(home, {"size": 4}))
    assert statuses(other.push(other.update(home, {"size": 8}, base=2))) == ["applied"]


def test_moving_to_another_hamlet_leaves_a_sign_in_the_old_one(phone, team, hamlet, home):
    there = Hamlet.objects.create(team=team, name="Thôn Tây")
    assert statuses(phone.push(phone.update(home, {"hamlet": there.pk}))) == ["applied"]
    assert dict(Change.objects.values_list("hamlet", "gone")) == {hamlet.pk: "moved", there.pk: ""}
    assert Household.objects.get(pk=home).hamlet_id == there.pk


def test_needs_are_kept_with_consent_only(phone, home):
    (result,) = phone.push(phone.update(home, {"needs": ["elderly_alone"]}))
    assert (result.status, result.reason) == ("quarantined", "no_consent")
    agreed = phone.push(phone.answer(home, "needs"), phone.update(home, {"needs": ["elderly_alone"]}))
    assert statuses(agreed) == ["applied", "applied"]
    assert personal(home).needs == ["elderly_alone"]
    assert Operation.objects.filter(status="quarantined").count() == 1
