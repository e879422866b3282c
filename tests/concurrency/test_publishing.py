"""Officials publish at the same moment: every publication gets its own number, nobody sees an error."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from courses.models import CourseVersion, LessonPage, LessonVersion
from courses.selectors import newest_course_version
from tests.courses.folders import starter
from tests.courses.making import CourseFactory, LessonFactory, cards, plant, text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    cache.clear()
    plant()


def at_once(*works: Callable[[], Any]) -> None:
    """Do all of it at the same moment; whatever one of them raises is raised."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result()


def test_publications_of_one_lesson_get_numbers_one_after_another() -> None:
    lesson = LessonFactory()
    revisions = []
    for n in range(6):
        lesson.cards = cards(text(f"Bản {n}"))
        revisions.append(lesson.save_revision())
    at_once(*(revision.publish for revision in revisions))
    versions = LessonVersion.objects.filter(lesson=lesson.uuid).order_by("number")
    assert [version.number for version in versions] == list(range(1, 8))
    assert {version.cards[0]["text"] for version in versions[1:]} == {f"Bản {n}" for n in range(6)}
    live = LessonPage.objects.get(pk=lesson.pk)
    assert versions[6].cards[0]["text"] == live.newest_version().cards[0]["text"]


def test_publications_of_lessons_of_one_course_end_in_one_list_of_all() -> None:
    course = CourseFactory()
    lessons = [LessonFactory(parent=course, live=False) for _n in range(5)]
    at_once(*(lesson.latest_revision.publish for lesson in lessons))
    newest = newest_course_version(course.uuid)
    assert {lesson["uuid"] for lesson in newest.lessons} == {str(lesson.uuid) for lesson in lessons}
    numbers = CourseVersion.objects.filter(course=course.uuid).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, newest.number + 1))


def test_publishing_a_lesson_while_it_is_unpublished_ends_in_one_of_both() -> None:
    lesson = LessonFactory()
    lesson.cards = cards(text("Mới"))
    revision = lesson.save_revision()
    at_once(revision.publish, LessonPage.objects.get(pk=lesson.pk).unpublish)
    listed = newest_course_version(lesson.get_parent().specific.uuid).lessons
    assert bool(listed) is LessonPage.objects.get(pk=lesson.pk).live


def test_two_loaders_at_once_load_everything_once(tmp_path: Path) -> None:
    root = str(starter(tmp_path))
    at_once(*[lambda: call_command("load_curriculum", root, stdout=StringIO(), stderr=StringIO())] * 3)
    assert LessonVersion.objects.count() == LessonPage.objects.count() == 1
