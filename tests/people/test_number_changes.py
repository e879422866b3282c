"""A change of number that waits: what is kept, who is told, what ends it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.accounts.erasing import erase_person
from people.accounts.numbers import change_number
from people.models import AuditEntry, NumberChange, SmsMessage, User
from people.number_changes.services import (
    NotNow,
    ask_for_change,
    change_that_counts,
    forget_old_changes,
    remind_and_carry_out,
    why_not,
)
from people.number_changes.stopping import By, stop_change
from people.sms.gateways import MemoryGateway
from people.sms.sending import send_waiting

pytestmark = pytest.mark.django_db

OLD, NEW, OTHER = "+84912345678", "+84987654321", "+84911222333"


@pytest.fixture(autouse=True)
def _nothing_sent():
    MemoryGateway.sent.clear()


@pytest.fixture
def user():
    return User.objects.create_user(OLD, full_name="Nguyễn Thị Ánh", picture="buffalo")


def later(**time):
    """As if so long had gone by."""
    ago = dt.timedelta(**time)
    for change in NumberChange.objects.all():
        for name in ("asked_at", "takes_effect_at", "reminded_at", "ended_at"):
            value = getattr(change, name)
            setattr(change, name, value and value - ago)
        change.save()


def sent():
    """Numbers and words of what went out since the last time."""
    send_waiting()
    told = [(message.phone, message.body) for message in MemoryGateway.sent]
    MemoryGateway.sent.clear()
    return told


def events(user):
    return list(AuditEntry.objects.filter(subject=user).order_by("id").values_list("event", "note"))


def test_it_waits_three_days_and_the_old_number_is_told_twice(user):
    change = ask_for_change(user=user, phone=NEW)
    assert change.takes_effect_at - change.asked_at == dt.timedelta(days=3)
    day = timezone.localtime(change.takes_effect_at).strftime("%d/%m/%Y")
    [(phone, words)] = sent()
    assert phone == OLD
    assert f"ngay {day} tai khoan cua co bac se doi sang so khac" in words
    assert "dang nhap bang so nay de dung lai" in words
    assert words.isascii()
    assert len(words) <= 160
    assert remind_and_carry_out() == 0
    later(days=1, hours=23)
    assert remind_and_carry_out() == 0
    assert sent() == []
    later(hours=2)
    assert remind_and_carry_out() == remind_and_carry_out() == 0
    assert [phone for phone, _ in sent()] == [OLD], "once"
    user.refresh_from_db()
    assert user.phone == OLD
    later(days=1)
    assert remind_and_carry_out() == 1
    user.refresh_from_db()
    assert user.phone == NEW
    told = dict(sent())
    assert "tu nay co bac dang nhap bang so nay" in told[NEW]
    assert "vua doi sang so dien thoai khac" in told[OLD]
    assert events(user) == [("number_change_asked", ""), ("number_changed", "")]
    assert remind_and_carry_out() == 0


def test_what_is_done_with_keeps_no_number(user):
    ask_for_change(user=user, phone=NEW)
    stop_change(user=user, by=By.BUTTON)
    assert NumberChange.objects.values_list("phone", "outcome").get() == ("", "stopped")
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberChange.objects.update(phone=NEW)
    assert NEW not in str(list(AuditEntry.objects.values()))
    assert forget_old_changes() == 0
    later(days=8)
    assert forget_old_changes() == 1


def test_a_site_whose_jobs_stood_still_tells_the_old_number_and_then_waits_a_day(user):
    ask_for_change(user=user, phone=NEW)
    later(days=10)
    assert remind_and_carry_out() == 0
    assert NumberChange.objects.get().takes_effect_at > timezone.now() + dt.timedelta(hours=23)
    later(hours=23)
    assert remind_and_carry_out() == 0
    later(hours=2)
    assert remind_and_carry_out() == 1


def test_one_waits_at_a_time_and_none_within_a_week_after_one_was_stopped(user):
    ask_for_change(user=user, phone=NEW)
    assert ask_for_change(user=user, phone=OTHER) is NotNow.WAITS
    assert stop_change(user=user, by=By.BUTTON)
    assert not stop_change(user=user, by=By.BUTTON)
    assert ask_for_change(user=user, phone=NEW) is NotNow.STOPPED_LATELY
    later(days=6, hours=23)
    assert why_not(user=user) is NotNow.STOPPED_LATELY
    later(hours=2)
    assert why_not(user=user) is None
    ask_for_change(user=user, phone=OTHER)
    assert change_that_counts(user=user).phone == OTHER


def test_who_would_have_got_the_number_is_told_that_it_was_stopped_and_the_old_number_no_more(user):
    ask_for_change(user=user, phone=NEW)
    stop_change(user=user, by=By.OLD_NUMBER)
    [(phone, words)] = sent()
    assert phone == NEW
    assert "da dung lai" in words
    assert SmsMessage.objects.get(phone=OLD).why == "withdrawn"
    later(days=4)
    assert remind_and_carry_out() == 0
    assert events(user) == [("number_change_asked", ""), ("number_change_stopped", "old_number")]


def test_a_number_that_got_an_account_meanwhile_stays_with_it_and_is_told_so(user):
    ask_for_change(user=user, phone=NEW)
    other = User.objects.create_user(NEW)
    later(days=2, minutes=1)
    remind_and_carry_out()
    later(days=1)
    sent()
    assert remind_and_carry_out() == 0
    user.refresh_from_db()
    other.refresh_from_db()
    assert (user.phone, other.phone) == (OLD, NEW)
    [(phone, words)] = sent()
    assert phone == NEW
    assert "dang mo tai khoan khac" in words
    assert events(user)[-1] == ("number_change_failed", "number_taken")
    assert NumberChange.objects.get().outcome == "taken"
    # Nobody stopped it, so it can be asked for again, with another number.
    assert ask_for_change(user=user, phone=NEW) is NotNow.TAKEN
    assert isinstance(ask_for_change(user=user, phone=OTHER), NumberChange)


def test_an_account_that_was_closed_gets_no_number(user):
    ask_for_change(user=user, phone=NEW)
    later(days=2, minutes=1)
    remind_and_carry_out()
    User.objects.update(is_active=False)
    later(days=1)
    assert remind_and_carry_out() == 0
    assert User.objects.get().phone == OLD
    assert NumberChange.objects.get().outcome == "closed"
    assert not User.objects.filter(phone=NEW).exists()
    assert ask_for_change(user=user, phone=NEW) is NotNow.CLOSED


def test_the_end_of_an_account_erases_all_of_it_and_takes_the_messages_back(user):
    ask_for_change(user=user, phone=NEW)
    with transaction.atomic():
        erase_person(user=User.objects.select_for_update().get())
    assert not NumberChange.objects.exists()
    assert sent() == []
    assert not SmsMessage.objects.exclude(body="").exists()


def test_a_number_that_was_changed_otherwise_is_not_changed_back(user):
    ask_for_change(user=user, phone=NEW)
    change_number(user=user, phone=OTHER)
    later(days=4)
    assert remind_and_carry_out() == 0
    user.refresh_from_db()
    assert user.phone == OTHER
    assert ("number_change_stopped", "other_change") in events(user)


def test_an_account_without_a_number_waits_as_well(user):
    User.objects.update(phone=None)
    user.refresh_from_db()
    ask_for_change(user=user, phone=NEW)
    assert sent() == []
    later(days=2, minutes=1)
    assert remind_and_carry_out() == 0
    later(days=1)
    assert remind_and_carry_out() == 1
    user.refresh_from_db()
    assert user.phone == NEW


def test_one_s_own_number_is_no_change(user):
    assert ask_for_change(user=user, phone=OLD) is NotNow.SAME
