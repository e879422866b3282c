"""Packages on the editor's screens: editors send away, who may publish takes in."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from courses.models import CoursePage
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.roles.names import Role
from tests.courses.packages.test_packages import STARTER, wipe
from tests.people.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db

IMPORT = "/quan-tri/goi-khoa-hoc/nhap/"


@pytest.fixture
def course() -> CoursePage:
    call_command("load_curriculum", str(STARTER), stdout=io.StringIO(), stderr=io.StringIO())
    found = CoursePage.objects.order_by("path").first()
    assert found is not None
    return found


def fetch(client: Any, course: CoursePage) -> bytes:
    answer = client.get(f"/quan-tri/goi-khoa-hoc/{course.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith('.bdhvs.zip"')
    assert "no-store" in answer["Cache-Control"]
    return b"".join(answer.streaming_content)


def send(client: Any, content: bytes, **fields: str) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("khoa.bdhvs.zip", content), **fields})


def test_an_editor_sends_a_course_away_and_a_reviewer_takes_it_in(client: Any, course: CoursePage) -> None:
    content = fetch(sign_in(client, make_staff("0901111111", Role.EDITOR)), course)
    assert AuditEntry.objects.filter(event=Event.PACKAGE_EXPORTED, object_id=str(course.pk)).count() == 1
    wipe()
    reviewer = make_staff("0902222222", Role.REVIEWER)
    sign_in(client, reviewer)
    tried = send(client, content, only_check="on")
    assert tried.status_code == 200
    assert course.title in tried.content.decode()
    assert not CoursePage.objects.filter(uuid=course.uuid).exists()
    assert send(client, content).status_code == 200
    arrived = CoursePage.objects.get(uuid=course.uuid)
    assert not arrived.live
    assert arrived.latest_revision.user == reviewer
    assert AuditEntry.objects.filter(event=Event.PACKAGE_IMPORTED, actor=reviewer).count() == 1


def test_what_is_wrong_with_a_package_is_said(client: Any, course: CoursePage) -> None:
    sign_in(client, make_staff("0902222222", Role.REVIEWER))
    before = CoursePage.objects.count()
    for content in (b"no zip at all", b"PK\x05\x06" + b"\0" * 18):
        answer = send(client, content)
        assert answer.status_code == 422
        assert "Chưa nhập gì" in answer.content.decode()
    assert client.post(IMPORT, {}).status_code == 422
    assert CoursePage.objects.count() == before


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AREA_OFFICIAL])
def test_who_may_not_publish_takes_nothing_in(client: Any, course: CoursePage, role: Role) -> None:
    from tests.people.staff import make_commune

    area = make_commune() if role == Role.AREA_OFFICIAL else None
    sign_in(client, make_staff("0903333333", role, area=area))
    assert client.get(IMPORT).status_code in (302, 403)
    assert send(client, b"x").status_code in (302, 403)


def test_who_may_not_edit_sends_nothing_away(client: Any, course: CoursePage) -> None:
    from tests.people.staff import make_commune

    sign_in(client, make_staff("0903333333", Role.AREA_OFFICIAL, area=make_commune()))
    assert client.get(f"/quan-tri/goi-khoa-hoc/{course.pk}/").status_code in (302, 403)
    client.logout()
    assert client.get(f"/quan-tri/goi-khoa-hoc/{course.pk}/").status_code == 302
    assert not AuditEntry.objects.filter(event=Event.PACKAGE_EXPORTED).exists()
