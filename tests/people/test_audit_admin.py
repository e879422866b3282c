import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from people.audit.events import Event
from people.audit.models import AuditEntry
from people.audit.services import record
from people.models import User
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-rat-dai"


@pytest.fixture
def administrator():
    return User.objects.create_superuser("0912345678", PASSWORD, full_name="Trần Quản Trị", is_demo=True)


@pytest.fixture
def official(django_user_model):
    from people.roles.services import grant

    user = User.objects.create_user("0911111111", PASSWORD, full_name="Lê Biên Tập", is_demo=True)
    grant(user=user, role="editor")
    return user


@pytest.fixture
def citizen():
    return User.objects.create_user("0987654321", full_name="Nguyễn Thị Yến")


@pytest.fixture
def admin(client, administrator):
    sign_in(client, administrator)
    return client


def listed(client, **query):
    page = client.get("/quan-tri/nhat-ky/", query)
    assert page.status_code == 200
    return [entry.event for entry in page.context["object_list"]]


def test_an_administrator_sees_who_did_what_when_about_whom(admin, administrator, citizen):
    record(Event.ROLE_ENDED, actor=administrator, subject=citizen, object_type="role", object_id=7, note="editor")
    page = admin.get("/quan-tri/nhat-ky/").content.decode()
    for words in ("kết thúc vai trò", "Trần Quản Trị", "Nguyễn Thị Yến", "vai trò 7", "Biên tập viên"):
        assert words in page


def test_looking_is_itself_written_down(admin, administrator):
    listed(admin)
    listed(admin, q="Yến")
    first, second = AuditEntry.objects.filter(event=Event.AUDIT_VIEWED).order_by("id")
    assert (first.actor, first.note, second.note) == (administrator, "", "q")


@pytest.mark.parametrize("who", ["official", "citizen"])
def test_nobody_else_sees_it(client, request, who):
    user = request.getfixturevalue(who)
    sign_in(client, user)
    assert client.get("/quan-tri/nhat-ky/").status_code in (302, 403)
    assert client.get("/quan-tri/nhat-ky/?export=csv").status_code in (302, 403)
    assert not AuditEntry.objects.filter(event__in=[Event.AUDIT_VIEWED, Event.AUDIT_EXPORTED]).exists()


def test_there_is_no_way_to_change_an_entry(admin, administrator):
    entry = record(Event.ROLE_ENDED, actor=administrator)
    for address in ("new/", f"edit/{entry.pk}/", f"delete/{entry.pk}/"):
        assert admin.post(f"/quan-tri/nhat-ky/{address}", {"note": "khác"}).status_code in (302, 403)
    entry.refresh_from_db()
    assert entry.note == ""
    page = admin.get("/quan-tri/nhat-ky/").content.decode()
    assert f"/nhat-ky/edit/{entry.pk}" not in page
    assert f"/nhat-ky/delete/{entry.pk}" not in page


def test_it_is_filtered_by_what_who_about_whom_and_when(admin, administrator, citizen):
    record(Event.ROLE_ENDED, actor=administrator, subject=citizen)
    record(Event.INVITED, actor=citizen)
    AuditEntry.objects.create(event=Event.PUBLISHED, at=timezone.now() - timezone.timedelta(days=30))
    assert listed(admin, event="role_ended") == ["role_ended"]
    assert listed(admin, actor="yen") == ["invited"]
    assert listed(admin, actor="0987 654 321") == ["invited"]
    assert listed(admin, subject="yến") == ["role_ended"]
    assert listed(admin, actor="không ai") == []
    day = (timezone.localdate() - timezone.timedelta(days=29)).isoformat()
    assert listed(admin, at_to=day) == ["published"]
    assert listed(admin, q="nguyen thi yen") == ["invited", "role_ended"]


def test_something_wrong_in_the_filters_is_said_and_breaks_nothing(admin):
    assert admin.get("/quan-tri/nhat-ky/", {"at_from": "hôm qua", "event": "x", "q": "a" * 999}).status_code == 200


def test_pages_are_bounded_and_take_few_queries(admin, administrator, django_assert_max_num_queries):
    for _one in range(120):
        record(Event.ROLE_ENDED, actor=administrator, subject=administrator)
    with django_assert_max_num_queries(16):
        assert len(listed(admin)) == 50
    assert len(listed(admin, p=3)) <= 50


def test_it_goes_into_a_file_that_no_spreadsheet_runs(admin, administrator, citizen):
    User.objects.filter(pk=citizen.pk).update(full_name="=1+1")
    record(Event.ROLE_ENDED, actor=administrator, subject=citizen, note="@SUM(1)")
    answer = admin.get("/quan-tri/nhat-ky/", {"export": "csv", "event": "role_ended"})
    assert "attachment" in answer["Content-Disposition"]
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    values = list(row.values())
    assert "role_ended" in values
    assert "'=1+1" in values
    assert "'@SUM(1)" in values
    assert AuditEntry.objects.filter(event=Event.AUDIT_EXPORTED, actor=administrator).count() == 1
    # Not the other kind, which is built in memory.
    assert "xlsx" not in admin.get("/quan-tri/nhat-ky/").content.decode()


def test_looking_at_users_is_written_down_about_each_of_them(admin, administrator, citizen):
    admin.get("/quan-tri/users/")
    entries = AuditEntry.objects.filter(event=Event.PERSONAL_DATA_VIEWED)
    assert {entry.subject for entry in entries} == {administrator, citizen}
    admin.get("/quan-tri/users/", {"q": "yen"})
    admin.get(f"/quan-tri/users/edit/{citizen.pk}/")
    assert entries.filter(subject=citizen).count() == 3
    assert entries.filter(subject=administrator).count() == 1


def test_making_and_changing_a_user_is_written_down(admin, administrator, citizen):
    form = {"phone": "0987654322", "full_name": "Nguyễn Thị Hoà", "password1": "", "password2": "", "is_active": "on"}
    admin.post(f"/quan-tri/users/edit/{citizen.pk}/", form)
    entry = AuditEntry.objects.get(event=Event.USER_CHANGED)
    assert (entry.actor, entry.subject) == (administrator, citizen)


def test_users_are_never_deleted_nor_changed_by_the_dozen(admin, citizen):
    assert admin.post(f"/quan-tri/users/delete/{citizen.pk}/").status_code == 302
    for action in ("delete", "set_active_state", "assign_role"):
        form = {"mark_as_active": "False", "role": Group.objects.first().pk}
        answer = admin.post(f"/quan-tri/bulk/people/user/{action}/?id={citizen.pk}", form)
        assert (answer.status_code, answer["Location"]) == (302, "/quan-tri/users/")
    citizen.refresh_from_db()
    assert citizen.is_active
    assert not citizen.groups.exists()
