"""Keeping the search table in step with what is published and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from courses.search.models import SearchEntry
from courses.search.vectors import vectors
from courses.versions.models import LessonVersion
from foundation.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from courses.pages.courses import CoursePage
    from courses.pages.lessons import LessonPage

# A vector has at most 1 MB; a card of this length is a book.
MOST_TEXT = 50_000


def index_course(course: CoursePage, lessons: Iterable[LessonPage]) -> None:
    """Find the course and its listed ``lessons``, and no others of it; nothing of a course that is not public."""
    public = is_public(course)
    listed = {lesson.uuid for lesson in lessons} if public else set()
    of_course = SearchEntry.objects.filter(course=course.uuid)
    of_course.exclude(lesson__in=listed).delete()
    if not public:
        return
    known = set(of_course.values_list("lesson", flat=True))
    for version in LessonVersion.objects.newest().filter(lesson__in=listed - known):
        index_lesson(version)
    outcomes = [outcome.value for outcome in course.outcomes]
    competences = [competence.title for competence in course.competences.all()]
    about = [course.summary, course.audience, *outcomes, *competences]
    SearchEntry.objects.create(**_entry(course.uuid, None, "", course.title, "\n".join(about)))


def index_lesson(version: LessonVersion) -> None:
    """Find a lesson and its cards as this version has them, instead of what was found of it before."""
    forget_lesson(version.lesson)
    rows = [_entry(version.course, version.lesson, "", version.title, version.summary)]
    rows += [_entry(version.course, version.lesson, card["id"], card["title"], card["text"]) for card in version.cards]
    SearchEntry.objects.bulk_create(SearchEntry(**row) for row in rows)


def forget_lesson(lesson: UUID) -> None:
    """Find nothing of a lesson any more."""
    SearchEntry.objects.filter(lesson=lesson).delete()


def forget_course(course: UUID) -> None:
    """Find nothing of a course any more."""
    SearchEntry.objects.filter(course=course).delete()


def is_found(page: UUID) -> bool:
    """Whether search finds the course or lesson with this identifier."""
    return SearchEntry.objects.filter(Q(course=page) | Q(lesson=page)).exists()


def is_public(course: CoursePage) -> bool:
    """Whether everyone can come to the course: it and all above it are live, and none is restricted."""
    above = course.get_ancestors().filter(depth__gt=1)
    return course.live and not above.filter(live=False).exists() and not course.get_view_restrictions().exists()


def _entry(course: UUID, lesson: UUID | None, card: str, title: str, text: str) -> dict[str, object]:
    text = "\n".join(normalise(line) for line in text[:MOST_TEXT].splitlines())
    found_by = vectors(title, text)
    return {"course": course, "lesson": lesson, "card": card, "title": title, "text": text, **found_by}
