"""What a pull never gives of others, and what it costs."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from community_teams.households.models import Household
from community_teams.reach import Scope, everything, scope_of
from community_teams.reach.context import SET, values_of
from community_teams.sync.documents import find
from learn.api.app import runtime as learner_runtime
from learn.conversations import hold_async
from tests.asgi import running_api
from tests.community_teams.sync.phones import known, pull, stamp, visit
from tests.community_teams.sync.pulling import a_team_and_its_phone, here, many
from tests.community_teams.world import make_team

pytestmark = pytest.mark.django_db(transaction=True)


async def test_what_names_a_household_beyond_the_reach_is_not_even_found_by_its_id():
    team, member, _phone = await a_team_and_its_phone()
    mine = await here(known)(await here(team.hamlets.get)())
    other = await here(known)(await here(lambda: make_team("Tổ Tây").hamlets.get())())

    async def ask_for_both(scope: Scope):
        def conversation():
            yield SET, values_of(scope)
            return (yield from find([mine.pk, other.pk], scope))

        return await learner_runtime().hold(conversation())

    async with running_api():
        found = await ask_for_both(await here(scope_of)(member))
        blind = await ask_for_both(Scope(person=member.pk))
    assert [row[0] for row in found.households] == [mine.pk]
    assert {row[0] for row in found.consents} == {mine.pk}
    assert blind.households == []


async def test_a_stream_that_names_a_household_of_others_gives_nothing_of_it_away():
    team, _member, phone = await a_team_and_its_phone()
    other = await here(known)(await here(lambda: make_team("Tổ Tây").hamlets.get())())
    # As by a fault of somebody who writes: the change stands in a hamlet in which the household is not.
    await here(stamp)(other, hamlet=(await here(team.hamlets.get)()).pk)
    async with running_api():
        answer = await pull(phone)
    assert answer.json()["households"] == []
    assert "Lò Thị Mai" not in answer.body.decode()


async def test_nobody_s_eyes_stay_behind_on_the_connection():
    team, _member, phone = await a_team_and_its_phone()
    await here(known)(await here(team.hamlets.get)())
    async with running_api():
        await pull(phone)
        for _time in range(8):
            rows = await learner_runtime().rows("SELECT count(*) FROM community_teams_household", [])
            assert rows == [(0,)]


async def test_a_page_of_a_hundred_takes_no_more_queries_than_a_page_of_one(monkeypatch):
    team, member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    counts = []

    async def counting(connection, conversation):
        asked = 0

        def counted():
            nonlocal asked
            query = next(conversation)
            try:
                while True:
                    asked += 1
                    query = conversation.send((yield query))
            except StopIteration as end:
                return end.value

        result = await hold_async(connection, counted())
        counts.append(asked)
        return result

    monkeypatch.setattr("learn.api.app.hold_async", counting)
    async with running_api():
        await here(known)(hamlet)
        await pull(phone)
        await many(hamlet, 98)

        def work():
            with everything():
                for household in Household.objects.all():
                    visit(household, member, dt.date(2026, 11, 1))

        await here(work)()
        await pull(phone)
    assert counts == [23, 23]


async def test_it_is_packed_for_a_phone_that_unpacks():
    team, _member, phone = await a_team_and_its_phone()
    await many(await here(team.hamlets.get)(), 20)
    async with running_api():
        answer = await pull(phone, **{"accept-encoding": "gzip, br"})
    assert answer.headers["content-encoding"] == "gzip"
    assert b"L\xc3\xb2 Th\xe1\xbb\x8b 7" in gzip.decompress(answer.body)
    assert answer.headers["cache-control"] == "no-store"
