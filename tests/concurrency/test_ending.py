"""An account that ends while its phones go on sending, while a guest joins, while a certificate is asked for."""

import asyncio
import threading
import uuid
from collections import Counter

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from learn.certificates.models import Certificate
from learn.certificates.refusals import Refused
from learn.certificates.services import issue
from learn.learners.services import TakeOver, learner_of, take_over
from learn.learners.tokens import COOKIE, Claim, make_token, read_token
from learn.models import CourseProgress, Learner, LessonProgress, Statement
from learn.my_data.ending import NotAGuest, end_account, forget_guest
from learn.signing_in.entering import enter
from learn.signing_in.services import move_number
from people.accounts.naming import name_person
from people.accounts.phone import parse_phone
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.consent.models import Consent
from people.consent.purposes import Purpose
from people.consent.services import give
from people.models import User
from people.phone_codes.models import CodePurpose, PhoneCode
from people.phone_codes.services import confirm_code, request_code
from people.ways_back.models import KnownDevice
from tests.concurrency.test_aliases import at_once
from tests.learn.making import make_course, make_learner, statement
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def nothing_is_left(learners):
    return not any(
        model.objects.filter(learner_id__in=learners).exists() for model in (Statement, LessonProgress, CourseProgress)
    )


def in_a_thread(work):
    """With a connection of its own, which nobody else waits for."""

    def run():
        close_old_connections()
        try:
            return work()
        finally:
            connection.close()

    return asyncio.to_thread(run)


async def test_a_batch_that_arrives_at_the_end_is_stored_before_or_refused_afterwards():
    """Own token and alias' tokens, two processes, many rounds: no batch survives, none is answered but 200 or 401."""
    course, _lessons = await sync_to_async(make_course)(lessons=2, cards=4)
    servers = [Server(), Server()]
    try:
        for server in servers:
            server.wait()
        answered = Counter()
        for turn in range(8):
            answered += await _end_while_sending(servers, _lessons, turn)
    finally:
        for server in servers:
            server.stop()
    assert set(answered) == {200, 401}
    # Otherwise nothing raced.
    assert min(answered.values()) > 8
    assert course


async def _end_while_sending(servers, lessons, turn):
    user = await sync_to_async(User.objects.create_user)(f"09120002{turn:02}")
    own = await sync_to_async(learner_of)(user=user)
    guest, guest_token = await sync_to_async(make_learner)()
    assert await sync_to_async(take_over)(user=user, guest=Claim(guest, 0)) == TakeOver.TAKEN
    tokens = [make_token(own.id), guest_token]
    refused, answered = asyncio.Event(), Counter()

    async def phone(number):
        headers = {"authorization": f"Learner {tokens[number % 2]}"}
        address = f"http://127.0.0.1:{servers[number // 2 % 2].port}/api/v1/statements"
        async with httpx.AsyncClient(timeout=30, headers=headers) as client:
            for _one in range(400):
                cards = [f"card:{lesson.lesson}/c{card}" for lesson in lessons for card in range(1, 5)]
                reply = await client.post(address, json={"statements": [statement(card) for card in cards]})
                answered[reply.status_code] += 1
                if reply.status_code != 200:
                    refused.set()
                    return

    phones = [asyncio.create_task(phone(number)) for number in range(6)]
    while answered[200] < 6 + turn:
        await asyncio.sleep(0.002)
    group = await in_a_thread(lambda: end_account(user=user, keep_certificates=False))
    assert set(group) == {own.id, guest}
    await asyncio.gather(*phones)
    assert refused.is_set()
    assert await sync_to_async(nothing_is_left)(group)
    return answered


def test_a_guest_that_joins_at_the_end_is_erased_with_the_account_or_stays_a_guest():
    seen = Counter()
    for turn in range(12):
        user = User.objects.create_user(f"09120003{turn:02}")
        own = learner_of(user=user)
        guest, _token = make_learner()
        said, ended = at_once(
            lambda user=user, guest=guest: take_over(user=user, guest=Claim(guest, 0)),
            lambda user=user: end_account(user=user, keep_certificates=False),
        )
        kept = Learner.objects.get(pk=guest)
        if said == TakeOver.TAKEN:
            assert set(ended) == {own.id, guest}
            assert (kept.alias_of_id, kept.generation) == (own.id, 1)
        else:
            assert said == TakeOver.ACCOUNT_ENDED
            assert ended == [own.id]
            assert (kept.alias_of_id, kept.generation) == (None, 0)
        seen[said] += 1
    assert sum(seen.values()) == 12


def test_ending_many_times_at_once_is_ending_once():
    user = User.objects.create_user("0912000400")
    give(user=user, purpose=Purpose.ACCOUNT, how="test")
    own = learner_of(user=user)
    said = at_once(*[lambda: end_account(user=User.objects.get(pk=user.pk), keep_certificates=False)] * 6)
    assert said == [[own.id]] * 6
    assert AuditEntry.objects.filter(event=Event.ACCOUNT_ENDED).count() == 1
    assert Consent.objects.filter(user=user, given=False).count() == 1
    assert Learner.objects.get(pk=own.pk).generation == 1


def test_a_guest_is_forgotten_or_joins_but_never_half():
    for turn in range(8):
        user = User.objects.create_user(f"09120005{turn:02}")
        guest, _token = make_learner()
        learner = Learner.objects.get(pk=guest)
        forgotten, said = at_once(
            lambda learner=learner: forget_guest(learner=learner),
            lambda user=user, guest=guest: take_over(user=user, guest=Claim(guest, 0)),
        )
        learner.refresh_from_db()
        if said == TakeOver.TAKEN:
            assert isinstance(forgotten, NotAGuest)
            assert learner.generation == 0
        else:
            assert (forgotten, said, learner.generation) == (None, TakeOver.NOT_A_GUEST, 1)


def test_no_certificate_with_a_name_is_issued_to_an_account_that_has_ended():
    course, lessons = make_course(lessons=1, cards=1)
    for turn in range(8):
        user = User.objects.create_user(f"09120006{turn:02}", full_name="Nguyễn Thị Ánh")
        own = learner_of(user=user)
        done = {"learner_id": own.id, "course": course.course, "done": [lessons[0].lesson]}
        CourseProgress.objects.create(**done, version=course.number, completed_at="2026-11-22T00:00:00Z")
        issued, ended = at_once(
            lambda own=own: issue(learner=own, course=course.course, name="Nguyễn Thị Ánh", agreed=True),
            lambda user=user: end_account(user=user, keep_certificates=False),
        )
        assert ended == [own.id]
        assert isinstance(issued, Certificate | Refused)
        assert not Certificate.objects.filter(learner=own.id).exclude(name="").exists()


def test_no_name_no_number_and_no_token_goes_to_an_account_that_ends_in_the_middle():
    """Whoever read the account before it ended writes nothing of a person to it, nor gives out what opens it."""
    for turn in range(6):
        user = User.objects.create_user(f"09120007{turn:02}", full_name="Nguyễn Thị Ánh", picture="fish")
        own, device, new = learner_of(user=user), uuid.uuid4(), f"09130007{turn:02}"
        sent = request_code(phone=parse_phone(new), purpose=CodePurpose.CHANGE_NUMBER, device=device, address="::1")
        right = {"challenge": sent.challenge, "device": device}
        confirm_code(**right, code=sent.code, purpose=CodePurpose.CHANGE_NUMBER)
        response = HttpResponse()
        *_said, ended = at_once(
            lambda user=user: name_person(user=user, picture="boat", full_name="Nguyễn Thị Ánh"),
            lambda user=user, right=right: move_number(user=user, **right),
            lambda user=user, response=response, device=device: enter(browser(), response, user=user, device=device),
            lambda user=user: end_account(user=user, keep_certificates=False),
        )
        assert own.id in ended
        # And once more by who is late.
        late = User.objects.get(pk=user.pk)
        late.is_active, late.phone = True, user.phone
        assert not name_person(user=late, picture="boat", full_name="Nguyễn Thị Ánh")
        assert not move_number(user=late, **right)
        refused = HttpResponse()
        assert not enter(browser(), refused, user=late, device=device)
        assert COOKIE not in refused.cookies
        left = User.objects.get(pk=user.pk)
        assert (left.full_name, left.folded_name, left.picture, left.phone) == ("", "", "", None)
        assert not KnownDevice.objects.filter(user=user).exists()
        token = response.cookies.get(COOKIE)
        assert token is None or not read_token(token.value).is_valid(Learner.objects.get(pk=own.pk).generation)


def browser():
    """A request of a browser without a session."""
    request = RequestFactory().post("/dang-nhap/")
    request.session, request.user = SessionStore(), AnonymousUser()
    return request


def test_an_account_ends_while_its_code_is_being_typed():
    """Signing in holds the code and then wants the account, ending holds the account: neither waits for the other."""
    user = User.objects.create_user("0912000001")
    learner_of(user=user)
    asked = request_code(phone=user.phone, purpose=CodePurpose.SIGN_IN, device=uuid.uuid4(), address="203.0.113.7")
    other = request_code(phone=user.phone, purpose=CodePurpose.SIGN_IN, device=uuid.uuid4(), address="203.0.113.7")
    typing, ended = threading.Event(), threading.Event()

    def type_it():
        try:
            with transaction.atomic():
                PhoneCode.objects.select_for_update().get(id=asked.challenge)
                typing.set()
                assert ended.wait(20), "ending waits for the code"
                return User.objects.select_for_update().get(pk=user.pk).is_active
        finally:
            connection.close()

    def end_it():
        try:
            typing.wait(20)
            end_account(user=User.objects.get(pk=user.pk), keep_certificates=False)
        finally:
            ended.set()
            connection.close()

    still_open, failed = at_once(type_it, end_it)
    assert (still_open, failed) == (False, None)
    assert not PhoneCode.objects.filter(id=other.challenge).exists()
