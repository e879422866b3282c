"""Real races: real server processes, real clients, real PostgreSQL."""

import asyncio
import random
import uuid
from collections import Counter

import httpx
import pytest
from asgiref.sync import sync_to_async

from learn.models import CourseProgress, LessonProgress, Statement
from tests.learn.making import make_course, make_learner, statement
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def url(server):
    return f"http://127.0.0.1:{server.port}/api/v1/statements"


def bearer(token):
    return {"authorization": f"Learner {token}"}


async def test_16_clients_send_the_same_1000_statements_and_each_is_applied_once():
    learner, token = await sync_to_async(make_learner)()
    course, lessons = await sync_to_async(make_course)(lessons=5, cards=20)
    cards = [f"card:{lesson.lesson}/c{n}" for lesson in lessons for n in range(1, 21)]
    sent = [statement(cards[n % 100]) for n in range(1000)]
    servers = [Server(), Server()]
    try:
        for server in servers:
            server.wait()
        told = await asyncio.gather(*(_send_all(servers[n % 2], token, sent, n) for n in range(16)))
    finally:
        for server in servers:
            server.stop()

    statuses = Counter((result["id"], result["status"]) for results in told for result in results)
    assert {key for key, _ in statuses} == {s["id"] for s in sent}
    assert all(statuses[s["id"], "applied"] == 1 for s in sent)
    assert all(statuses[s["id"], "duplicate"] == 15 for s in sent)
    assert await Statement.objects.acount() == 1000
    # The projection took part in the same race.
    progress = [p async for p in LessonProgress.objects.filter(learner_id=learner)]
    assert len(progress) == 5
    assert all(len(p.done) == 20 and p.completed_at for p in progress)
    assert (await CourseProgress.objects.aget(learner_id=learner, course=course.course)).completed_at


async def _send_all(server, token, statements, client_number):
    """Each client in another order and other batches, all at once."""
    order = random.Random(client_number).sample(statements, len(statements))
    async with httpx.AsyncClient(timeout=60, headers=bearer(token)) as client:
        replies = await asyncio.gather(
            *(client.post(url(server), json={"statements": order[at : at + 100]}) for at in range(0, 1000, 100))
        )
    assert {reply.status_code for reply in replies} == {200}
    return [result for reply in replies for result in reply.json()["results"]]


class Phone:
    """Sends batches of three and keeps each until it is acknowledged, as a phone does."""

    def __init__(self, token, cards):
        self.token, self.cards = token, cards
        self.waiting = []
        self.acknowledged = set()
        self.made = 0

    async def work(self, server, stopped):
        async with httpx.AsyncClient(timeout=5, headers=bearer(self.token)) as client:
            while not stopped.is_set():
                if not self.waiting:
                    self.waiting = [statement(random.choice(self.cards)) for _ in range(3)]
                    self.made += 3
                try:
                    await self.send(client, server)
                except httpx.HTTPError:
                    return

    async def send(self, client, server):
        reply = await client.post(url(server), json={"statements": self.waiting})
        assert reply.status_code == 200
        for result in reply.json()["results"]:
            assert result["status"] in ("applied", "duplicate")
            self.acknowledged.add(uuid.UUID(result["id"]))
        self.waiting = []

    async def send_what_is_left(self, server):
        async with httpx.AsyncClient(timeout=5, headers=bearer(self.token)) as client:
            if self.waiting:
                await self.send(client, server)


async def test_a_worker_killed_ten_times_under_load_loses_nothing_it_acknowledged():
    _, lessons = await sync_to_async(make_course)(lessons=2, cards=8)
    cards = [f"card:{lesson.lesson}/c{n}" for lesson in lessons for n in range(1, 9)]
    phones = [Phone((await sync_to_async(make_learner)())[1], cards) for _ in range(12)]
    port = None
    for _ in range(10):
        server = await asyncio.to_thread(lambda port=port: Server(port).wait())
        port = server.port
        stopped = asyncio.Event()
        before = sum(len(phone.acknowledged) for phone in phones)
        working = [asyncio.create_task(phone.work(server, stopped)) for phone in phones]
        # However slow the machine: it is killed at work, not before.
        async with asyncio.timeout(30):
            while sum(len(phone.acknowledged) for phone in phones) < before + 60:
                await asyncio.sleep(0.01)
        await asyncio.sleep(random.uniform(0, 0.3))
        server.kill()
        await asyncio.gather(*working)

    acknowledged = {identifier for phone in phones for identifier in phone.acknowledged}
    stored = {identifier async for identifier in Statement.objects.values_list("id", flat=True)}
    assert acknowledged <= stored
    assert len(acknowledged) >= 600

    # What was not acknowledged is still on the phones; sent again, everything is there exactly once.
    assert any(phone.waiting for phone in phones)
    server = await asyncio.to_thread(lambda: Server(port).wait())
    try:
        for phone in phones:
            await phone.send_what_is_left(server)
    finally:
        server.stop()
    assert await Statement.objects.acount() == sum(phone.made for phone in phones)
    told = {(s.learner_id, s.activity) async for s in Statement.objects.all()}
    kept = {(p.learner_id, f"card:{p.lesson}/{card}") async for p in LessonProgress.objects.all() for card in p.done}
    assert kept == told
