"""What waits for whom, and a whole course handed in at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from courses.editing.whole_course import submit_course
from courses.models import CoursePage, LessonPage
from tests.courses.editing.people import make_area_official, make_editor, make_reviewer, submit
from tests.courses.making import CourseFactory, LessonFactory
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> CoursePage:
    return CourseFactory(title="Khóa thử")


def home(client: Any) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_each_person_sees_what_waits_for_them(client: Any, course: CoursePage) -> None:
    lesson = LessonFactory(parent=course)
    editor, reviewer = make_editor(), make_reviewer()
    submit(lesson, editor, title="Bài đã sửa")
    sign_in(client, reviewer)
    page = home(client)
    assert "Chờ anh/chị duyệt: 1 trang" in page
    assert "Bài đã sửa" in page
    state = LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state
    state.reject(user=reviewer, comment="Thiếu nguồn.")
    assert "Chờ anh/chị duyệt" not in home(client)
    sign_in(client, editor)
    page = home(client)
    assert "Gửi lại cho anh/chị sửa: 1 trang" in page
    assert "Thiếu nguồn." in page
    assert "Thiếu nguồn." in client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    sign_in(client, make_editor("0912000009"))
    assert "Chưa có việc nào chờ anh/chị" in home(client)
    sign_in(client, make_area_official())
    assert "Việc của tôi" not in home(client)


def test_nobody_sends_back_without_a_word(client: Any, course: CoursePage) -> None:
    lesson = LessonFactory(parent=course)
    submit(lesson, make_editor(), title="Bài đã sửa")
    sign_in(client, make_reviewer())
    state = LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "reject", state.pk])
    answer = client.post(address, {"comment": " "}, headers={"x-requested-with": "XMLHttpRequest"})
    assert "Xin ghi rõ cần sửa gì" in answer.json()["html"]
    assert LessonPage.objects.get(pk=lesson.pk).workflow_in_progress
    client.post(address, {"comment": "Thiếu nguồn."}, headers={"x-requested-with": "XMLHttpRequest"})
    state.refresh_from_db()
    assert (state.status, state.comment) == ("rejected", "Thiếu nguồn.")


def test_the_first_screen_leads_to_nothing_in_english(client: Any) -> None:
    sign_in(client, make_editor())
    assert "guide.wagtail.org" not in home(client)


def test_the_next_day_is_shown_as_days_are_written_here(client: Any, course: CoursePage) -> None:
    lesson = LessonFactory(parent=course)
    sign_in(client, make_reviewer())
    address = reverse("courses_review_confirm", args=[lesson.pk])
    field = client.get(address).context["form"]["next_day"]
    assert f'value="{field.initial:%d/%m/%Y}"' in str(field)


def test_the_first_screen_asks_no_more_for_many_pages(
    client: Any, course: CoursePage, django_assert_num_queries: Any
) -> None:
    editor, reviewer = make_editor(), make_reviewer()
    submit(LessonFactory(parent=course), editor, title="Sửa")
    sign_in(client, reviewer)
    home(client)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        home(client)
    for _n in range(12):
        submit(LessonFactory(parent=course), editor, title="Sửa")
    with CaptureQueriesContext(connection) as many:
        assert "Chờ anh/chị duyệt: 13 trang" in home(client)
    # One more: the whole count is asked for only where not everything is listed.
    assert len(many) <= len(one) + 1
    assert len(one) <= 60


def test_a_whole_course_is_handed_in_at_once(client: Any, course: CoursePage) -> None:
    editor = make_editor()
    changed, same, waiting, unfinished = (LessonFactory(parent=course) for _ in range(4))
    _draft(changed, title="Đã sửa")
    _draft(course, title="Khóa đã sửa")
    submit(waiting, make_editor("0912000009"), title="Đang chờ")
    _draft(unfinished, summary="")
    sign_in(client, editor)
    address = reverse("courses_submit_course", args=[course.pk])
    page = client.get(address).content.decode()
    assert "Đã sửa" in page
    assert "Đang chờ" not in page
    answer = client.post(address, follow=True)
    assert "Đã gửi duyệt 2 trang" in answer.content.decode()
    assert "chưa điền xong" in answer.content.decode()
    held = [
        LessonPage.objects.get(pk=lesson.pk).workflow_in_progress for lesson in (changed, same, waiting, unfinished)
    ]
    assert held == [True, False, True, False]
    assert CoursePage.objects.get(pk=course.pk).workflow_in_progress
    assert "không có gì chờ gửi duyệt" not in client.get(address).content.decode()


def test_a_page_that_came_back_goes_on_in_the_same_review(course: CoursePage) -> None:
    lesson, editor, reviewer = LessonFactory(parent=course), make_editor(), make_reviewer()
    submit(lesson, editor, title="Sửa")
    LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state.reject(user=reviewer, comment="")
    result = submit_course(course=course, by=editor)
    assert [page.pk for page in result.submitted] == [lesson.pk]
    assert LessonPage.objects.get(pk=lesson.pk).workflow_states.count() == 1


def test_who_may_not_edit_a_course_does_not_hand_it_in(client: Any, course: CoursePage) -> None:
    lesson = LessonFactory(parent=course)
    _draft(lesson, title="Đã sửa")
    address = reverse("courses_submit_course", args=[course.pk])
    client.post(address)
    sign_in(client, make_area_official())
    client.post(address)
    assert not LessonPage.objects.get(pk=lesson.pk).workflow_in_progress


def _draft(page: Any, **fields: Any) -> None:
    page = type(page).objects.get(pk=page.pk)
    for field, value in fields.items():
        setattr(page, field, value)
    page.save_revision(clean=False)
