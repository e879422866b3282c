import pytest
from django.test import override_settings

from learn.learners.requests import COOKIE, LEFT, OUT
from learn.models import Learner
from people.consent.models import Consent
from people.models import AuditEntry, User

from .conftest import E164, NUMBER, Phone

pytestmark = pytest.mark.django_db


def test_number_then_code_makes_the_account_and_the_phone_is_theirs(phone):
    assert "Số điện thoại" in phone.get().content.decode()
    assert phone.ask()["Location"] == "/dang-nhap/"
    page = phone.get().content.decode()
    assert "0912\N{NO-BREAK SPACE}345\N{NO-BREAK SPACE}678" in page
    assert 'autocomplete="one-time-code"' in page
    assert User.objects.count() == 0
    assert phone.type_code()["Location"] == "/dang-nhap/ten/"
    user = User.objects.get()
    assert user.phone == E164
    assert not user.has_usable_password()
    assert phone.name()["Location"] == "/dang-nhap/xong/"
    page = phone.get("/dang-nhap/xong/")
    content = page.content.decode()
    assert "Nguyễn Thị Ánh" in content
    assert "data-signed-in" in content
    assert 'data-merge="apart"' in content
    assert f'data-learner="{Learner.objects.get(account=user).id}"' in content
    assert 'data-picture="buffalo"' in content
    assert "no-store" in page["Cache-Control"]
    assert phone.client.cookies[COOKIE].value.startswith(str(Learner.objects.get(account=user).id))
    assert phone.client.session["_auth_user_id"] == str(user.pk)
    consent = Consent.objects.get(user=user)
    assert (consent.purpose, consent.given, consent.how) == ("account", True, "sign_in_form")
    events = list(AuditEntry.objects.order_by("id").values_list("event", flat=True))
    assert events == ["consent_given", "account_created", "sign_in"]


@pytest.mark.parametrize("spelling", ["0912345678", "+84 912 345 678", "84912345678", "0912.345.678", "0084912345678",
                                      "(091) 234-5678", " 912345678 "])  # fmt: skip
def test_any_usual_spelling_of_the_number_is_understood(phone, spelling):
    assert phone.ask(spelling).status_code == 303
    assert phone.type_code()["Location"] == "/dang-nhap/ten/"
    assert User.objects.get().phone == E164


@pytest.mark.parametrize(
    "typed", ["", "113", "abc", "0243 825 2525", "+1 202 555 0123", "091234567", "0" * 30, "9" * 500]
)
def test_what_is_no_mobile_number_is_said_and_kept(phone, typed):
    answer = phone.ask(typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="phone-error"' in page
    assert f'value="{typed}"' in page
    assert "checked" in page


def test_the_box_is_not_ticked_beforehand_and_without_it_no_code_is_sent(phone):
    assert "checked" not in phone.get().content.decode()
    answer = phone.ask(consent="")
    assert answer.status_code == 422
    assert f'value="{NUMBER}"' in answer.content.decode()
    assert "consent-error" in answer.content.decode()


def test_a_wrong_code_is_said_with_the_tries_left_and_five_lock_it(phone):
    phone.ask()
    right = phone.code()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        answer = phone.type_code(wrong)
        assert answer.status_code == 422
        assert f"{left} lần" in answer.content.decode()
        assert f'value="{wrong}"' in answer.content.decode()
    assert phone.type_code(wrong).status_code == 422
    locked = phone.type_code(right)
    assert locked.status_code == 422
    assert "Gửi mã mới" in locked.content.decode()
    assert User.objects.count() == 0
    assert AuditEntry.objects.filter(event="sign_in_failed").count() == 1
    assert phone.post("again")["Location"] == "/dang-nhap/"
    assert phone.type_code()["Location"] == "/dang-nhap/ten/"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "mã", "9" * 100])
def test_what_is_no_code_costs_no_try(phone, typed):
    phone.ask()
    for _ in range(6):
        assert phone.post("code", code=typed).status_code == 422
    assert phone.type_code()["Location"] == "/dang-nhap/ten/"


def test_spaces_in_the_code_do_not_matter(phone):
    phone.ask()
    code = phone.code()
    assert phone.type_code(f" {code[:3]} {code[3:]}")["Location"] == "/dang-nhap/ten/"


def test_a_code_from_another_browser_opens_nothing(phone):
    phone.ask()
    thief = Phone()
    thief.ask("0987 654 321")
    assert thief.type_code(phone.code()).status_code == 422
    # The other's state without the other's device is nothing either.
    thief.client.cookies["bdhvs_sign_in"] = phone.client.cookies["bdhvs_sign_in"].value
    assert thief.type_code(phone.code()).status_code == 422
    assert User.objects.count() == 0


@pytest.mark.parametrize("step", ["code", "again", "who", "new_sure", "recovery", "whose", "", "nonsense"])
def test_a_form_out_of_its_turn_begins_anew_with_a_sentence(phone, step):
    answer = phone.post(step, code="123456", picture="fish", full_name="Ai đó", recovery_code="1" * 16, whose="mine")
    assert answer.status_code == 422
    assert "bắt đầu lại" in answer.content.decode()
    assert User.objects.count() == 0


def test_a_forged_state_is_no_state(phone):
    phone.client.cookies["bdhvs_sign_in"] = "eyJzdGVwIjoid2hvc2UifQ:1:x"
    assert phone.get().status_code == 200
    assert phone.post("whose", whose="mine").status_code == 422


@pytest.mark.parametrize(
    ("asked", "goes"),
    [("/toi/du-lieu/", "/toi/du-lieu/"), ("https://xau.example/", "/toi/"), ("//xau.example/", "/toi/"),
     ("/\\xau.example", "/toi/"), ("javascript:alert(1)", "/toi/"), ("/" + "x" * 600, "/toi/")],
)  # fmt: skip
def test_it_goes_on_to_pages_of_this_site_only(phone, asked, goes):
    phone.client.get("/dang-nhap/", {"tiep": asked})
    phone.ask(tiep=asked)
    phone.type_code()
    phone.name()
    assert f'data-next="{goes}"' in phone.get("/dang-nhap/xong/").content.decode()


def test_the_code_stands_on_the_page_in_the_demo_only(phone):
    phone.ask()
    assert "data-shown-code" not in phone.get().content.decode()
    assert phone.code() not in phone.get().content.decode()
    with override_settings(SHOW_SIGN_IN_CODES=True):
        phone.post("again")
        page = phone.get().content.decode()
    assert f"data-shown-code>{phone.code()}<" in page


def test_signing_out_leaves_the_browser_to_nobody(phone):
    phone.begin()
    own = str(User.objects.get().learner.id)
    assert phone.get("/dang-nhap/ra/").status_code == 405
    answer = phone.post("", "/dang-nhap/ra/")
    assert answer["Location"] == "/toi/"
    assert answer.cookies[COOKIE].value == ""
    assert answer.cookies[LEFT].value == own, "for the phone's script, should it come only later"
    assert "_auth_user_id" not in phone.client.session
    phone.sign_in()
    assert LEFT not in phone.client.cookies or not phone.client.cookies[LEFT].value


def test_a_slow_page_that_answers_after_signing_out_brings_nobody_back(phone):
    phone.begin()
    slow = phone.get("/toi/").cookies[COOKIE].value
    own = phone.client.cookies[COOKIE].value.split(".")[0]
    phone.post("", "/dang-nhap/ra/")
    assert phone.client.cookies[OUT]["httponly"]
    # What the other tab asked for while the person was still there.
    phone.client.cookies[COOKIE] = slow
    page = phone.get("/toi/")
    assert own not in page.content.decode()
    assert COOKIE not in page.cookies
    assert phone.get("/toi/so-dien-thoai/")["Location"].startswith("/dang-nhap/")
    # The person is back by signing in, and somebody else's cookie was never meant.
    assert phone.sign_in()["Location"] == "/dang-nhap/xong/"
    assert phone.get("/toi/").cookies[COOKIE].value.startswith(own)


def test_who_signed_out_keeps_nobody_else_away(phone):
    phone.begin()
    phone.post("", "/dang-nhap/ra/")
    other = Phone()
    other.begin("0911 222 333", "+84911222333", full_name="Người Khác")
    phone.client.cookies[COOKIE] = other.client.cookies[COOKIE].value
    assert "Người Khác" in phone.get("/toi/").content.decode()


def test_pages_after_the_code_are_only_for_who_typed_it(phone):
    for path in ("/dang-nhap/ten/", "/dang-nhap/xong/"):
        assert phone.get(path).status_code == 303
    assert phone.name().status_code == 303


@pytest.mark.parametrize(("picture", "name"), [("dragon", "Ánh"), ("", "Ánh"), ("fish", "  "), ("fish", "x" * 121)])
def test_picture_and_name_are_both_needed_and_what_was_chosen_is_kept(phone, picture, name):
    phone.sign_in()
    answer = phone.name(picture, name)
    assert answer.status_code == 422
    if name.strip():
        assert name in answer.content.decode()
    assert User.objects.get().full_name == ""
