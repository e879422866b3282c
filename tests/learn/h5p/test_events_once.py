"""Each event once, whoever sends it however often."""

import asyncio
import uuid

import pytest
from asgiref.sync import sync_to_async

from learn.learners.services import learner_of, take_over
from learn.learners.tokens import Claim, make_token
from learn.models import H5PState, Statement
from people.models import User
from tests.asgi import ask_api, running_api
from tests.learn.h5p.telling import PATH, batch, done, outcomes, post, stored
from tests.learn.making import keeping, make_h5p_course, make_learner, saying, statement, xapi

pytestmark = pytest.mark.django_db(transaction=True)


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
