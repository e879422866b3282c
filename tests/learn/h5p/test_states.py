"""States: the latest of each key, within bounds, for nobody but their own person."""

import datetime as dt
import random
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from learn.h5p.states import MOST_A_CARD, MOST_ROWS
from learn.learners.services import learner_of, revoke_tokens, take_over
from learn.learners.tokens import Claim, make_token
from learn.models import H5PState, Statement
from people.models import User
from tests.asgi import ask_api, running_api
from tests.learn.making import activity_of, keeping, make_h5p_lesson, make_learner

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/h5p"
NOW = timezone.now().replace(microsecond=0)


def state(lesson, data, *, seconds=0, **fields):
    """A state of so many seconds after the beginning, which was an hour ago."""
    at = NOW - dt.timedelta(hours=1) + dt.timedelta(seconds=seconds)
    return keeping(lesson, data, **{"occurred_at": at.isoformat(), **fields})


async def send(token, *events):
    reply = await ask_api("POST", PATH, content={"events": list(events)}, token=token)
    assert reply.status == 200, reply.body
    return [result.get("reason", result["status"]) for result in reply.json()["results"]]


async def read(token, lesson, card="c1"):
    reply = await ask_api("GET", f"{PATH}/state", query=f"lesson={lesson.lesson}&card={card}", token=token)
    assert reply.status == 200, reply.body
    return {key: kept["data"] for key, kept in reply.json()["states"].items()}


async def test_a_state_comes_back_with_its_version_and_time_and_nobody_keeps_it_on_the_way(learner, lesson):
    sent = state(lesson, '{"progress":3}')
    async with running_api():
        assert await send(learner[1], sent) == ["applied"]
        reply = await ask_api("GET", f"{PATH}/state", query=f"card=c1&lesson={lesson.lesson}", token=learner[1])
    kept = reply.json()["states"]["0/state"]
    assert (kept["data"], kept["number"]) == ('{"progress":3}', 1)
    assert dt.datetime.fromisoformat(kept["at"]) == dt.datetime.fromisoformat(sent["occurred_at"])
    assert reply.headers["cache-control"] == "no-store"
    assert not await Statement.objects.aexists(), "a state says nothing of what was learnt"


async def test_the_latest_wins_whatever_order_they_arrive_in(learner, lesson):
    sent = [state(lesson, str(n), seconds=n) for n in range(20)]
    async with running_api():
        for seed in range(5):
            random.Random(seed).shuffle(sent)
            for at in range(0, 20, 4):
                await send(learner[1], *sent[at : at + 4])
            assert await read(learner[1], lesson) == {"0/state": "19"}
    assert await H5PState.objects.acount() == 1


async def test_one_that_is_late_changes_nothing_and_is_answered_as_known(learner, lesson):
    early, late = state(lesson, "early", seconds=1), state(lesson, "late", seconds=2)
    async with running_api():
        assert await send(learner[1], late) == ["applied"]
        assert await send(learner[1], early, late) == ["duplicate", "duplicate"]
        assert await read(learner[1], lesson) == {"0/state": "late"}


async def test_of_two_of_one_moment_the_one_that_was_sent_later_stays(learner, lesson):
    sent = [state(lesson, str(n)) for n in range(8)]
    async with running_api():
        await send(learner[1], *sent)
        assert await read(learner[1], lesson) == {"0/state": "7"}
        await send(learner[1], *sent)
        assert await read(learner[1], lesson) == {"0/state": "7"}


async def test_the_same_id_with_other_content_is_a_conflict(learner, lesson):
    sent = state(lesson, "một")
    other = {**sent, "state": {"key": "0/state", "data": "hai"}}
    async with running_api():
        assert await send(learner[1], sent, other) == ["applied", "conflict"]
        assert await send(learner[1], other, sent) == ["conflict", "duplicate"]
        assert await read(learner[1], lesson) == {"0/state": "một"}


async def test_what_is_dropped_stays_dropped_though_an_earlier_state_comes_late(learner, lesson):
    early, dropped = state(lesson, "x", seconds=1), state(lesson, None, seconds=2)
    async with running_api():
        await send(learner[1], state(lesson, "w", seconds=0), dropped)
        assert await read(learner[1], lesson) == {}
        assert await send(learner[1], early) == ["duplicate"]
        assert await read(learner[1], lesson) == {}
        assert await send(learner[1], state(lesson, "", seconds=3)) == ["applied"]
        assert await read(learner[1], lesson) == {"0/state": ""}


async def test_a_clock_of_the_future_does_not_pin_its_state(learner, lesson):
    ahead = state(lesson, "from 2099", occurred_at="2099-01-01T00:00:00Z")
    async with running_api():
        assert await send(learner[1], ahead) == ["applied"]
        assert await send(learner[1], keeping(lesson, "now", occurred_at=timezone.now().isoformat())) == ["applied"]
        assert await read(learner[1], lesson) == {"0/state": "now"}


async def test_a_phone_whose_clock_is_ahead_keeps_its_own_order(learner, lesson):
    sent = [state(lesson, str(n), occurred_at=f"2099-01-01T00:00:0{n}Z") for n in (2, 3, 1)]
    async with running_api():
        assert await send(learner[1], *sent) == ["applied", "applied", "duplicate"]
        assert await read(learner[1], lesson) == {"0/state": "3"}


async def test_keys_and_cards_stand_beside_each_other(learner, lesson):
    sub = f"{uuid.uuid4()}/state"
    async with running_api():
        await send(learner[1], state(lesson, "a"), state(lesson, "b", key=sub), state(lesson, "c", card="c2"))
        assert await read(learner[1], lesson) == {"0/state": "a", sub: "b"}
        assert await read(learner[1], lesson, "c2") == {"0/state": "c"}
        assert await read(learner[1], lesson, "c3") == {}


# Bounds


async def test_a_card_holds_64_kib_in_all_keys_and_what_is_over_is_refused_alone(learner, lesson):
    assert MOST_A_CARD == 64 * 1024
    # Three bytes each: bytes are counted, not characters.
    big = "ữ" * 10_000
    async with running_api():
        assert await send(learner[1], state(lesson, big, key="a/s"), state(lesson, big, key="b/s")) == ["applied"] * 2
        assert await send(learner[1], state(lesson, "x" * 6_000, key="c/s")) == ["too_large"]
        assert await send(learner[1], state(lesson, "x" * 5_000, key="c/s")) == ["applied"]
        assert await send(learner[1], state(lesson, "y" * 6_000, card="c2")) == ["applied"]
        # What is replaced or dropped makes room.
        assert await send(learner[1], state(lesson, "small", key="a/s", seconds=1)) == ["applied"]
        assert await send(learner[1], state(lesson, None, key="b/s", seconds=1), state(lesson, big, key="d/s")) == (
            ["applied", "applied"]
        )
    kept = [row async for row in H5PState.objects.filter(card="c1")]
    assert sum(len(row.data or "") for row in kept) <= MOST_A_CARD


async def test_states_of_an_earlier_version_of_the_activity_make_room_for_those_of_a_later(learner, lesson):
    newer = await sync_to_async(make_h5p_lesson)(
        lesson=lesson.lesson, number=2, played=2, activity=uuid.UUID(activity_of(lesson)[4:])
    )
    full = "x" * 30_000
    async with running_api():
        first = state(lesson, full, key="a/s")
        await send(learner[1], first, state(lesson, full, key="b/s"))
        assert await send(learner[1], state(newer, full, key="c/s", seconds=1)) == ["applied"]
        assert await read(learner[1], lesson) == {"c/s": full}
        assert await send(learner[1], first) == ["duplicate"]
        reply = await ask_api("GET", f"{PATH}/state", query=f"lesson={lesson.lesson}&card=c1", token=learner[1])
    assert reply.json()["states"]["c/s"]["number"] == 2


@sync_to_async
def fill(learner, rows):
    H5PState.objects.bulk_create(
        H5PState(learner_id=learner, lesson=uuid.uuid4(), card="c1", key="0/state", number=1, data="x", size=1, at=NOW,
                 occurred_at=NOW, event=uuid.uuid4(), sha256=b"x" * 32)
        for _ in range(rows)
    )  # fmt: skip


async def test_a_learner_has_a_bounded_number_of_states(learner, lesson):
    await fill(learner[0], MOST_ROWS - 2)
    other = await sync_to_async(make_learner)()
    async with running_api():
        sent = [state(lesson, "x", key=f"{n}/s") for n in range(4)]
        assert await send(learner[1], *sent) == ["applied", "applied", "too_many", "too_many"]
        assert await send(learner[1], state(lesson, "y", key="1/s", seconds=1)) == ["applied"]
        assert await send(other[1], state(lesson, "x")) == ["applied"]
    assert await H5PState.objects.filter(learner_id=learner[0]).acount() == MOST_ROWS


# Whose they are


async def test_nobody_else_sees_or_moves_them(learner, lesson):
    other = await sync_to_async(make_learner)()
    sent = state(lesson, "mine")
    async with running_api():
        await send(learner[1], sent)
        assert await read(other[1], lesson) == {}
        # The same id belongs to another learner's event there.
        assert await send(other[1], {**sent, "state": {"key": "0/state", "data": "theirs"}}) == ["applied"]
        assert (await read(learner[1], lesson), await read(other[1], lesson)) == (
            {"0/state": "mine"},
            {"0/state": "theirs"},
        )


@sync_to_async
def make_parts(guests=2):
    user = User.objects.create_user("0912000001")
    own = learner_of(user=user)
    made = [make_learner() for _ in range(guests)]
    return user, own.id, make_token(own.id), made


async def test_a_person_reads_the_latest_of_all_parts_of_the_record(lesson):
    user, own, token, guests = await make_parts()
    async with running_api():
        await send(guests[0][1], state(lesson, "first", seconds=1), state(lesson, "kept", key="a/s"))
        await send(guests[1][1], state(lesson, "second", seconds=3))
        await send(token, state(lesson, "own", seconds=2))
        for guest, _ in guests:
            await sync_to_async(take_over)(user=user, guest=Claim(guest, 0))
        assert await read(token, lesson) == {"0/state": "second", "a/s": "kept"}
        assert await send(token, state(lesson, "late", seconds=2)) == ["duplicate"]
        assert await send(token, state(lesson, None, seconds=4)) == ["applied"]
        assert await read(token, lesson) == {"a/s": "kept"}
        # The phone that a guest still holds opens that part only, as with everything else.
        assert await read(guests[0][1], lesson) == {"0/state": "first", "a/s": "kept"}
    assert await H5PState.objects.filter(learner_id=own).acount() == 1


async def test_revoked_tokens_and_none_are_401_before_any_other_fault(learner, lesson):
    query = f"lesson={lesson.lesson}&card=c1"
    async with running_api():
        await send(learner[1], state(lesson, "x"))
        await sync_to_async(revoke_tokens)(learner=learner[0])
        for token in (learner[1], "", "forged", learner[1].replace(str(learner[0]), str(uuid.uuid4()))):
            for asked in (query, "card=c1"):
                reply = await ask_api("GET", f"{PATH}/state", query=asked, token=token)
                assert (reply.status, reply.json()["error"]) == (401, "bad_token")


@pytest.mark.parametrize(
    "query",
    ["", "card=c1", "lesson={lesson}", "lesson=x&card=c1", "lesson={lesson}&card=", "lesson={lesson}&card=c%201",
     "lesson={lesson}&card=c1%00", "&".join(["a=1"] * 200), "lesson=%ff&card=%ff"],
)  # fmt: skip
async def test_a_question_of_another_form_is_422(learner, lesson, query):
    async with running_api():
        reply = await ask_api("GET", f"{PATH}/state", query=query.format(lesson=lesson.lesson), token=learner[1])
        assert (reply.status, reply.json()["error"]) == (422, "wrong_shape")
        assert (await ask_api("POST", f"{PATH}/state", token=learner[1])).status == 405
