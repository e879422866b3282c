"""An official looks at one household for half an hour, with a reason that the household and its leader can read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from community_teams.households.models import Household
from community_teams.office import looking
from community_teams.office.looking import LookRefused, find, hamlet_of, look, looks_at, seen
from community_teams.office.models import OfficialLook
from community_teams.reach import Scope, everything, reaching, scope_of
from people.areas.models import Area
from people.models import AuditEntry
from people.roles.names import Role
from people.roles.services import grant
from tests.community_teams.world import join, make_area, make_household, make_team, make_user

pytestmark = pytest.mark.django_db
REASON = "Hộ gọi điện khiếu nại về lần đến ngày 3 tháng 11."


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def household(team):
    with everything():
        return make_household(team.hamlets.get(), "Lò Thị Mai", phone="+84912000111", needs=["poor"])


@pytest.fixture
def official(team):
    user = make_user("Cán Bộ Xã")
    grant(user=user, role=Role.AREA_OFFICIAL, area=team.commune)
    return user


def test_a_look_opens_the_household_without_its_needs(household, official):
    assert seen(household=household.pk, official=official) is None
    look(household=household.pk, official=official, reason=REASON)
    found = seen(household=household.pk, official=official)
    assert (found.personal.head_name, found.personal.phone) == ("Lò Thị Mai", "+84912000111")
    assert found.personal.needs == []
    assert found.given == ["record"]


def test_it_closes_after_half_an_hour(household, official):
    begun = timezone.now() - dt.timedelta(minutes=looking.MINUTES)
    with everything():
        made = OfficialLook.objects.create(
            household=household, hamlet=household.hamlet, official=official, reason=REASON, at=begun,
            until=begun + dt.timedelta(minutes=looking.MINUTES),
        )  # fmt: skip
    assert not made.is_open()
    assert seen(household=household.pk, official=official) is None


def test_the_audit_says_who_and_which_and_points_to_why(household, official):
    made = look(household=household.pk, official=official, reason=REASON)
    entry = AuditEntry.objects.get(event="household_viewed")
    assert (entry.actor, entry.object_type, entry.object_id) == (official, "household", str(household.pk))
    assert entry.note == f"look {made.pk}"
    assert REASON not in entry.note


def test_the_household_and_its_leader_read_who_looked_and_why(team, household, official):
    look(household=household.pk, official=official, reason=REASON)
    for scope in (Scope(household=household.pk), scope_of(join(team, leads=True))):
        with reaching(scope):
            assert [(one.official, one.reason) for one in looks_at(household.pk)] == [(official, REASON)]
    other = make_team("Tổ thôn Tây", hamlet="Thôn Tây")
    with reaching(scope_of(join(other, leads=True))):
        assert not looks_at(household.pk).exists()


def test_an_official_of_another_place_neither_finds_nor_looks(team, household):
    stranger = make_user("Cán Bộ Xa")
    grant(user=stranger, role=Role.AREA_OFFICIAL, area=make_area("00009", "Nơi Khác"))
    with pytest.raises(LookRefused):
        find(hamlet=team.hamlets.get(), official=stranger, head_name="Lò Thị Mai")
    with pytest.raises(LookRefused):
        look(household=household.pk, official=stranger, reason=REASON)
    with everything():
        assert not OfficialLook.objects.exists()


def test_whose_area_is_taken_away_sees_nothing_more_of_an_open_look(household, official):
    look(household=household.pk, official=official, reason=REASON)
    official.role_grants.update(valid_to=timezone.localdate())
    assert seen(household=household.pk, official=official) is None


def test_a_colleagues_look_opens_nothing(team, household, official):
    colleague = make_user("Cán Bộ Tỉnh")
    grant(user=colleague, role=Role.AREA_OFFICIAL, area=Area.objects.get(level="province"))
    look(household=household.pk, official=official, reason=REASON)
    assert seen(household=household.pk, official=colleague) is None


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_without_a_reason_there_is_no_look(household, official, reason):
    with pytest.raises(LookRefused):
        look(household=household.pk, official=official, reason=reason)


def test_a_household_is_found_by_name_or_number_in_one_hamlet(team, household, official):
    hamlet = team.hamlets.get()
    assert find(hamlet=hamlet, official=official, head_name="lo thi mai") == household.pk
    assert find(hamlet=hamlet, official=official, phone="+84912000111") == household.pk
    for wrong in ({"head_name": "Lò Thị Mây"}, {"head_name": "Lò Thị Mai", "phone": "+84912000112"}, {}):
        with pytest.raises(LookRefused):
            find(hamlet=hamlet, official=official, **wrong)
    with everything():
        make_household(hamlet, "Lò Thị Mai", phone="+84912000113")
    with pytest.raises(LookRefused):
        find(hamlet=hamlet, official=official, head_name="Lò Thị Mai")
    assert find(hamlet=hamlet, official=official, head_name="Lò Thị Mai", phone="+84912000111") == household.pk


def test_who_reads_through_a_village_is_stopped(household, official, monkeypatch):
    monkeypatch.setattr(looking, "MOST_A_DAY", 2)
    for _number in range(2):
        look(household=household.pk, official=official, reason=REASON)
    with pytest.raises(LookRefused):
        look(household=household.pk, official=official, reason=REASON)


def test_of_an_erased_household_there_is_nothing_to_see(household, official):
    look(household=household.pk, official=official, reason=REASON)
    with everything():
        Household.objects.filter(pk=household.pk).update(erased_at=timezone.now(), sealed=None)
    assert hamlet_of(household.pk) is None
    assert seen(household=household.pk, official=official) is None


def test_a_look_stays_as_it_was_and_is_never_deleted(household, official):
    made = look(household=household.pk, official=official, reason=REASON)
    with everything():
        for act in (
            lambda: OfficialLook.objects.filter(pk=made.pk).update(until=timezone.now() + dt.timedelta(days=1)),
            lambda: OfficialLook.objects.filter(pk=made.pk).delete(),
        ):
            with pytest.raises((IntegrityError, InternalError, ProgrammingError)), transaction.atomic():
                act()


def test_without_a_reach_no_look_is_seen_or_made(household, official):
    made = look(household=household.pk, official=official, reason=REASON)
    assert OfficialLook.objects.count() == 0
    with reaching(Scope(person=make_user().pk)), pytest.raises(ProgrammingError), transaction.atomic():
        OfficialLook.objects.create(
            household=household, hamlet=made.hamlet, official=official, reason="x",
            until=timezone.now() + dt.timedelta(minutes=1),
        )  # fmt: skip
