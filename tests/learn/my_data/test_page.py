import pytest
from django.test import RequestFactory

from learn.learners.services import TakeOver, take_over
from learn.learners.tokens import COOKIE, Claim
from learn.models import Statement
from learn.my_data.ending import NotAGuest, forget_guest
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from tests.learn.my_data.making import (
    CONSENT,
    DOWNLOAD,
    END,
    FORGET,
    PAGE,
    confirm,
    hold,
    make_certificate,
    make_statements,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_browser_without_a_record_is_told_so_and_gets_no_cookie(client):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "chưa có ai học" in page.content.decode()
    assert COOKIE not in page.cookies


def test_a_guest_sees_what_is_stored_about_the_guest(client, guest):
    page = hold(client, guest).get(PAGE).content.decode()
    assert "<dd>3</dd>" in page
    assert FORGET in page
    assert DOWNLOAD in page
    assert END not in page


def test_the_owner_reads_everything_by_kind(owner, user, own):
    certificate = make_certificate(own.id)
    record(Event.PERSONAL_DATA_VIEWED, actor=User.objects.create_superuser("0987654321", "x" * 12), subject=user)
    page = owner.get(PAGE).content.decode()
    for words in ("0912 345 678", "Nguyễn Thị Ánh", certificate.number, "Quản trị viên", "xem dữ liệu cá nhân"):
        assert words in page
    assert END in page
    # By role, never by name or number.
    assert "987654321" not in page


def test_what_a_farmer_has_no_word_for_is_explained_where_it_stands(owner, user):
    record(Event.SIGN_IN, actor=user, subject=user, request=RequestFactory(REMOTE_ADDR="203.0.113.9").get("/"))
    page = owner.get(PAGE).content.decode()
    assert "qua mạng 203.0.113.0/24" in page
    assert "Dãy số sau chữ “qua mạng”" in page
    assert "JSON" not in page


def test_a_browser_that_only_holds_the_record_sees_no_whole_number_and_may_do_nothing(client, user, own):
    hold(client, own)
    page = client.get(PAGE).content.decode()
    assert "912345" not in page
    assert "••• ••• 678" in page
    assert "/dang-nhap/?tiep=%2Ftoi%2Fdu-lieu%2F" in page
    for address in (DOWNLOAD, END):
        assert client.get(address)["Location"].startswith("/dang-nhap/?tiep=")
    for address in (CONSENT, END):
        assert client.post(address, {})["Location"].startswith("/dang-nhap/?tiep=")
    user.refresh_from_db()
    assert user.is_active


def test_a_session_of_somebody_else_counts_for_nothing(client, own):
    hold(confirm(client, make_user("0987654321", "Người Khác")), own)
    assert "••• ••• 678" in client.get(PAGE).content.decode()
    assert client.get(DOWNLOAD).status_code == 302
    assert client.post(END, {"words": "CHẤM DỨT"}).status_code == 302
    assert User.objects.filter(is_active=True).count() == 2


def test_the_part_of_an_account_that_a_guest_phone_holds_says_so_and_is_not_forgotten(client, user, own, guest):
    assert take_over(user=user, guest=Claim(guest.id, 0)) == TakeOver.TAKEN
    guest.refresh_from_db()
    hold(client, guest)
    page = client.get(PAGE).content.decode()
    assert "tài khoản" in page
    assert "Nguyễn Thị Ánh" not in page
    assert FORGET not in page
    assert client.post(FORGET)["Location"] == PAGE
    with pytest.raises(NotAGuest):
        forget_guest(learner=guest)
    assert Statement.objects.filter(learner_id=guest.id).count() == 3


def test_the_page_takes_as_many_queries_for_much_as_for_little(owner, user, own, django_assert_max_num_queries):
    admin = User.objects.create_superuser("0987654321", "x" * 12)
    for _one in range(60):
        record(Event.PERSONAL_DATA_VIEWED, actor=admin, subject=user)
    make_statements(own.id, 40)
    for _one in range(5):
        make_certificate(own.id)
    with django_assert_max_num_queries(36):
        page = owner.get(PAGE).content.decode()
    assert page.count("Quản trị viên") == 20
    assert owner.get(PAGE, {"trang": "3"}).status_code == 200
    assert owner.get(PAGE, {"trang": "x"}).status_code == 200
