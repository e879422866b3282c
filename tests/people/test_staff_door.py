"""Who comes through the door of `/quan-tri/`, and with what."""

import datetime as dt
import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from people.accounts.sessions import start_session
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.models import User
from people.roles.names import Role
from people.roles.services import end
from people.staff_sign_in.services import take_second_factors_off
from tests.people.staff import PASSWORD, make_commune, make_staff, sign_in

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/quan-tri/login/"


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def editor():
    return make_staff("0912345678", Role.EDITOR)


def code_now(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(user):
    TOTP.activate(user, SECRET)
    return user


def type_password(client, number="0912345678", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": number, "password": password, **more})


def goes(client, path="/quan-tri/"):
    answer = client.get(path)
    return answer.status_code if answer.status_code != 302 else answer["Location"]


def test_without_a_second_factor_one_is_led_to_set_it_up_and_nowhere_else(client, editor):
    assert type_password(client)["Location"] == "/quan-tri/"
    for path in ("/quan-tri/", "/quan-tri/account/", "/quan-tri/nhan-su/"):
        assert goes(client, path) == "/quan-tri/bao-mat/"
    page = client.get("/quan-tri/bao-mat/").content.decode()
    assert "Còn một việc nữa" in page


def test_an_app_is_set_up_and_then_asked_for(client, editor, django_capture_on_commit_callbacks):
    type_password(client)
    page = client.get("/quan-tri/bao-mat/ung-dung/").content.decode()
    secret = re.search(r'staff-secret">([A-Z2-7]+)<', page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/quan-tri/bao-mat/ung-dung/", {"code": code_now(secret)})
    assert answer["Location"] == "/quan-tri/bao-mat/du-phong/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/quan-tri/bao-mat/du-phong/").content.decode())
    assert len(codes) == 10
    assert not re.findall(r"<code>(\d{8})</code>", client.get("/quan-tri/bao-mat/du-phong/").content.decode())
    assert goes(client) == 200
    assert SECRET not in str(Authenticator.objects.get(type="totp").data)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    assert AuditEntry.objects.filter(event=Event.SECOND_FACTOR_ADDED, actor=editor).exists()
    other = Client()
    assert type_password(other)["Location"] == "/quan-tri/bao-mat/ma/"
    assert goes(other).startswith(LOGIN)
    assert "sáu số" in other.get("/quan-tri/bao-mat/ma/").content.decode()
    assert other.post("/quan-tri/bao-mat/ma/", {"code": codes[0]})["Location"] == "/quan-tri/"
    assert goes(other) == 200
    again = Client()
    type_password(again)
    assert again.post("/quan-tri/bao-mat/ma/", {"code": codes[0]}).status_code == 200, "a spare code works once"


def test_a_code_of_the_app_works_once_even_after_half_a_minute(editor):
    with_app(editor)
    # The first second of a code, after the day on which the role begins.
    soon = (timezone.now() + dt.timedelta(minutes=1)).replace(second=1, microsecond=0)
    with time_machine.travel(soon, tick=False) as clock:
        first, second = Client(), Client()
        type_password(first)
        type_password(second)
        code = code_now()
        assert first.post("/quan-tri/bao-mat/ma/", {"code": code}).status_code == 302
        assert second.post("/quan-tri/bao-mat/ma/", {"code": code}).status_code == 200
        clock.shift(31)
        assert second.post("/quan-tri/bao-mat/ma/", {"code": code}).status_code == 200
        assert goes(second).startswith(LOGIN)


def test_codes_cannot_be_tried_without_end(client, editor):
    with_app(editor)
    type_password(client)
    answers = [client.post("/quan-tri/bao-mat/ma/", {"code": "000000"}) for _try in range(7)]
    assert "quá nhiều lần" in answers[-1].content.decode()
    assert client.post("/quan-tri/bao-mat/ma/", {"code": code_now()}).status_code == 200


def test_a_session_begun_by_a_code_opens_nothing_here(client, editor):
    for user in (editor, with_app(make_staff("0987654321", Role.ADMINISTRATOR)),
                 make_staff("0901234567", Role.ADMINISTRATOR, is_demo=True)):  # fmt: skip
        request = RequestFactory().get("/")
        request.session = client.session
        request.user = user
        start_session(request, user)
        request.session.save()
        client.cookies["sessionid"] = request.session.session_key
        for path in ("/quan-tri/", "/quan-tri/bao-mat/", "/quan-tri/bao-mat/ung-dung/", "/quan-tri/nhan-su/"):
            assert goes(client, path).startswith(LOGIN), path
        assert client.get(LOGIN).status_code == 200
        client.logout()


@pytest.mark.parametrize(
    ("methods", "ago", "enters"),
    [
        (("password", "mfa"), 0, True),
        (("password",), 0, False),
        (("mfa",), 0, False),
        (("code", "mfa"), 0, False),
        (("password", "mfa"), 13 * 3600, False),
    ],
)
def test_password_and_second_factor_of_today_are_needed(client, editor, methods, ago, enters):
    sign_in(client, with_app(editor), methods=methods, ago=ago)
    assert (goes(client) == 200) == enters


def test_proof_of_one_person_is_nothing_for_another(client, editor):
    sign_in(client, editor)
    client.force_login(make_staff("0987654321", Role.EDITOR))
    assert goes(client).startswith(LOGIN)


def test_the_demo_needs_no_second_factor(client):
    make_staff("0912345678", Role.EDITOR, is_demo=True)
    type_password(client)
    assert goes(client) == 200


def test_who_has_no_role_is_told_so_and_stays_outside(client):
    User.objects.create_user("0912345678", PASSWORD)
    page = type_password(client)
    assert page.status_code == 200
    assert "hiện không có vai trò" in page.content.decode()
    sign_in(client, User.objects.get())
    assert goes(client).startswith(LOGIN)


def test_an_ended_role_closes_the_screens_at_the_next_request(client, editor):
    sign_in(client, editor)
    assert goes(client) == 200
    end(grant=editor.role_grants.get(), reason="Nghỉ")
    assert goes(client).startswith(LOGIN)


def test_teams_have_their_own_pages_and_no_editor_screens(client):
    member = make_staff("0912345678", Role.TEAM_MEMBER, area=make_commune())
    sign_in(client, member)
    assert goes(client) == "/quan-tri/bao-mat/"
    assert goes(client, "/quan-tri/bao-mat/") == 200
    assert goes(client, "/quan-tri/nhan-su/") == 403


def test_a_session_from_before_is_not_taken_along(client, editor):
    session = client.session
    session["planted"] = "here"
    session.save()
    before = session.session_key
    type_password(client)
    assert client.session.session_key != before
    assert "planted" not in client.session


def test_signing_in_leads_where_one_wanted_to_go_but_not_elsewhere(client, editor):
    TOTP.activate(editor, SECRET)
    type_password(client, next="/quan-tri/account/")
    assert client.post("/quan-tri/bao-mat/ma/", {"code": code_now()})["Location"] == "/quan-tri/account/"
    other = Client()
    cache.clear()
    type_password(other, next="https://evil.example/")
    assert other.post("/quan-tri/bao-mat/ma/", {"code": code_now()})["Location"] == "/quan-tri/"


def test_ending_a_second_factor_asks_again_who_it_is(client, editor):
    sign_in(client, with_app(editor), ago=3600)
    for path in (
        "/quan-tri/bao-mat/ung-dung/bo/",
        "/quan-tri/bao-mat/du-phong/moi/",
        "/quan-tri/bao-mat/thiet-bi/them/",
    ):
        assert goes(client, path).startswith("/quan-tri/bao-mat/xac-nhan/"), path
    page = client.get("/quan-tri/bao-mat/xac-nhan/").content.decode()
    assert "Xin xác nhận đúng là anh/chị" in page
    assert client.post("/quan-tri/bao-mat/xac-nhan/", {"password": "sai"}).status_code == 200
    answer = client.post("/quan-tri/bao-mat/xac-nhan/?next=/quan-tri/bao-mat/ung-dung/bo/", {"password": PASSWORD})
    assert answer["Location"] == "/quan-tri/bao-mat/ung-dung/bo/"
    assert client.post("/quan-tri/bao-mat/ung-dung/bo/").status_code == 302
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(event=Event.SECOND_FACTOR_REMOVED).exists()


def test_wrong_passwords_are_counted_when_asked_again_too(client, editor):
    sign_in(client, with_app(editor), ago=3600)
    answers = [client.post("/quan-tri/bao-mat/xac-nhan/", {"password": "sai"}).status_code for _try in range(11)]
    assert 429 in answers


def test_the_password_is_changed_with_the_old_one_and_other_sessions_end(client, editor):
    elsewhere = sign_in(Client(), editor)
    sign_in(client, editor)
    address = "/quan-tri/bao-mat/mat-khau/"
    new = {"password1": "mat-khau-moi-tinh", "password2": "mat-khau-moi-tinh"}
    assert client.post(address, {"oldpassword": "sai", **new}).status_code == 200
    short = client.post(address, {"oldpassword": PASSWORD, "password1": "ngan", "password2": "ngan"})
    assert "10" in short.content.decode()
    assert client.post(address, {"oldpassword": PASSWORD, **new}).status_code == 302
    editor.refresh_from_db()
    assert editor.check_password("mat-khau-moi-tinh")
    assert goes(client) == 200
    assert goes(elsewhere).startswith(LOGIN)
    assert AuditEntry.objects.filter(event=Event.PASSWORD_CHANGED, actor=editor).exists()


def test_a_lost_second_factor_is_taken_off_and_set_up_anew(client, editor):
    admin = make_staff("0987654321", Role.ADMINISTRATOR)
    assert take_second_factors_off(user=with_app(editor), by=admin) == 1
    type_password(client)
    assert goes(client) == "/quan-tri/bao-mat/"


@pytest.mark.parametrize("name", ["signup", "email", "reset_password", "set_password", "request_login_code",
                                  "verify_phone", "change_phone", "confirm_login_code"])  # fmt: skip
def test_allauth_s_other_screens_do_not_exist(client, name):
    with pytest.raises(NoReverseMatch):
        reverse(f"account_{name}")


def test_there_is_no_way_to_a_new_password_by_mail(client):
    assert client.get("/quan-tri/password_reset/").status_code == 404


def test_a_page_of_the_editor_costs_one_query_more(client, editor, django_assert_num_queries):
    sign_in(client, with_app(editor))
    goes(client, "/quan-tri/bao-mat/")
    # Session, person, roles; then the page: factors twice, and two of Wagtail's frame.
    with django_assert_num_queries(7):
        goes(client, "/quan-tri/bao-mat/")
