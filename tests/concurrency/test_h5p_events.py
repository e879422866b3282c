"""Events of H5P frames in real races: real server processes, real clients, real PostgreSQL."""

import asyncio
import datetime as dt
import random
import uuid
from collections import Counter

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from learn.learners.services import learner_of, take_over
from learn.learners.tokens import Claim, make_token
from learn.models import CourseProgress, H5PState, LessonProgress, Statement
from learn.my_data.ending import end_account
from people.models import User
from tests.learn.making import keeping, make_h5p_course, make_h5p_lesson, make_learner, saying, statement, xapi
from tests.serving import Server
from tests.wire import Wire

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def servers():
    running = [Server(), Server()]
    try:
        for server in running:
            server.wait()
        yield running
    finally:
        for server in running:
            server.stop()


def url(server, path="h5p"):
    return f"http://127.0.0.1:{server.port}/api/v1/{path}"


def bearer(token):
    return {"authorization": f"Learner {token}"}


async def post(server, token, events, *, client):
    reply = await client.post(url(server), json={"events": events}, headers=bearer(token))
    assert reply.status_code == 200, reply.text
    return [(result["id"], result.get("reason", result["status"])) for result in reply.json()["results"]]


async def read(server, token, lesson, card="c1"):
    query = {"lesson": str(lesson.lesson), "card": card}
    async with httpx.AsyncClient(timeout=30, headers=bearer(token)) as client:
        states = (await client.get(url(server, "h5p/state"), params=query)).json()["states"]
    return {key: kept["data"] for key, kept in states.items()}


def states(lesson, count, **fields):
    """States of one key, one each second."""
    begun = timezone.now() - dt.timedelta(hours=1)
    return [
        keeping(lesson, f"step {n}", occurred_at=(begun + dt.timedelta(seconds=n)).isoformat(), **fields)
        for n in range(count)
    ]


@pytest.mark.parametrize("is_one_person_of_two_parts", [False, True])
async def test_16_clients_send_the_same_events_through_two_servers_and_each_is_applied_once(
    servers, is_one_person_of_two_parts
):
    course, lesson = await sync_to_async(make_h5p_course)(required=("c1", "c2"))
    tokens = await sync_to_async(make_tokens)(is_one_person_of_two_parts)
    said = [saying(lesson, verb, card) for verb in ("attempted", "answered", "passed") for card in ("c1", "c2")]
    said += [saying(lesson, "progressed") for _ in range(60)]
    kept = states(lesson, 30)
    sent = [*said, *kept]
    async with httpx.AsyncClient(timeout=60) as client:
        told = await asyncio.gather(
            *(_send_all(servers[n % 2], tokens[n // 2 % len(tokens)], sent, n, client) for n in range(16))
        )
    statuses = Counter(result for results in told for result in results)
    assert {status for _, status in statuses} == {"applied", "duplicate"}
    for one in said:
        assert (statuses[one["id"], "applied"], statuses[one["id"], "duplicate"]) == (1, 15)
    # A state that came after a later one was never taken; none is taken twice.
    assert all(statuses[one["id"], "applied"] <= 1 for one in kept)
    assert statuses[kept[-1]["id"], "applied"] == 1
    # Four of them end a card.
    assert await Statement.objects.acount() == len(said) + 4
    assert {await read(server, tokens[0], lesson) == {"0/state": "step 29"} for server in servers} == {True}
    done = [progress async for progress in LessonProgress.objects.filter(lesson=lesson.lesson)]
    assert {card for progress in done for card in progress.done} == {"c1", "c2"}
    assert await CourseProgress.objects.filter(course=course.course, completed_at__isnull=False).acount() == 1


def make_tokens(is_one_person_of_two_parts):
    guest, token = make_learner()
    if not is_one_person_of_two_parts:
        return [token]
    user = User.objects.create_user("0912000001")
    own = learner_of(user=user)
    take_over(user=user, guest=Claim(guest, 0))
    return [make_token(own.id), token]


async def _send_all(server, token, events, client_number, client):
    """Each client in another order and other batches, all at once."""
    order = random.Random(client_number).sample(events, len(events))
    replies = await asyncio.gather(
        *(post(server, token, order[at : at + 12], client=client) for at in range(0, len(order), 12))
    )
    return [result for reply in replies for result in reply]


async def test_two_contents_of_one_id_at_once_one_is_applied_and_only_that_one_counts(servers):
    """One of them would complete the card: whichever is refused completes nothing."""
    learners = [await sync_to_async(make_learner)() for _ in range(40)]
    lesson = await sync_to_async(make_h5p_lesson)()
    outcomes = Counter()
    async with httpx.AsyncClient(timeout=60) as client:

        async def race(turn, learner, token):
            first = saying(lesson, "progressed")
            ended = {**first, "statement": xapi("completed")}
            pair = (first, ended) if turn % 2 else (ended, first)
            (one,), (two,) = await asyncio.gather(
                *(post(server, token, [event], client=client) for server, event in zip(servers, pair, strict=True))
            )
            assert sorted([one[1], two[1]]) == ["applied", "conflict"]
            is_ended = (one if pair[0] is ended else two)[1] == "applied"
            outcomes[is_ended] += 1
            progress = await LessonProgress.objects.filter(learner_id=learner).afirst()
            assert (progress is not None and progress.done == ["c1"]) == is_ended

        await asyncio.gather(*(race(turn, *one) for turn, one in enumerate(learners)))
    # Otherwise nothing raced.
    assert len(outcomes) == 2
    assert await Statement.objects.acount() == 40 + outcomes[True]


async def test_two_phones_of_one_person_keep_states_at_once_and_the_latest_stays(servers):
    """Many cards in opposite orders, with statements between: nobody waits for ever, and nothing late wins."""
    lessons = [await sync_to_async(make_h5p_lesson)() for _ in range(6)]
    tokens = await sync_to_async(make_tokens)(True)
    sent = [one for lesson in lessons for card in ("c1", "c2") for one in states(lesson, 25, card=card)]
    async with httpx.AsyncClient(timeout=60) as client:

        async def phone(number):
            token, order = tokens[number % 2], random.Random(number).sample(sent, len(sent))
            for at in range(0, len(order), 30):
                extra = [saying(random.choice(lessons), "answered") for _ in range(3)]
                beside = {"statements": [statement(f"card:{lesson.lesson}/c1") for lesson in reversed(lessons)]}
                mixed, plain = await asyncio.gather(
                    post(servers[number // 2 % 2], token, order[at : at + 30] + extra, client=client),
                    client.post(url(servers[number % 2], "statements"), json=beside, headers=bearer(token)),
                )
                assert {status for _, status in mixed} <= {"applied", "duplicate"}
                assert plain.status_code == 200

        async with asyncio.timeout(60):
            await asyncio.gather(*(phone(number) for number in range(8)))
    for lesson in lessons:
        for card in ("c1", "c2"):
            assert await read(servers[0], tokens[0], lesson, card) == {"0/state": "step 24"}


async def test_a_guests_card_never_holds_more_than_it_may_though_many_write_at_once(servers):
    learner, token = await sync_to_async(make_learner)()
    lesson = await sync_to_async(make_h5p_lesson)()
    sent = [keeping(lesson, "x" * 9_000, key=f"{n}/state") for n in range(32)]
    async with httpx.AsyncClient(timeout=60) as client:
        replies = await asyncio.gather(
            *(post(servers[n % 2], token, [one], client=client) for n, one in enumerate(sent))
        )
    assert Counter(status for ((_, status),) in replies) == {"applied": 7, "too_large": 25}
    assert await H5PState.objects.filter(learner_id=learner).acount() == 7


async def test_a_server_killed_between_the_commit_and_the_answer_is_told_again_as_known():
    learner, token = await sync_to_async(make_learner)()
    lesson = await sync_to_async(make_h5p_lesson)()
    for _turn in range(3):
        sent = [saying(lesson), keeping(lesson, "here")]
        server = await asyncio.to_thread(lambda: Server().wait())
        await _die_unanswered(server, token, sent)
        again = await asyncio.to_thread(lambda: Server().wait())
        try:
            async with httpx.AsyncClient(timeout=30) as client:
                results = await post(again, token, sent, client=client)
        finally:
            again.stop()
        assert [status for _, status in results] == ["duplicate", "duplicate"]
    assert await Statement.objects.filter(learner_id=learner).acount() == 2 * 3
    assert await H5PState.objects.acount() == 1


async def _die_unanswered(server, token, sent):
    """Send; the server ends as by a power cut when it has kept this, and its answer never arrives."""
    wire = Wire(server)
    wire.stop("after", rb"POST ")
    try:
        async with httpx.AsyncClient(timeout=30) as client:
            sending = asyncio.create_task(post(wire, token, sent, client=client))
            assert await asyncio.to_thread(wire.halted.wait, 30)
            server.kill()
            assert await Statement.objects.filter(id=uuid.UUID(sent[0]["id"])).aexists()
            wire.resume()
            with pytest.raises(httpx.HTTPError):
                await sending
    finally:
        server.kill()
        wire.close()


async def test_an_account_that_ends_while_its_phones_send_leaves_no_state(servers):
    answered = Counter()
    lesson = await sync_to_async(make_h5p_lesson)()
    for turn in range(6):
        user = await sync_to_async(User.objects.create_user)(f"09120002{turn:02}")
        own = await sync_to_async(learner_of)(user=user)
        guest, token = await sync_to_async(make_learner)()
        await sync_to_async(take_over)(user=user, guest=Claim(guest, 0))
        tokens = [make_token(own.id), token]
        async with httpx.AsyncClient(timeout=30) as client:

            async def send(number, tokens=tokens, client=client):
                body = {"events": [keeping(lesson, "x", key=f"{number}/s"), saying(lesson)]}
                reply = await client.post(url(servers[number % 2]), json=body, headers=bearer(tokens[number // 2 % 2]))
                return reply.status_code

            sending = [asyncio.create_task(send(number)) for number in range(30)]
            await asyncio.sleep(random.uniform(0, 0.05))
            await sync_to_async(end_account)(user=user, keep_certificates=False)
            later = [asyncio.create_task(send(number)) for number in range(30, 36)]
            answered += Counter(await asyncio.gather(*sending, *later))
        for model in (H5PState, Statement, LessonProgress):
            assert not await model.objects.filter(learner_id__in=[own.id, guest]).aexists()
    assert set(answered) == {200, 401}, answered
