"""The statements endpoint against the contract."""

import asyncio
import gzip
import json
import uuid

import pytest
from asgiref.sync import sync_to_async

from learn.learners.tokens import make_token
from learn.models import Learner, Statement
from tests.asgi import ask_api, running_api
from tests.learn.making import make_learner, statement

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/statements"
CARD = f"card:{uuid.uuid4()}/c1"


async def post(content=None, **kwargs):
    async with running_api():
        return await ask_api("POST", PATH, content=content, **kwargs)


@pytest.fixture
def learner():
    return make_learner()


def batch(*statements):
    return {"statements": list(statements)}


async def count():
    return await Statement.objects.acount()


async def test_a_batch_is_stored_and_answered_in_the_order_sent(learner):
    sent = [statement(CARD, "opened"), statement(CARD, "answered", result={"success": True, "score": 1})]
    reply = await post(batch(*sent), token=learner[1])
    assert reply.status == 200
    assert reply.json()["epoch"]
    assert reply.json()["results"] == [{"id": s["id"], "status": "applied"} for s in sent]
    stored = await Statement.objects.aget(id=sent[1]["id"])
    assert (stored.learner_id, stored.verb, stored.score, stored.success) == (learner[0], "answered", 1.0, True)
    assert stored.occurred_text == sent[1]["occurred_at"]


async def test_half_of_a_batch_bad_leaves_the_other_half_applied(learner):
    good, bad = statement(CARD), statement(CARD, result={"score": 7})
    reply = await post(batch(good, bad, "nonsense", statement(CARD, "loved")), token=learner[1])
    assert [(r["status"], r.get("reason")) for r in reply.json()["results"]] == [
        ("applied", None),
        ("rejected", "bad_score"),
        ("rejected", "not_an_object"),
        ("rejected", "unknown_verb"),
    ]
    assert await count() == 1


async def test_sent_again_it_is_a_duplicate_whatever_the_order_of_its_keys(learner):
    sent = statement(CARD)
    async with running_api():
        await ask_api("POST", PATH, content=batch(sent), token=learner[1])
        again = await ask_api("POST", PATH, content=batch(dict(reversed(sent.items()))), token=learner[1])
    assert again.json()["results"] == [{"id": sent["id"], "status": "duplicate"}]
    assert await count() == 1


async def test_the_same_id_with_other_content_is_a_conflict_and_the_first_stays(learner):
    sent = statement(CARD)
    other = {**sent, "verb": "completed"}
    async with running_api():
        await ask_api("POST", PATH, content=batch(sent), token=learner[1])
        reply = await ask_api("POST", PATH, content=batch(other), token=learner[1])
    assert reply.json()["results"] == [{"id": sent["id"], "status": "rejected", "reason": "conflict"}]
    assert (await Statement.objects.aget()).verb == "opened"


async def test_twice_in_one_batch_it_is_applied_once(learner):
    sent = statement(CARD)
    reply = await post(batch(sent, sent, {**sent, "verb": "failed"}), token=learner[1])
    assert [r["status"] for r in reply.json()["results"]] == ["applied", "duplicate", "rejected"]
    assert await count() == 1


async def test_ids_belong_to_their_learner(learner):
    other = await sync_to_async(make_learner)()
    sent = statement(CARD)
    async with running_api():
        first = await ask_api("POST", PATH, content=batch(sent), token=learner[1])
        second = await ask_api("POST", PATH, content=batch({**sent, "verb": "passed"}), token=other[1])
    assert first.json()["results"][0]["status"] == second.json()["results"][0]["status"] == "applied"
    assert await count() == 2


async def test_the_answer_repeats_the_id_as_it_was_spelt(learner):
    sent = statement(CARD)
    sent["id"] = sent["id"].upper()
    reply = await post(batch(sent), token=learner[1])
    assert reply.json()["results"] == [{"id": sent["id"], "status": "applied"}]


async def test_an_empty_batch_is_fine(learner):
    reply = await post(batch(), token=learner[1])
    assert (reply.status, reply.json()["results"]) == (200, [])


async def test_gzip_is_unpacked(learner):
    body = gzip.compress(json.dumps(batch(statement(CARD))).encode())
    reply = await post(body=body, token=learner[1], headers={"content-encoding": "gzip"})
    assert reply.json()["results"][0]["status"] == "applied"


@pytest.mark.parametrize(
    ("body", "headers", "status", "reason"),
    [
        (b"{}", {"content-type": "text/plain"}, 415, "content_type"),
        (b"{}", {"content-encoding": "br"}, 415, "content_encoding"),
        (b" " * (128 * 1024 + 1), {}, 413, "too_large"),
        (gzip.compress(b" " * 50_000_000, mtime=0), {"content-encoding": "gzip"}, 413, "too_large"),
        (gzip.compress(b"{}", mtime=0)[:-5], {"content-encoding": "gzip"}, 400, "bad_gzip"),
        (b"not gzip", {"content-encoding": "gzip"}, 400, "bad_gzip"),
        (b"not json", {}, 400, "not_json"),
        (b'{"statement": []}', {}, 422, "wrong_shape"),
        (json.dumps(batch(*[statement(CARD)] * 101)).encode(), {}, 413, "too_many"),
    ],
)
async def test_what_is_no_batch_stores_nothing_and_says_why(learner, body, headers, status, reason):
    reply = await post(body=body, headers=headers, token=learner[1])
    assert (reply.status, reply.json()["error"]) == (status, reason)
    assert reply.json()["message"]
    assert await count() == 0


async def test_exactly_100_statements_and_128_kib_are_taken(learner):
    statements = [statement(CARD, result={"response": "x" * 800}) for _ in range(100)]
    body = json.dumps(batch(*statements)).encode()
    body += b" " * (128 * 1024 - len(body))
    reply = await post(body=body, token=learner[1])
    assert {r["status"] for r in reply.json()["results"]} == {"applied"}


@pytest.mark.parametrize("token", ["", "nonsense", "8022f7a2-3895-45d1-b8c7-61698ea82d97.0:forged"])
async def test_a_forged_token_is_401_before_any_other_fault(token):
    reply = await post(body=b"not json", token=token, headers={"content-type": "text/plain"})
    assert (reply.status, reply.json()["error"]) == (401, "bad_token")


async def test_a_revoked_token_is_401_before_any_other_fault(learner):
    await Learner.objects.filter(id=learner[0]).aupdate(generation=1)
    async with running_api():
        for body in (b"not json", json.dumps(batch(statement(CARD))).encode()):
            reply = await ask_api("POST", PATH, body=body, token=learner[1])
            assert (reply.status, reply.json()["error"]) == (401, "bad_token")
    assert await count() == 0


async def test_a_guest_whose_row_a_restore_lost_sends_everything_again():
    # The backup is older than the guest: the phone holds a rightly signed token, the server has never heard of it.
    learner = uuid.uuid4()
    token = make_token(learner)
    async with running_api():
        me = await ask_api("GET", "/api/v1/me", token=token)
        replies = [await ask_api("POST", PATH, content=batch(statement(CARD)), token=token) for _ in range(2)]
    assert me.json()["learner"] == str(learner)
    assert [reply.json()["results"][0]["status"] for reply in replies] == ["applied", "applied"]
    assert (await Learner.objects.aget(id=learner)).generation == 0


async def test_a_revocation_that_a_restore_lost_holds_again_once_the_new_token_was_seen(learner):
    newer = make_token(learner[0], 1)
    async with running_api():
        first = await ask_api("POST", PATH, content=batch(statement(CARD)), token=newer)
        old = await ask_api("POST", PATH, content=batch(statement(CARD)), token=learner[1])
    assert (first.status, old.status) == (200, 401)
    assert (await Learner.objects.aget(id=learner[0])).generation == 1


async def test_a_revoked_neighbour_in_the_same_commit_harms_nobody(learner):
    revoked = await sync_to_async(make_learner)(generation=1)
    async with running_api():
        replies = await asyncio.gather(
            ask_api("POST", PATH, content=batch(statement(CARD)), token=learner[1]),
            ask_api("POST", PATH, content=batch(statement(CARD)), token=make_token(revoked[0], 0)),
        )
    assert [reply.status for reply in replies] == [200, 401]
    assert await count() == 1


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://127.0.0.1", 200), ("http://h5p.127.0.0.1", 403), ("null", 403), ("", 403), ("http://evil.example", 403)],
)
async def test_a_write_by_cookie_comes_from_this_host_only(learner, origin, status):
    headers = {"cookie": f"a=b; bdhvs_learner={learner[1]}", **({"origin": origin} if origin else {})}
    reply = await post(batch(statement(CARD)), headers=headers)
    assert reply.status == status
    assert await count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("other", ['a={"x":1}', "foo[bar]=1", "b c=2", "x", "tên=1", "expires=1", "path=/", 'q="un'])
async def test_cookies_of_others_do_not_hide_ours(learner, other):
    headers = {"cookie": f"{other}; bdhvs_learner={learner[1]}".encode().decode("latin-1")}
    async with running_api():
        assert (await ask_api("GET", "/api/v1/me", headers=headers)).status == 200


async def test_a_second_cookie_of_our_name_is_somebody_elses_doing(learner):
    planted = (await sync_to_async(make_learner)())[1]
    async with running_api():
        for cookies in (
            f"bdhvs_learner={planted}; bdhvs_learner={learner[1]}",
            f"bdhvs_learner={learner[1]};bdhvs_learner=",
        ):
            assert (await ask_api("GET", "/api/v1/me", headers={"cookie": cookies})).status == 401


async def test_a_wrong_token_in_the_header_is_not_mended_by_the_cookie(learner):
    headers = {"cookie": f"bdhvs_learner={learner[1]}", "origin": "http://127.0.0.1"}
    reply = await post(batch(statement(CARD)), headers=headers, token="forged")
    assert reply.status == 401


async def test_a_thousand_batches_in_a_minute_are_taken_and_then_it_is_429(learner, monkeypatch):
    # One window for all of them, wherever in the minute the test begins.
    monkeypatch.setattr("foundation.rate_limit.time.time", lambda: 1_800_000_010.0)
    async with running_api():
        replies = [await ask_api("POST", PATH, content=batch(), token=learner[1]) for _ in range(1_001)]
    assert {reply.status for reply in replies[:1000]} == {200}
    assert replies[1000].status == 429
    assert int(replies[1000].headers["retry-after"]) == 50


async def test_other_methods_are_405(learner):
    async with running_api():
        reply = await ask_api("GET", PATH, token=learner[1])
    assert (reply.status, reply.headers["allow"]) == (405, "POST")


async def test_before_the_start_it_is_503_and_says_when_to_come_again(learner):
    reply = await ask_api("POST", PATH, content=batch(statement(CARD)), token=learner[1])
    assert (reply.status, reply.json()["error"]) == (503, "unavailable")
    assert int(reply.headers["retry-after"]) >= 1
