"""A learner's record as it is read: courses, lessons and the last position.

Written as a conversation about queries, so that the plain ASGI endpoint and Django's pages read by one rule.
"""

from __future__ import annotations

import uuid
from collections.abc import Generator
from typing import Any

from learn.learners.tokens import Claim
from learn.progress.outlines import OUTLINES, Outline
from learn.progress.outlines import from_row as outline_from_row

# More lessons than the whole curriculum has; a bound all the same.
MOST_LESSONS = 500

Query = tuple[str, list[Any]]
Rows = list[tuple[Any, ...]]

GENERATION = "SELECT generation FROM learn_learner WHERE id = %s"
_LESSONS = """
SELECT lesson, course, version, done, card, at, completed_at FROM learn_lessonprogress
WHERE learner_id = %s ORDER BY at DESC LIMIT %s
"""
_COURSES = """
SELECT DISTINCT ON (v.course) v.course, v.title, v.path, v.lessons, p.completed_at
FROM courses_courseversion v LEFT JOIN learn_courseprogress p ON p.learner_id = %s AND p.course = v.course
WHERE v.course = ANY(%s) ORDER BY v.course, v.number DESC
"""


def read_record(claim: Claim) -> Generator[Query, Rows, dict[str, Any] | None]:
    """Yields queries, takes their rows, returns the record; None when the token was revoked."""
    learner = claim.learner
    found = yield GENERATION, [learner]
    if not claim.is_valid(found[0][0] if found else None):
        return None
    lessons = yield _LESSONS, [learner, MOST_LESSONS]
    outline_rows = yield OUTLINES, [[row[0] for row in lessons], [row[2] for row in lessons]]
    outlines = {(row[0], row[1]): outline_from_row(*row) for row in outline_rows}
    courses = yield _COURSES, [learner, list({row[1] for row in lessons})]
    by_lesson = {row[0]: _lesson(row, outlines.get((row[0], row[2]))) for row in lessons}
    return {
        "learner": str(learner),
        "courses": {str(row[0]): _course(row, by_lesson) for row in courses},
        "lessons": {str(lesson): content for lesson, content in by_lesson.items()},
        "last": _last(lessons, courses),
        "certificates": [],
    }


def _lesson(row: tuple[Any, ...], outline: Outline | None) -> dict[str, Any]:
    _, _, version, done, card, at, completed_at = row
    progress = 1.0 if completed_at else outline.share(set(done)) if outline else 0.0
    return {
        "version": version,
        "done": done,
        "progress": progress,
        "card": card or None,
        "at": at.isoformat(),
        "completed_at": completed_at.isoformat() if completed_at else None,
    }


def _course(row: tuple[Any, ...], by_lesson: dict[uuid.UUID, dict[str, Any]]) -> dict[str, Any]:
    _, title, path, lessons, completed_at = row
    progress = [by_lesson[key]["progress"] if (key := uuid.UUID(lesson["uuid"])) in by_lesson else 0.0
                for lesson in lessons]  # fmt: skip
    return {
        "title": title,
        "path": path,
        "done": sum(share == 1.0 for share in progress),
        "total": len(lessons),
        "progress": round(sum(progress) / len(progress), 4) if progress else 0.0,
        "completed_at": completed_at.isoformat() if completed_at else None,
    }


def _last(lessons: Rows, courses: Rows) -> dict[str, Any] | None:
    """The latest position in a lesson that its course still has."""
    places = {lesson["uuid"]: lesson for row in courses for lesson in row[3]}
    for lesson, _, version, _, card, at, _ in lessons:
        place = places.get(str(lesson))
        if place:
            return {
                "lesson": str(lesson),
                "version": version,
                "card": card or None,
                "title": place["title"],
                "path": place["path"],
                "at": at.isoformat(),
            }
    return None
