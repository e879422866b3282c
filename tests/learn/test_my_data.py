import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client, RequestFactory
from django.utils import timezone

from foundation.identifiers import uuid7
from learn.certificates.models import Certificate
from learn.learners.services import TakeOver, learner_of, take_over
from learn.learners.tokens import COOKIE, Claim, make_token, read_token
from learn.models import CourseProgress, Learner, LessonProgress, Statement
from learn.my_data import export, rows
from learn.my_data.ending import HasRole, NotAGuest, end_account, forget_guest
from people.accounts.sessions import start_session
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.audit.services import record
from people.consent.models import Consent
from people.consent.purposes import Purpose
from people.consent.services import give, is_given
from people.invitations.services import invite
from people.models import Area, Invitation, PhoneCode, User
from people.roles.names import Role
from people.roles.services import grant
from people.ways_back.models import RecoveryCode
from tests.people.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/toi/du-lieu/"
CONSENT = "/toi/du-lieu/dong-y/"
END = "/toi/du-lieu/cham-dut/"
FORGET = "/toi/du-lieu/quen-toi/"
DOWNLOAD = "/toi/du-lieu/tai-ve/"


def make_user(phone="0912345678", name="Nguyễn Thị Ánh"):
    user = User.objects.create_user(phone, full_name=name)
    give(user=user, purpose=Purpose.ACCOUNT, how="sign_in")
    return user


def make_statements(learner, number=3):
    Statement.objects.bulk_create(
        Statement(
            learner_id=learner,
            id=uuid7(),
            verb="opened",
            activity=f"lesson:{uuid.uuid4()}",
            occurred_at=timezone.now(),
            occurred_text="2026-11-22T08:15:30+07:00",
            received_at=timezone.now(),
            clock_off=False,
            response="chữ Việt",
            sha256=b"x" * 32,
        )
        for _one in range(number)
    )
    LessonProgress.objects.create(
        learner_id=learner, lesson=uuid.uuid4(), course=uuid.uuid4(), version=1, done=["a"], card="a", at=timezone.now()
    )
    CourseProgress.objects.create(learner_id=learner, course=uuid.uuid4(), done=[uuid.uuid4()])


def make_certificate(learner, **fields):
    values = {
        "learner": learner,
        "course": uuid.uuid4(),
        "course_title": "Làm quen điện thoại",
        "course_version": 1,
        "course_path": "/khoa-hoc/a/",
        "name": "Nguyễn Thị Ánh",
        "basis": "completed",
        "completed_at": timezone.now(),
        "issued_at": timezone.now(),
    } | fields
    return Certificate.objects.create(**values)


def hold(client, learner):
    client.cookies[COOKIE] = make_token(learner.id, learner.generation)
    return client


def confirm(client, user):
    """Begin a session as a code does."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = SessionStore()
    request.user = user
    request.META["REMOTE_ADDR"] = "203.0.113.7"
    start_session(request, user)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return client


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def own(user):
    learner = learner_of(user=user)
    make_statements(learner.id)
    return learner


@pytest.fixture
def owner(client, user, own):
    """The owner's browser, confirmed just now."""
    return confirm(hold(client, own), user)


@pytest.fixture
def guest():
    learner = Learner.objects.create()
    make_statements(learner.id)
    return learner


# What is stored about me


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


# Taking it along


def taken(answer):
    return json.loads(b"".join(answer.streaming_content))


def test_the_owner_takes_everything_along_from_all_parts(owner, user, own, guest, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 2)
    take_over(user=user, guest=Claim(guest.id, 0))
    certificate = make_certificate(own.id)
    answer = owner.get(DOWNLOAD)
    assert answer["Content-Disposition"] == 'attachment; filename="du-lieu-cua-toi.json"'
    assert "no-store" in answer["Cache-Control"]
    data = taken(answer)
    assert (data["format"], data["version"]) == ("bdhvs.my-data", 1)
    assert data["account"]["phone"] == "+84912345678"
    assert {part["id"] for part in data["learners"]} == {str(own.id), str(guest.id)}
    assert len(data["statements"]) == 6
    assert {row["learner"] for row in data["statements"]} == {str(own.id), str(guest.id)}
    assert data["statements"][0]["response"] == "chữ Việt"
    assert (len(data["lessons"]), len(data["courses"])) == (2, 2)
    assert data["certificates"][0]["number"] == certificate.number
    assert data["consents"][0]["text"].startswith("Tôi đồng ý")
    assert "sign_in" in [act["event"] for act in data["acts"]]
    assert AuditEntry.objects.filter(event=Event.PERSONAL_DATA_EXPORTED, actor=user, subject=user).count() == 1


def test_a_guest_takes_the_guests_record_along_and_nothing_of_others(client, guest, own):
    data = taken(hold(client, guest).get(DOWNLOAD))
    assert data["account"] is None
    assert {row["learner"] for row in data["statements"]} == {str(guest.id)}
    assert "consents" not in data


def test_an_empty_record_is_a_whole_file_too(client):
    data = taken(hold(client, Learner.objects.create()).get(DOWNLOAD))
    assert data["statements"] == []


def test_nobody_takes_nothing_along(client):
    assert client.get(DOWNLOAD)["Location"] == PAGE


@pytest.mark.django_db(transaction=True)
async def test_an_asynchronous_server_sends_it_piece_by_piece():
    guest = await Learner.objects.acreate()
    await sync_to_async(make_statements)(guest.id)
    client = AsyncClient()
    client.cookies[COOKIE] = make_token(guest.id)
    answer = await client.get(DOWNLOAD)
    assert answer.is_async
    got = [piece async for piece in answer.streaming_content]
    assert len(got) > 5
    assert len(json.loads(b"".join(got))["statements"]) == 3


def test_it_is_read_a_page_at_a_time(guest, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 10)
    make_certificate(guest.id)
    Statement.objects.all().delete()
    LessonProgress.objects.all().delete()
    make_statements(guest.id, 35)
    # The parts, lessons, courses, results, four pages of statements; attempts, answers, more time, area and notices of
    # quizzes.
    with django_assert_num_queries(23):
        "".join(export.export_pieces(learner=guest, group=[guest.id]))


# Consent


def test_nothing_is_ticked_beforehand_and_a_tick_is_needed(owner, user):
    page = owner.get(PAGE).content.decode()
    assert "checked" not in page
    refused = owner.post(CONSENT, {"purpose": "certificate", "answer": "give"})
    assert refused.status_code == 422
    assert "đánh dấu" in refused.content.decode()
    assert not is_given(user=user, purpose=Purpose.CERTIFICATE)
    given = owner.post(CONSENT, {"purpose": "certificate", "answer": "give", "agreed": "on"})
    assert given["Location"] == PAGE
    assert is_given(user=user, purpose=Purpose.CERTIFICATE)
    assert Consent.objects.latest("id").how == "my_data"


def test_taking_consent_back_takes_effect_at_once(owner, user, own):
    give(user=user, purpose=Purpose.CERTIFICATE, how="test")
    certificate = make_certificate(own.id)
    other = make_certificate(uuid.uuid4())
    owner.post(CONSENT, {"purpose": "certificate", "answer": "withdraw"})
    assert not is_given(user=user, purpose=Purpose.CERTIFICATE)
    certificate.refresh_from_db()
    other.refresh_from_db()
    assert (certificate.name, certificate.withdrawn_at is None) == ("", False)
    assert other.name == "Nguyễn Thị Ánh"


def test_taking_back_the_number_leads_to_the_end_of_the_account(owner, user):
    answer = owner.post(CONSENT, {"purpose": "account", "answer": "withdraw"})
    assert answer["Location"] == END
    assert is_given(user=user, purpose=Purpose.ACCOUNT)


@pytest.mark.parametrize("form", [{}, {"purpose": "spying", "answer": "give", "agreed": "on"}, {"purpose": "account"}])
def test_an_answer_to_no_question_is_refused(owner, form):
    before = Consent.objects.count()
    assert owner.post(CONSENT, form).status_code == 422
    assert Consent.objects.count() == before


def test_forms_from_elsewhere_are_refused(user, own):
    client = Client(enforce_csrf_checks=True)
    confirm(hold(client, own), user)
    for address in (CONSENT, END):
        assert client.post(address, {"words": "CHẤM DỨT"}).status_code == 403
    user.refresh_from_db()
    assert user.is_active


# The end of an account


def test_everything_is_erased_in_one_go(owner, user, own, guest, django_capture_on_commit_callbacks, caplog):
    caplog.set_level("INFO", logger="bdhvs.ended")
    take_over(user=user, guest=Claim(guest.id, 0))
    stranger = Learner.objects.create()
    make_statements(stranger.id)
    PhoneCode.objects.create(
        phone=user.phone, purpose="sign_in", device=uuid.uuid4(), device_is_known=False, address_hash="", code_hash="",
        expires_at=timezone.now(),
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        page = owner.post(END, {"words": "cham dut"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "data-account-ended" in text
    assert f'data-learner="{own.id}"' in text
    assert str(guest.id) in text
    assert page.cookies[COOKIE].value == ""
    user.refresh_from_db()
    assert (user.phone, user.full_name, user.picture, user.is_active) == (None, "", "", False)
    assert (user.folded_name, user.last_login) == ("", None)
    assert not user.has_usable_password()
    assert not PhoneCode.objects.exists()
    for model in (Statement, LessonProgress, CourseProgress):
        assert set(model.objects.values_list("learner_id", flat=True)) == {stranger.id}
    own.refresh_from_db()
    guest.refresh_from_db()
    assert (own.generation, guest.generation) == (1, 1)
    assert not is_given(user=user, purpose=Purpose.ACCOUNT)
    entry = AuditEntry.objects.get(event=Event.ACCOUNT_ENDED)
    assert (entry.actor, entry.subject, entry.object_id) == (user, user, str(own.id))
    assert f"ended {own.id}.1 {guest.id}.1" in caplog.text
    # The number is free, and belongs to somebody new.
    assert User.objects.create_user("0912345678").pk != user.pk


def test_no_name_and_no_number_is_left_in_any_row_about_the_person(owner, user, own):
    make_certificate(own.id)
    record(Event.PERSONAL_DATA_VIEWED, actor=user, subject=user)
    owner.post(END, {"words": "CHẤM DỨT", "certificates": "withdraw"})
    from django.apps import apps
    from django.db import connection

    left = []
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            for needle in ("912345678", "Nguyễn Thị Ánh", "nguyen thi anh"):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT count(*) FROM {table} AS kept WHERE kept::text LIKE %s", [f"%{needle}%"])
                if cursor.fetchone()[0]:
                    left.append((model._meta.label, needle))
    assert left == []


def test_old_tokens_and_sessions_open_nothing_afterwards(owner, user, own):
    other = confirm(hold(Client(), own), user)
    owner.post(END, {"words": "CHẤM DỨT"})
    for client in (owner, other):
        assert "chưa có ai học" in client.get(PAGE).content.decode()
        assert client.get(DOWNLOAD)["Location"] == PAGE
        assert client.get(END)["Location"] == PAGE
    assert not read_token(make_token(own.id)).is_valid(Learner.objects.get(pk=own.pk).generation)


def test_who_has_certificates_must_choose_and_nothing_is_chosen_beforehand(owner, user, own):
    make_certificate(own.id)
    assert "checked" not in owner.get(END).content.decode()
    refused = owner.post(END, {"words": "CHẤM DỨT"})
    assert refused.status_code == 422
    assert "chọn" in refused.content.decode()
    user.refresh_from_db()
    assert user.is_active


@pytest.mark.parametrize(("choice", "name"), [("withdraw", ""), ("keep", "Nguyễn Thị Ánh")])
def test_certificates_become_what_the_person_chose(owner, user, own, choice, name):
    give(user=user, purpose=Purpose.CERTIFICATE, how="test")
    certificate = make_certificate(own.id)
    assert owner.post(END, {"words": "CHẤM DỨT", "certificates": choice}).status_code == 200
    certificate.refresh_from_db()
    assert certificate.name == name
    assert is_given(user=user, purpose=Purpose.CERTIFICATE) == (choice == "keep")


@pytest.mark.parametrize("words", ["", "ok", "CHẤM", "x" * 500])
def test_without_the_two_words_nothing_happens_and_nothing_is_lost(owner, user, own, words):
    refused = owner.post(END, {"words": words})
    assert refused.status_code == 422
    user.refresh_from_db()
    assert user.is_active
    assert Statement.objects.count() == 3


def test_who_has_a_role_is_told_to_have_it_ended_first(owner, user):
    grant(user=user, role="editor")
    assert "vai trò" in owner.get(END).content.decode()
    assert owner.post(END, {"words": "CHẤM DỨT"}).status_code == 409
    with pytest.raises(HasRole):
        end_account(user=user, keep_certificates=False)
    user.refresh_from_db()
    assert user.is_active


def test_invitations_to_the_number_end_and_forget_it(user, own, client):
    administrator = make_staff("0930000001", Role.ADMINISTRATOR)
    areas = [
        Area.objects.create(
            code=code, name=code, full_name=code, level="province", kind="tỉnh", valid_from="2025-07-01"
        )
        for code in ("01", "02")
    ]
    for area in areas:
        invite(phone=user.phone, role=Role.TEAM_MEMBER, area=area, role_ends=None, by=administrator, request=None)
    end_account(user=user, keep_certificates=False)
    assert {(one.phone, one.state()) for one in Invitation.objects.all()} == {("", "withdrawn")}
    assert "đã xóa" in sign_in(client, administrator).get("/quan-tri/nhan-su/loi-moi/").content.decode()


def test_ending_twice_is_ending_once(user, own):
    end_account(user=user, keep_certificates=False)
    end_account(user=user, keep_certificates=False)
    assert AuditEntry.objects.filter(event=Event.ACCOUNT_ENDED).count() == 1


# A guest


def test_a_guest_is_forgotten_after_being_asked(client, guest):
    hold(client, guest)
    assert "1 bài" in client.get(FORGET).content.decode()
    assert Statement.objects.count() == 3
    page = client.post(FORGET)
    assert "data-account-ended" in page.content.decode()
    assert page.cookies[COOKIE].value == ""
    assert not Statement.objects.exists()
    guest.refresh_from_db()
    assert guest.generation == 1
    assert "chưa có ai học" in hold(Client(), Learner(id=guest.id)).get(PAGE).content.decode()


def test_nobody_forgets_an_account_or_an_empty_browser(client, owner):
    assert owner.post(FORGET)["Location"] == PAGE
    assert Client().post(FORGET)["Location"] == PAGE
    assert Statement.objects.count() == 3


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/toi/du-lieu/dong-y/", {"purpose": "certificate", "answer": "give", "agreed": "1"}),
        ("/toi/so-dien-thoai/", {"step": "recovery"}),
    ],
)
def test_what_is_sent_while_the_account_ends_in_another_window_finds_it_ended(owner, user, monkeypatch, path, fields):
    def confirmed_then_ended(request, account, **_):
        end_account(user=User.objects.get(pk=user.pk), keep_certificates=False)
        return True

    monkeypatch.setattr("learn.my_data.views.recently_confirmed", confirmed_then_ended)
    monkeypatch.setattr("learn.signing_in.my_number.recently_confirmed", confirmed_then_ended)
    assert owner.post(path, fields).status_code in (302, 303)
    assert not Consent.objects.filter(user=user, purpose="certificate").exists()
    assert not RecoveryCode.objects.filter(user=user).exists()
