"""What other packages and our own pages read of published versions; the page tree is not asked."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from courses.versions.models import CourseVersion, LessonVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


class CourseFacts(NamedTuple):
    """What is said of a course in lists."""

    lesson_count: int
    minutes: int
    megabytes: float


def lesson_version(lesson: UUID, number: int) -> LessonVersion | None:
    """One published version of a lesson, for ever the same."""
    return LessonVersion.objects.filter(lesson=lesson, number=number).first()


def newest_lesson_version(lesson: UUID) -> LessonVersion | None:
    """The version that a phone gets now."""
    return LessonVersion.objects.filter(lesson=lesson).order_by("-number").first()


def lesson_outline(lesson: UUID, number: int) -> dict[str, Any] | None:
    """The activities of a version: `{"cards": [{"id", "title", "required", "completes"}]}`."""
    return LessonVersion.objects.filter(lesson=lesson, number=number).values_list("outline", flat=True).first()


def newest_course_version(course: UUID) -> CourseVersion | None:
    """The course as it is listed now."""
    return CourseVersion.objects.filter(course=course).order_by("-number").first()


def lesson_kilobytes(lessons: Iterable[UUID]) -> dict[UUID, int]:
    """What a phone fetches for each lesson, in kilobytes rounded up."""
    newest = LessonVersion.objects.newest().filter(lesson__in=list(lessons))
    return {lesson: -(-weight // 1000) for lesson, weight in newest.values_list("lesson", "weight")}


def course_facts(courses: Iterable[UUID]) -> dict[UUID, CourseFacts]:
    """Lessons, minutes and size of each course: the sums over its newest listed lessons. Two queries."""
    courses = list(courses)
    versions = CourseVersion.objects.newest().filter(course__in=courses)
    listed = {version.course: [lesson["uuid"] for lesson in version.lessons] for version in versions}
    wanted = [lesson for lessons in listed.values() for lesson in lessons]
    newest = LessonVersion.objects.newest().filter(lesson__in=wanted)
    rows = newest.values_list("lesson", "minutes", "weight")
    of = {str(lesson): (minutes, weight) for lesson, minutes, weight in rows}
    facts = {}
    for course in courses:
        sums = [of[lesson] for lesson in listed.get(course, []) if lesson in of]
        # Rounded up, so that nobody reads "0.0" of something that costs data.
        megabytes = ceil(sum(weight for _, weight in sums) / 100_000) / 10
        facts[course] = CourseFacts(len(sums), sum(minutes for minutes, _ in sums), megabytes)
    return facts
