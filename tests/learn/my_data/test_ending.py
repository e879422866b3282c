import uuid

import pytest
from django.test import Client
from django.utils import timezone

from learn.learners.services import take_over
from learn.learners.tokens import COOKIE, Claim, make_token, read_token
from learn.models import CourseProgress, Learner, LessonProgress, Statement
from learn.my_data.ending import HasRole, end_account
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.audit.services import record
from people.consent.purposes import Purpose
from people.consent.services import give, is_given
from people.invitations.services import invite
from people.models import Area, Invitation, PhoneCode, User
from people.roles.names import Role
from people.roles.services import grant
from tests.learn.my_data.making import DOWNLOAD, END, PAGE, confirm, hold, make_certificate, make_statements
from tests.people.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


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
