"""Joining by invitation, moving, leading and leaving; roles follow, and follow back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from community_teams.reach import scope_of
from community_teams.teams.members import (
    NobodyLeads,
    change_place,
    end_membership,
    invite,
    move_member,
    withdraw_invitation,
)
from community_teams.teams.models import Membership, TeamInvitation
from community_teams.teams.rights import TeamRefused
from community_teams.teams.services import add_hamlet, end_hamlet
from people.accounts.models import User
from people.invitations.accepting import accept
from people.invitations.services import InvitationRefused
from people.models import RoleGrant
from people.roles.names import Role
from people.roles.services import end
from tests.community_teams.world import join, make_area, make_team, make_user

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"
TODAY = timezone.localdate


def token_of(sent):
    return re.search(r"/loi-moi/([^/]+)/", sent.link).group(1)


def taken_up(sent, name="Lò Văn Mới"):
    return accept(token=token_of(sent), full_name=name, password="mot-mat-khau-rat-dai")


def roles_of(user):
    return {(grant.role, grant.area_id, grant.valid_to) for grant in RoleGrant.objects.not_over().filter(user=user)}


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def leader(team):
    return join(team, leads=True)


def membership(team, user):
    return Membership.objects.get(team=team, user=user, valid_to=None)


def test_membership_begins_when_the_invitation_is_accepted(team, leader):
    hamlet = team.hamlets.get()
    sent = invite(team=team, phone=PHONE, place="member", hamlet=hamlet, by=leader)
    assert not Membership.objects.filter(user__phone=PHONE).exists()
    user = taken_up(sent)
    held = membership(team, user)
    assert (held.place, held.hamlet, held.valid_from, held.added_by) == ("member", hamlet, TODAY(), leader)
    assert roles_of(user) == {(Role.TEAM_MEMBER, team.commune_id, None)}
    assert scope_of(user).hamlets == {hamlet.pk}


def test_an_invitation_taken_back_opens_nothing(team, leader):
    sent = invite(team=team, phone=PHONE, place="member", by=leader)
    withdraw_invitation(asked=TeamInvitation.objects.get(), by=leader)
    with pytest.raises(InvitationRefused):
        taken_up(sent)
    assert not User.objects.filter(phone=PHONE).exists()


def test_a_team_that_ended_lets_nobody_in_and_nothing_of_the_acceptance_stays(team, leader):
    sent = invite(team=team, phone=PHONE, place="member", by=leader)
    team.ended_on = TODAY()
    team.save()
    with pytest.raises(InvitationRefused):
        taken_up(sent)
    assert not User.objects.filter(phone=PHONE).exists()
    assert TeamInvitation.objects.get().invitation.accepted_at is None


def test_a_hamlet_is_not_ended_while_somebody_is_invited_to_it(team, leader):
    hamlet = add_hamlet(team=team, name="Thôn Tây", by=leader)
    invite(team=team, phone=PHONE, place="member", hamlet=hamlet, by=leader)
    with pytest.raises(TeamRefused):
        end_hamlet(hamlet=hamlet, by=leader)


def test_who_works_in_another_team_of_the_commune_is_put_in_at_once_and_has_one_role(team, leader):
    elsewhere = make_team("Tổ Tây")
    user = join(elsewhere)
    made = invite(team=team, phone=user.phone, place="member", by=leader)
    assert isinstance(made, Membership)
    assert roles_of(user) == {(Role.TEAM_MEMBER, team.commune_id, None)}
    end_membership(membership=membership(elsewhere, user), why="Chuyển nhà.", by=join(elsewhere, leads=True))
    assert roles_of(user) == {(Role.TEAM_MEMBER, team.commune_id, None)}
    end_membership(membership=made, why="Chuyển nhà.", by=leader)
    assert roles_of(user) == set()


def test_strangers_invite_and_end_nobody(team, leader):
    member, stranger = join(team), join(make_team("Tổ Tây"), leads=True)
    for by in (member, stranger, make_user()):
        with pytest.raises(TeamRefused):
            invite(team=team, phone=PHONE, place="member", by=by)
        with pytest.raises(TeamRefused):
            end_membership(membership=membership(team, member), why="Không rõ.", by=by)
    assert membership(team, member).valid_to is None


def test_the_end_on_a_later_day_ends_the_role_on_that_day(team, leader):
    user, day = join(team), TODAY() + dt.timedelta(days=9)
    held = end_membership(membership=membership(team, user), why="Nghỉ việc.", on=day, by=leader)
    assert (held.valid_to, held.last_day) == (day, day - dt.timedelta(days=1))
    assert roles_of(user) == {(Role.TEAM_MEMBER, team.commune_id, day)}
    assert scope_of(user).hamlets
    assert not scope_of(user, day).hamlets
    with pytest.raises(TeamRefused):
        end_membership(membership=held, why="Lần nữa.", by=leader)


def test_the_past_is_not_changed(team, leader):
    user = join(team)
    for on in (TODAY() - dt.timedelta(days=1),):
        with pytest.raises(TeamRefused):
            end_membership(membership=membership(team, user), why="Muộn.", on=on, by=leader)
        with pytest.raises(TeamRefused):
            move_member(membership=membership(team, user), hamlet=team.hamlets.get(), since=on, by=leader)


def test_a_team_is_never_left_without_a_leader_silently(team, leader):
    held = membership(team, leader)
    with pytest.raises(NobodyLeads):
        end_membership(membership=held, why="Nghỉ.", by=leader)
    with pytest.raises(NobodyLeads):
        change_place(membership=held, place="member", by=leader)
    assert membership(team, leader).place == "leader"
    # Another one whose end is set already is none.
    other = join(team, leads=True)
    end_membership(membership=membership(team, other), why="Nghỉ.", on=TODAY() + dt.timedelta(days=3), by=leader)
    with pytest.raises(NobodyLeads):
        end_membership(membership=held, why="Nghỉ.", by=leader)
    end_membership(membership=held, why="Nghỉ.", nobody_leads=True, by=leader)
    assert roles_of(leader) == set()


def test_the_leader_changes_and_both_dates_stay(team, leader):
    user = join(team, hamlet=team.hamlets.get())
    change_place(membership=membership(team, user), place="leader", by=leader)
    change_place(membership=membership(team, leader), place="member", by=user)
    assert roles_of(user) == {(Role.TEAM_LEADER, team.commune_id, None)}
    assert roles_of(leader) == {(Role.TEAM_MEMBER, team.commune_id, None)}
    assert scope_of(user).teams == {team.pk}
    assert not scope_of(leader).teams
    assert [one.place for one in Membership.objects.filter(user=user).order_by("pk")] == ["member", "leader"]


def test_a_member_moves_to_a_hamlet_from_a_day_on(team, leader):
    west, user, day = add_hamlet(team=team, name="Thôn Tây", by=leader), join(team), TODAY() + dt.timedelta(days=2)
    move_member(membership=membership(team, user), hamlet=west, since=day, by=leader)
    assert len(scope_of(user).hamlets) == 2
    assert scope_of(user, day).hamlets == {west.pk}
    assert roles_of(user) == {(Role.TEAM_MEMBER, team.commune_id, None)}


def test_a_member_moves_to_a_team_of_another_commune_with_the_role(team, leader):
    there = make_team("Tổ xa", commune=make_area("00002", "Nơi Khác"))
    user = join(team)
    with pytest.raises(TeamRefused):
        move_member(membership=membership(team, user), team=there, by=leader)
    join(there, leader, leads=True)
    move_member(membership=membership(team, user), team=there, by=leader)
    assert roles_of(user) == {(Role.TEAM_MEMBER, there.commune_id, None)}
    assert scope_of(user).member_of == {there.pk}


def test_a_hamlet_of_another_team_is_none_of_ours(team, leader):
    foreign = make_team("Tổ Tây").hamlets.get()
    with pytest.raises(TeamRefused):
        invite(team=team, phone=PHONE, place="member", hamlet=foreign, by=leader)
    with pytest.raises(TeamRefused):
        move_member(membership=membership(team, join(team)), hamlet=foreign, by=leader)
    with pytest.raises(TeamRefused):
        invite(team=team, phone=PHONE, place="leader", hamlet=team.hamlets.get(), by=leader)


def test_whose_role_an_official_ends_sees_nothing_any_more(team, leader):
    user = join(team)
    end(grant=RoleGrant.objects.get(user=user), reason="Hết nhiệm kỳ.")
    assert not scope_of(user).hamlets
    assert Membership.objects.get(user=user).end_reason == "Hết nhiệm kỳ."


def test_a_role_that_ends_elsewhere_leaves_the_membership_of_another_commune(team):
    there = make_team("Tổ xa", commune=make_area("00002", "Nơi Khác"))
    user = join(team)
    join(there, user)
    end(grant=RoleGrant.objects.get(user=user, area=there.commune), reason="Hết.")
    assert scope_of(user).member_of == {team.pk}
