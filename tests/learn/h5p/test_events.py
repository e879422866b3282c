"""The endpoint of what H5P frames tell, against docs/h5p.md."""

import asyncio
import datetime as dt
import gzip
import json
import uuid

import pytest
import rfc8785
from asgiref.sync import sync_to_async
from django.utils import timezone

from learn.certificates.models import Certificate
from learn.certificates.services import issue
from learn.learners.services import learner_of, take_over
from learn.learners.tokens import Claim, make_token
from learn.models import GradedResult, H5PState, Learner, LessonProgress, Statement
from people.models import User
from tests.asgi import ask_api, running_api
from tests.learn.certificates.making import NAME, make_person
from tests.learn.making import (
    activity_of,
    event,
    keeping,
    make_h5p_course,
    make_h5p_lesson,
    make_learner,
    saying,
    statement,
    xapi,
)

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/h5p"


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def lesson():
    return make_h5p_lesson()


async def post(content=None, **kwargs):
    async with running_api():
        return await ask_api("POST", PATH, content=content, **kwargs)


def batch(*events):
    return {"events": list(events)}


def outcomes(reply):
    assert reply.status == 200, reply.body
    return [result.get("reason", result["status"]) for result in reply.json()["results"]]


async def stored():
    return sorted([(s.verb, s.activity.partition(":")[0]) async for s in Statement.objects.all()])


async def done(lesson):
    progress = await LessonProgress.objects.filter(lesson=lesson.lesson).afirst()
    return progress.done if progress else []


# What is stored


async def test_the_end_of_an_activity_is_stored_with_the_card_that_it_completes(learner, lesson):
    result = {"score": {"raw": 3, "min": 0, "max": 4, "scaled": 0.75}, "success": True, "response": "một[,]hai"}
    sent = saying(lesson, result=result)
    reply = await post(batch(sent), token=learner[1])
    assert reply.json()["results"] == [{"id": sent["id"], "status": "applied"}]
    assert reply.json()["epoch"]
    own = await Statement.objects.aget(id=sent["id"])
    assert (own.learner_id, own.verb, own.activity, own.version) == (learner[0], "completed", activity_of(lesson), 1)
    assert (own.score, own.success, own.response) == (0.75, True, "một[,]hai")
    assert (own.occurred_text, own.clock_off) == (sent["occurred_at"], False)
    card = await Statement.objects.aget(id=uuid.uuid5(uuid.UUID(sent["id"]), "card"))
    assert (card.learner_id, card.verb, card.activity) == (learner[0], "completed", f"card:{lesson.lesson}/c1")
    assert (card.score, card.response) == (0.75, None)
    progress = await LessonProgress.objects.aget(learner_id=learner[0])
    assert (progress.done, progress.card) == (["c1"], "c1")
    assert progress.completed_at


@pytest.mark.parametrize(
    ("verb", "kept", "completes"),
    [
        ("attempted", "opened", False), ("progressed", "progressed", False), ("answered", "answered", True),
        ("completed", "completed", True), ("passed", "completed", True), ("failed", "completed", True),
        ("mastered", "completed", True),
    ],
)  # fmt: skip
async def test_each_verb_is_kept_as_what_it_is_worth(learner, lesson, verb, kept, completes):
    assert outcomes(await post(batch(saying(lesson, verb)), token=learner[1])) == ["applied"]
    assert await stored() == sorted([(kept, "h5p")] + [(kept, "card")] * completes)
    assert await done(lesson) == ["c1"] * completes


async def test_the_card_that_only_wants_to_be_opened_is_done_by_the_end_as_well(learner):
    lesson = await sync_to_async(make_h5p_lesson)(completes="opened")
    await post(batch(saying(lesson, "attempted")), token=learner[1])
    assert await done(lesson) == [], "that a frame began is the page's to tell"
    await post(batch(saying(lesson)), token=learner[1])
    assert await done(lesson) == ["c1"]


async def test_a_card_that_the_server_grades_is_not_completed_by_an_activity_beside_the_quiz(learner):
    lesson = await sync_to_async(make_h5p_lesson)(completes="graded")
    assert outcomes(await post(batch(saying(lesson)), token=learner[1])) == ["applied"]
    assert await stored() == [("completed", "h5p")]
    assert await done(lesson) == []


async def test_a_long_response_is_kept_as_far_as_there_is_room(learner, lesson):
    await post(batch(saying(lesson, result={"response": "ữ" * 5_000})), token=learner[1])
    assert (await Statement.objects.aget(activity__startswith="h5p:")).response == "ữ" * 4_000


async def test_a_wrong_clock_is_marked_as_with_statements_and_moves_no_position_into_the_future(learner, lesson):
    now = timezone.now()
    sent = saying(lesson, occurred_at=(now + dt.timedelta(days=400)).isoformat())
    ahead = {"x-sent-at": (now + dt.timedelta(days=400)).isoformat()}
    await post(batch(sent), token=learner[1], headers=ahead)
    assert {s.clock_off async for s in Statement.objects.all()} == {True}
    assert (await LessonProgress.objects.aget()).at < now + dt.timedelta(minutes=1)


async def test_what_is_told_long_afterwards_by_a_right_clock_is_vouched_for(learner, lesson):
    now = timezone.now()
    sent = saying(lesson, occurred_at=(now - dt.timedelta(days=3)).isoformat())
    await post(batch(sent), token=learner[1], headers={"x-sent-at": now.isoformat()})
    assert {s.clock_off async for s in Statement.objects.all()} == {False}


# What is forged


async def test_another_activity_than_the_cards_own_is_rejected_and_harms_no_neighbour(learner, lesson):
    other = await sync_to_async(make_h5p_lesson)()
    sent = [
        saying(lesson, activity=activity_of(other)),
        saying(lesson, activity=activity_of(lesson, "c2")),
        saying(lesson, card="c3", activity=activity_of(lesson)),
        saying(lesson, card="c77", activity=activity_of(lesson)),
        keeping(lesson, "x", activity=activity_of(other)),
        {**saying(lesson), "lesson": str(other.lesson)},
        saying(lesson),
    ]
    reply = await post(batch(*sent), token=learner[1])
    assert outcomes(reply) == ["other_activity"] * 6 + ["applied"]
    assert await stored() == [("completed", "card"), ("completed", "h5p")]
    assert not await H5PState.objects.aexists()


async def test_of_an_unknown_version_the_statement_is_kept_and_nothing_moves(learner, lesson):
    unknown = [{**saying(lesson), "version": 9}, {**saying(lesson), "lesson": str(uuid.uuid4())}]
    reply = await post(batch(*unknown, {**keeping(lesson, "x"), "version": 9}), token=learner[1])
    assert outcomes(reply) == ["applied", "applied", "applied"]
    assert await stored() == [("completed", "h5p")] * 2
    assert not await H5PState.objects.aexists()
    assert not await LessonProgress.objects.aexists()


async def test_nothing_in_a_statement_names_whom_or_what_it_is_of(learner, lesson):
    victim, other = await sync_to_async(make_learner)(), await sync_to_async(make_h5p_lesson)()
    said = xapi("completed")
    said |= {
        "actor": {"account": {"name": str(victim[0])}, "mbox": "mailto:chu@example.vn"},
        "authority": {"account": {"name": victim[1]}},
        "stored": "2001-01-01T00:00:00Z",
        "id": str(uuid.uuid4()),
    }
    said["object"]["id"] = f"https://bdhvs.example/{activity_of(other)}"
    said["context"] |= {"instructor": {"account": {"name": str(victim[0])}}, "registration": str(uuid.uuid4())}
    sent = event(lesson, statement=said, learner=str(victim[0]), token=victim[1], actor=said["actor"])
    assert outcomes(await post(batch(sent), token=learner[1])) == ["applied"]
    assert {s.learner_id async for s in Statement.objects.all()} == {learner[0]}
    assert {s.activity async for s in Statement.objects.all()} == {activity_of(lesson), f"card:{lesson.lesson}/c1"}
    assert {s.occurred_text async for s in Statement.objects.all()} == {sent["occurred_at"]}


async def test_a_pass_that_was_never_earned_makes_no_certificate_say_so():
    person = await sync_to_async(make_person)()
    course, lesson = await sync_to_async(make_h5p_course)()
    sent = [saying(lesson, verb, result={"success": True, "score": {"scaled": 1}}) for verb in ("passed", "mastered")]
    assert outcomes(await post(batch(*sent), token=make_token(person.id))) == ["applied", "applied"]
    assert not await GradedResult.objects.aexists()
    await sync_to_async(issue)(learner=person, course=course.course, name=NAME, agreed=True)
    assert (await Certificate.objects.aget()).basis == "completed"


# Children of containers


def _named_by_extension():
    said = xapi("completed")
    said["object"]["definition"]["extensions"] = {
        "http://h5p.org/x-api/h5p-local-content-id": 7,
        "http://h5p.org/x-api/h5p-subContentId": str(uuid.uuid4()),
    }
    return said


def _with_a_parent():
    said = xapi("answered")
    said["context"]["contextActivities"]["parent"] = [{"id": "http://bdhvs.example/xapi/7", "objectType": "Activity"}]
    return said


def _with_one_parent():
    said = xapi("passed")
    said["context"]["contextActivities"]["parent"] = {"id": "http://bdhvs.example/xapi/7"}
    return said


CHILDREN = [lambda: xapi("answered", sub=str(uuid.uuid4())), _named_by_extension, _with_a_parent, _with_one_parent]


@pytest.mark.parametrize("child", CHILDREN)
async def test_what_a_child_within_a_container_says_completes_no_card(learner, lesson, child):
    assert outcomes(await post(batch(event(lesson, statement=child())), token=learner[1])) == ["applied"]
    assert await stored() == [("progressed", "h5p")]
    assert await done(lesson) == []
    await post(batch(saying(lesson)), token=learner[1])
    assert await done(lesson) == ["c1"]


async def test_an_empty_list_of_parents_makes_no_child(learner, lesson):
    said = xapi("completed")
    said["context"]["contextActivities"]["parent"] = []
    said["object"]["definition"]["extensions"] = {"http://h5p.org/x-api/h5p-subContentId": None}
    await post(batch(event(lesson, statement=said)), token=learner[1])
    assert await done(lesson) == ["c1"]


# Once


async def test_sent_again_it_is_a_duplicate_and_with_other_content_a_conflict(learner, lesson):
    sent = saying(lesson, "answered")
    other = {**sent, "statement": xapi("completed")}
    async with running_api():
        replies = [
            await ask_api("POST", PATH, content=batch(one), token=learner[1])
            for one in (sent, dict(reversed(sent.items())), other)
        ]
    assert [outcomes(reply) for reply in replies] == [["applied"], ["duplicate"], ["conflict"]]
    assert replies[2].json()["results"][0]["status"] == "rejected"
    assert await stored() == [("answered", "card"), ("answered", "h5p")]


async def test_it_is_told_again_by_what_was_sent_not_by_what_is_kept(learner, lesson):
    # Both are kept as the same statement; the phone said two things all the same.
    sent = saying(lesson, "passed")
    other = {**sent, "statement": xapi("failed")}
    assert outcomes(await post(batch(sent, other), token=learner[1])) == ["applied", "conflict"]


async def test_what_is_refused_as_a_conflict_completes_no_card(learner, lesson):
    first = saying(lesson, "progressed")
    ended = {**first, "statement": xapi("completed")}
    async with running_api():
        together = await ask_api("POST", PATH, content=batch(first, ended), token=learner[1])
        later = await ask_api("POST", PATH, content=batch(ended), token=learner[1])
    assert outcomes(together) == ["applied", "conflict"]
    assert outcomes(later) == ["conflict"]
    assert await stored() == [("progressed", "h5p")]
    assert await done(lesson) == []


async def test_an_id_that_a_statement_has_is_a_conflict_for_an_event(learner, lesson):
    taken = statement(f"lesson:{uuid.uuid4()}")
    sent = saying(lesson, id=taken["id"])
    async with running_api():
        await ask_api("POST", "/api/v1/statements", content={"statements": [taken]}, token=learner[1])
        reply = await ask_api("POST", PATH, content=batch(sent), token=learner[1])
    assert outcomes(reply) == ["conflict"]
    assert await done(lesson) == []


async def test_ids_belong_to_their_learner(learner, lesson):
    other = await sync_to_async(make_learner)()
    sent = saying(lesson)
    async with running_api():
        replies = [
            await ask_api("POST", PATH, content=batch(sent), token=learner[1]),
            await ask_api("POST", PATH, content=batch({**sent, "statement": xapi("answered")}), token=other[1]),
        ]
    assert [outcomes(reply) for reply in replies] == [["applied"], ["applied"]]
    assert await Statement.objects.acount() == 4


@sync_to_async
def make_two_parts():
    user = User.objects.create_user("0912000001")
    own = learner_of(user=user)
    guest, guest_token = make_learner()
    take_over(user=user, guest=Claim(guest, 0))
    return own.id, make_token(own.id), guest, guest_token


async def test_one_persons_event_under_two_tokens_is_stored_once_also_in_one_commit(lesson):
    _, token, _, guest_token = await make_two_parts()
    sent = [saying(lesson), keeping(lesson, "ở đây")]
    later = [saying(lesson), keeping(lesson, "rồi ở đây")]
    async with running_api():
        one = await ask_api("POST", PATH, content=batch(*sent), token=token)
        two = await ask_api("POST", PATH, content=batch(*sent), token=guest_token)
        together = await asyncio.gather(
            *(ask_api("POST", PATH, content=batch(*later), token=which) for which in (token, guest_token))
        )
        query = f"lesson={lesson.lesson}&card=c1"
        kept = [await ask_api("GET", f"{PATH}/state", query=query, token=which) for which in (token, guest_token)]
    assert outcomes(one) == ["applied", "applied"]
    assert outcomes(two) == ["duplicate", "duplicate"]
    assert sorted(map(outcomes, together)) == [["applied", "applied"], ["duplicate", "duplicate"]]
    assert await Statement.objects.acount() == 4
    assert kept[0].json()["states"]["0/state"]["data"] == "rồi ở đây"
    assert await H5PState.objects.filter(data="rồi ở đây").acount() == 1


async def test_a_conflict_with_another_part_of_the_record_completes_no_card(lesson):
    _, token, _, guest_token = await make_two_parts()
    first = saying(lesson, "progressed")
    async with running_api():
        await ask_api("POST", PATH, content=batch(first), token=guest_token)
        reply = await ask_api("POST", PATH, content=batch({**first, "statement": xapi("completed")}), token=token)
    assert outcomes(reply) == ["conflict"]
    assert await stored() == [("progressed", "h5p")]


async def test_what_both_parts_do_completes_the_lesson_together():
    _, token, _, guest_token = await make_two_parts()
    course, lesson = await sync_to_async(make_h5p_course)(required=("c1", "c2"))
    async with running_api():
        await ask_api("POST", PATH, content=batch(saying(lesson)), token=token)
        await ask_api("POST", PATH, content=batch(saying(lesson, card="c2")), token=guest_token)
        me = (await ask_api("GET", "/api/v1/me", token=token)).json()
    assert me["lessons"][str(lesson.lesson)]["completed_at"]
    assert me["courses"][str(course.course)]["completed_at"]


# What is no batch, and what is no event


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
