"""The front door as a process: health, publications heard, the database away."""

import asyncio
import time

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from foundation.publication import Publication, bump
from portal.front_door import health
from portal.front_door.watching import PublicationWatch
from tests.asgi import ask, running_api

pytestmark = pytest.mark.django_db(transaction=True)


async def test_healthz_asks_nobody():
    reply = await ask(health.healthz, "GET", "/healthz")
    assert (reply.status, reply.json()) == (200, {"status": "ok"})


async def test_readyz_is_ok_when_everything_answers():
    async with running_api():
        reply = await ask(health.readyz, "GET", "/readyz")
    assert (reply.status, reply.json()) == (200, {"status": "ok"})


async def test_readyz_names_what_fails(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    reply = await ask(health.readyz, "GET", "/readyz")
    assert reply.status == 503
    assert reply.json() == {"status": "unavailable", "failing": ["database", "redis"]}


async def test_a_publication_is_heard_at_once_and_only_once():
    heard = asyncio.Event()
    times = []

    def changed():
        times.append(time.monotonic())
        heard.set()

    watch = PublicationWatch(changed)
    watch.start()
    await asyncio.wait_for(heard.wait(), 10)
    heard.clear()
    await sync_to_async(bump)()
    await asyncio.wait_for(heard.wait(), 10)
    await asyncio.sleep(0.1)
    await watch.stop()
    assert len(times) == 2


async def test_a_missed_announcement_heals_by_asking(monkeypatch):
    monkeypatch.setattr("portal.front_door.watching.POLL_SECONDS", 0.2)
    heard = asyncio.Event()
    watch = PublicationWatch(heard.set)
    watch.start()
    await asyncio.wait_for(heard.wait(), 10)
    heard.clear()
    await sync_to_async(Publication.objects.update_or_create)(id=1, defaults={"number": 77})
    await asyncio.wait_for(heard.wait(), 10)
    await watch.stop()


def test_a_change_that_is_rolled_back_is_not_announced():
    bump()
    before = Publication.objects.get().number
    with transaction.atomic():
        bump()
        transaction.set_rollback(True)
    assert Publication.objects.get().number == before
