"""Codes: what is kept of them, what ends them, how often they may be asked for."""

import datetime as dt
import re
import socket
import time
import uuid

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisIsAway

from people.accounts.numbers import begin_account_anew, change_number
from people.models import KnownDevice, PhoneCode, RecoveryCode, SmsMessage, User, WrongProof
from people.phone_codes import limits
from people.phone_codes.limits import TooMany, Which
from people.phone_codes.models import CodePurpose
from people.phone_codes.services import (
    Confirmed,
    Expired,
    Locked,
    Requested,
    Used,
    Wrong,
    confirm_code,
    forget_old_codes,
    request_code,
)
from people.ways_back.devices import MOST_DEVICES, is_known, remember_device
from people.ways_back.services import Proof, forget_old_wrong_proofs, make_recovery_code, prove, use_recovery_code

pytestmark = pytest.mark.django_db

PHONE = "+84912345678"
DEVICE = uuid.uuid4()


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


def ask(phone=PHONE, device=DEVICE, purpose=CodePurpose.SIGN_IN, address="10.0.0.1", now=None):
    return request_code(phone=phone, purpose=purpose, device=device, address=address, now=now)


def confirm(sent, code=None, device=DEVICE, purpose=CodePurpose.SIGN_IN, now=None):
    return confirm_code(challenge=sent.challenge, code=code or sent.code, device=device, purpose=purpose, now=now)


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_right_code_confirms_the_number_once():
    sent = ask()
    assert confirm(sent) == Confirmed(PHONE, CodePurpose.SIGN_IN)
    assert confirm(sent) == Used()


def test_neither_code_nor_address_can_be_read_in_the_table():
    sent = ask()
    row = PhoneCode.objects.values().get()
    assert sent.code not in str(row["code_hash"])
    assert "10.0.0" not in str(row)
    assert re.fullmatch("[0-9a-f]{64}", row["code_hash"])
    # Equal codes leave unequal hashes.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT code_hash) FROM people_phonecode")
        assert cursor.fetchone() == (1,)


def test_ten_minutes_and_no_more():
    sent = ask()
    assert confirm(sent, now=timezone.now() + dt.timedelta(minutes=10, seconds=1)) == Expired()
    assert isinstance(confirm(sent, now=timezone.now() + dt.timedelta(minutes=9, seconds=50)), Confirmed)


def test_five_wrong_tries_lock_it_and_the_right_code_no_longer_helps():
    sent = ask()
    wrong = other_than(sent.code)
    assert [confirm(sent, wrong) for _ in range(4)] == [Wrong(4), Wrong(3), Wrong(2), Wrong(1)]
    assert confirm(sent, wrong) == Locked()
    assert confirm(sent) == Locked()


def test_another_device_another_purpose_and_an_invented_challenge_are_nothing():
    sent = ask()
    assert confirm(sent, device=uuid.uuid4()) == Expired()
    assert confirm(sent, purpose=CodePurpose.RECOVER) == Expired()
    assert confirm(Requested(uuid.uuid4(), sent.code)) == Expired()
    # And none of that costs the owner a try.
    assert PhoneCode.objects.get().tries == 0


def test_a_new_code_ends_the_one_before_and_its_message():
    first = ask()
    second = ask()
    assert confirm(first) == Expired()
    assert isinstance(confirm(second), Confirmed)
    assert list(SmsMessage.objects.order_by("made_at").values_list("why", "body")) == [
        ("withdrawn", ""),
        ("", SmsMessage.objects.latest("made_at").body),
    ]


def test_what_another_device_or_another_purpose_asked_for_goes_on():
    first, elsewhere = ask(), uuid.uuid4()
    ask(device=elsewhere)
    ask(purpose=CodePurpose.RECOVER)
    assert isinstance(confirm(first), Confirmed)


def test_a_number_has_six_codes_an_hour_for_strangers_and_the_wait_is_told():
    now = timezone.now()
    for n in range(6):
        assert isinstance(ask(device=uuid.uuid4(), address=f"10.{n}.0.1", now=now + dt.timedelta(minutes=n)), Requested)
    refused = ask(device=uuid.uuid4(), address="10.7.0.1", now=now + dt.timedelta(minutes=10))
    assert refused == TooMany(50 * 60 + 1, Which.NUMBER)
    assert isinstance(
        ask(device=uuid.uuid4(), address="10.7.0.1", now=now + dt.timedelta(seconds=3601)), Requested
    )  # fmt: skip


def test_a_number_has_twenty_codes_a_day_for_strangers():
    now = timezone.now()
    times = [now + dt.timedelta(hours=n // 3) for n in range(21)]
    told = [ask(device=uuid.uuid4(), address=f"10.{n}.0.1", now=at) for n, at in enumerate(times)]
    assert [isinstance(one, Requested) for one in told] == [True] * 20 + [False]


def test_a_known_device_has_an_allowance_of_its_own():
    remember_device(user=User.objects.create_user(PHONE), device=DEVICE)
    for n in range(6):
        ask(device=uuid.uuid4(), address=f"10.{n}.0.1")
    assert isinstance(ask(device=uuid.uuid4(), address="10.9.0.1"), TooMany)
    assert [isinstance(ask(), Requested) for _ in range(6)] == [True] * 5 + [False]


def test_a_device_of_the_number_before_is_no_known_device():
    user = User.objects.create_user(PHONE)
    remember_device(user=user, device=DEVICE)
    assert is_known(phone=PHONE, device=DEVICE)
    begin_account_anew(phone=PHONE, how="test")
    assert not is_known(phone=PHONE, device=DEVICE)


def test_only_the_latest_devices_are_remembered():
    user = User.objects.create_user(PHONE)
    devices = [uuid.uuid4() for _ in range(MOST_DEVICES + 2)]
    for device in devices:
        remember_device(user=user, device=device)
    assert set(KnownDevice.objects.values_list("device", flat=True)) == set(devices[2:])


def test_while_redis_is_away_codes_are_sent_all_the_same(monkeypatch):
    def away(*args, **kwargs):
        raise RedisIsAway

    monkeypatch.setattr(limits.cache, "incr", away)
    assert isinstance(ask(), Requested)


def test_a_redis_that_froze_keeps_nobody_waiting(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        location = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": location}}
        began = time.monotonic()
        assert isinstance(ask(), Requested)
        # The client's own patience would be five seconds, and a process has ten connections to the database.
        assert time.monotonic() - began < 4


def test_old_codes_are_forgotten_and_the_limits_count_what_they_need():
    ask(now=timezone.now() - dt.timedelta(days=2, seconds=1))
    ask()
    assert forget_old_codes() == 1
    assert PhoneCode.objects.count() == 1


def test_every_query_of_a_request_has_an_index():
    since = timezone.now() - dt.timedelta(days=1)
    queries = [
        PhoneCode.objects.filter(phone=PHONE, made_at__gt=since).order_by("-made_at")[:100],
        PhoneCode.objects.filter(device=DEVICE, made_at__gt=since).order_by("-made_at")[:100],
        PhoneCode.objects.filter(id=uuid.uuid4()),
        PhoneCode.objects.filter(made_at__lt=since).order_by("made_at")[:100],
        KnownDevice.objects.filter(user__phone=PHONE, device=DEVICE),
        WrongProof.objects.filter(user_id=1, at__gt=since),
        RecoveryCode.objects.filter(code_hash__in=["a", "b"]),
        SmsMessage.objects.filter(sent_at=None, given_up_at=None, due_at__lte=since).order_by("due_at")[:32],
        SmsMessage.objects.filter(sent_at=None, given_up_at=None, reference__in=[DEVICE]),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for query in queries:
        plan = query.explain()
        assert "Seq Scan" not in plan, plan


def test_picture_and_name_prove_the_person_and_three_wrong_ones_end_it_for_a_week():
    user = User.objects.create_user(PHONE, full_name="Nguyễn Thị Ánh", picture="buffalo")
    assert prove(user=user, picture="buffalo", name="nguyễn  thị ánh") is Proof.RIGHT
    assert [prove(user=user, picture="fish", name="Nguyễn Thị Ánh") for _ in range(3)] == [Proof.WRONG] * 3
    assert prove(user=user, picture="buffalo", name="Nguyễn Thị Ánh") is Proof.TOO_MANY
    later = timezone.now() + dt.timedelta(days=7, seconds=1)
    assert prove(user=user, picture="buffalo", name="Nguyễn Thị Ánh", now=later) is Proof.RIGHT
    assert forget_old_wrong_proofs(now=later) == 3


def test_an_account_without_picture_or_name_cannot_be_proved():
    user = User.objects.create_user(PHONE)
    assert prove(user=user, picture="", name="") is Proof.WRONG


def test_a_recovery_code_survives_a_new_secret_and_is_not_readable(settings):
    user = User.objects.create_user(PHONE)
    code = make_recovery_code(user=user)
    assert re.fullmatch(r"(\d{4} ){3}\d{4}", code)
    assert code.replace(" ", "") not in RecoveryCode.objects.get().code_hash
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of the same server, long enough to be one"
    assert use_recovery_code(code) == user
    assert use_recovery_code(code) is None


def test_an_account_without_a_number_has_words_and_no_empty_number():
    user = User.objects.create_user(PHONE, full_name="Ánh")
    begin_account_anew(phone=PHONE, how="test")
    user.refresh_from_db()
    assert (user.phone, user.get_username()) == (None, "")
    user.full_name = ""
    assert str(user) == user.get_full_name() == "Tài khoản không còn số"
    assert user.get_short_name()
    for wrong in ("", "0912345678", "+8491234567"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(phone=wrong)


def test_two_accounts_can_swap_numbers_over_an_empty_one():
    one = User.objects.create_user("+84912345678")
    two = User.objects.create_user("+84987654321")
    assert change_number(user=one, phone="+84987654321") == "+84912345678"
    two.refresh_from_db()
    assert two.phone is None
    assert change_number(user=two, phone="+84912345678") is None
