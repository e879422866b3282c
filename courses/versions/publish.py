"""Writing versions. Everything that one publication changes is written in one transaction, or not at all.

Locks are taken in this order: activities, lesson, course, publication number. Whoever publishes several pages in one
transaction does it inside ``one_publication()``, which takes the last two once, at the end.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from courses.interactive.holding import hold_activities
from courses.search.index import index_course, index_lesson
from courses.selectors import newest_course_version, newest_lesson_version
from courses.versions.models import CourseVersion
from courses.versions.rendering import frozen_version
from foundation.publication import bump

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from courses.pages.courses import CoursePage
    from courses.pages.lessons import LessonPage
    from courses.versions.models import LessonVersion


@dataclass(slots=True)
class _Publication:
    """What one publication touched so far."""

    changed: bool = False
    courses: dict[int, CoursePage] = field(default_factory=dict)


_under_way: ContextVar[_Publication | None] = ContextVar("under_way", default=None)


def lock_page(page_id: int) -> None:
    """Hold a page until the end of the transaction; others who publish it wait."""
    # Not the key: rows that refer to the page may go on being written.
    list(Page.objects.select_for_update(no_key=True).filter(pk=page_id).values_list("pk"))


@contextmanager
def one_publication() -> Iterator[None]:
    """Everything published inside becomes visible at once: a course gets one new version, caches are told once."""
    if _under_way.get() is not None:
        yield
        return
    publication = _Publication()
    token = _under_way.set(publication)
    try:
        with transaction.atomic():
            yield
            for _, course in sorted(publication.courses.items()):
                _publish_course(course)
            if publication.changed:
                bump()
    finally:
        _under_way.reset(token)


def public_pages_changed(courses: Iterable[CoursePage]) -> None:
    """Bring the versions of these courses up to date and say that public pages changed."""
    with one_publication():
        publication = _under_way.get()
        if publication is not None:
            publication.changed = True
            publication.courses.update({course.pk: course for course in courses})


def publish_lesson(lesson: LessonPage) -> LessonVersion:
    """Write the lesson's next version; the newest one is returned as it is when nothing in it would differ."""
    with transaction.atomic():
        hold_activities()
        lock_page(lesson.pk)
        version = frozen_version(lesson)
        newest = newest_lesson_version(lesson.uuid)
        if newest is not None and newest.digest == version.digest:
            return newest
        version.number = newest.number + 1 if newest else 1
        version.published_at = timezone.now()
        version.save(force_insert=True)
        index_lesson(version)
        return version


def _publish_course(course: CoursePage) -> None:
    """Write the course's next version if its listed lessons changed; bring what search finds of it up to date.

    A course that is not live keeps its last version: those who learn in it have not lost their record.
    """
    lock_page(course.pk)
    course = type(course).objects.filter(pk=course.pk).first()  # as it is now that it is held
    if course is None:
        return
    lessons = list(course.listed_lessons())
    index_course(course, lessons)
    if not course.live:
        return
    listed = [{"uuid": str(lesson.uuid), "title": lesson.title, "path": lesson.url} for lesson in lessons]
    newest = newest_course_version(course.uuid)
    if newest and (newest.title, newest.path, newest.lessons) == (course.title, course.url, listed):
        return
    CourseVersion.objects.create(
        course=course.uuid,
        number=newest.number + 1 if newest else 1,
        title=course.title,
        path=course.url,
        lessons=listed,
        published_at=timezone.now(),
    )
