"""Races of quizzes: real server processes, real clients, real PostgreSQL."""

import asyncio
import random
import uuid
from collections import Counter

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from foundation.identifiers import uuid7
from learn.learners.tokens import Claim
from learn.models import GradedResult
from quizzes.attempts.grading import grade
from quizzes.models import Answer, Attempt
from tests.learn.making import make_learner
from tests.quizzes.making import key_of, make_question, make_quiz, started
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def url(server, what="answers"):
    return f"http://127.0.0.1:{server.port}/api/v1/quizzes/{what}"


def bearer(token):
    return {"authorization": f"Learner {token}"}


def item(attempt, seq, question=None, response=None):
    said = {"question": str(question), "response": response} if question else {"submit": True}
    return {
        "id": str(uuid7()), "attempt": str(attempt), "seq": seq, "occurred_at": timezone.now().isoformat(), **said,
    }  # fmt: skip


@pytest.fixture
def servers():
    running = [Server(), Server()]
    try:
        yield [server.wait() for server in running]
    finally:
        for server in running:
            server.stop()


@sync_to_async
def begun(questions=4):
    learner, token = make_learner()
    attempt = started(Claim(learner, 0), make_quiz([make_question() for _ in range(questions)]))
    return attempt, token, [key_of(version) for version in attempt.paper]


async def send(client, server, items):
    reply = await client.post(url(server), json={"answers": items})
    assert reply.status_code == 200, reply.text
    return reply.json()["results"]


async def test_the_same_batches_from_16_clients_are_stored_once(servers):
    attempt, token, keys = await begun()
    sent = [item(attempt.id, n, keys[n % 4][0], {"c": [f"c{n % 3 + 1}"]}) for n in range(1, 301)]

    async def send_all(number):
        order = random.Random(number).sample(sent, len(sent))
        async with httpx.AsyncClient(timeout=60, headers=bearer(token)) as client:
            parts = [order[at : at + 50] for at in range(0, len(order), 50)]
            told = await asyncio.gather(*(send(client, servers[number % 2], part) for part in parts))
        return [result for results in told for result in results]

    told = await asyncio.gather(*(send_all(number) for number in range(16)))
    statuses = Counter((result["id"], result["status"]) for results in told for result in results)
    assert all(statuses[one["id"], "applied"] == 1 and statuses[one["id"], "duplicate"] == 15 for one in sent)
    assert await Answer.objects.acount() == 300


async def test_two_starts_at_once_are_one_attempt(servers):
    quiz = await sync_to_async(make_quiz)()
    for _ in range(12):
        learner, token = await sync_to_async(make_learner)()

        async def begin(number, token=token):
            async with httpx.AsyncClient(timeout=60, headers=bearer(token)) as client:
                body = {"attempt": str(uuid7()), "quiz": str(quiz.pk)}
                reply = await client.post(url(servers[number % 2], "start"), json=body)
            assert reply.status_code == 200, reply.text
            return reply.json()

        told = await asyncio.gather(*(begin(number) for number in range(8)))
        assert len({one["attempt"] for one in told}) == 1
        assert sum(one["new"] for one in told) == 1
        assert await Attempt.objects.filter(learner_id=learner).acount() == 1


async def test_handing_in_against_a_late_batch_counts_what_was_answered_before(servers):
    for _ in range(10):
        attempt, token, keys = await begun()
        answers = [item(attempt.id, n, question, key) for n, (question, key) in enumerate(keys, 1)]
        after = item(attempt.id, 9, keys[0][0], {"c": ["c2"]})
        async with httpx.AsyncClient(timeout=60, headers=bearer(token)) as client:
            batches = [[item(attempt.id, 8)], answers[:2], answers[2:], [after]]
            random.shuffle(batches)
            await asyncio.gather(*(send(client, servers[n % 2], batch) for n, batch in enumerate(batches)))
        graded = await sync_to_async(grade)(learner=attempt.learner_id, attempt=attempt.id)
        assert graded.score == 1.0, "the one after the handing in counts in no order of arrival"
        assert (
            await Answer.objects.filter(attempt=attempt.id, question__isnull=False, seq__lt=8, counted=True).acount()
            == 4
        )


async def test_two_tabs_answer_and_hand_in_at_once_and_lose_nothing(servers):
    attempt, token, keys = await begun()

    async def tab(number):
        async with httpx.AsyncClient(timeout=60, headers=bearer(token)) as client:
            for n in range(20):
                question, key = keys[n % 4]
                response = key if number == n % 2 else {"c": ["c2"]}
                await send(client, servers[number], [item(attempt.id, n * 2 + number, question, response)])
            await send(client, servers[number], [item(attempt.id, 90 + number)])

    await asyncio.gather(tab(0), tab(1))
    assert await Answer.objects.filter(question__isnull=False).acount() == 40
    row = await Attempt.objects.aget(id=attempt.id)
    assert row.submitted_seq in (90, 91)
    first, second = await asyncio.gather(
        *(sync_to_async(grade, thread_sensitive=False)(learner=row.learner_id, attempt=row.id) for _ in range(2))
    )
    assert first.score == second.score
    assert await GradedResult.objects.acount() == 0, "the quiz belongs to no course"


async def test_a_worker_killed_while_it_saves_loses_nothing_it_acknowledged():
    begun_here = [await begun() for _ in range(8)]
    acknowledged: set[uuid.UUID] = set()

    async def phone(server, attempt, token, keys, seq):
        async with httpx.AsyncClient(timeout=5, headers=bearer(token)) as client:
            for n in range(1_000):
                question, key = keys[n % 4]
                try:
                    told = await send(client, server, [item(attempt.id, seq + n, question, key)])
                except httpx.HTTPError:
                    return
                acknowledged.update(uuid.UUID(one["id"]) for one in told if one["status"] == "applied")

    for turn in range(3):
        server = await asyncio.to_thread(lambda: Server().wait())
        working = [asyncio.create_task(phone(server, *one, turn * 1_000)) for one in begun_here]
        before = len(acknowledged)
        async with asyncio.timeout(30):
            while len(acknowledged) < before + 80:
                await asyncio.sleep(0.01)
        server.kill()
        await asyncio.gather(*working)
    stored = {identifier async for identifier in Answer.objects.values_list("id", flat=True)}
    assert acknowledged <= stored
    assert len(acknowledged) >= 240
