"""A team goes on in another commune since a day, with everybody in it; what it did stays counted where it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from community_teams.counting.recounting import recount_team
from community_teams.teams import moving
from community_teams.teams.members import move_member
from community_teams.teams.models import Team
from community_teams.teams.moving import commune_on, follow_the_calendar, left_behind, move_team
from community_teams.teams.rights import TeamRefused
from people.areas.services import merge
from people.models import AuditEntry, Invitation, RoleGrant
from people.roles.names import Role
from people.roles.selectors import has_role
from people.roles.services import grant
from tests.community_teams.counting.making import FULL_VISIT, counted, visit
from tests.community_teams.world import join, make_area, make_team, make_user

pytestmark = pytest.mark.django_db

HANOI = dt.timezone(dt.timedelta(hours=7))


def today() -> dt.date:
    return timezone.localdate()


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


@pytest.fixture
def old():
    return make_area("00001", "Xa Dung")


@pytest.fixture
def new(old):
    return make_area("00002", "Mường Mới")


@pytest.fixture
def team(old):
    return make_team(commune=old)


@pytest.fixture
def official(old):
    user = make_user("Cán Bộ Tỉnh")
    grant(user=user, role=Role.AREA_OFFICIAL, area=old.parent)
    return user


def test_a_team_moves_with_its_people_their_roles_and_open_invitations(team, old, new, official):
    leader, member = join(team, leads=True), join(team)
    invitation = Invitation.objects.create(
        phone="+84930000077", role=Role.TEAM_MEMBER, area=old, token_hash="x",
        expires_at=timezone.now() + dt.timedelta(days=1),
    )  # fmt: skip
    team.invitations.create(invitation=invitation, place="member")
    move_team(team=team, to=new, from_day=today(), by=official)
    team.refresh_from_db()
    assert team.commune == new
    places = list(team.places.order_by("valid_from").values_list("commune", "valid_to"))
    assert places == [(old.pk, today()), (new.pk, None)]
    for user, role in ((leader, Role.TEAM_LEADER), (member, Role.TEAM_MEMBER)):
        assert has_role(user, role, area=new)
        assert not has_role(user, role, area=old)
        assert user.team_memberships.get(team=team).valid_to is None
    invitation.refresh_from_db()
    assert invitation.area == new
    assert AuditEntry.objects.filter(event="team_moved", actor=official, object_id=str(team.pk)).exists()


def test_who_is_in_another_team_of_the_old_commune_keeps_the_role_there(team, old, new, official):
    member = join(team)
    make_team("Tổ thôn Tây", commune=old).memberships.create(user=member, valid_from=dt.date(2026, 1, 1))
    move_team(team=team, to=new, from_day=today(), by=official)
    assert has_role(member, Role.TEAM_MEMBER, area=old)
    assert has_role(member, Role.TEAM_MEMBER, area=new)


def test_a_move_of_a_later_day_waits_for_it(team, old, new, official, monkeypatch):
    member = join(team)
    move_team(team=team, to=new, from_day=in_days(3), by=official)
    assert follow_the_calendar() == 0
    assert Team.objects.get().commune == old
    assert has_role(member, Role.TEAM_MEMBER, area=old)
    assert commune_on(team, in_days(2)) == old
    assert commune_on(team, in_days(3)) == new
    then = in_days(3)
    monkeypatch.setattr(moving.timezone, "localdate", lambda value=None: then)
    assert follow_the_calendar() == 1
    assert Team.objects.get().commune == new
    assert RoleGrant.objects.filter(user=member, area=new, valid_to=None).exists()
    assert follow_the_calendar() == 0


def test_a_plan_is_replaced_and_taken_back(team, old, new, official):
    other = make_area("00003", "Nà Hỳ")
    move_team(team=team, to=new, from_day=in_days(3), by=official)
    move_team(team=team, to=other, from_day=in_days(5), by=official)
    assert commune_on(team, in_days(4)) == old
    assert commune_on(team, in_days(5)) == other
    move_team(team=team, to=old, from_day=in_days(5), by=official)
    assert list(team.places.values_list("commune", "valid_to")) == [(old.pk, None)]


def test_two_teams_of_one_name_stay_two(team, new, official):
    make_team(team.name, commune=new)
    move_team(team=team, to=new, from_day=today(), by=official)
    assert Team.objects.get(pk=team.pk).name == "Tổ thôn Đông (Xa Dung)"


@pytest.mark.parametrize("where", ["commune", "far", "nobody"])
def test_who_does_not_look_after_both_places_moves_nothing(team, old, new, where):
    user = make_user()
    if where == "commune":
        grant(user=user, role=Role.AREA_OFFICIAL, area=old)
    elif where == "far":
        grant(user=user, role=Role.AREA_OFFICIAL, area=new)
    with pytest.raises(TeamRefused):
        move_team(team=team, to=new, from_day=today(), by=user)
    assert Team.objects.get().commune == old


def test_a_day_of_the_past_is_refused(team, new, official):
    with pytest.raises(TeamRefused, match=r"đã qua"):
        move_team(team=team, to=new, from_day=in_days(-1), by=official)


def test_teams_of_a_commune_that_went_into_one_other_follow_it(team, old, new, django_capture_on_commit_callbacks):
    member = join(team)
    with django_capture_on_commit_callbacks(execute=True):
        merge(areas=[old], into=[new], on=today())
    assert Team.objects.get().commune == new
    assert has_role(member, Role.TEAM_MEMBER, area=new)
    assert not left_behind().exists()


def test_of_several_successors_somebody_chooses_and_may_be_who_looks_after_one(
    team, old, new, django_capture_on_commit_callbacks
):
    other = make_area("00003", "Nà Hỳ")
    with django_capture_on_commit_callbacks(execute=True):
        merge(areas=[old], into=[new, other], on=today())
    assert follow_the_calendar() == 0
    assert [one.pk for one in left_behind()] == [team.pk]
    of_new = make_user()
    grant(user=of_new, role=Role.AREA_OFFICIAL, area=new)
    with pytest.raises(TeamRefused):
        move_team(team=team, to=other, from_day=today(), by=of_new)
    move_team(team=team, to=new, from_day=today(), by=of_new)
    assert Team.objects.get().commune == new
    assert not left_behind().exists()


def test_what_the_listener_missed_the_job_does(team, old, new):
    # Nothing is sent: the transaction of the test never commits.
    merge(areas=[old], into=[new], on=today())
    assert Team.objects.get().commune == old
    assert follow_the_calendar() == 1
    assert Team.objects.get().commune == new


def test_a_list_that_came_early_plans_the_move(team, old, new, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        merge(areas=[old], into=[new], on=in_days(10))
    assert Team.objects.get().commune == old
    assert commune_on(team, in_days(10)) == new
    assert not left_behind().exists()


def test_a_visit_from_before_the_merger_that_arrives_late_counts_in_the_old_commune(
    team, old, new, django_capture_on_commit_callbacks
):
    member = join(team)
    with django_capture_on_commit_callbacks(execute=True):
        merge(areas=[old], into=[new], on=today())
    last_minute = dt.datetime.combine(in_days(-1), dt.time(23, 59), HANOI)
    first_minute = dt.datetime.combine(today(), dt.time(0, 1), HANOI)
    late, on_time = visit(team, member, last_minute), visit(team, member, first_minute)
    recount_team(team.pk, [late.day, on_time.day])
    assert counted(commune=old) == FULL_VISIT
    assert counted(commune=new) == FULL_VISIT


def test_a_member_who_moved_to_a_team_of_another_commune_counts_where_the_visit_was(team, old, new, official):
    member, there = join(team), make_team("Tổ thôn Tây", commune=new)
    before = visit(team, member, dt.datetime.combine(in_days(-1), dt.time(23, 59), HANOI))
    move_member(membership=member.team_memberships.get(), team=there, by=official)
    after = visit(there, member, dt.datetime.combine(today(), dt.time(0, 1), HANOI))
    for one in (before, after):
        recount_team(one.team_id, [one.day])
    assert counted(commune=old, team=team) == FULL_VISIT
    assert counted(commune=new, team=there) == FULL_VISIT
    assert has_role(member, Role.TEAM_MEMBER, area=new)
    assert not has_role(member, Role.TEAM_MEMBER, area=old)
