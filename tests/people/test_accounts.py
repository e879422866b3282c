import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from people.accounts.phone import parse_phone
from people.accounts.sessions import forget_old_sessions
from people.models import User


@pytest.mark.parametrize("spelling", ["0912345678", "+84 912 345 678", "0912.345.678", "84912345678", "091 234-5678"])
def test_usual_spellings_name_one_number(spelling):
    assert parse_phone(spelling) == "+84912345678"


@pytest.mark.parametrize("spelling", ["113", "156", "", "abc", "02438252525", "+1 202 555 0123", "0912"])
def test_what_is_no_mobile_number_is_refused(spelling):
    with pytest.raises(ValueError):
        parse_phone(spelling)


@pytest.mark.django_db
def test_a_user_is_found_however_the_number_is_spelt():
    user = User.objects.create_user("0912 345 678", "mat-khau-rat-dai")
    assert User.objects.get_by_natural_key("+84912345678") == user
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("113")


@pytest.mark.django_db
def test_sessions_are_forgotten_when_their_time_is_over():
    for days in (-1, 1):
        session = SessionStore()
        session["certificate_name"] = "Nguyễn Thị Ánh"
        session.set_expiry(timezone.now() + dt.timedelta(days=days))
        session.save()
    assert forget_old_sessions() == 1
    assert forget_old_sessions() == 0
    assert Session.objects.get().pk == session.session_key
