"""What a member's phone is given, and whose."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from community_teams.households.consents import Purpose
from community_teams.households.models import Household
from community_teams.reach import Scope, everything, scope_of
from community_teams.reach.scope import read_scope
from community_teams.scams.models import ScamWarning
from community_teams.sealing.ciphers import seal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.conflicts import conflict_place
from community_teams.sync.devices import revoke
from community_teams.sync.models import Conflict, Device, Operation
from community_teams.teams.models import Hamlet, Membership, TeamWord
from learn.conversations import hold
from tests.asgi import running_api
from tests.community_teams.sync.phones import (
    agree,
    ids,
    known,
    make_device,
    move,
    pull,
    pull_all,
    stamp,
    token_of,
    visit,
)
from tests.community_teams.sync.pulling import a_team_and_its_phone, here
from tests.community_teams.world import join, make_team, make_user

pytestmark = pytest.mark.django_db(transaction=True)


# Who


async def test_a_member_and_a_leader_see_their_team_and_nobody_else_does():
    team, _member, phone = await a_team_and_its_phone()
    household = await here(known)(await here(team.hamlets.get)(), phone="+84912345678")
    leader = await here(lambda: make_device(join(team, leads=True)))()
    colleague = await here(lambda: make_device(join(team)))()
    outsider = await here(lambda: make_device(join(make_team("Tổ Tây"))))()
    async with running_api():
        for device, leads in ((phone, False), (colleague, False), (leader, True)):
            content = (await pull(device)).json()
            assert [one["id"] for one in content["households"]] == [str(household.pk)]
            assert content["households"][0]["phone"] == "+84912345678"
            assert content["team"]["teams"][0]["leads"] is leads
        elsewhere = await pull(outsider)
    assert elsewhere.json()["households"] == []
    assert "Lò Thị Mai" not in elsewhere.body.decode()


async def test_a_member_of_one_hamlet_is_given_that_hamlet_only():
    team, _member, _phone = await a_team_and_its_phone()
    east = await here(team.hamlets.get)()
    west = await here(Hamlet.objects.create)(team=team, name="Thôn Tây")
    mine, _other = await here(known)(west), await here(known)(east)
    phone = await here(lambda: make_device(join(team, hamlet=west)))()
    async with running_api():
        content = (await pull(phone)).json()
    assert ids([content]) == [str(mine.pk)]
    assert [hamlet["id"] for hamlet in content["team"]["teams"][0]["hamlets"]] == [west.pk]


async def test_a_token_that_is_none_opens_nothing():
    _team, member, phone = await a_team_and_its_phone()
    stranger = await here(make_device)(await here(make_user)())
    forged = token_of(phone).replace(f".{member.pk}.", f".{stranger.user_id}.")
    async with running_api():
        answers = [await pull(phone, token=token) for token in (forged, "x", token_of(phone)[:-2])]
    assert [answer.status for answer in answers] == [401, 401, 401]
    assert not any("Lò" in answer.body.decode() for answer in answers)


async def test_registering_anew_shuts_the_older_token_out():
    _team, _member, phone = await a_team_and_its_phone()
    older = token_of(phone)
    await here(Device.objects.filter(pk=phone.pk).update)(generation=1)
    async with running_api():
        assert (await pull(phone, token=older)).status == 401


async def test_a_lost_phone_is_told_to_empty_itself():
    _team, member, phone = await a_team_and_its_phone()
    await here(revoke)(device=phone, by=member, why="Mất máy.")
    async with running_api():
        answer = await pull(phone)
    assert (answer.status, answer.json()["error"]) == (403, "device_revoked")


async def test_who_is_in_no_team_any_more_is_given_nothing():
    team, member, phone = await a_team_and_its_phone()
    await here(known)(await here(team.hamlets.get)())
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    async with running_api():
        assert (await pull(phone)).status == 200
        await here(Membership.objects.filter(user=member).update)(valid_to=yesterday)
        ended = await pull(phone)
        await here(Membership.objects.filter(user=member).update)(valid_to=None)
        member.is_active = False
        await here(member.save)()
        closed = await pull(phone)
    assert [(one.status, one.json()["error"]) for one in (ended, closed)] == [(403, "no_team")] * 2


async def test_who_moved_to_another_team_drops_the_old_hamlets_and_gets_the_new_from_the_beginning():
    team, member, phone = await a_team_and_its_phone()
    old = await here(team.hamlets.get)()
    await here(known)(old)
    async with running_api():
        _pages, cursor = await pull_all(phone)
        other = await here(make_team)("Tổ Tây")
        new = await here(known)(await here(other.hamlets.get)())
        await here(move)(member, other)
        moved = (await pull(phone, cursor)).json()
        after = (await pull(phone, moved["cursor"])).json()
    assert moved["drop_hamlets"] == [old.pk]
    assert ids([moved]) == [str(new.pk)]
    assert (after["drop_hamlets"], after["households"]) == ([], [])


async def test_a_phone_without_a_cursor_is_told_to_drop_what_it_held_before():
    team, member, phone = await a_team_and_its_phone()
    old = await here(team.hamlets.get)()
    async with running_api():
        await pull_all(phone)
        other = await here(make_team)("Tổ Tây")
        await here(move)(member, other)
        anew = (await pull(phone)).json()
        await pull(phone, anew["cursor"])
    assert anew["drop_hamlets"] == [old.pk]
    assert str(old.pk) not in (await here(Device.objects.get)(pk=phone.pk)).holds


# What


async def test_a_household_comes_with_all_that_the_spec_promises():
    team, member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()

    def fill():
        household = known(hamlet, phone="+84912345678", address="Cạnh nhà văn hóa", needs=["elderly_alone"])
        agree(household, Purpose.NEEDS)
        agree(household, Purpose.NEEDS, given=False)
        with everything():
            for number in range(7):
                visit(household, member, dt.date(2026, 11, 1 + number))
            old = visit(household, member, dt.date(2026, 11, 20), current=False)
            visit(household, member, dt.date(2026, 11, 20), corrects=old, why="Nhầm.", skills=[
                {"topic": "vneid-muc-2", "before": 0, "after": 1}])  # fmt: skip
            for rule, day in ((7, 5), (30, 20), (90, 25)):
                household.followups.create(
                    id=uuid.uuid4(), hamlet=hamlet, visit=uuid.uuid4(), rule=rule, topics=["x"],
                    due_from=dt.date(2026, 12, day), due_to=dt.date(2026, 12, day + 3),
                )  # fmt: skip
        return household

    household = await here(fill)()
    async with running_api():
        content = (await pull(phone)).json()
    one = content["households"][0]
    assert set(one) == {
        "id", "hamlet", "version", "head_name", "phone", "address", "size", "languages", "devices", "needs", "token",
        "assigned_to", "planned_on", "last_met_on", "consents", "followups", "visits", "conflicts",
    }  # fmt: skip
    assert (one["id"], one["head_name"], one["needs"]) == (str(household.pk), "Lò Thị Mai", ["elderly_alone"])
    assert (one["consents"]["record"]["given"], one["consents"]["needs"]["given"]) == (True, False)
    assert [followup["due_from"] for followup in one["followups"]] == ["2026-12-05", "2026-12-20"]
    assert [seen["day"] for seen in one["visits"]] == [f"2026-11-{day:02}" for day in (20, 7, 6, 5, 4)]
    assert one["visits"][0]["by"] == "Trần Thị Bình"
    assert one["visits"][0]["corrects"] is not None
    assert set(content) == {
        "epoch", "protocol", "server_time", "cursor", "has_more", "households", "gone", "drop_hamlets",
        "team", "counts",
    }  # fmt: skip


async def test_a_merged_household_is_gone_and_its_visits_stand_with_the_one_that_was_kept():
    team, member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    kept, gone, further = [await here(known)(hamlet, name) for name in ("Lò Thị Mai", "Lò Thị May", "Lò Mai")]
    async with running_api():
        _pages, cursor = await pull_all(phone)

        def merge():
            with everything():
                visit(further, member, dt.date(2026, 11, 2))
                visit(kept, member, dt.date(2026, 11, 1))
                Household.objects.filter(pk=further.pk).update(merged_into=gone)
                Household.objects.filter(pk=gone.pk).update(merged_into=kept)
                stamp(further, "merged")
                stamp(gone, "merged")
                stamp(kept)

        await here(merge)()
        content = (await pull(phone, cursor)).json()
    assert ids([content]) == [str(kept.pk)]
    assert [seen["day"] for seen in content["households"][0]["visits"]] == ["2026-11-02", "2026-11-01"]
    assert content["gone"] == [
        {"household": str(further.pk), "why": "merged", "into": str(gone.pk)},
        {"household": str(gone.pk), "why": "merged", "into": str(kept.pk)},
    ]


async def test_a_household_that_moves_within_reach_is_not_deleted_by_the_hamlet_that_it_left():
    team, _member, phone = await a_team_and_its_phone()
    east = await here(team.hamlets.get)()
    west = await here(Hamlet.objects.create)(team=team, name="Thôn Tây")
    household = await here(known)(west)
    narrow = await here(lambda: make_device(join(team, hamlet=west)))()
    async with running_api():
        _pages, wide_cursor = await pull_all(phone)
        _pages, narrow_cursor = await pull_all(narrow)

        def resettle():
            with everything():
                Household.objects.filter(pk=household.pk).update(hamlet=east)
                household.refresh_from_db()
                stamp(household, "moved", hamlet=west.pk)
                stamp(household)

        await here(resettle)()
        wide, small = (await pull(phone, wide_cursor)).json(), (await pull(narrow, narrow_cursor)).json()
    assert (ids([wide]), wide["gone"]) == ([str(household.pk)], [])
    assert (ids([small]), small["gone"]) == ([], [{"household": str(household.pk), "why": "moved"}])


async def test_conflicts_are_told_to_their_member_and_to_the_leader():
    team, member, phone = await a_team_and_its_phone()
    household = await here(known)(await here(team.hamlets.get)())

    def differ():
        with everything():
            op = uuid.uuid4()
            key = unwrap(DataKey.objects.get(pk=household.pk).wrapped, household.pk)
            operation = Operation.objects.create(
                member=member, op=op, digest="0" * 32, device=phone, kind="household.update", household=household.pk,
                hamlet=household.hamlet, team=team, key_subject=household.pk, status="conflict",
            )  # fmt: skip
            values = {"phone": {"mine": "+84912345678", "theirs": "+84987654321"}}
            Conflict.objects.create(
                operation=operation, household=household.pk, hamlet=household.hamlet, fields=["phone"],
                sealed=seal(key, values, conflict_place(operation.pk)),
            )  # fmt: skip
            return op

    op = await here(differ)()
    colleague = await here(lambda: make_device(join(team)))()
    leader = await here(lambda: make_device(join(team, leads=True)))()
    async with running_api():
        told = [(await pull(device)).json()["households"][0]["conflicts"] for device in (phone, colleague, leader)]
    mine = [{"op": str(op), "member": member.pk,
             "fields": {"phone": {"mine": "+84912345678", "theirs": "+84987654321"}}}]  # fmt: skip
    assert told == [mine, [], mine]


async def test_the_last_page_brings_the_team_and_numbers_to_compare_with():
    team, member, phone = await a_team_and_its_phone()
    household = await here(known)(await here(team.hamlets.get)())
    today = timezone.localdate()

    def work():
        leader = join(team, make_user("Lê Văn Cả"), leads=True)
        TeamWord.objects.create(team=team, author=leader, text="Tối nay họp.")
        TeamWord.objects.create(team=team, author=leader, text="Thôi.", withdrawn_at=timezone.now())
        ScamWarning.objects.create(kind="cong-an-gia", commune=team.commune, since=today, last_report=today, reports=3)
        other = make_device(member)
        with everything():
            visit(household, member, today, skills=[{"topic": "x", "before": 0, "after": 2}], first_met=True)
            for topic in ("y", "z"):
                visit(household, member, today, skills=[{"topic": topic, "before": 1, "after": 1}], course=uuid.uuid4(),
                      service={"code": "residence", "ended": "filed"}, referrals=["bank", "police"])  # fmt: skip
            for device, kind, again in (
                (phone, "visit.create", False), (phone, "household.create", False), (other, "visit.create", False),
                (phone, "visit.create", True),
            ):  # fmt: skip
                Operation.objects.create(
                    member=member, op=uuid.uuid4(), digest="0" * 32, device=device, kind=kind, team=team, day=today,
                    key_subject=household.pk, status="applied", again=again,
                )  # fmt: skip

    await here(work)()
    async with running_api():
        content = (await pull(phone)).json()
    told = content["team"]["teams"][0]
    assert content["team"]["me"] == {"id": member.pk, "name": "Trần Thị Bình"}
    assert [(one["name"], one["place"]) for one in told["members"]] == [
        ("Lê Văn Cả", "leader"), ("Trần Thị Bình", "member"),
    ]  # fmt: skip
    assert [word["text"] for word in told["words"]] == ["Tối nay họp."]
    assert [(one["kind"], one["reports"]) for one in content["team"]["warnings"]] == [("cong-an-gia", 3)]
    assert content["counts"]["days"] == {
        today.isoformat(): {"visits": 2, "ops": 3, "device_visits": 1, "device_ops": 2}
    }
    month = content["counts"]["month"][f"{today:%Y-%m}"]
    assert month == {
        "visits": 3, "households": 1, "taught": 3, "better": 1, "alone": 1, "courses": 2, "services": 2, "referrals": 4,
    }  # fmt: skip
    assert len(content["counts"]["month"]) == 2


# One rule of reach


def test_the_reach_of_who_is_in_two_teams_is_a_hamlet_here_and_a_whole_team_there():
    team, other = make_team(), make_team("Tổ Tây")
    west = Hamlet.objects.create(team=team, name="Thôn Tây")
    user = join(team, hamlet=west)
    join(other, user, leads=True)
    assert scope_of(user) == hold(read_scope(user.pk))
    assert scope_of(user).hamlets == {west.pk, other.hamlets.get().pk}
    assert (scope_of(user).teams, scope_of(user).member_of) == ({other.pk}, {team.pk, other.pk})
    outsider = make_user()
    assert scope_of(outsider) == Scope(person=outsider.pk)
