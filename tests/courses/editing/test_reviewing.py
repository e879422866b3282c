"""Lessons are read again in time; who found one right is kept, and no new version comes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.editing.models import ReviewNotice, ReviewRecord
from courses.editing.reviewing import confirm, tell_of_reviews
from courses.models import LessonPage, LessonVersion
from foundation.models import Publication
from people.models import User
from tests.courses.editing.people import make_area_official, make_editor, make_reviewer
from tests.courses.making import CourseFactory, LessonFactory
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def lesson() -> LessonPage:
    return LessonFactory(title="Bài cần soát", review_by=in_days(10))


@pytest.fixture
def reviewer(client: Any, lesson: LessonPage) -> User:
    user = make_reviewer()
    sign_in(client, user)
    return user


def test_a_lesson_is_told_of_once_for_each_date(lesson: LessonPage) -> None:
    LessonFactory(review_by=in_days(31))
    assert tell_of_reviews() == 1
    assert tell_of_reviews() == 0
    LessonPage.objects.filter(pk=lesson.pk).update(review_by=in_days(20))
    assert tell_of_reviews() == 1
    assert ReviewNotice.objects.count() == 2


def test_a_reviewer_finds_a_lesson_right(client: Any, lesson: LessonPage, reviewer: User) -> None:
    number = Publication.objects.get().number
    page = client.get(reverse("courses_review_confirm", args=[lesson.pk]))
    assert "còn 10 ngày" in page.content.decode()
    answer = client.post(
        reverse("courses_review_confirm", args=[lesson.pk]), {"next_day": in_days(200).isoformat()}, follow=True
    )
    assert "bài vẫn đúng" in answer.content.decode()
    record = ReviewRecord.objects.get()
    assert (record.reviewed_by, record.was_due, record.next_due) == (reviewer, in_days(10), in_days(200))
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert (lesson.review_by, lesson.has_unpublished_changes) == (in_days(200), False)
    assert lesson.get_latest_revision_as_object().review_by == in_days(200)
    assert LessonVersion.objects.filter(lesson=lesson.uuid).count() == 1
    assert Publication.objects.get().number > number, "the day stands on the public page"


def test_a_draft_keeps_its_text_and_its_own_day(lesson: LessonPage, reviewer: User) -> None:
    lesson.title = "Đang viết dở"
    lesson.save_revision()
    confirm(lesson=LessonPage.objects.get(pk=lesson.pk), by=reviewer, next_day=in_days(100))
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert (draft.title, draft.review_by) == ("Đang viết dở", in_days(100))
    draft.review_by = in_days(50)
    draft.save_revision()
    confirm(lesson=LessonPage.objects.get(pk=lesson.pk), by=reviewer, next_day=in_days(120))
    page = LessonPage.objects.get(pk=lesson.pk)
    assert (page.review_by, page.get_latest_revision_as_object().review_by) == (in_days(120), in_days(50))


@pytest.mark.parametrize("day", ["", "không", in_days(0).isoformat(), in_days(3 * 365).isoformat()])
def test_a_day_that_is_no_good_is_said_so(client: Any, lesson: LessonPage, reviewer: User, day: str) -> None:
    answer = client.post(reverse("courses_review_confirm", args=[lesson.pk]), {"next_day": day})
    assert answer.status_code == 422
    assert not ReviewRecord.objects.exists()


def test_an_editor_looks_but_does_not_confirm(client: Any, lesson: LessonPage) -> None:
    sign_in(client, make_editor())
    address = reverse("courses_review_confirm", args=[lesson.pk])
    assert "Người duyệt bài mới xác nhận" in client.get(address).content.decode()
    client.post(address, {"next_day": in_days(200).isoformat()})
    assert not ReviewRecord.objects.exists()


def test_a_colleague_who_writes_no_lessons_and_an_outsider_get_nowhere(client: Any, lesson: LessonPage) -> None:
    address = reverse("courses_review_confirm", args=[lesson.pk])
    assert client.get(address).status_code == 302
    sign_in(client, make_area_official())
    assert client.get(address).status_code == 302
    client.post(address, {"next_day": in_days(200).isoformat()})
    assert client.get(reverse("courses_review_report")).status_code == 302
    assert not ReviewRecord.objects.exists()


def test_the_database_refuses_to_change_a_record(lesson: LessonPage, reviewer: User) -> None:
    confirm(lesson=lesson, by=reviewer, next_day=in_days(100))
    for act in (ReviewRecord.objects.all().delete, lambda: ReviewRecord.objects.update(title="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_report_is_sorted_filtered_and_exported(client: Any, lesson: LessonPage, reviewer: User) -> None:
    overdue = LessonFactory(title="Bài quá hạn", review_by=in_days(-3))
    LessonFactory(title="Bài còn lâu", review_by=in_days(300))
    report = reverse("courses_review_report")
    everything = client.get(report).content.decode()
    assert everything.index("Bài quá hạn") < everything.index("Bài cần soát") < everything.index("Bài còn lâu")
    assert "quá 3 ngày" in everything
    for query, shown in [
        ({"due": "qua-han"}, {"Bài quá hạn"}),
        ({"due": "30"}, {"Bài quá hạn", "Bài cần soát"}),
        ({"course": overdue.get_parent().pk}, {"Bài quá hạn"}),
        ({"track": overdue.get_parent().get_parent().pk, "due": "90"}, {"Bài quá hạn"}),
    ]:
        page = client.get(report, query).content.decode()
        assert {title for title in ("Bài quá hạn", "Bài cần soát", "Bài còn lâu") if title in page} == shown, query
    exported = client.get(report, {"export": "csv"})
    rows = b"".join(exported.streaming_content).decode("utf-8-sig").splitlines()
    assert "Bài quá hạn" in rows[1]
    assert len(rows) == 4


def test_the_report_asks_the_database_no_more_for_many_lessons(
    client: Any, reviewer: User, django_assert_max_num_queries: Any
) -> None:
    course = CourseFactory()
    for _n in range(12):
        LessonFactory(parent=course, review_by=in_days(5))
    client.get(reverse("courses_review_report"))
    with django_assert_max_num_queries(32):
        client.get(reverse("courses_review_report"))
