"""A second phone, a number that changed hands, a number that was lost."""

import datetime as dt

import pytest
from django.utils import timezone

from learn.learners.tokens import COOKIE
from learn.models import Learner
from people.accounts.sessions import start_session
from people.models import AuditEntry, KnownDevice, User
from people.ways_back.services import make_recovery_code

from .conftest import E164, Phone

pytestmark = pytest.mark.django_db

NEW_NUMBER, NEW_E164 = "0987 654 321", "+84987654321"


@pytest.fixture
def owner(phone):
    phone.begin()
    return User.objects.get()


def learner_shown(page):
    return page.content.decode().split('data-learner="')[1].split('"')[0]


def test_a_device_that_signed_in_before_is_not_asked_again(phone, owner):
    phone.post("", "/dang-nhap/ra/")
    # Without the box: it was ticked the first time.
    answer = phone.sign_in(consent="")
    assert answer["Location"] == "/dang-nhap/xong/"
    assert learner_shown(phone.get("/dang-nhap/xong/")) == str(Learner.objects.get(account=owner).id)
    assert User.objects.count() == 1


def test_another_device_asks_for_picture_and_name_and_tells_nothing_of_them(phone, owner):
    second = Phone()
    assert second.sign_in()["Location"] == "/dang-nhap/"
    page = second.get().content.decode()
    assert "Có phải cô bác không?" in page
    assert "Ánh" not in page
    assert "checked" not in page
    assert "_auth_user_id" not in second.client.session
    answer = second.post("who", picture="buffalo", full_name="nguyen thi anh ")
    assert answer["Location"] == "/dang-nhap/xong/"
    assert learner_shown(second.get("/dang-nhap/xong/")) == str(Learner.objects.get(account=owner).id)


@pytest.mark.parametrize(("picture", "name"), [("fish", "Nguyễn Thị Ánh"), ("buffalo", "Trần Văn Bình")])
def test_half_of_it_right_opens_nothing_and_after_three_tries_nothing_helps_for_a_week(phone, owner, picture, name):
    second = Phone()
    second.sign_in()
    for _ in range(3):
        answer = second.post("who", picture=picture, full_name=name)
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.content.decode()
        assert f'value="{picture}" checked' in answer.content.decode()
    right = {"picture": "buffalo", "full_name": "Nguyễn Thị Ánh"}
    assert second.post("who", **right).status_code == 422
    # Nor from another device.
    third = Phone()
    third.sign_in()
    assert third.post("who", **right).status_code == 422
    # The owner's own phone is not locked by that.
    phone.post("", "/dang-nhap/ra/")
    assert phone.sign_in()["Location"] == "/dang-nhap/xong/"
    assert AuditEntry.objects.filter(event="sign_in_failed", subject=owner).count() == 3


def test_an_account_without_picture_is_asked_alike_and_never_opened_so(phone):
    staff = User.objects.create_user(E164, "mat-khau-rat-dai", full_name="Lê Thị Cán Bộ")
    assert phone.sign_in()["Location"] == "/dang-nhap/"
    assert phone.post("who", picture="fish", full_name="Lê Thị Cán Bộ").status_code == 422
    assert not KnownDevice.objects.filter(user=staff).exists()


def test_staff_come_in_by_code_after_their_password_in_the_same_browser(phone, rf):
    staff = User.objects.create_user(E164, "mat-khau-rat-dai", full_name="Lê Thị Cán Bộ")
    phone.sign_in()
    phone.client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert phone.get()["Location"] == "/dang-nhap/xong/"


def test_a_closed_account_does_not_come_in_even_on_its_own_device(phone, owner):
    User.objects.update(is_active=False)
    answer = phone.sign_in()
    assert answer["Location"] == "/dang-nhap/"
    assert "Có phải cô bác không?" in phone.get().content.decode()
    answer = phone.post("who", picture="buffalo", full_name="Nguyễn Thị Ánh")
    assert answer.status_code == 422
    assert "đã đóng" in answer.content.decode()


def test_the_new_holder_of_a_number_gets_a_record_of_their_own(phone, owner):
    old_learner = Learner.objects.get(account=owner)
    stranger = Phone()
    stranger.sign_in()
    explained = stranger.post("new").content.decode()
    assert "Cẩn thận" in explained
    assert User.objects.count() == 1
    assert stranger.post("new_sure")["Location"] == "/dang-nhap/ten/"
    page = stranger.get("/dang-nhap/ten/").content.decode()
    assert "Ánh" not in page
    assert "checked" not in page
    stranger.name("fish", "Trần Văn Bình")
    owner.refresh_from_db()
    assert owner.phone is None
    assert owner.is_active
    newcomer = User.objects.get(phone=E164)
    assert newcomer != owner
    assert learner_shown(stranger.get("/dang-nhap/xong/")) != str(old_learner.id)
    assert AuditEntry.objects.filter(event="number_reassigned", subject=owner).count() == 1
    # The old record goes on opening on its own phone.
    assert "chưa gắn với số điện thoại nào" in phone.get("/toi/so-dien-thoai/").content.decode()
    # Twice at once, as trembling hands tap, is once.
    stranger.post("new_sure")
    assert User.objects.count() == 2


def test_a_number_is_not_passed_on_without_its_code(phone, owner):
    stranger = Phone()
    stranger.ask()
    assert stranger.post("new_sure").status_code == 422
    assert stranger.post("who", picture="buffalo", full_name="Nguyễn Thị Ánh").status_code == 422
    owner.refresh_from_db()
    assert owner.phone == E164


def test_a_confirmed_number_lapses(phone, owner, monkeypatch):
    stranger = Phone()
    stranger.sign_in()
    later = timezone.now() + dt.timedelta(minutes=31)
    monkeypatch.setattr("learn.signing_in.services.timezone.now", lambda: later)
    assert stranger.post("who", picture="buffalo", full_name="Nguyễn Thị Ánh").status_code == 422
    assert stranger.post("new_sure").status_code == 422


def test_who_was_interrupted_before_choosing_a_picture_is_let_in_for_two_weeks_only(phone):
    phone.sign_in()
    second = Phone()
    assert second.sign_in()["Location"] == "/dang-nhap/ten/"
    User.objects.update(date_joined=timezone.now() - dt.timedelta(days=15))
    assert Phone().sign_in()["Location"] == "/dang-nhap/"
    assert User.objects.count() == 1


def test_a_recovery_code_and_a_new_number_open_the_record_again(phone, owner):
    code = make_recovery_code(user=owner)
    second = Phone()
    assert "Tôi bị mất số" in second.get("/dang-nhap/khoi-phuc/").content.decode()
    assert second.post("number", "/dang-nhap/khoi-phuc/", phone=NEW_NUMBER)["Location"] == "/dang-nhap/"
    assert second.type_code(second.code(NEW_E164))["Location"] == "/dang-nhap/"
    assert "16 chữ số" in second.get().content.decode()
    assert second.post("recovery", recovery_code=code.replace(" ", "-"))["Location"] == "/dang-nhap/xong/"
    owner.refresh_from_db()
    assert owner.phone == NEW_E164
    # It holds once.
    third = Phone()
    third.post("number", "/dang-nhap/khoi-phuc/", phone="0911222333")
    third.type_code(third.code("+84911222333"))
    assert third.post("recovery", recovery_code=code).status_code == 422
    events = AuditEntry.objects.filter(subject=owner).values_list("event", flat=True)
    assert {"recovery_code_made", "recovery_code_used", "number_changed"} <= set(events)


def test_a_recovery_code_can_be_guessed_three_times_a_message(phone, owner):
    code = make_recovery_code(user=owner)
    thief = Phone()
    thief.post("number", "/dang-nhap/khoi-phuc/", phone=NEW_NUMBER)
    # Not before the number is confirmed.
    assert thief.post("recovery", recovery_code=code).status_code == 422
    thief.type_code(thief.code(NEW_E164))
    for typed in ("", "123", "chữ"):
        assert thief.post("recovery", recovery_code=typed).status_code == 422
    for _ in range(3):
        assert thief.post("recovery", recovery_code="1" * 16).status_code == 422
    assert thief.post("recovery", recovery_code=code).status_code == 422
    owner.refresh_from_db()
    assert owner.phone == E164


def test_a_closed_account_does_not_come_back_by_its_recovery_code(phone, owner):
    code = make_recovery_code(user=owner)
    User.objects.update(is_active=False)
    second = Phone()
    second.post("number", "/dang-nhap/khoi-phuc/", phone=NEW_NUMBER)
    second.type_code(second.code(NEW_E164))
    assert second.post("recovery", recovery_code=code).status_code == 422


def test_a_code_for_one_purpose_is_good_for_no_other(phone, owner):
    second = Phone()
    second.post("number", "/dang-nhap/khoi-phuc/", phone="0912 345 678")
    assert second.type_code()["Location"] == "/dang-nhap/"
    assert second.post("new_sure").status_code == 422
    assert second.post("who", picture="buffalo", full_name="Nguyễn Thị Ánh").status_code == 422


def test_a_browser_that_is_somebodys_confirms_with_one_tap_and_shows_little_of_the_number(phone, owner):
    page = phone.get("/dang-nhap/?tiep=/toi/du-lieu/").content.decode()
    assert "09•• ••• 678" in page
    assert "0912 345" not in page
    assert phone.post("number", mine="1", tiep="/toi/du-lieu/")["Location"] == "/dang-nhap/"
    assert phone.type_code()["Location"] == "/dang-nhap/xong/"
    assert 'data-next="/toi/du-lieu/"' in phone.get("/dang-nhap/xong/").content.decode()
    # A browser that is nobody's has no number to send to.
    assert Phone().post("number", mine="1").status_code == 422


def test_a_session_is_never_begun_for_a_closed_account(rf, owner):
    owner.is_active = False
    with pytest.raises(ValueError):
        start_session(rf.get("/"), owner)


def test_a_form_of_an_earlier_step_opens_nothing_once_the_person_was_taken_off_the_phone(phone):
    phone.begin()
    # Sent twice, it finds the same account again.
    assert phone.post("who", picture="fish", full_name="Ai Đó")["Location"] == "/dang-nhap/xong/"
    # Another of the family took the phone: the browser's learner is gone, how far somebody had come is not.
    phone.client.cookies.pop(COOKIE)
    for step in ("who", "new_sure", "whose", "code", "recovery"):
        fields = {"picture": "fish", "full_name": "Ai Đó", "whose": "apart", "code": "123456", "consent": "1"}
        answer = phone.post(step, **fields, recovery_code="1" * 16)
        assert answer.status_code == 422, step
        assert COOKIE not in answer.cookies, step
