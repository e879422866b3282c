"""A lesson that was taken off the site says so in kind words, and says nothing of what it held."""

from __future__ import annotations

from typing import Any

import pytest

from tests.courses.making import LessonFactory, cards, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("below", ["", "v/1/", "v/7/"])
def test_a_lesson_that_was_taken_off_says_that_it_is_being_mended(client: Any, below: str) -> None:
    lesson = LessonFactory(title="Bài sai", cards=cards(text("Một lời khuyên sai.")))
    lesson.unpublish()
    answer = client.get(lesson.url + below)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "đang được sửa" in page
    assert lesson.get_parent().url in page
    assert "Một lời khuyên sai." not in page
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_a_lesson_that_nobody_ever_saw_is_simply_not_there(client: Any) -> None:
    lesson = LessonFactory(live=False)
    answer = client.get(lesson.url)
    assert answer.status_code == 404
    assert "đang được sửa" not in answer.content.decode()
