"""Races of signing in: threads with connections of their own, and real server processes, against real PostgreSQL."""

import re
import threading
import uuid
from collections import Counter

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from people.accounts.numbers import begin_account_anew, change_number
from people.models import KnownDevice, PhoneCode, SmsMessage, User, WrongProof
from people.phone_codes.limits import TooMany
from people.phone_codes.models import MOST_TRIES, CodePurpose
from people.phone_codes.services import Confirmed, Locked, Requested, Used, Wrong, confirm_code, request_code
from people.sms.gateways import MemoryGateway
from people.sms.sending import send_waiting
from people.ways_back.services import Proof, make_recovery_code, prove, use_recovery_code
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

PHONE, OTHER = "+84912345678", "+84987654321"
THREADS = 16


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()
    MemoryGateway.sent.clear()


def together(*works):
    """What each of the works gave, all begun in one moment."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            barrier.wait(30)
            results[place] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def ask(phone=PHONE, device=None, address="10.0.0.1"):
    return request_code(
        phone=phone, purpose=CodePurpose.SIGN_IN, device=device or uuid.uuid4(), address=address
    )  # fmt: skip


def test_of_16_right_codes_at_once_exactly_one_is_right():
    device = uuid.uuid4()
    sent = ask(device=device)

    def confirm():
        return confirm_code(challenge=sent.challenge, code=sent.code, device=device, purpose=CodePurpose.SIGN_IN)

    assert Counter(type(one) for one in together(*[confirm] * THREADS)) == {Confirmed: 1, Used: THREADS - 1}


def test_of_16_wrong_guesses_at_once_five_are_judged():
    device = uuid.uuid4()
    sent = ask(device=device)
    guesses = [f"{(int(sent.code) + 1 + n) % 1_000_000:06}" for n in range(THREADS)]

    def guess(code):
        return lambda: confirm_code(
            challenge=sent.challenge, code=code, device=device, purpose=CodePurpose.SIGN_IN
        )  # fmt: skip

    told = together(*map(guess, guesses))
    assert sorted(one.tries_left for one in told if isinstance(one, Wrong)) == [1, 2, 3, 4]
    assert sum(isinstance(one, Locked) for one in told) == THREADS - 4
    assert PhoneCode.objects.get().tries == MOST_TRIES


def test_16_requests_at_once_for_one_number_do_not_pass_its_limit():
    told = together(*[lambda n=n: ask(address=f"10.{n}.0.1") for n in range(THREADS)])
    assert Counter(type(one) for one in told) == {Requested: 6, TooMany: THREADS - 6}
    assert PhoneCode.objects.count() == SmsMessage.objects.count() == 6


def test_of_16_requests_at_once_from_one_device_one_code_holds():
    device = uuid.uuid4()
    told = [one for one in together(*[lambda: ask(device=device)] * THREADS) if isinstance(one, Requested)]
    right = [
        confirm_code(challenge=one.challenge, code=one.code, device=device, purpose=CodePurpose.SIGN_IN) for one in told
    ]
    assert sum(isinstance(one, Confirmed) for one in right) == 1
    assert SmsMessage.objects.filter(given_up_at=None).count() == 1


def test_16_wrong_pictures_at_once_are_three():
    user = User.objects.create_user(PHONE, full_name="Nguyễn Thị Ánh", picture="buffalo")
    told = together(*[lambda: prove(user=user, picture="fish", name="Nguyễn Thị Ánh")] * THREADS)
    assert Counter(told) == {Proof.WRONG: 3, Proof.TOO_MANY: THREADS - 3}
    assert WrongProof.objects.count() == 3


def test_a_recovery_code_that_is_used_16_times_at_once_holds_once():
    user = User.objects.create_user(PHONE)
    code = make_recovery_code(user=user)
    told = together(*[lambda: use_recovery_code(code)] * THREADS)
    assert Counter(one is not None for one in told) == {True: 1, False: THREADS - 1}


def test_a_number_that_is_taken_while_its_old_holder_changes_it_belongs_to_one_account():
    for _round in range(8):
        User.objects.update(phone=None)
        old = User.objects.create_user(PHONE)
        new, _ = together(
            lambda: begin_account_anew(phone=PHONE, how="race"),
            lambda old=old: change_number(user=old, phone=OTHER),
        )
        old.refresh_from_db()
        assert User.objects.get(phone=PHONE) == new
        assert old.phone == OTHER


def test_two_accounts_that_want_each_others_numbers_do_not_wait_in_a_circle():
    for _round in range(8):
        User.objects.update(phone=None)
        one, two = User.objects.create_user(PHONE), User.objects.create_user(OTHER)
        together(
            lambda one=one: change_number(user=one, phone=OTHER),
            lambda two=two: change_number(user=two, phone=PHONE),
        )
        numbers = [User.objects.get(pk=user.pk).phone for user in (one, two)]
        assert len(set(numbers)) == 2
        # Whoever came second took the number back that the first had left, or found it free.
        assert set(numbers) <= {PHONE, OTHER, None}


class Browser:
    """A real browser's part of signing in, over a real socket."""

    def __init__(self, servers):
        self.servers = servers
        self.client = httpx.Client(timeout=60)
        self.csrf = ""

    def url(self, path="/dang-nhap/", n=0):
        return f"http://127.0.0.1:{self.servers[n % len(self.servers)].port}{path}"

    def open(self):
        page = self.client.get(self.url()).text
        self.csrf = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)

    def post(self, step, n=0, **fields):
        return self.client.post(self.url(n=n), data={"csrfmiddlewaretoken": self.csrf, "step": step, **fields})

    def ask(self, number="0912345678"):
        self.open()
        assert self.post("number", phone=number, consent="1").status_code == 303
        self.open()


def code_for(number=PHONE):
    send_waiting()
    [*_, words] = [message.body for message in MemoryGateway.sent if message.phone == number]
    return re.search(r"\d{6}", words).group()


@pytest.fixture
def servers(transactional_db):
    servers = [Server(), Server()]
    try:
        yield [server.wait() for server in servers]
    finally:
        for server in servers:
            server.stop()


def test_the_same_code_typed_by_16_at_once_begins_one_session(servers):
    browser = Browser(servers)
    browser.ask()
    code = code_for()
    told = together(*[lambda n=n: browser.post("code", n=n, code=code) for n in range(THREADS)])
    assert Counter(one.status_code for one in told) == {303: 1, 422: THREADS - 1}
    assert User.objects.get().phone == PHONE
    assert Session.objects.count() == 1
    assert KnownDevice.objects.count() == 1


def test_two_phones_that_sign_in_with_one_new_number_at_once_share_one_account(servers):
    phones = [Browser(servers), Browser(servers)]
    codes = []
    for phone in phones:
        phone.ask()
        codes.append(code_for())
    told = together(*[lambda n=n: phones[n].post("code", n=n, code=codes[n]) for n in range(2)])
    assert {one.headers["location"] for one in told} == {"/dang-nhap/ten/"}
    user = User.objects.get()
    assert KnownDevice.objects.filter(user=user).count() == 2
    assert user.consents.count() == 1


def test_a_newcomer_who_taps_sixteen_times_gets_one_account(servers):
    old = User.objects.create_user(PHONE, "mat-khau-rat-dai", full_name="Người Cũ")
    browser = Browser(servers)
    browser.ask()
    browser.post("code", code=code_for())
    browser.open()
    told = together(*[lambda n=n: browser.post("new_sure", n=n) for n in range(THREADS)])
    assert {one.status_code for one in told} <= {303, 403}
    assert User.objects.exclude(pk=old.pk).get().phone == PHONE
