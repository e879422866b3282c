import asyncio

import psycopg
import pytest

from foundation.database import connect, deadline
from foundation.group_commit import GroupCommit, Unavailable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table(transactional_db, django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS group_commit_try (id integer PRIMARY KEY, transaction bigint)")
        cursor.execute("TRUNCATE group_commit_try")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE group_commit_try")


async def write(connection, batches):
    for batch in batches:
        await connection.execute("INSERT INTO group_commit_try VALUES (%s, txid_current())", [batch])
    return [batch * 10 for batch in batches]


async def rows():
    connection = await connect("test")
    async with connection:
        return await (await connection.execute("SELECT id, transaction FROM group_commit_try ORDER BY id")).fetchall()


async def together(group, batches):
    await group.start()
    try:
        return await asyncio.gather(*(group.submit(batch) for batch in batches), return_exceptions=True)
    finally:
        await group.stop()


async def test_what_arrives_together_shares_one_commit_and_each_gets_its_own_answer(table):
    assert await together(GroupCommit("test", write), range(20)) == [n * 10 for n in range(20)]
    stored = await rows()
    assert [row[0] for row in stored] == list(range(20))
    assert len({row[1] for row in stored}) == 1


async def test_a_group_has_a_bound(table):
    await together(GroupCommit("test", write, most_in_group=5), range(20))
    assert len({row[1] for row in await rows()}) == 4


async def test_one_bad_batch_never_harms_its_neighbours(table):
    answers = await together(GroupCommit("test", write), [1, 2, 10**12, 3])
    assert answers[:2] == [10, 20]
    assert answers[3] == 30
    assert isinstance(answers[2], psycopg.DataError)
    assert [row[0] for row in await rows()] == [1, 2, 3]


async def test_an_answer_is_given_only_after_the_commit(table):
    seen = []

    async def look_while_writing(connection, batches):
        answers = await write(connection, batches)
        seen.append(await rows())
        return answers

    group = GroupCommit("test", look_while_writing)
    await together(group, [1])
    assert seen == [[]]
    assert len(await rows()) == 1


def breaking(times):
    """A writer whose connection dies under it so many times."""
    left = [times]

    async def break_and_write(connection, batches):
        if left[0]:
            left[0] -= 1
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return await write(connection, batches)

    return break_and_write


async def test_a_database_that_is_away_refuses_the_batch_and_the_next_one_is_written(table):
    group = GroupCommit("test", breaking(times=1))
    await group.start()
    with pytest.raises(Unavailable):
        await group.submit(1)
    assert await group.submit(2) == 20
    await group.stop()
    assert [row[0] for row in await rows()] == [2]


async def test_a_kept_connection_that_died_meanwhile_is_replaced_and_nobody_notices(table):
    group = GroupCommit("test", write)
    await group.start()
    await group.submit(1)
    killer = await connect("test")
    async with killer:
        await killer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bdhvs test'"
        )
    assert await group.submit(2) == 20
    await group.stop()
    assert [row[0] for row in await rows()] == [1, 2]


async def test_more_than_may_wait_is_refused_at_once(table):
    answers = await together(GroupCommit("test", write, most_waiting=3), range(5))
    assert [isinstance(answer, Unavailable) for answer in answers] == [False, False, False, True, True]


async def test_before_the_start_and_after_the_end_nothing_is_taken(table):
    group = GroupCommit("test", write)
    with pytest.raises(Unavailable):
        await group.submit(1)
    await group.start()
    await group.stop()
    with pytest.raises(Unavailable):
        await group.submit(1)


async def test_a_deadlock_with_another_transaction_is_tried_again(table):
    tries = []

    async def deadlock_once(connection, batches):
        tries.append(True)
        if len(tries) == 1:
            raise psycopg.errors.DeadlockDetected
        return await write(connection, batches)

    assert await together(GroupCommit("test", deadlock_once), [1]) == [10]
    assert len(tries) == 2


async def test_a_database_that_falls_silent_is_not_waited_for_without_end(table, monkeypatch):
    monkeypatch.setattr("foundation.group_commit.deadline", lambda connection: deadline(connection, 0.3))

    async def never(connection, batches):
        await connection.execute("SET statement_timeout = 0")
        await connection.execute("SELECT pg_sleep(3)")

    group = GroupCommit("test", never)
    await group.start()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(group.submit(1), 10)
    await group.stop()
