"""Races of field sync: real server processes, real clients, real PostgreSQL."""

import asyncio
import random
import threading
from collections import Counter

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction

from community_teams.counting.models import DailyCount
from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.sealing.models import DataKey
from community_teams.sync.deciding import AlreadyResolved, resolve_conflict
from community_teams.sync.models import Change, Conflict, Operation, Stream
from community_teams.sync.streams import lock_streams, stamp
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from learn.conversations import hold
from tests.community_teams.phones import Phone
from tests.community_teams.world import join, make_team
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def servers():
    running = [Server(), Server()]
    try:
        yield [server.wait() for server in running]
    finally:
        for server in running:
            server.stop()


@sync_to_async
def looked(look):
    with everything():
        return look()


@sync_to_async
def made(count=1):
    team = make_team()
    return team, team.hamlets.get(), [Phone(join(team)).registered() for _ in range(count)]


async def send(client, server, phone, ops):
    reply = await client.post(
        f"http://127.0.0.1:{server.port}/api/v1/field/push",
        content=phone.body(ops),
        headers={"authorization": f"Device {phone.token}", "content-type": "application/json"},
    )
    assert reply.status_code == 200, reply.text
    return reply.json()["results"]


async def test_the_same_batches_from_16_clients_are_applied_once(servers):
    _team, hamlet, (phone,) = await made()
    households = [phone.household(hamlet) for _ in range(50)]
    visits = [phone.visit(one["entity"], after=[one]) for one in households for _ in range(3)]
    ops = households + visits

    async def send_all(number):
        order = random.Random(number).sample(ops, len(ops))
        async with httpx.AsyncClient(timeout=60) as client:
            parts = [order[at : at + 50] for at in range(0, len(order), 50)]
            told = await asyncio.gather(*(send(client, servers[number % 2], phone, part) for part in parts))
        return [result for results in told for result in results]

    told = await asyncio.gather(*(send_all(number) for number in range(16)))
    statuses = Counter((result["op"], result["status"]) for results in told for result in results)
    for op in ops:
        # Once it was stored, applied at once or held until its household came; else it was here already.
        assert statuses[op["op"], "applied"] + statuses[op["op"], "held"] == 1
        assert statuses[op["op"], "duplicate"] == 15
    assert await looked(lambda: Counter(Operation.objects.values_list("status", flat=True))) == {"applied": 200}
    assert await looked(lambda: (Household.objects.count(), Visit.objects.count())) == (50, 150)
    assert await looked(lambda: DailyCount.objects.get(indicator="visits").value) == 150
    assert await looked(lambda: DailyCount.objects.get(indicator="households").value) == 50
    assert await looked(DataKey.objects.count) == 50


async def test_members_who_change_one_household_at_once_lose_nothing(servers):
    _team, hamlet, phones = await made(8)
    home = phones[0].household(hamlet)
    async with httpx.AsyncClient(timeout=60) as client:
        await send(client, servers[0], phones[0], [home])
        ops = {phone.device: phone.update(home["entity"], {"size": 10 + n}) for n, phone in enumerate(phones)}
        told = await asyncio.gather(
            *(send(client, servers[n % 2], phone, [ops[phone.device]]) for n, phone in enumerate(phones))
        )
    # Who made the household conflicts with nobody else's change if it comes first; exactly one is applied.
    assert Counter(result["status"] for (result,) in told) == {"applied": 1, "conflict": 7}
    assert await looked(Conflict.objects.count) == 7


def in_threads(count, work):
    results = []

    def run(number):
        try:
            results.append(work(number))
        except Exception as error:  # handed to the test
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_two_leaders_resolve_one_conflict_once():
    team = make_team()
    hamlet, one, two = team.hamlets.get(), Phone(join(team)).registered(), Phone(join(team)).registered()
    home = one.household(hamlet)
    one.push(home, one.update(home["entity"], {"size": 4}))
    two.push(two.update(home["entity"], {"size": 6}, base=0))
    leaders = [join(team, leads=True) for _ in range(2)]
    with everything():
        conflict = Conflict.objects.select_related("operation").get()
    sides = ["mine", "theirs"]
    results = in_threads(
        2, lambda n: resolve_conflict(conflict=conflict, by=leaders[n], choice={"size": sides[n]}) or n
    )
    (winner,) = [one for one in results if isinstance(one, int)]
    (refused,) = [one for one in results if isinstance(one, AlreadyResolved)]
    assert refused.who == leaders[winner].pk
    with everything():
        assert Household.objects.get().size == (6 if winner == 0 else 4)
        assert Conflict.objects.get().resolved_by == leaders[winner]


def test_a_change_that_commits_late_is_never_behind_a_reader():
    """A reader that remembers the highest number it saw misses nothing, whatever is slow."""
    hamlet = make_team().hamlets.get()
    everyone, stop, missed = [uuid7() for _ in range(60)], threading.Event(), []
    seen: dict = {}

    def write(number):
        for household in everyone[number::4]:
            with transaction.atomic():
                hold(lock_streams({hamlet.pk}))
                hold(stamp({(hamlet.pk, household): ""}))
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(%s)", [random.Random(household.int).random() / 50])

    def read(_number):
        cursor = 0
        while True:
            last = stop.is_set()
            for household, number in Change.objects.filter(hamlet=hamlet, number__gt=cursor).values_list(
                "household", "number"
            ):
                seen[household] = number
                cursor = max(cursor, number)
            if last:
                return

    reader = threading.Thread(target=lambda: in_threads(1, read))
    reader.start()
    failures = [one for one in in_threads(4, write) if one is not None]
    stop.set()
    reader.join(timeout=30)
    missed = [household for household in everyone if household not in seen]
    assert (failures, missed) == ([], [])
    assert Stream.objects.get().number == 60


async def test_a_worker_killed_while_it_saves_loses_nothing_it_acknowledged():
    _team, hamlet, phones = await made(6)
    acknowledged: dict[str, str] = {}

    async def work(server, phone):
        async with httpx.AsyncClient(timeout=5) as client:
            for _ in range(500):
                home = phone.household(hamlet)
                try:
                    told = await send(client, server, phone, [home, phone.visit(home["entity"], after=[home])])
                except httpx.HTTPError:
                    return
                acknowledged.update((one["op"], one["status"]) for one in told)

    for _turn in range(2):
        server = await asyncio.to_thread(lambda: Server().wait())
        working = [asyncio.create_task(work(server, phone)) for phone in phones]
        before = len(acknowledged)
        async with asyncio.timeout(60):
            while len(acknowledged) < before + 60:
                await asyncio.sleep(0.01)
        server.kill()
        await asyncio.gather(*working)
    kept = await looked(lambda: {str(op): status for op, status in Operation.objects.values_list("op", "status")})
    assert acknowledged.items() <= kept.items()
    assert len(acknowledged) >= 120
    assert await looked(lambda: DailyCount.objects.get(indicator="visits").value == Visit.objects.count())
