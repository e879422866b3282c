import pytest

from people.accounts.phone import parse_phone
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
