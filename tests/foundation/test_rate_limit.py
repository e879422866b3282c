import asyncio

import pytest

from foundation.asgi import Refusal
from foundation.rate_limit import RateLimiter

NOW = 1_800_000_010.0


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    times = {"now": NOW}
    monkeypatch.setattr("foundation.rate_limit.time.time", lambda: times["now"])
    return times


def limiter(name, **kwargs):
    # A name of its own each time: Redis remembers the window of an earlier run.
    return RateLimiter(f"{name}-{id(asyncio.get_running_loop())}", **kwargs)


async def count(limit, key, times):
    return [await limit.retry_after(key) for _ in range(times)]


async def test_the_limit_itself_is_let_through_and_the_next_is_not():
    limit = limiter("exact", limit=50)
    answers = await count(limit, "a", 51)
    assert answers[:50] == [None] * 50
    assert answers[50] == 50
    await limit.close()


async def test_who_is_past_the_limit_is_refused_and_told_when_to_come_back():
    limit = limiter("refused", limit=3)
    for _ in range(3):
        await limit.admit("a")
    with pytest.raises(Refusal) as refused:
        await limit.admit("a")
    assert (refused.value.status, refused.value.reason, refused.value.retry_after) == (429, "too_often", 50)
    await limit.close()


async def test_each_key_has_its_own_count():
    limit = limiter("keys", limit=3)
    await count(limit, "a", 4)
    assert await limit.retry_after("b") is None
    await limit.close()


async def test_the_next_window_begins_anew(clock):
    limit = limiter("windows", limit=3)
    assert (await count(limit, "a", 4))[3] == 50
    clock["now"] += 50
    assert await limit.retry_after("a") is None
    await limit.close()


async def test_processes_count_together_and_nobody_is_refused_early():
    one, other = limiter("together", limit=100), limiter("together", limit=100)
    answers = []
    for _ in range(60):
        answers += [await one.retry_after("a"), await other.retry_after("a")]
    assert answers[:100] == [None] * 100
    assert any(answers[100:])
    await one.close()
    await other.close()


async def test_without_redis_each_process_counts_alone(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limit = limiter("alone", limit=20)
    answers = await count(limit, "a", 21)
    assert answers[:20] == [None] * 20
    assert answers[20]
    await limit.close()


async def test_memory_has_a_bound(monkeypatch):
    monkeypatch.setattr("foundation.rate_limit.MOST_REMEMBERED", 10)
    limit = limiter("memory", limit=100)
    for key in range(50):
        await limit.retry_after(str(key))
    assert len(limit._counts) == 10
    await limit.close()
