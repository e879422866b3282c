"""A change of number that waits, while its old number signs in, while the account ends, while it is asked for twice."""

import datetime as dt
import uuid
from collections import Counter

import pytest
from django.core.cache import cache
from django.utils import timezone

from learn.my_data.ending import end_account
from learn.signing_in.services import arrive
from people.accounts.numbers import begin_account, change_number
from people.models import AuditEntry, NumberChange, PhoneCode, SmsMessage, User
from people.number_changes.services import NotNow, ask_for_change, carry_out, remind_and_carry_out
from people.number_changes.stopping import By, stop_change
from people.phone_codes.models import CodePurpose
from people.phone_codes.services import Confirmed, confirm_code, request_code
from tests.concurrency.test_sign_in import THREADS, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

OLD, NEW, OTHER = "+84912345678", "+84987654321", "+84911222333"
ROUNDS = 8


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


def ripe_change():
    """Of a new account that nothing else is known of: the change whose time has come."""
    NumberChange.objects.all().delete()
    User.objects.update(phone=None)
    user = User.objects.create_user(OLD, full_name="Nguyễn Thị Ánh", picture="buffalo")
    ask_for_change(user=user, phone=NEW)
    now = timezone.now()
    NumberChange.objects.update(takes_effect_at=now, reminded_at=now - dt.timedelta(days=1))
    return user, NumberChange.objects.select_related("user").get()


def confirmed_code(number=OLD):
    """A right code to the number, typed just now on a phone that nobody knows."""
    PhoneCode.objects.all().delete()
    device = uuid.uuid4()
    sent = request_code(phone=number, purpose=CodePurpose.SIGN_IN, device=device, address=f"10.0.0.{device.int % 250}")
    code = {"challenge": sent.challenge, "device": device}
    assert isinstance(confirm_code(code=sent.code, purpose=CodePurpose.SIGN_IN, **code), Confirmed)
    return code


def acts_of(user):
    return Counter(AuditEntry.objects.filter(subject=user).values_list("event", flat=True))


def test_the_old_number_signs_in_while_the_change_is_carried_out():
    seen = Counter()
    for _round in range(ROUNDS):
        user, change = ripe_change()
        code = confirmed_code()
        moved, _ = together(
            lambda change=change: carry_out(change),
            lambda code=code: arrive(**code, consented=False, at_hand=[]),
        )
        user.refresh_from_db()
        change.refresh_from_db()
        # Stopped or carried out, wholly one of the two.
        assert (change.outcome, user.phone, moved) in [("stopped", OLD, False), ("done", NEW, True)]
        acts = acts_of(user)
        assert acts["number_changed"] + acts["number_change_stopped"] == 1
        seen[change.outcome] += 1
    assert sum(seen.values()) == ROUNDS


def test_a_button_and_the_job_many_times_at_once_have_one_outcome():
    for _round in range(ROUNDS):
        user, change = ripe_change()
        jobs = [lambda: remind_and_carry_out()] * 4
        buttons = [lambda user=user: stop_change(user=user, by=By.BUTTON)] * 4
        told = together(*jobs, *buttons)
        assert sum(int(one) for one in told) == 1
        change.refresh_from_db()
        user.refresh_from_db()
        assert (change.outcome, user.phone) in [("stopped", OLD), ("done", NEW)]


def test_of_16_requests_at_once_one_waits():
    user = User.objects.create_user(OLD)
    told = together(*[lambda n=n: ask_for_change(user=user, phone=f"+849876543{n:02}") for n in range(THREADS)])
    assert Counter(type(one) for one in told) == {NumberChange: 1, NotNow: THREADS - 1}
    assert NumberChange.objects.filter(ended_at=None).count() == 1
    assert SmsMessage.objects.filter(phone=OLD).count() == 1
    assert acts_of(user) == {"number_change_asked": 1}


def test_an_account_that_ends_meanwhile_gets_no_number_and_keeps_none():
    for _round in range(ROUNDS):
        user, change = ripe_change()
        together(
            lambda change=change: carry_out(change),
            lambda user=user: end_account(user=user, keep_certificates=False),
        )
        user.refresh_from_db()
        assert (user.phone, user.is_active) == (None, False)
        assert not NumberChange.objects.exists()
        assert not User.objects.filter(phone=NEW).exists()
    # And while it is asked for.
    for n in range(ROUNDS):
        user = User.objects.create_user(f"+849876511{n:02}")
        together(
            lambda user=user: ask_for_change(user=user, phone=OTHER),
            lambda user=user: end_account(user=user, keep_certificates=False),
        )
        assert not NumberChange.objects.exists()


def test_a_number_that_gets_an_account_in_the_same_moment_has_one_holder():
    for _round in range(ROUNDS):
        user, change = ripe_change()
        together(lambda change=change: carry_out(change), lambda: begin(NEW))
        user.refresh_from_db()
        change.refresh_from_db()
        holder = User.objects.get(phone=NEW)
        assert (change.outcome == "done") == (holder == user)
        if change.outcome == "taken":
            assert user.phone == OLD


def begin(number):
    try:
        return begin_account(phone=number, how="race")
    except Exception as error:
        return error


def test_another_change_of_the_number_and_the_job_do_not_wait_in_a_circle():
    for _round in range(ROUNDS):
        user, change = ripe_change()
        other = User.objects.create_user(OTHER)
        together(
            lambda change=change: carry_out(change),
            lambda user=user: change_number(user=user, phone=OTHER),
            lambda other=other: change_number(user=other, phone=NEW),
        )
        user.refresh_from_db()
        change.refresh_from_db()
        assert change.outcome in ("done", "stopped", "taken")
        phones = [phone for phone in User.objects.values_list("phone", flat=True) if phone]
        assert len(phones) == len(set(phones))
        # The other way came last, or stopped the one that waited.
        assert user.phone == OTHER
