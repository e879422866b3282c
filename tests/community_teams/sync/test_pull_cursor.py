"""Where a pull goes on: what changed comes once, and nothing is ever skipped."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.sync.models import Change, Stream
from community_teams.sync.pruning import KEPT_DAYS, forget_tombstones
from community_teams.teams.models import Hamlet
from foundation.epoch import renew_epoch
from learn.api.app import runtime as learner_runtime
from tests.asgi import running_api
from tests.community_teams.sync.phones import erase, ids, known, make_device, pull, pull_all, stamp
from tests.community_teams.sync.pulling import a_team_and_its_phone, here, many
from tests.community_teams.world import join, make_household

pytestmark = pytest.mark.django_db(transaction=True)


async def test_only_what_changed_since_the_cursor_comes_and_what_is_gone_with_it():
    team, _member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    first, second = await here(known)(hamlet), await here(known)(hamlet)
    async with running_api():
        pages, cursor = await pull_all(phone)
        assert ids(pages) == [str(first.pk), str(second.pk)]
        nothing = (await pull(phone, cursor)).json()
        assert (nothing["households"], nothing["gone"], nothing["cursor"]) == ([], [], cursor)
        await here(stamp)(second)
        await here(erase)(first)
        changed = (await pull(phone, cursor)).json()
    assert ids([changed]) == [str(second.pk)]
    assert changed["gone"] == [{"household": str(first.pk), "why": "erased"}]


async def test_pages_are_of_a_hundred_and_everything_comes_once():
    team, _member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    west = await here(Hamlet.objects.create)(team=team, name="Thôn Tây")
    made = await many(hamlet, 130) + await many(west, 120)
    async with running_api():
        pages, _cursor = await pull_all(phone)
    assert [len(page["households"]) for page in pages] == [100, 100, 50]
    assert ids(pages) == made
    assert ["team" in page for page in pages] == [False, False, True]


async def test_what_changes_or_is_erased_between_two_pages_is_not_missed():
    team, _member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    made = await many(hamlet, 120)
    async with running_api():
        first = (await pull(phone)).json()
        changed, erased, later = [await here(_get)(made[place]) for place in (3, 5, 110)]
        await here(stamp)(changed)
        await here(erase)(erased)
        await here(erase)(later)
        new = await here(known)(hamlet, "Người mới")
        pages, cursor = await pull_all(phone, first["cursor"])
    rest = ids(pages)
    assert rest == [*made[100:110], *made[111:], str(changed.pk), str(new.pk)]
    assert {gone["household"] for page in pages for gone in page["gone"]} == {str(erased.pk), str(later.pk)}
    assert cursor


def _get(pk: str) -> Household:
    with everything():
        return Household.objects.get(pk=pk)


async def test_a_cursor_of_another_epoch_or_phone_or_none_at_all_is_expired():
    _team, member, phone = await a_team_and_its_phone()
    other = await here(make_device)(member)
    async with running_api():
        cursor = (await pull(phone)).json()["cursor"]
        answers = [await pull(phone, "abc"), await pull(phone, cursor[:-3]), await pull(other, cursor)]
        await here(renew_epoch)()
        learner_runtime().forget_epoch()
        answers.append(await pull(phone, cursor))
        assert (await pull(phone)).status == 200
    assert [(one.status, one.json()["error"]) for one in answers] == [(410, "cursor_expired")] * 4


async def test_a_cursor_from_before_forgotten_tombstones_is_expired_and_a_younger_one_is_not():
    team, _member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    young = await here(lambda: make_device(join(team)))()
    household = await here(known)(hamlet)
    async with running_api():
        _pages, old_cursor = await pull_all(phone)
        number = await here(erase)(household)
        _pages, young_cursor = await pull_all(young)
        later = timezone.now() + dt.timedelta(days=KEPT_DAYS, minutes=1)
        assert await here(forget_tombstones)(now=later - dt.timedelta(hours=1)) == 0
        assert await here(forget_tombstones)(now=later) == 1
        assert (await here(Stream.objects.get)(pk=hamlet.pk)).floor == number
        assert (await pull(phone, old_cursor)).status == 410
        assert (await pull(young, young_cursor)).status == 200
        pages, _cursor = await pull_all(phone)
    assert (ids(pages), pages[0]["gone"]) == ([], [])


async def test_a_first_pull_on_its_way_is_not_sent_back_by_what_was_forgotten_long_ago():
    team, _member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    made = await many(hamlet, 210)
    last = await here(_get)(made[-1])
    await here(erase)(last)
    await here(forget_tombstones)(now=timezone.now() + dt.timedelta(days=KEPT_DAYS, minutes=1))
    async with running_api():
        pages, _cursor = await pull_all(phone)
    assert ids(pages) == made[:-1]


async def test_a_household_that_came_back_is_not_forgotten_with_old_tombstones():
    team, _member, _phone = await a_team_and_its_phone()
    household = await here(known)(await here(team.hamlets.get)())
    await here(stamp)(household, "moved")
    await here(stamp)(household)
    assert await here(forget_tombstones)(now=timezone.now() + dt.timedelta(days=KEPT_DAYS + 1)) == 0
    assert await here(Change.objects.filter(household=household.pk).exists)()


class SlowWriter(threading.Thread):
    """A push whose transaction holds the stream, has stamped its change, and does not commit yet."""

    def __init__(self, hamlet: Hamlet) -> None:
        super().__init__()
        self.hamlet = hamlet
        self.stamped, self.may_commit = threading.Event(), threading.Event()
        self.household = None

    def run(self) -> None:
        try:
            with everything():
                self.household = make_household(self.hamlet, "Người chậm")
                stamp(self.household)
                self.stamped.set()
                self.may_commit.wait(30)
        finally:
            connection.close()


async def test_a_change_that_commits_late_is_never_skipped():
    team, _member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()
    west = await here(Hamlet.objects.create)(team=team, name="Thôn Tây")
    before = await here(known)(hamlet)
    slow = SlowWriter(hamlet)
    slow.start()
    assert await asyncio.to_thread(slow.stamped.wait, 30)
    # One that begins later, in the same hamlet, and would have a higher number if it did not have to wait.
    quick = threading.Thread(target=_write_and_close, args=(hamlet,))
    quick.start()
    async with running_api():
        # Another hamlet goes on meanwhile.
        elsewhere = await here(known)(west)
        pages, cursor = await pull_all(phone)
        assert ids(pages) == [str(before.pk), str(elsewhere.pk)]
        assert quick.is_alive()
        slow.may_commit.set()
        await asyncio.to_thread(slow.join, 30)
        await asyncio.to_thread(quick.join, 30)
        after, _cursor = await pull_all(phone, cursor)
    names = [household["head_name"] for page in after for household in page["households"]]
    assert names == ["Người chậm", "Người nhanh"]


def _write_and_close(hamlet: Hamlet) -> None:
    try:
        known(hamlet, "Người nhanh")
    finally:
        connection.close()


async def test_readers_beside_writers_miss_nothing():
    team, _member, phone = await a_team_and_its_phone()
    hamlet = await here(team.hamlets.get)()

    def write():
        try:
            for number in range(15):
                known(hamlet, f"Nhà {number}")
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _one in range(3)]
    for writer in writers:
        writer.start()
    seen, cursor = [], ""
    async with running_api():
        while any(writer.is_alive() for writer in writers):
            pages, cursor = await pull_all(phone, cursor)
            seen += ids(pages)
        pages, cursor = await pull_all(phone, cursor)
    seen += ids(pages)
    assert len(seen) == len(set(seen)) == 45
