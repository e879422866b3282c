"""`/toi/so-dien-thoai/`: the owner, a colleague, an outsider."""

import re

import pytest

from learn.learners.requests import COOKIE
from people.models import AuditEntry, RecoveryCode, User
from people.sms.gateways import MemoryGateway
from people.sms.sending import send_waiting

from .conftest import E164, Phone, newest_code

pytestmark = pytest.mark.django_db

MINE = "/toi/so-dien-thoai/"
NEW, NEW_E164 = "0987 654 321", "+84987654321"


@pytest.fixture
def owner(phone):
    phone.begin()
    return User.objects.get()


def forget_session(phone):
    """As after weeks: the record's cookie is there, the session is not."""
    phone.client.cookies.pop("sessionid")


def test_an_outsider_is_asked_to_sign_in():
    answer = Phone().get(MINE)
    assert answer["Location"] == "/dang-nhap/?tiep=%2Ftoi%2Fso-dien-thoai%2F"
    assert Phone().post("recovery", MINE).status_code == 303


def test_the_owner_changes_the_number_by_a_code_to_the_new_one(phone, owner):
    assert phone.post("number", MINE, phone=NEW)["Location"] == MINE
    assert "0987\N{NO-BREAK SPACE}654\N{NO-BREAK SPACE}321" in phone.get(MINE).content.decode()
    assert phone.post("code", MINE, code="12").status_code == 422
    assert phone.post("code", MINE, code=newest_code(NEW_E164))["Location"] == f"{MINE}?da-doi"
    assert "Đã đổi số" in phone.get(f"{MINE}?da-doi").content.decode()
    owner.refresh_from_db()
    assert owner.phone == NEW_E164
    assert AuditEntry.objects.filter(event="number_changed", subject=owner).count() == 1
    # Whoever has the old number is told.
    send_waiting()
    assert MemoryGateway.sent[-1].phone == E164
    assert "so dien thoai khac" in MemoryGateway.sent[-1].body
    assert phone.sign_in(NEW, NEW_E164)["Location"] == "/dang-nhap/xong/"


def test_without_a_fresh_confirmation_picture_and_name_are_asked_for(phone, owner):
    forget_session(phone)
    assert "Tôi không còn dùng số này" in phone.get(MINE).content.decode()
    assert phone.post("recovery", MINE)["Location"].startswith("/dang-nhap/?tiep=")
    assert not RecoveryCode.objects.exists()
    assert phone.post("number", MINE, phone=NEW).status_code == 422
    wrong = phone.post("number", MINE, phone=NEW, picture="fish", full_name="Nguyễn Thị Ánh")
    assert wrong.status_code == 422
    assert f'value="{NEW}"' in wrong.content.decode()
    assert phone.post("number", MINE, phone=NEW, picture="buffalo", full_name="Nguyễn Thị Ánh")["Location"] == MINE
    phone.post("code", MINE, code=newest_code(NEW_E164))
    owner.refresh_from_db()
    assert owner.phone == NEW_E164


def test_staff_without_a_fresh_confirmation_ask_the_administrator(phone, owner):
    owner.set_password("mat-khau-rat-dai")
    owner.save()
    forget_session(phone)
    assert "nhờ quản trị viên" in phone.get(MINE).content.decode()
    answer = phone.post("number", MINE, phone=NEW, picture="buffalo", full_name="Nguyễn Thị Ánh")
    assert answer.status_code == 422


def test_a_number_of_another_account_is_moved_only_after_a_question(phone, owner):
    other = User.objects.create_user(NEW_E164, full_name="Trần Văn Bình")
    phone.post("number", MINE, phone=NEW)
    assert phone.post("code", MINE, code=newest_code(NEW_E164))["Location"] == MINE
    page = phone.get(MINE).content.decode()
    assert "Số này đang mở việc học khác" in page
    assert "Bình" not in page.replace("Bình dân", "")
    other.refresh_from_db()
    assert other.phone == NEW_E164
    assert phone.post("move", MINE)["Location"] == f"{MINE}?da-doi"
    other.refresh_from_db()
    owner.refresh_from_db()
    assert (owner.phone, other.phone) == (NEW_E164, None)
    assert AuditEntry.objects.filter(event="number_reassigned", subject=other).count() == 1


def test_nothing_moves_without_the_code(phone, owner):
    assert phone.post("move", MINE).status_code == 422
    phone.post("number", MINE, phone=NEW)
    assert phone.post("move", MINE).status_code == 422
    assert phone.post("code", MINE, code="000000").status_code == 422
    owner.refresh_from_db()
    assert owner.phone == E164


def test_a_change_that_was_begun_for_one_person_is_not_ended_for_another(phone, owner):
    colleague = Phone()
    colleague.begin("0911 222 333", "+84911222333", full_name="Người Khác")
    phone.post("number", MINE, phone=NEW)
    code = newest_code(NEW_E164)
    # The family's phone is the colleague's meanwhile.
    phone.client.cookies[COOKIE] = colleague.client.cookies[COOKIE].value
    assert phone.post("code", MINE, code=code).status_code == 422
    assert set(User.objects.values_list("phone", flat=True)) == {E164, "+84911222333"}


def test_a_colleagues_session_is_nothing_on_somebody_elses_record(phone, owner):
    colleague = Phone()
    colleague.begin("0911 222 333", "+84911222333", full_name="Người Khác")
    colleague.client.cookies[COOKIE] = phone.client.cookies[COOKIE].value
    assert colleague.post("recovery", MINE).status_code == 303
    assert colleague.post("number", MINE, phone=NEW).status_code == 422


def test_a_recovery_code_is_shown_once_and_replaced_by_the_next(phone, owner):
    first = phone.post("recovery", MINE)
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-store"
    hash_before = RecoveryCode.objects.get(user=owner).code_hash
    shown = first.content.decode().split('paper-code"><strong>')[1].split("</strong>")[0]
    code = "".join(re.findall(r"\d{4}", shown))
    assert len(code) == 16
    assert code[:4] not in phone.get(MINE).content.decode()
    phone.post("recovery", MINE)
    assert RecoveryCode.objects.get(user=owner).code_hash != hash_before
    assert code not in hash_before
