"""From files to the fields of pages; what the editor would refuse is refused here with the card's line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.curriculum_files.library import with_numbers
from courses.curriculum_files.problems import Problem, RefusedError
from courses.pages.lessons import LessonPage

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Iterator

    from courses.curriculum_files.activities import ActivityFile
    from courses.curriculum_files.library import Shelf
    from courses.curriculum_files.tree import CourseFile, LessonFile, TrackFile
    from courses.framework.models import Competence


def track_fields(track: TrackFile) -> dict[str, Any]:
    """Fields of a track's page."""
    return {"summary": track.summary}


def course_fields(course: CourseFile, competences: list[Competence]) -> dict[str, Any]:
    """Fields of a course's page."""
    return {
        "summary": course.summary,
        "audience": course.audience,
        "outcomes": [{"type": "outcome", "value": outcome} for outcome in course.outcomes],
        "competences": competences,
    }


def lesson_fields(
    lesson: LessonFile, shelf: Shelf, put: Callable[[LessonFile, ActivityFile], uuid.UUID]
) -> dict[str, Any]:
    """Fields of a lesson's page; puts its media into the library, and its activities where ``put`` puts them."""
    activities = {name: put(lesson, activity) for name, activity in lesson.activities.items()}
    block = LessonPage._meta.get_field("cards").stream_block
    cards = block.to_python(with_numbers(lesson.cards, lesson.media, activities, shelf))
    try:
        cards = block.clean(cards)
    except ValidationError as error:
        raise RefusedError(*_problems(error, lesson)) from error
    return {
        "summary": lesson.summary,
        "minutes": lesson.minutes,
        "cards": cards,
        "sources": [
            {"type": "source", "value": {**source, "date": source["date"].isoformat()}} for source in lesson.sources
        ],
        "review_by": lesson.review_by,
    }


def _problems(error: ValidationError, lesson: LessonFile) -> Iterator[Problem]:
    """What is wrong with the cards, each with the line where its card begins."""
    for card, inner in (getattr(error, "block_errors", None) or {}).items():
        for message in block_messages(inner):
            yield Problem(lesson.file, lesson.card_lines[card], message)
    for message in getattr(error, "non_block_errors", []):
        yield Problem(lesson.file, 0, str(message))


def block_messages(error: Any) -> Iterator[str]:
    """The sentences in an error of blocks within blocks."""
    inner = getattr(error, "block_errors", None)
    within = getattr(error, "non_block_errors", None)
    if inner is None and within is None:
        yield from error.messages if isinstance(error, ValidationError) else [_("This cannot be read.")]
        return
    for one in inner.values() if isinstance(inner, dict) else inner or []:
        if one is not None:
            yield from block_messages(one)
    for one in within or []:
        yield from one.messages if isinstance(one, ValidationError) else [str(one)]
