"""Staff are invited by message, and only who holds link and number comes in."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from people.audit.events import Event
from people.audit.models import AuditEntry
from people.invitations.accepting import accept, open_invitation
from people.invitations.models import Invitation
from people.invitations.services import MOST_A_DAY, InvitationRefused, hash_of, invite, send_again, withdraw
from people.models import NumberChange, User
from people.number_changes.services import ask_for_change
from people.roles.names import Role
from people.roles.selectors import active_roles
from people.roles.services import end, grant
from people.sms.models import SmsMessage
from tests.people.staff import PASSWORD, make_commune, make_staff, sign_in

pytestmark = pytest.mark.django_db

NUMBER = "+84987654321"
PEOPLE = "/quan-tri/nhan-su/"
FORM = f"{PEOPLE}loi-moi/moi/"


@pytest.fixture(autouse=True)
def _nothing_counted(settings):
    cache.clear()
    settings.SHOW_SIGN_IN_CODES = False


@pytest.fixture
def admin():
    return make_staff("0912345678", Role.ADMINISTRATOR, full_name="Trần Quản Trị")


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def leader(commune):
    return make_staff("0911111111", Role.TEAM_LEADER, area=commune, full_name="Lò Văn Tổ Trưởng")


def token_of(sent):
    return sent.link.rstrip("/").rsplit("/", 1)[1]


def code_to(number):
    body = SmsMessage.objects.filter(phone=number).latest("made_at").body
    return re.search(r"\b(\d{6})\b", body).group(1)


def confirm(client, address, number=NUMBER):
    client.post(address, {"step": "send"})
    return client.post(address, {"step": "code", "code": code_to(number)})


def fields(**more):
    return {
        "step": "accept", "full_name": "Lê Thị Mới", "password": "mat-khau-moi-tinh", "again": "mat-khau-moi-tinh",
        "consent": "1",
    } | more  # fmt: skip


def test_an_invited_person_comes_in_with_link_and_code(admin, client):
    answer = sign_in(Client(), admin).post(FORM, {"phone": "0987 654 321", "role": "editor"})
    assert answer["Location"] == f"{PEOPLE}loi-moi/"
    body = SmsMessage.objects.get(phone=NUMBER).body
    assert body.isascii()
    address = re.search(r"http://[^/]+(/loi-moi/\S+/)", body).group(1)
    page = client.get(address)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert "0987 654 321" not in page.content.decode()
    assert client.post(address, fields()).status_code == 200, "not before the code"
    assert not User.objects.filter(phone=NUMBER).exists()
    assert confirm(client, address).status_code == 302
    assert client.post(address, fields(consent="")).status_code == 422
    assert client.post(address, fields(password="ngan", again="ngan")).status_code == 422
    assert client.post(address, fields(again="khac-mat-khau-kia")).status_code == 422
    assert client.post(address, fields())["Location"] == "/quan-tri/bao-mat/"
    made = User.objects.get(phone=NUMBER)
    assert (made.full_name, active_roles(made)) == ("Lê Thị Mới", {Role.EDITOR})
    assert made.check_password("mat-khau-moi-tinh")
    assert client.get("/quan-tri/")["Location"] == "/quan-tri/bao-mat/", "a second factor comes first"
    assert Client().get(address).status_code == 410
    events = set(AuditEntry.objects.values_list("event", flat=True))
    assert {Event.INVITED, Event.INVITATION_ACCEPTED, Event.ROLE_GRANTED} <= events


def test_only_the_hash_of_a_link_is_kept_and_the_inviter_never_sees_it(admin):
    client = sign_in(Client(), admin)
    client.post(FORM, {"phone": "0987654321", "role": "editor"})
    token = re.search(r"/loi-moi/(\S+)/", SmsMessage.objects.get(phone=NUMBER).body).group(1)
    kept = Invitation.objects.get()
    assert kept.token_hash == hash_of(token)
    assert token not in client.get(f"{PEOPLE}loi-moi/").content.decode()


def test_in_the_demo_the_page_shows_link_and_code(admin, client, settings):
    settings.SHOW_SIGN_IN_CODES = True
    staff = sign_in(Client(), admin)
    page = staff.post(FORM, {"phone": "0987654321", "role": "editor"}, follow=True).content.decode()
    address = re.search(r"(/loi-moi/[\w-]{32}/)", page).group(1)
    page = client.post(address, {"step": "send"}, follow=True).content.decode()
    assert code_to(NUMBER) in page


def test_the_code_must_be_right_and_this_browser_s(admin, client):
    address = f"/loi-moi/{token_of(invite(phone=NUMBER, role='editor', by=admin))}/"
    client.post(address, {"step": "send"})
    wrong = client.post(address, {"step": "code", "code": "000000"})
    assert wrong.status_code == 422
    assert "Mã chưa đúng" in wrong.content.decode()
    other = Client()
    assert other.post(address, {"step": "code", "code": code_to(NUMBER)}).status_code == 422
    assert other.post(address, fields()).status_code == 200
    assert not User.objects.filter(phone=NUMBER).exists()


def test_the_code_of_one_invitation_opens_no_other(admin, client):
    mine = f"/loi-moi/{token_of(invite(phone=NUMBER, role='editor', by=admin))}/"
    theirs = f"/loi-moi/{token_of(invite(phone='+84901234567', role='administrator', by=admin))}/"
    confirm(client, mine)
    client.post(theirs, fields())
    assert not User.objects.filter(phone="+84901234567").exists()


def test_a_citizen_becomes_staff_and_stays_the_same_account(admin, client):
    citizen = User.objects.create_user("0987654321", full_name="Lê Thị Mới")
    address = f"/loi-moi/{token_of(invite(phone=NUMBER, role='editor', by=admin))}/"
    confirm(client, address)
    assert "mang tên khác" in client.post(address, fields(full_name="Người Khác")).content.decode()
    assert client.post(address, fields(full_name="le thi moi", consent="")).status_code == 302
    citizen.refresh_from_db()
    assert active_roles(citizen) == {Role.EDITOR}
    assert citizen.full_name == "Lê Thị Mới"


def test_a_citizen_who_becomes_staff_keeps_the_number_with_which_that_was_confirmed(admin):
    citizen = User.objects.create_user("0987654321", full_name="Lê Thị Mới")
    ask_for_change(user=citizen, phone="+84911222333")
    accept(token=token_of(invite(phone=NUMBER, role="editor", by=admin)), full_name="Lê Thị Mới", password=PASSWORD)
    assert NumberChange.objects.get().outcome == "stopped"


def test_who_has_the_number_only_lately_gets_an_account_of_their_own(admin, client):
    old = User.objects.create_user("0987654321", full_name="Chủ Cũ")
    address = f"/loi-moi/{token_of(invite(phone=NUMBER, role='editor', by=admin))}/"
    confirm(client, address)
    assert client.post(address, fields(new_here="1")).status_code == 302
    old.refresh_from_db()
    assert old.phone is None
    assert active_roles(old) == set()
    assert User.objects.get(phone=NUMBER).full_name == "Lê Thị Mới"


def test_names_cannot_be_guessed_without_end(admin, client):
    User.objects.create_user("0987654321", full_name="Lê Thị Mới")
    address = f"/loi-moi/{token_of(invite(phone=NUMBER, role='editor', by=admin))}/"
    confirm(client, address)
    for name in ("Một", "Hai", "Ba"):
        client.post(address, fields(full_name=name))
    assert "sai quá nhiều lần" in client.post(address, fields()).content.decode()


def test_an_invitation_to_a_role_changes_no_password(leader, admin, commune):
    token = token_of(invite(phone=admin.phone, role=Role.TEAM_MEMBER, area=commune, by=leader))
    accept(token=token, full_name=admin.full_name, password="mat-khau-cua-ke-khac")
    admin.refresh_from_db()
    assert admin.check_password(PASSWORD)
    assert active_roles(admin) == {Role.ADMINISTRATOR, Role.TEAM_MEMBER}


def test_a_link_holds_seven_days_and_once(admin):
    token = token_of(invite(phone=NUMBER, role="editor", by=admin))
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, seconds=1)):
        assert open_invitation(token) is None
        with pytest.raises(InvitationRefused):
            accept(token=token, full_name="A", password=PASSWORD)
    accept(token=token, full_name="A", password=PASSWORD)
    with pytest.raises(InvitationRefused):
        accept(token=token, full_name="A", password=PASSWORD)


def test_withdrawn_and_sent_again(admin):
    first = invite(phone=NUMBER, role="editor", by=admin)
    with pytest.raises(InvitationRefused):
        invite(phone=NUMBER, role="editor", by=admin)
    again = send_again(invitation=first.invitation, by=admin)
    assert open_invitation(token_of(first)) is None
    assert open_invitation(token_of(again))
    for _time in range(3):
        send_again(invitation=first.invitation, by=admin)
    with pytest.raises(InvitationRefused):
        send_again(invitation=first.invitation, by=admin)
    withdraw(invitation=first.invitation, by=admin)
    assert Invitation.objects.get().state() == Invitation.State.WITHDRAWN
    with pytest.raises(InvitationRefused):
        withdraw(invitation=first.invitation, by=admin)
    assert invite(phone=NUMBER, role="editor", by=admin)


def test_nobody_sends_messages_without_end(admin):
    Invitation.objects.bulk_create(
        Invitation(phone=f"+8490{n:07}", role="editor", token_hash=str(n), invited_by=admin, expires_at=timezone.now())
        for n in range(MOST_A_DAY)
    )
    with pytest.raises(InvitationRefused):
        invite(phone=NUMBER, role="editor", by=admin)


def test_who_joins_a_team_needs_no_password_and_goes_on_to_the_team(leader, commune, client):
    address = f"/loi-moi/{token_of(invite(phone=NUMBER, role=Role.TEAM_MEMBER, area=commune, by=leader))}/"
    confirm(client, address)
    assert "password" not in client.get(address).context["form"].fields
    answer = client.post(address, {"step": "accept", "full_name": "Lê Thị Mới", "consent": "1"})
    assert answer["Location"] == "/dang-nhap/?tiep=%2Fto-cong-nghe%2F"
    assert active_roles(User.objects.get(phone=NUMBER)) == {Role.TEAM_MEMBER}
    assert client.get(answer["Location"]).status_code == 200


def test_an_invitation_ends_with_the_inviter_s_own_right(admin, leader, commune):
    token = token_of(invite(phone=NUMBER, role=Role.TEAM_MEMBER, area=commune, by=leader))
    end(grant=leader.role_grants.get(), reason="Nghỉ", ended_by=admin)
    with pytest.raises(InvitationRefused):
        accept(token=token, full_name="A", password=PASSWORD)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EDITOR, Role.REVIEWER, Role.AREA_OFFICIAL])
def test_a_leader_invites_to_nothing_but_the_own_team(leader, commune, role):
    with pytest.raises(InvitationRefused):
        invite(phone=NUMBER, role=role, area=None if role == Role.ADMINISTRATOR else commune, by=leader)
    page = sign_in(Client(), leader).post(FORM, {"phone": "0987654321", "role": role, "area": "03200"})
    assert page.status_code == 422
    assert not Invitation.objects.exists()


def test_a_leader_invites_only_in_the_own_area_and_for_no_password(leader, commune, admin):
    make_commune("00004", "Nơi Khác", province="01")
    client = sign_in(Client(), leader)
    other = client.post(FORM, {"phone": "0987654321", "role": "team_member", "area": "00004"})
    assert other.status_code == 422
    assert client.post(FORM, {"phone": "0987654321", "role": "team_member", "area": "03200"}).status_code == 302
    with pytest.raises(InvitationRefused):
        invite(phone=admin.phone, role="", by=leader)


def test_an_official_of_a_province_reaches_its_communes(commune):
    official = make_staff("0911111112", Role.AREA_OFFICIAL, area=commune.parent)
    assert invite(phone=NUMBER, role=Role.TEAM_LEADER, area=commune, by=official)


def test_a_new_password_by_invitation_of_an_administrator(admin, client):
    editor = make_staff("0987654321", Role.EDITOR, full_name="Lê Thị Cũ")
    staff = sign_in(Client(), admin)
    assert staff.post(f"{PEOPLE}{editor.pk}/mat-khau-moi/").status_code == 302
    address = f"/loi-moi/{re.search(r'/loi-moi/([^/]+)/', SmsMessage.objects.get(phone=NUMBER).body).group(1)}/"
    confirm(client, address)
    assert client.post(address, fields(full_name="Lê Thị Cũ")).status_code == 302
    editor.refresh_from_db()
    assert editor.check_password("mat-khau-moi-tinh")
    with pytest.raises(InvitationRefused):
        invite(phone="+84901234567", role="", by=admin)


ENDPOINTS = [
    ("get", ""), ("get", "{editor}/"), ("post", "{editor}/mat-khau-moi/"), ("post", "{editor}/go-buoc-hai/"),
    ("get", "vai-tro/{grant}/ket-thuc/"), ("post", "vai-tro/{grant}/ket-thuc/"), ("get", "loi-moi/"),
    ("get", "loi-moi/moi/"), ("post", "loi-moi/moi/"), ("post", "loi-moi/{invitation}/rut-lai/"),
    ("post", "loi-moi/{invitation}/gui-lai/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_who_may_open_what(admin, leader, commune, method, path):
    editor = make_staff("0922222222", Role.EDITOR)
    member = make_staff("0933333333", Role.TEAM_MEMBER, area=commune)
    sent = invite(phone=NUMBER, role="editor", by=admin).invitation
    address = PEOPLE + path.format(editor=editor.pk, grant=editor.role_grants.get().pk, invitation=sent.pk)
    assert getattr(Client(), method)(address)["Location"].startswith("/quan-tri/login/")
    for outsider in (editor, member):
        assert getattr(sign_in(Client(), outsider), method)(address).status_code == 403, outsider
    mine = getattr(sign_in(Client(), leader), method)(address).status_code
    open_to_leaders = path in ("", "loi-moi/", "loi-moi/moi/")
    assert mine in ((200, 422) if open_to_leaders else (403, 404)), "an editor is out of a leader's reach"
    assert getattr(sign_in(Client(), admin), method)(address).status_code in (200, 302, 422)
    page = sign_in(Client(), leader).get(PEOPLE).content.decode()
    assert str(editor) == "Cán Bộ"
    assert f"{PEOPLE}{editor.pk}/" not in page
    assert f"{PEOPLE}{member.pk}/" in page


def test_appointing_an_administrator_asks_again_who_it_is(admin):
    client = sign_in(Client(), admin, ago=3600)
    answer = client.post(FORM, {"phone": "0987654321", "role": "administrator"})
    assert answer["Location"].startswith("/quan-tri/bao-mat/xac-nhan/")
    assert not Invitation.objects.exists()
    client.post(answer["Location"], {"password": PASSWORD})
    assert Invitation.objects.get().role == Role.ADMINISTRATOR


def test_a_role_is_ended_with_a_day_and_a_reason(admin):
    editor = make_staff("0922222222", Role.EDITOR)
    given = editor.role_grants.get()
    client = sign_in(Client(), admin)
    address = f"{PEOPLE}vai-tro/{given.pk}/ket-thuc/"
    assert client.post(address, {"reason": ""}).status_code == 422
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert client.post(address, {"reason": "Nghỉ hưu", "last_day": tomorrow.isoformat()}).status_code == 302
    given.refresh_from_db()
    assert (given.valid_to, given.last_day) == (tomorrow + dt.timedelta(days=1), tomorrow)
    assert active_roles(editor) == {Role.EDITOR}
    page = client.get(f"{PEOPLE}{editor.pk}/").content.decode()
    assert "Nghỉ hưu" in page
    assert client.post(address, {"reason": "Ngay"}).status_code == 302
    assert active_roles(editor) == set()


def test_the_list_is_searched_filtered_and_bounded(admin, commune, django_assert_max_num_queries):
    for n in range(55):
        grant(user=User.objects.create_user(f"09000000{n:02}", full_name=f"Người {n:02}"), role=Role.EDITOR)
    client = sign_in(Client(), admin)
    client.get(PEOPLE)
    with django_assert_max_num_queries(16):
        page = client.get(PEOPLE)
    assert len(page.context["shown"]) == 50
    assert len(client.get(PEOPLE, {"trang": "2"}).context["shown"]) == 6
    assert [str(one) for one in client.get(PEOPLE, {"q": "nguoi 07"}).context["shown"]] == ["Người 07"]
    assert [str(one) for one in client.get(PEOPLE, {"vai-tro": "administrator"}).context["shown"]] == ["Trần Quản Trị"]
    assert not list(client.get(PEOPLE, {"dia-ban": commune.code}).context["shown"])
    member = make_staff("0933333333", Role.TEAM_MEMBER, area=commune)
    for typed in (commune.code, commune.name, commune.full_name.upper(), commune.parent.full_name, commune.parent.code):
        assert list(client.get(PEOPLE, {"dia-ban": typed}).context["shown"]) == [member], typed
    assert not list(client.get(PEOPLE, {"dia-ban": "Không Có Nơi Này"}).context["shown"])
    assert client.get(PEOPLE, {"q": "x" * 900, "vai-tro": "nonsense", "trang": "-4"}).status_code == 200
    assert AuditEntry.objects.filter(event=Event.PERSONAL_DATA_VIEWED, object_type="staff_list").exists()


def test_an_area_is_named_or_coded_and_a_wrong_one_told(admin, commune):
    make_commune("09999", "Xa Dung", province="01")
    client = sign_in(Client(), admin)
    data = {"phone": "0987654321", "role": "team_leader"}
    assert "03200" in client.post(FORM, {**data, "area": "Xa Dung"}).content.decode()
    assert "Không có địa bàn" in client.post(FORM, {**data, "area": "Atlantis"}).content.decode()
    assert "cần có địa bàn" in client.post(FORM, data).content.decode()
    assert client.post(FORM, {**data, "phone": "113"}).status_code == 422
    assert client.post(FORM, {**data, "area": "Xã Xa Dung, Tỉnh Số 11"}).status_code == 302
    assert Invitation.objects.get().area == commune
