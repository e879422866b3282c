"""`/toi/so-dien-thoai/`: the owner, a colleague, an outsider."""

import datetime as dt
import re

import pytest
from django.db.models import F
from django.utils import timezone

from learn.learners.requests import COOKIE
from people.models import AuditEntry, NumberChange, PhoneCode, RecoveryCode, User
from people.number_changes.services import remind_and_carry_out
from people.sms.gateways import MemoryGateway
from people.sms.sending import send_waiting
from people.ways_back.services import make_recovery_code

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
    phone.client.cookies.pop("sessionid", None)


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


def ask_to_wait(phone, number=NEW, e164=NEW_E164):
    """What can be done with an unlocked phone that shows picture and name; returns the answer to the code."""
    forget_session(phone)
    answer = phone.post("number", MINE, phone=number, picture="buffalo", full_name="Nguyễn Thị Ánh")
    assert answer["Location"] == MINE
    return phone.post("code", MINE, code=newest_code(e164))


def let_days_pass(days):
    """Two runs of the periodic job lie between, as in life."""
    for gone in (days - 1, 1):
        NumberChange.objects.filter(ended_at=None).update(
            takes_effect_at=F("takes_effect_at") - dt.timedelta(days=gone, minutes=1)
        )
        remind_and_carry_out()


def test_without_the_old_number_picture_and_name_are_asked_for_and_the_change_waits(phone, owner):
    forget_session(phone)
    page = phone.get(MINE).content.decode()
    assert "Tôi không còn dùng số này" in page
    assert "chờ 3 ngày" in page
    assert phone.post("recovery", MINE)["Location"].startswith("/dang-nhap/?tiep=")
    assert not RecoveryCode.objects.exists()
    assert phone.post("number", MINE, phone=NEW).status_code == 422
    wrong = phone.post("number", MINE, phone=NEW, picture="fish", full_name="Nguyễn Thị Ánh")
    assert wrong.status_code == 422
    assert f'value="{NEW}"' in wrong.content.decode()
    assert ask_to_wait(phone)["Location"] == MINE
    owner.refresh_from_db()
    assert owner.phone == E164
    page = phone.get(MINE).content.decode()
    assert "sắp được đổi" in page
    assert "09•• ••• 321" in page
    assert 'name="picture"' not in page, "one at a time"
    assert phone.post("number", MINE, phone=NEW, picture="buffalo", full_name="Nguyễn Thị Ánh").status_code == 422
    let_days_pass(3)
    owner.refresh_from_db()
    assert owner.phone == NEW_E164
    assert "sắp được đổi" not in phone.get(MINE).content.decode()


def test_whoever_asks_so_has_no_confirmed_session(phone, owner):
    ask_to_wait(phone)
    for _time in range(2):
        assert "_auth_user_id" not in phone.client.session
        assert phone.get("/toi/du-lieu/tai-ve/")["Location"].startswith("/dang-nhap/")
        assert phone.get("/toi/du-lieu/cham-dut/")["Location"].startswith("/dang-nhap/")
        consent = {"purpose": "certificate", "answer": "give", "agreed": "on"}
        assert phone.client.post("/toi/du-lieu/dong-y/", consent)["Location"].startswith("/dang-nhap/")
        assert phone.get("/dang-nhap/ten/")["Location"].startswith("/dang-nhap/")
        assert phone.post("recovery", MINE)["Location"].startswith("/dang-nhap/")
        # Nor by sending the steps of a confirmed change.
        assert phone.post("move", MINE).status_code == 422
        assert phone.post("code", MINE, code="123456").status_code == 422
        # And not by saying picture and name where signing in asks for them.
        assert phone.post("who", picture="buffalo", full_name="Nguyễn Thị Ánh").status_code == 422
        let_days_pass(3)
    owner.refresh_from_db()
    assert owner.phone == NEW_E164


def test_between_the_code_and_the_end_nothing_can_be_moved_without_the_old_number(phone, owner):
    forget_session(phone)
    phone.post("number", MINE, phone=NEW, picture="buffalo", full_name="Nguyễn Thị Ánh")
    PhoneCode.objects.update(used_at=timezone.now())
    assert phone.post("move", MINE).status_code == 422
    owner.refresh_from_db()
    assert owner.phone == E164


def test_an_account_that_lost_its_number_waits_as_well(phone, owner):
    User.objects.update(phone=None)
    forget_session(phone)
    assert "chờ 3 ngày" in phone.get(MINE).content.decode()
    assert ask_to_wait(phone)["Location"] == MINE
    assert "_auth_user_id" not in phone.client.session
    owner.refresh_from_db()
    assert owner.phone is None
    let_days_pass(3)
    owner.refresh_from_db()
    assert owner.phone == NEW_E164


def test_every_phone_of_the_account_shows_it_and_can_stop_it(phone, owner):
    other = Phone()
    other.client.cookies[COOKIE] = phone.client.cookies[COOKIE].value
    ask_to_wait(phone)
    for path in ("/toi/", MINE):
        page = other.get(path).content.decode()
        assert "data-number-change" in page
        assert "Không phải tôi – dừng lại" in page
    assert "data-number-change" not in Phone().get("/toi/").content.decode()
    assert other.post("stop", MINE)["Location"] == f"{MINE}?da-dung"
    assert "Đã dừng việc đổi số" in other.get(f"{MINE}?da-dung").content.decode()
    assert "data-number-change" not in phone.get("/toi/").content.decode()
    let_days_pass(3)
    owner.refresh_from_db()
    assert owner.phone == E164
    # For a week nobody asks again.
    page = phone.get(MINE).content.decode()
    assert "7 ngày" in page
    assert 'name="picture"' not in page
    assert phone.post("number", MINE, phone=NEW, picture="buffalo", full_name="Nguyễn Thị Ánh").status_code == 422
    assert other.post("stop", MINE)["Location"] == MINE
    assert Phone().post("stop", MINE)["Location"].startswith("/dang-nhap/")


@pytest.mark.parametrize("known", [True, False])
def test_a_right_code_to_the_old_number_stops_it_on_any_phone(phone, owner, known):
    ask_to_wait(phone)
    somewhere = phone if known else Phone()
    assert somewhere.sign_in()["Location"] == ("/dang-nhap/xong/" if known else "/dang-nhap/")
    assert NumberChange.objects.get().outcome == "stopped"
    assert AuditEntry.objects.get(event="number_change_stopped").note == "old_number"


def test_a_wrong_code_to_the_old_number_stops_nothing(phone, owner):
    ask_to_wait(phone)
    stranger = Phone()
    stranger.ask()
    stranger.type_code("000000" if stranger.code() != "000000" else "000001")
    assert NumberChange.objects.get().outcome == ""


def test_the_recovery_code_stops_it_and_has_its_way_at_once(phone, owner):
    code = make_recovery_code(user=owner)
    ask_to_wait(phone)
    second = Phone()
    second.post("number", "/dang-nhap/khoi-phuc/", phone="0911 222 333")
    second.type_code(second.code("+84911222333"))
    assert second.post("recovery", recovery_code=code)["Location"] == "/dang-nhap/xong/"
    assert AuditEntry.objects.get(event="number_change_stopped").note == "recovery_code"
    let_days_pass(3)
    owner.refresh_from_db()
    assert owner.phone == "+84911222333"


def test_a_number_of_another_account_cannot_be_waited_for(phone, owner):
    other = User.objects.create_user(NEW_E164, full_name="Trần Văn Bình")
    answer = ask_to_wait(phone)
    assert answer.status_code == 422
    assert "đang mở việc học khác" in answer.content.decode()
    assert not NumberChange.objects.exists()
    assert "Đổi sang số khác" not in phone.get(MINE).content.decode()
    other.refresh_from_db()
    assert other.phone == NEW_E164


def test_one_s_own_number_is_said_to_be_that(phone, owner):
    answer = ask_to_wait(phone, "0912 345 678", E164)
    assert answer.status_code == 422
    assert "chính số này" in answer.content.decode()


def test_a_form_of_signing_in_sent_once_more_confirms_nobody_anew(phone, owner):
    # The phone was signed in a quarter of an hour ago; somebody takes it up and sends the form again.
    session = phone.client.session
    [record] = session["account_authentication_methods"]
    record["at"] -= 15 * 60
    session.save()
    assert phone.post("who", picture="fish", full_name="Ai Đó")["Location"] == "/dang-nhap/xong/"
    assert phone.get("/toi/du-lieu/tai-ve/")["Location"].startswith("/dang-nhap/")


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
