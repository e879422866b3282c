"""Teams and members from a file: made, put in, invited, or named by row and column."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from community_teams.reach import Scope, reaching
from community_teams.spreadsheets import working
from community_teams.spreadsheets.models import SheetRun
from community_teams.spreadsheets.services import SheetRefused, put_in, upload
from community_teams.teams.models import Hamlet, Membership, Team, TeamInvitation
from people.roles.models import RoleGrant
from people.roles.names import Role
from people.roles.services import grant
from tests.community_teams.spreadsheets.making import brought_members, fresh, members_of, through, troubles
from tests.community_teams.world import make_area, make_user

pytestmark = pytest.mark.django_db
State = SheetRun.State


@pytest.fixture
def area():
    return make_area()


@pytest.fixture
def official(area):
    user = make_user("Cán Bộ")
    grant(user=user, role=Role.AREA_OFFICIAL, area=area)
    return user


def row(**cells):
    return {"Xã/phường": "00001", "Tên tổ": "Tổ công nghệ số thôn Đông", **cells}


def put(official, run):
    with reaching(Scope(person=official.pk)):
        put_in(by=official, run=run)
    return through(run)


def local(user):
    return "0" + user.phone.removeprefix("+84")


def test_teams_hamlets_and_people_come_in(area, official):
    known, leader = make_user("Lò Văn Biết"), make_user("Vàng A Chủ")
    until = timezone.localdate() + dt.timedelta(days=30)
    run = brought_members(
        official,
        members_of(
            row(**{"Thôn": "Thôn Đông", "Họ và tên": "lo van biet", "Số điện thoại": local(known),
                   "Đến hết ngày": f"{until:%d/%m/%Y}"}),
            row(**{"Xã/phường": "xã Xa Dung", "Họ và tên": "Vàng A Chủ", "Số điện thoại": local(leader),
                   "Vai trò": "tổ trưởng"}),
            row(**{"Tên tổ": "to cong nghe so thon dong", "Thôn": "Thôn Tây", "Họ và tên": "Người Mới",
                   "Số điện thoại": "0987654321"}),
            row(Thôn="Thôn Nam"),
        ),
    )  # fmt: skip
    assert (run.state, run.good, run.bad, troubles(run)) == (State.CHECKED, 4, 0, [])
    assert not Team.objects.exists()
    run = put(official, run)
    assert (run.state, run.loaded, run.invited, run.already) == (State.DONE, 3, 1, 0)
    team = Team.objects.get()
    assert set(Hamlet.objects.values_list("name", flat=True)) == {"Thôn Đông", "Thôn Tây", "Thôn Nam"}
    held = Membership.objects.get(user=known)
    assert (held.place, held.hamlet.name, held.last_day) == ("member", "Thôn Đông", until)
    assert Membership.objects.get(user=leader).place == "leader"
    assert RoleGrant.objects.active().filter(user=leader, role=Role.TEAM_LEADER, area=area).exists()
    asked = TeamInvitation.objects.get()
    assert (asked.team, asked.hamlet.name, asked.invitation.phone) == (team, "Thôn Tây", "+84987654321")


def test_the_same_file_again_changes_nothing(official):
    known = make_user("Lò Văn Biết")
    data = members_of(row(**{"Họ và tên": "Lò Văn Biết", "Số điện thoại": local(known)}))
    put(official, brought_members(official, data))
    again = put(official, brought_members(official, data))
    assert (again.loaded, again.already) == (0, 1)
    assert Membership.objects.count() == Team.objects.count() == 1


def test_a_number_with_another_name_is_invited_and_not_put_in(official):
    known = make_user("Lò Văn Biết")
    run = put(official, brought_members(
        official, members_of(row(**{"Họ và tên": "Giàng A Pháo", "Số điện thoại": local(known)}))
    ))  # fmt: skip
    assert (run.loaded, run.invited) == (0, 1)
    assert not Membership.objects.exists()


def test_each_wrong_cell_is_named(area, official):
    far = make_area("00002", "Mường Luân")
    gone = make_area("00009", "Xã Cũ", valid_to=dt.date(2026, 3, 1))
    gone.successors.add(area)
    run = brought_members(
        official,
        members_of(
            row(**{"Xã/phường": ""}),
            row(**{"Xã/phường": "Mường L"}),
            row(**{"Xã/phường": far.code}),
            row(**{"Xã/phường": "11"}),
            row(**{"Xã/phường": gone.code}),
            row(**{"Tên tổ": ""}),
            row(**{"Họ và tên": "Thiếu Số"}),
            row(**{"Số điện thoại": "113"}),
            row(**{"Số điện thoại": "0987654321", "Vai trò": "sếp"}),
            row(**{"Số điện thoại": "0987654321", "Vai trò": "tổ trưởng", "Thôn": "Thôn Đông"}),
            row(**{"Số điện thoại": "0987654321", "Đến hết ngày": "01/01/2020"}),
            row(**{"Số điện thoại": "0987654321", "Từ ngày": "hôm qua"}),
        ),
    )
    assert troubles(run) == [
        (2, "Xã/phường"), (3, "Xã/phường"), (4, "Xã/phường"), (5, "Xã/phường"), (6, "Xã/phường"), (7, "Tên tổ"),
        (8, "Số điện thoại"), (9, "Số điện thoại"), (10, "Vai trò"), (11, "Thôn"), (12, "Đến hết ngày"),
        (13, "Từ ngày"),
    ]  # fmt: skip
    assert run.state == State.FAILED
    with reaching(Scope(person=official.pk)):
        old = run.troubles.get(line=6)
    assert area.code in old.message


def test_an_administrator_may_everywhere_and_others_nothing(area):
    administrator = make_user("Quản Trị")
    grant(user=administrator, role=Role.ADMINISTRATOR)
    assert put(administrator, brought_members(administrator, members_of(row()))).loaded == 1
    stranger = make_user("Người Lạ")
    with reaching(Scope(person=stranger.pk)):
        with pytest.raises(SheetRefused):
            upload(by=stranger, data=members_of(row()))
        assert not SheetRun.objects.exists()


def test_an_official_whose_role_ended_puts_nothing_in(official, area):
    run = brought_members(official, members_of(row()))
    with reaching(Scope(person=official.pk)):
        put_in(by=official, run=run)
    RoleGrant.objects.filter(user=official).update(valid_to=timezone.localdate())
    run = through(run)
    assert (run.state, run.loaded, run.bad) == (State.DONE, 0, 1)
    assert not Team.objects.exists()


def test_a_worker_that_dies_invites_nobody_twice(official, monkeypatch):
    monkeypatch.setattr(working, "PEOPLE_A_PIECE", 2)
    rows = [row(**{"Số điện thoại": f"098765432{number}"}) for number in range(5)]
    run = brought_members(official, members_of(*rows))
    with reaching(Scope(person=official.pk)):
        put_in(by=official, run=run)
    whole, calls = working.member_loading.load_member, []

    def dies(*args):
        calls.append(args)
        if len(calls) == 4:
            raise RuntimeError("killed")
        return whole(*args)

    with monkeypatch.context() as broken:
        broken.setattr(working.member_loading, "load_member", dies)
        working.work_piece()
        with pytest.raises(RuntimeError):
            working.work_piece()
    assert fresh(run).invited == TeamInvitation.objects.count() == 2
    assert through(run).invited == TeamInvitation.objects.count() == 5
