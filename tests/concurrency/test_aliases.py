"""Phones that sign in and learn at the same moment."""

import asyncio
import threading
from collections import Counter

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from learn.learners.services import TakeOver, group_of, learner_of, revoke_tokens, take_over
from learn.learners.tokens import Claim, make_token
from learn.models import CourseProgress, Learner, Statement
from people.models import User
from tests.learn.making import make_course, make_learner, statement
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_once(*works):
    """Run each in a thread and a connection of its own, all beginning together; their results in order."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait()
            results[place] = work()
        except BaseException as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_phones_sign_in_with_one_guest_and_one_account():
    user = User.objects.create_user("0912000001")
    guest, _ = make_learner()
    said = at_once(*[lambda: take_over(user=user, guest=Claim(guest, 0))] * 8)
    assert Counter(said) == {TakeOver.TAKEN: 1, TakeOver.ALREADY_OURS: 7}
    assert group_of(user.learner.id) == [user.learner.id, guest]


def test_two_accounts_that_want_the_same_guest_never_share_it():
    users = [User.objects.create_user(f"091200000{n}") for n in range(1, 9)]
    guest, _ = make_learner()
    said = at_once(*[lambda user=user: take_over(user=user, guest=Claim(guest, 0)) for user in users])
    assert Counter(said) == {TakeOver.TAKEN: 1, TakeOver.SOMEONE_ELSES: 7}
    winner = users[said.index(TakeOver.TAKEN)]
    assert Learner.objects.get(id=guest).alias_of.account == winner


def test_an_account_asked_for_its_learner_many_times_at_once_gets_one():
    user = User.objects.create_user("0912000001")
    made = at_once(*[lambda: learner_of(user=User.objects.get(pk=user.pk)).id] * 12)
    assert len(set(made)) == 1
    assert Learner.objects.filter(account=user).count() == 1


async def test_a_course_finished_while_signing_in_is_finished():
    """Each part finishes its half at the very moment at which they become one; whoever comes last must notice."""
    server = Server().wait()
    try:
        for turn in range(12):
            await _finish_while_signing_in(server, turn)
    finally:
        server.stop()


async def _finish_while_signing_in(server, turn):
    user = await sync_to_async(User.objects.create_user)(f"09120001{turn:02}")
    own = await sync_to_async(learner_of)(user=user)
    guest, guest_token = await sync_to_async(make_learner)()
    course, (first, second) = await sync_to_async(make_course)()
    url = f"http://127.0.0.1:{server.port}/api/v1/statements"
    async with httpx.AsyncClient(timeout=30) as client:

        async def send(token, lesson):
            said = {"statements": [statement(f"card:{lesson.lesson}/c{n}") for n in (1, 2)]}
            reply = await client.post(url, json=said, headers={"authorization": f"Learner {token}"})
            assert [result["status"] for result in reply.json()["results"]] == ["applied", "applied"]

        def join():
            try:
                return take_over(user=user, guest=Claim(guest, 0))
            finally:
                connection.close()

        taken, *_ = await asyncio.gather(
            asyncio.to_thread(join), send(make_token(own.id), first), send(guest_token, second)
        )
    assert taken == TakeOver.TAKEN
    completed = CourseProgress.objects.filter(
        learner_id__in=[own.id, guest], course=course.course, completed_at__isnull=False
    )
    assert await completed.aexists(), f"turn {turn}: nobody noticed that the course is finished"


async def test_the_same_statement_under_both_tokens_at_once_is_stored_once():
    user = await sync_to_async(User.objects.create_user)("0912000001")
    own = await sync_to_async(learner_of)(user=user)
    guest, guest_token = await sync_to_async(make_learner)()
    await sync_to_async(take_over)(user=user, guest=Claim(guest, 0))
    lesson = "card:0193f0c0-0000-7000-8000-000000000001/c1"
    sent = [statement(lesson) for _ in range(100)]
    servers = [Server(), Server()]
    try:
        for server in servers:
            server.wait()
        async with httpx.AsyncClient(timeout=60) as client:
            replies = await asyncio.gather(
                *(
                    client.post(
                        f"http://127.0.0.1:{servers[n % 2].port}/api/v1/statements",
                        json={"statements": sent},
                        headers={"authorization": f"Learner {(make_token(own.id), guest_token)[n // 2 % 2]}"},
                    )
                    for n in range(16)
                )
            )
    finally:
        for server in servers:
            server.stop()
    statuses = Counter((result["id"], result["status"]) for reply in replies for result in reply.json()["results"])
    assert all(statuses[s["id"], "applied"] == 1 for s in sent)
    assert all(statuses[s["id"], "duplicate"] == 15 for s in sent)
    assert await Statement.objects.acount() == 100


async def test_what_was_acknowledged_before_the_tokens_ended_is_stored_and_nothing_after():
    learner, token = await sync_to_async(make_learner)()
    server = Server().wait()
    url = f"http://127.0.0.1:{server.port}/api/v1/statements"
    applied, refused = 0, 0
    try:
        async with httpx.AsyncClient(timeout=30, headers={"authorization": f"Learner {token}"}) as client:

            async def send():
                said = {"statements": [statement("card:0193f0c0-0000-7000-8000-000000000001/c1")]}
                return (await client.post(url, json=said)).status_code

            def end():
                try:
                    revoke_tokens(learner=learner)
                    return Statement.objects.filter(learner_id=learner).count()
                finally:
                    connection.close()

            before = [asyncio.ensure_future(send()) for _ in range(40)]
            stored, *codes = await asyncio.gather(asyncio.to_thread(end), *before, *(send() for _ in range(40)))
    finally:
        server.stop()
    applied, refused = codes.count(200), codes.count(401)
    assert applied + refused == 80
    assert await Statement.objects.acount() == applied == stored
