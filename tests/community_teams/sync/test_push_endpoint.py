"""The endpoint: the order of refusals, and that a refusal stores nothing."""

from __future__ import annotations

import gzip
import json

import pytest
from asgiref.sync import sync_to_async

from community_teams.api import ROUTES
from community_teams.reach import everything
from community_teams.sync.models import Operation
from tests.asgi import ask, running_api
from tests.community_teams.phones import Phone
from tests.community_teams.world import join, make_team

pytestmark = pytest.mark.django_db(transaction=True)
PUSH = "/api/v1/field/push"


@sync_to_async
def made():
    team = make_team()
    return Phone(join(team)).registered(), team.hamlets.get()


@sync_to_async
def stored():
    with everything():
        return Operation.objects.count()


async def send(phone, body, **headers):
    said = {"content-type": "application/json", "authorization": f"Device {phone.token}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return await ask(ROUTES[PUSH], "POST", PUSH, body=body, headers=said)


async def test_a_push_is_answered_in_words_too():
    phone, hamlet = await made()
    ops = [phone.household(hamlet), phone.household(hamlet, size=0)]
    async with running_api():
        reply = await send(phone, gzip.compress(phone.body(ops)), content_encoding="gzip")
    assert reply.status == 200
    content = reply.json()
    assert content["epoch"]
    first, second = content["results"]
    assert first == {"op": ops[0]["op"], "status": "applied", "sha256": ops[0]["sha256"], "version": 1, "reason": "",
                     "message": ""}  # fmt: skip
    assert (second["status"], second["reason"], bool(second["message"])) == ("quarantined", "bad_size", True)


async def test_refusals_come_in_one_order_and_store_nothing():
    phone, hamlet = await made()
    good = phone.household(hamlet)
    body = phone.body([good])
    async with running_api():
        assert (await send(phone, body, authorization="Device x", content_type="text/plain")).status == 401
        assert (await send(phone, body, content_type="text/plain")).status == 415
        assert (await send(phone, b"x" * (512 * 1024 + 1))).status == 413
        assert (await send(phone, phone.body([phone.household(hamlet) for _ in range(101)]))).status == 413
        assert (await send(phone, b"{")).status == 400
        for wrong in (
            phone.body([good], protocol=2), phone.body([good], device="x"), phone.body({}),
            phone.body([good | {"op": "x"}]), phone.body([1]), b"[]",
            phone.body([good | {"payload": json.loads("[" * 60 + "]" * 60)}]),
        ):  # fmt: skip
            assert (await send(phone, wrong)).status == 422
        assert (await ask(ROUTES[PUSH], "GET", PUSH)).status == 405
    assert await stored() == 0


async def test_what_cannot_be_read_is_kept_if_it_has_an_id():
    phone, hamlet = await made()
    strange = [
        phone.household(hamlet) | {"kind": "household.destroy"},
        phone.household(hamlet) | {"kind": 7, "entity": None, "payload": None, "seq": "x", "occurred_at": 5},
        phone.household(hamlet) | {"occurred_at": "9999-12-31T23:59:59Z"},
        phone.household(hamlet) | {"depends_on": "x"},
        phone.household(hamlet, head_name="a\u0000b"),
        phone.household(hamlet) | {"payload": {"hamlet": 2**63}, "occurred_at": "\u0000"},
        {"op": phone.household(hamlet)["op"]},
    ]
    async with running_api():
        reply = await send(phone, phone.body(strange))
    assert [one["status"] for one in reply.json()["results"]] == ["quarantined"] * len(strange)
    assert all(one["message"] for one in reply.json()["results"])
    assert await stored() == len(strange)


async def test_who_sends_too_often_keeps_everything(monkeypatch):
    phone, hamlet = await made()
    async with running_api():
        from community_teams.api.app import runtime

        monkeypatch.setattr(runtime().pushing, "limit", 1)
        assert (await send(phone, phone.body([]))).status == 200
        refused = await send(phone, phone.body([phone.household(hamlet)]))
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) > 0
    assert await stored() == 0
