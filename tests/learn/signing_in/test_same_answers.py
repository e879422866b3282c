"""Nobody learns whether a number has an account, and nobody is locked out by strangers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import PhoneCode, User
from people.sms.gateways import MemoryGateway

from .conftest import E164, NUMBER, Phone, newest_code

pytestmark = pytest.mark.django_db


def without_secrets(page):
    words = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return re.sub(r"09\d\d\s\d{3}\s\d{3}", "NUMBER", words)


@pytest.fixture(params=["learner", "staff", "administrator", "closed"])
def account(request):
    user = User.objects.create_user(E164, "mat-khau-rat-dai", full_name="Nguyễn Thị Ánh")
    user.is_staff = request.param in ("staff", "administrator")
    user.is_superuser = request.param == "administrator"
    user.is_active = request.param != "closed"
    user.save()
    return user


def test_a_number_with_and_one_without_an_account_are_answered_alike(account):
    seen = []
    for number, e164 in ((NUMBER, E164), ("0987 654 321", "+84987654321")):
        visitor = Phone()
        answers = [visitor.get(), visitor.ask(number, consent="")]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers.append(visitor.ask(number))
        answers += [visitor.get(), visitor.type_code("000000" if newest_code(e164) != "000000" else "111111")]
        seen.append(
            (
                [(one.status_code, one.get("Location"), without_secrets(one.content.decode())) for one in answers],
                len(queries),
                [len(message.body) for message in MemoryGateway.sent if message.phone == e164],
            )
        )
    assert seen[0] == seen[1]


def test_strangers_use_up_what_strangers_have_and_the_owners_phone_goes_on():
    owner = Phone()
    owner.begin()
    # The owner's first code was asked for by a device that nobody knew yet.
    for n, times in ((1, 3), (2, 2)):
        stranger = Phone(address=f"10.{n}.0.1")
        assert [stranger.ask().status_code for _ in range(times)] == [303] * times
    refused = Phone(address="10.9.0.1").ask()
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 3000
    page = refused.content.decode()
    assert "phút" in page
    assert f'value="{NUMBER}"' in page
    assert owner.ask().status_code == 303
    assert owner.type_code()["Location"] == "/dang-nhap/xong/"


def test_one_stranger_at_one_address_leaves_something_to_an_owner_elsewhere():
    stranger = Phone(address="203.0.113.7")
    assert [stranger.ask().status_code for _ in range(5)] == [303] * 4 + [429]
    assert Phone(address="203.0.113.9").ask().status_code == 429
    assert Phone(address="198.51.100.4").ask().status_code == 303


def test_one_device_asks_for_fifteen_codes_an_hour_and_others_behind_its_address_go_on():
    team = Phone()
    numbers = [f"09870000{n:02}" for n in range(16)]
    assert [team.ask(number).status_code for number in numbers] == [303] * 15 + [429]
    assert Phone().ask("0987000099").status_code == 303


def test_a_code_that_is_refused_leaves_the_one_before_in_force(phone):
    phone.ask()
    code = phone.code()
    for _ in range(3):
        phone.post("again")
    refused = phone.post("again")
    assert refused.status_code == 429
    assert 'name="code"' in refused.content.decode()
    assert phone.type_code(code).status_code == 422
    assert phone.type_code()["Location"] == "/dang-nhap/ten/"


def test_a_machine_gone_wild_is_stopped_by_its_address(phone, settings):
    settings.SIGN_IN_CODES_AN_HOUR_FROM_ADDRESS = 3
    assert [Phone().ask(f"09870000{n:02}").status_code for n in range(4)] == [303] * 3 + [429]
    assert Phone(address="10.0.0.2").ask("0987000009").status_code == 303
    assert PhoneCode.objects.count() == 4


PAGES = {
    "/dang-nhap/": 1,
    "/dang-nhap/khoi-phuc/": 1,
    "/dang-nhap/ten/": 4,
    "/dang-nhap/xong/": 4,
    "/toi/so-dien-thoai/": 5,
}


@pytest.mark.parametrize(("path", "most"), PAGES.items())
def test_every_page_has_a_budget_of_queries(phone, path, most, django_assert_max_num_queries):
    phone.begin()
    with django_assert_max_num_queries(most):
        answer = phone.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
