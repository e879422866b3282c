"""Publishing writes versions that never change."""

from __future__ import annotations

import pytest

from courses.models import CourseVersion, LessonVersion
from tests.courses.making import LessonFactory, cards, check, text

pytestmark = pytest.mark.django_db


def test_publishing_writes_the_first_version_of_lesson_and_course() -> None:
    lesson = LessonFactory(cards=cards(text("Một <b>hai</b>."), [text("Ba"), check()]))
    version = LessonVersion.objects.get(lesson=lesson.uuid)
    assert version.number == 1
    assert version.outline == {
        "cards": [
            {"id": "c1", "title": "Thẻ c1", "required": True, "completes": "opened"},
            {"id": "c2", "title": "Thẻ c2", "required": True, "completes": "answered"},
        ]
    }
    course = CourseVersion.objects.order_by("-number").first()
    assert course.lessons == [{"uuid": str(lesson.uuid), "title": lesson.title, "path": lesson.url}]
