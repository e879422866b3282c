"""What nobody may do or learn who does not belong: a leader of other teams, a lost phone, a member who left."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community_teams.households.models import Household
from community_teams.households.personal import open_households
from community_teams.sync.deciding import CannotDecide, accept, resolve_conflict
from community_teams.sync.models import Conflict, Device, Operation
from community_teams.teams.models import Membership
from community_teams.visits.models import Visit
from tests.community_teams.phones import Phone, statuses
from tests.community_teams.world import LONG_AGO, join, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


@pytest.fixture
def home(phone, hamlet):
    made = phone.household(hamlet, phone="0912345678", size=3)
    phone.push(made)
    return made["entity"]


@pytest.fixture
def stranger(home):
    """A member of another team, whose leader would accept anything; they know the household's id."""
    return Phone(join(make_team("Tổ Tây", hamlet="Thôn Tây"))).registered()


def _accept_last(stranger):
    team = Membership.objects.get(user=stranger.user).team
    return accept(operation=Operation.objects.latest("pk"), by=join(team, leads=True))


def test_a_leader_s_word_erases_no_household_of_another_team(stranger, home):
    (result,) = stranger.push(stranger.answer(home, "record", given=False))
    assert (result.status, result.reason) == ("quarantined", "not_member")
    with pytest.raises(CannotDecide):
        _accept_last(stranger)
    assert Household.objects.get(pk=home).erased_at is None


def test_a_leader_s_word_fetches_no_household_of_another_team(stranger, home):
    own = Membership.objects.get(user=stranger.user).team.hamlets.get()
    stranger.push(stranger.update(home, {"hamlet": own.pk}))
    with pytest.raises(CannotDecide):
        _accept_last(stranger)
    assert Household.objects.get(pk=home).hamlet_id != own.pk
    stranger.push(stranger.visit(home))
    with pytest.raises(CannotDecide):
        _accept_last(stranger)
    assert not Visit.objects.exists()


def test_a_leader_s_word_gives_no_household_to_another_team(phone, team, home, stranger):
    foreign = Membership.objects.get(user=stranger.user).team.hamlets.get()
    phone.push(phone.update(home, {"hamlet": foreign.pk}))
    with pytest.raises(CannotDecide):
        accept(operation=Operation.objects.latest("pk"), by=join(team, leads=True))
    assert Household.objects.get(pk=home).team_id == team.pk


def test_what_is_to_be_chosen_goes_along_with_a_household_that_moves_to_another_team(phone, team, home):
    other = Phone(join(team)).registered()
    phone.push(phone.update(home, {"size": 4}))
    other.push(other.update(home, {"size": 6}, base=0))
    west = make_team("Tổ Tây", hamlet="Thôn Tây")
    Membership.objects.create(team=west, user=phone.user, valid_from=LONG_AGO)
    assert statuses(phone.push(phone.update(home, {"hamlet": west.hamlets.get().pk}))) == ["applied"]
    conflict = Conflict.objects.get()
    with pytest.raises(PermissionDenied):
        resolve_conflict(conflict=conflict, by=join(team, leads=True), choice={"size": "mine"})
    resolve_conflict(conflict=conflict, by=join(west, leads=True), choice={"size": "mine"})
    assert Household.objects.get(pk=home).size == 6


@pytest.fixture
def clash(team, phone, home):
    """Another member's phone, and its operation in conflict."""
    other = Phone(join(team)).registered()
    phone.push(phone.update(home, {"phone": "0912000111"}))
    op = other.update(home, {"phone": "0987654321"}, base=0)
    assert statuses(other.push(op)) == ["conflict"]
    phone.push(phone.update(home, {"phone": "0912000222"}))
    return other, op


def test_a_lost_phone_learns_nothing_by_sending_again(clash):
    other, op = clash
    Device.objects.filter(pk=other.device).update(revoked_at=timezone.now(), generation=1)
    (result,) = other.push(op)
    assert (result.status, result.reason, result.fields) == ("duplicate", "conflict", None)


def test_who_left_learns_nothing_by_sending_again_nor_by_something_new(clash, home):
    other, op = clash
    day = timezone.localdate() - dt.timedelta(days=2)
    Membership.objects.filter(user=other.user).update(valid_to=day)
    new = other.update(home, {"phone": "0900000000"}, base=0)
    new["occurred_at"] = (timezone.now() - dt.timedelta(days=5)).isoformat(timespec="seconds")
    # A change of the same phone is compared with its own mark: let another phone of the member send it.
    second = Phone(other.user).registered()
    results = [*other.push(op), *second.push(new), *second.push(new)]
    assert [(one.status, one.reason, one.fields) for one in results] == [("duplicate", "conflict", None)] * 3
    assert Conflict.objects.count() == 2, "the leader chooses"
    household = Household.objects.get(pk=home)
    assert open_households([household])[household.pk].phone == "+84912000222"
