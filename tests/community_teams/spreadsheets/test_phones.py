"""What was put in from a file reaches the phones of the hamlet with their next pull."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from tests.asgi import running_api
from tests.community_teams.spreadsheets.making import applied, brought, csv_of, good
from tests.community_teams.sync.phones import make_device, pull
from tests.community_teams.world import join, make_team

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def a_team():
    team = make_team()
    return team, join(team, leads=True), make_device(join(team))


@sync_to_async
def put_in(team, leader):
    applied(leader, brought(leader, team, csv_of([good(1)])))


async def test_phones_of_the_hamlet_hear_of_it():
    team, leader, phone = await a_team()
    async with running_api():
        before = (await pull(phone)).json()
        assert before["households"] == []
        await put_in(team, leader)
        (heard,) = (await pull(phone, before["cursor"])).json()["households"]
    assert (heard["head_name"], heard["phone"]) == ("Lò Thị Mai 1", "+84912000001")
    assert heard["consents"]["record"]["given"] is True
