"""Colleagues are told who did something by name, never by the number with which that person signs in."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from courses.models import LessonPage
from people.models import User
from tests.courses.editing.people import make_administrator, make_reviewer
from tests.courses.making import LessonFactory
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db

REPORT = "/quan-tri/reports/aging-pages/"


def publish(user: User) -> LessonPage:
    lesson: LessonPage = LessonFactory(title="Bài lâu chưa sửa")
    lesson.save_revision(user=user).publish(user=user)
    return lesson


@pytest.mark.parametrize("name", ["Trần Văn Quản Trị", ""])
def test_the_report_of_old_pages_shows_no_number(client: Any, name: str) -> None:
    publisher = make_administrator("0912000077")
    User.objects.filter(pk=publisher.pk).update(full_name=name)
    publisher.refresh_from_db()
    publish(publisher)
    sign_in(client, make_reviewer())
    screen = client.get(REPORT).content.decode()
    told = client.get(REPORT, {"export": "csv"})
    sheet = (b"".join(told.streaming_content) if told.streaming else told.content).decode()
    for shown in (screen, sheet):
        assert "912000077" not in shown
        assert "912 000 077" not in shown
        assert (name or "09•• ••• 077") in shown


def test_a_page_that_no_person_published_says_so(client: Any) -> None:
    LessonFactory(title="Bài có từ tệp")
    sign_in(client, make_reviewer())
    table = BeautifulSoup(client.get(REPORT).content, "html.parser").select_one("table.listing")
    assert table is not None
    assert "Bài có từ tệp" in table.text
    assert "hệ thống" in table.text
    assert "None" not in table.text
