"""What is no batch, and what is no event."""

import asyncio
import gzip
import json
import uuid

import pytest
import rfc8785
from asgiref.sync import sync_to_async

from learn.learners.tokens import make_token
from learn.models import H5PState, Learner, Statement
from tests.asgi import ask_api, running_api
from tests.learn.h5p.telling import PATH, batch, outcomes, post, stored
from tests.learn.making import event, keeping, make_learner, saying, xapi

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("body", "headers", "status", "reason"),
    [
        (b"{}", {"content-type": "text/plain"}, 415, "content_type"),
        (b"{}", {"content-encoding": "br"}, 415, "content_encoding"),
        (b" " * (128 * 1024 + 1), {}, 413, "too_large"),
        (b'{"events": [{"statement": {"result": {"response": "' + b"x" * 10_000_000 + b'"}}}]}', {}, 413, "too_large"),
        (gzip.compress(b" " * 50_000_000, mtime=0), {"content-encoding": "gzip"}, 413, "too_large"),
        (gzip.compress(b"{}", mtime=0)[:-5], {"content-encoding": "gzip"}, 400, "bad_gzip"),
        (b"not json", {}, 400, "not_json"),
        (b'{"events": [NaN]}', {}, 400, "not_json"),
        (b'{"events": ' + b"[" * 60_000 + b"]" * 60_000 + b"}", {}, 400, "not_json"),
        (b'{"statements": []}', {}, 422, "wrong_shape"),
        (b"[]", {}, 422, "wrong_shape"),
        (json.dumps(batch(*[1] * 101)).encode(), {}, 413, "too_many"),
    ],
)  # fmt: skip
async def test_what_is_no_batch_stores_nothing_and_says_why(learner, body, headers, status, reason):
    reply = await post(body=body, headers=headers, token=learner[1])
    assert (reply.status, reply.json()["error"]) == (status, reason)
    assert reply.json()["message"]
    assert not await Statement.objects.aexists()


async def test_an_event_that_is_wrong_is_rejected_alone(learner, lesson):
    good = saying(lesson)
    wrong = {
        "bad_id": saying(lesson, id="7"),
        "bad_lesson": saying(lesson) | {"lesson": "x"},
        "bad_version": saying(lesson) | {"version": True},
        "bad_card": saying(lesson) | {"card": "c 1"},
        "bad_activity": saying(lesson, activity="quiz:" + str(uuid.uuid4())),
        "bad_time": saying(lesson, occurred_at="hôm qua"),
        "bad_event": event(lesson),
        "bad_statement": event(lesson, statement="completed"),
        "verb": saying(lesson, "interacted"),
        "bad_response": saying(lesson, result={"response": "a\0b"}),
        "bad_state": keeping(lesson, "a\0b"),
        "bad_key": keeping(lesson, "x", key="state"),
        "too_large": saying(lesson, result={"response": "x" * 40 * 1024}),
        "bad_content": saying(lesson, result={"score": {"raw": 2**60}}),
    }
    reply = await post(batch(*wrong.values(), "nonsense", good), token=learner[1])
    assert outcomes(reply) == [*wrong, "not_an_object", "applied"]
    assert [result["id"] for result in reply.json()["results"]][1:-2] == [one["id"] for one in wrong.values()][1:]
    assert await stored() == [("completed", "card"), ("completed", "h5p")]


async def test_both_at_once_is_no_event(learner, lesson):
    both = saying(lesson) | {"state": {"key": "0/state", "data": "x"}}
    assert outcomes(await post(batch(both), token=learner[1])) == ["bad_event"]


async def test_exactly_32_kib_are_taken(learner, lesson):
    sent = keeping(lesson, "")
    room = 32 * 1024 - len(rfc8785.dumps(sent))
    fits, over = keeping(lesson, "x" * room, id=sent["id"], occurred_at=sent["occurred_at"]), keeping(lesson, "")
    over = {**sent, "id": over["id"], "state": {"key": "0/state", "data": "x" * (room + 1)}}
    assert outcomes(await post(batch(fits, over), token=learner[1])) == ["applied", "too_large"]


async def test_a_statement_nested_as_deep_as_json_may_be_is_refused_alone(learner, lesson):
    deep = {}
    for _ in range(900):
        deep = {"a": deep}
    said = xapi("completed") | {"attachments": deep}
    reply = await post(batch(event(lesson, statement=said), saying(lesson)), token=learner[1])
    assert outcomes(reply)[1] == "applied"
    assert outcomes(reply)[0] in ("applied", "bad_content")


@pytest.mark.parametrize("token", ["", "nonsense", "8022f7a2-3895-45d1-b8c7-61698ea82d97.0:forged"])
async def test_a_forged_token_is_401_before_any_other_fault(token):
    reply = await post(body=b"not json", token=token, headers={"content-type": "text/plain"})
    assert (reply.status, reply.json()["error"]) == (401, "bad_token")


async def test_a_revoked_token_is_401_before_any_other_fault_and_stores_nothing(learner, lesson):
    await Learner.objects.filter(id=learner[0]).aupdate(generation=1)
    async with running_api():
        for body in (b"not json", json.dumps(batch(saying(lesson), keeping(lesson, "x"))).encode()):
            reply = await ask_api("POST", PATH, body=body, token=learner[1])
            assert (reply.status, reply.json()["error"]) == (401, "bad_token")
    assert not await Statement.objects.aexists()
    assert not await H5PState.objects.aexists()


async def test_a_revoked_neighbour_in_the_same_commit_harms_nobody(learner, lesson):
    revoked = await sync_to_async(make_learner)(generation=1)
    async with running_api():
        replies = await asyncio.gather(
            ask_api("POST", PATH, content=batch(saying(lesson)), token=learner[1]),
            ask_api("POST", PATH, content=batch(saying(lesson)), token=make_token(revoked[0], 0)),
            ask_api("POST", PATH, content=batch(keeping(lesson, "x")), token=learner[1]),
        )
    assert [reply.status for reply in replies] == [200, 401, 200]
    assert {s.learner_id async for s in Statement.objects.all()} == {learner[0]}


async def test_a_guest_whose_row_a_restore_lost_is_there_again(lesson):
    learner = uuid.uuid4()
    sent = [saying(lesson), keeping(lesson, "x")]
    assert outcomes(await post(batch(*sent), token=make_token(learner))) == ["applied", "applied"]
    assert await Learner.objects.filter(id=learner).aexists()


@pytest.mark.parametrize(("origin", "status"), [("http://127.0.0.1", 200), ("http://h5p.127.0.0.1", 403), ("", 403)])
async def test_a_write_by_cookie_comes_from_this_host_only(learner, lesson, origin, status):
    headers = {"cookie": f"bdhvs_learner={learner[1]}", **({"origin": origin} if origin else {})}
    reply = await post(batch(saying(lesson)), headers=headers)
    assert reply.status == status
    assert await Statement.objects.aexists() == (status == 200)


async def test_a_thousand_batches_in_a_minute_are_taken_and_then_it_is_429(learner, monkeypatch):
    monkeypatch.setattr("foundation.rate_limit.time.time", lambda: 1_800_000_010.0)
    async with running_api():
        replies = [await ask_api("POST", PATH, content=batch(), token=learner[1]) for _ in range(1_001)]
    assert {reply.status for reply in replies[:1000]} == {200}
    assert (replies[1000].status, replies[1000].headers["retry-after"]) == (429, "50")


async def test_other_methods_are_405_and_before_the_start_it_is_503(learner, lesson):
    reply = await ask_api("POST", PATH, content=batch(saying(lesson)), token=learner[1])
    assert (reply.status, reply.json()["error"]) == (503, "unavailable")
    assert int(reply.headers["retry-after"]) >= 1
    async with running_api():
        assert (await ask_api("GET", PATH, token=learner[1])).status == 405
