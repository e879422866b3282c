"""Phones of members: who lets one in, what shuts it out, and what each proves of a household that was erased."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from community_teams.api.access import read_token
from community_teams.reach import everything
from community_teams.sync import limits
from community_teams.sync.devices import MOST_DEVICES, NoTeam, State, erasure_proof, register, revoke
from community_teams.sync.models import Device
from community_teams.sync.pruning import KEPT_DAYS, forget_tombstones
from community_teams.teams.models import Hamlet, Membership
from foundation.epoch import current_epoch
from people.audit.events import Event
from people.audit.models import AuditEntry
from tests.asgi import running_api
from tests.community_teams.sync.phones import erase, known, make_device, move, pull, pull_all, stamp, token_of
from tests.community_teams.world import join, make_team, make_user
from tests.people.staff import sign_in

DEVICES, EMPTIED = "/api/v1/field/devices", "/api/v1/field/devices/emptied"
HERE = {"origin": "http://testserver"}
here = sync_to_async


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def member(db):
    return join(make_team(), make_user("Nguyễn Văn An"))


def browser(user, **fields) -> Client:
    return sign_in(Client(), user, methods=("code",), **fields)


def ask(client: Client, device: object = None, headers=None, **content):
    content = {"device": str(device or uuid.uuid4()), "name": "Chrome, Android"} | content
    return client.post(DEVICES, content, content_type="application/json", headers=HERE if headers is None else headers)


def say_emptied(token: str):
    return Client().post(EMPTIED, headers={"authorization": f"Device {token}"})


# Letting in


def test_a_member_lets_the_phone_in_and_its_token_is_of_this_phone_and_member(member, django_assert_max_num_queries):
    device, client = uuid.uuid4(), browser(member)
    with django_assert_max_num_queries(19):
        answer = ask(client, device)
    told = answer.json()
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    assert (told["device"], told["member"]) == (str(device), {"id": member.pk, "name": "Nguyễn Văn An"})
    assert told["epoch"] == current_epoch()
    assert read_token(told["token"]) == (device, member.pk, 0)
    assert Device.objects.get().name == "Chrome, Android"
    assert AuditEntry.objects.filter(event=Event.FIELD_DEVICE_REGISTERED, subject=member).count() == 1


def test_letting_the_same_phone_in_again_raises_its_generation(member):
    client = browser(member)
    first = ask(client)
    again = ask(client, first.json()["device"])
    assert again.status_code == 200
    assert read_token(again.json()["token"]).generation == 1
    assert Device.objects.count() == 1


@pytest.mark.parametrize("who", ["nobody", "no_team", "ended", "closed"])
def test_who_belongs_to_no_team_today_lets_no_phone_in(member, who):
    user = {"no_team": make_user}.get(who, lambda: member)()
    client = Client() if who == "nobody" else browser(user)
    if who == "ended":
        Membership.objects.update(valid_to=timezone.localdate())
    if who == "closed":
        user.is_active = False
        user.save()
    answer = ask(client)
    expected = (403, "no_team") if who in ("no_team", "ended") else (401, "bad_token")
    assert (answer.status_code, answer.json()["error"]) == expected
    assert not Device.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"origin": "http://h5p.testserver"}, {"origin": "null"}])
def test_another_site_lets_no_phone_in(member, headers):
    answer = ask(browser(member), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "bad_origin")
    assert not Device.objects.exists()


def test_a_phone_of_somebody_else_is_taken(member):
    other = make_device(join(make_team("Tổ Tây")))
    answer = ask(browser(member), other.pk)
    assert (answer.status_code, answer.json()["error"]) == (409, "taken")
    other.refresh_from_db()
    assert (other.generation, other.name) == (0, "")


def test_there_are_so_many_phones_and_an_old_one_can_go_out_for_a_new_one(member):
    held = [make_device(member, last_seen_at=timezone.now() - dt.timedelta(days=number)) for number in range(5)]
    assert len(held) == MOST_DEVICES
    client, new = browser(member), uuid.uuid4()
    refused = ask(client, new)
    assert (refused.status_code, refused.json()["error"]) == (409, "too_many_devices")
    assert [one["device"] for one in refused.json()["devices"]] == [str(one.pk) for one in reversed(held)]
    assert ask(client, new, instead=str(held[4].pk)).status_code == 201
    held[4].refresh_from_db()
    assert held[4].revoked_at is not None
    assert Device.objects.filter(user=member, revoked_at=None).count() == MOST_DEVICES


def test_nobody_sends_another_member_s_phone_out(member):
    other = make_device(join(make_team("Tổ Tây")))
    assert ask(browser(member), instead=str(other.pk)).status_code == 201
    other.refresh_from_db()
    assert other.revoked_at is None


def test_a_refused_registration_sends_no_phone_out(member):
    mine, other = make_device(member), make_device(join(make_team("Tổ Tây")))
    assert ask(browser(member), other.pk, instead=str(mine.pk)).status_code == 409
    mine.refresh_from_db()
    assert mine.revoked_at is None


def test_a_lost_phone_comes_back_only_with_somebody_who_signed_in_just_now(member):
    device = make_device(member)
    revoke(device=device, by=member, why="Mất máy.")
    answer = ask(browser(member, ago=3600), device.pk)
    assert (answer.status_code, answer.json()["error"]) == (403, "confirm")
    assert ask(browser(member), device.pk).status_code == 200
    device.refresh_from_db()
    assert (device.revoked_at, device.revoked_why, device.generation) == (None, "", 2)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 422),
        ('{"device": "x"}', "application/json", 422),
        ('{"device": "6f1c1de4-9d0f-4b8e-9ce3-3b1e5d0e1a11", "instead": 3}', "application/json", 422),
        ('{"device": "6f1c1de4-9d0f-4b8e-9ce3-3b1e5d0e1a11", "name": 3}', "application/json", 422),
        ("device=x", "application/x-www-form-urlencoded", 415),
        (json.dumps({"name": "x" * 5000}), "application/json", 413),
    ],
)
def test_what_is_not_the_form_is_refused_with_a_sentence(member, body, kind, status):
    answer = browser(member).post(DEVICES, body, content_type=kind, headers=HERE)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert not Device.objects.exists()


def test_a_program_that_registers_without_end_is_told_to_wait(member, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 2)
    client, device = browser(member), uuid.uuid4()
    answers = [ask(client, device) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_the_way_is_closed_to_other_methods(member):
    for address in (DEVICES, EMPTIED):
        answer = browser(member).get(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")


# Shutting out, and having emptied


def test_shutting_out_happens_once_and_stands_in_the_audit_without_its_reason(member):
    device, leader = make_device(member), make_user("Lê Văn Cả")
    assert revoke(device=device, by=leader, why="Mất ở chợ.")
    assert not revoke(device=device, by=leader, why="Lần nữa.")
    device.refresh_from_db()
    assert (device.revoked_by, device.revoked_why, device.generation) == (leader, "Mất ở chợ.", 1)
    entry = AuditEntry.objects.get(event=Event.FIELD_DEVICE_REVOKED)
    assert (entry.actor, entry.subject, entry.object_id, entry.note) == (leader, member, str(device.pk), "")


def test_a_phone_says_that_it_is_empty_even_after_it_was_shut_out(member):
    device = make_device(member, holds={"1": 5})
    token = token_of(device)
    revoke(device=device, by=member, why="Mất máy.")
    assert say_emptied(token).status_code == 204
    device.refresh_from_db()
    assert device.wiped_at is not None
    assert device.holds == {}


def test_an_old_or_forged_token_says_nothing(member):
    device = make_device(member, generation=3)
    older = token_of(device)
    Device.objects.update(generation=4)
    assert [say_emptied(token).status_code for token in (older, "x", "")] == [401, 401, 401]
    device.refresh_from_db()
    assert device.wiped_at is None


# What each phone proves


def states(household) -> dict[uuid.UUID, State]:
    with everything():
        return {proof.device.pk: proof.state for proof in erasure_proof(household)}


@pytest.mark.django_db(transaction=True)
async def test_each_phone_proves_by_its_cursor_that_it_has_seen_what_was_erased():
    team = await here(make_team)()
    household = await here(known)(await here(team.hamlets.get)())
    seen, unseen, lost, empty = [await here(lambda: make_device(join(team)))() for _one in range(4)]
    async with running_api():
        cursors = {device: (await pull_all(device))[1] for device in (seen, unseen, lost)}
        assert await here(states)(household) == {}
        await here(erase)(household)
        late = await here(lambda: make_device(join(team)))()
        before = await here(states)(household)
        # Being told is no proof yet: the answer may be lost on its way.
        _pages, told = await pull_all(seen, cursors[seen])
        only_told = await here(states)(household)
        await pull(seen, told)
        await here(lambda: say_emptied(token_of(lost)))()
        after = await here(states)(household)
    assert before == {device.pk: State.NOT_YET for device in (seen, unseen, lost)} | {empty.pk: State.NOTHING}
    assert only_told == before
    assert after == {
        seen.pk: State.SEEN, unseen.pk: State.NOT_YET, lost.pk: State.EMPTIED, empty.pk: State.NOTHING,
    }  # fmt: skip
    assert late.pk not in after


@pytest.mark.django_db(transaction=True)
async def test_a_phone_that_pulls_anew_proves_nothing_before_its_last_page():
    team = await here(make_team)()
    hamlet = await here(team.hamlets.get)()
    household = await here(known)(hamlet)
    await here(lambda: [known(hamlet) for _one in range(150)])()
    phone = await here(lambda: make_device(join(team)))()
    async with running_api():
        await pull_all(phone)
        await here(erase)(household)
        first = (await pull(phone)).json()
        second = (await pull(phone, first["cursor"])).json()
        assert (first["has_more"], second["has_more"]) == (True, False)
        on_the_way = await here(states)(household)
        await pull(phone, second["cursor"])
        done = await here(states)(household)
    assert (on_the_way[phone.pk], done[phone.pk]) == (State.NOT_YET, State.SEEN)


@pytest.mark.django_db(transaction=True)
async def test_a_moved_member_s_phone_owes_the_proof_until_it_has_dropped_the_hamlet():
    team = await here(make_team)()
    household = await here(known)(await here(team.hamlets.get)())
    member = await here(join)(team)
    phone = await here(make_device)(member)
    async with running_api():
        _pages, cursor = await pull_all(phone)
        await here(move)(member, await here(make_team)("Tổ Tây"))
        await here(erase)(household)
        dropped = (await pull(phone, cursor)).json()
        told = await here(states)(household)
        await pull(phone, dropped["cursor"])
        done = await here(states)(household)
    assert told == {phone.pk: State.NOT_YET}
    # The member did not reach it any more when it was erased, and the phone holds nothing of that hamlet.
    assert done == {}


@pytest.mark.django_db(transaction=True)
async def test_the_hamlet_that_a_household_left_counts_as_well():
    team = await here(make_team)()
    east = await here(team.hamlets.get)()
    west = await here(Hamlet.objects.create)(team=team, name="Thôn Tây")
    household = await here(known)(west)
    phone = await here(lambda: make_device(join(team, hamlet=west)))()

    def resettle():
        with everything():
            household.hamlet = east
            household.save(update_fields=["hamlet"])
            stamp(household, "moved", hamlet=west.pk)
            stamp(household)

    async with running_api():
        _pages, cursor = await pull_all(phone)
        await here(resettle)()
        await here(erase)(household)
        before = await here(states)(household)
        _pages, cursor = await pull_all(phone, cursor)
        await pull(phone, cursor)
        after = await here(states)(household)
    assert (before[phone.pk], after[phone.pk]) == (State.NOT_YET, State.SEEN)


@pytest.mark.django_db(transaction=True)
async def test_a_phone_that_has_not_come_for_long_still_owes_the_proof():
    team = await here(make_team)()
    household = await here(known)(await here(team.hamlets.get)())
    phone, prompt = [await here(lambda: make_device(join(team)))() for _one in range(2)]
    async with running_api():
        await pull_all(phone)
        _pages, cursor = await pull_all(prompt)
        await here(erase)(household)
        _pages, cursor = await pull_all(prompt, cursor)
        await pull(prompt, cursor)
        await here(forget_tombstones)(now=timezone.now() + dt.timedelta(days=KEPT_DAYS + 1))
        found = await here(states)(household)
    assert found == {phone.pk: State.NOT_YET, prompt.pk: State.SEEN}


def test_the_service_itself_lets_no_stranger_in(db):
    with pytest.raises(NoTeam):
        register(user=make_user(), device=uuid.uuid4())
