"""A learner's record as it is read: courses, lessons and the last position.

Written as a conversation about queries, so that the plain ASGI endpoint and Django's pages read by one rule.
"""

from __future__ import annotations

import uuid
from typing import Any

from learn.certificates.codes import grouped
from learn.conversations import Conversation, Rows
from learn.learners.tokens import Claim
from learn.progress.outlines import OUTLINES, Outline
from learn.progress.outlines import from_row as outline_from_row

# More than the whole curriculum has lessons; a bound all the same. A person's record may have several parts.
MOST_ROWS = 1_000

GENERATION = "SELECT generation FROM learn_learner WHERE id = %s"
# The learner and the guests that turned out to be the same person.
GROUP = """
SELECT generation, ARRAY(SELECT id FROM learn_learner WHERE alias_of_id = me.id) FROM learn_learner me WHERE id = %s
"""
_LESSONS = """
SELECT lesson, course, version, done, card, at, completed_at FROM learn_lessonprogress
WHERE learner_id = ANY(%s) ORDER BY at DESC LIMIT %s
"""
_COURSES = """
SELECT DISTINCT ON (v.course) v.course, v.title, v.path, v.lessons,
    (SELECT min(completed_at) FROM learn_courseprogress p WHERE p.learner_id = ANY(%s) AND p.course = v.course)
FROM courses_courseversion v WHERE v.course = ANY(%s) ORDER BY v.course, v.number DESC
"""
# Certificates belong to the account's learner; what has ended is not listed.
_CERTIFICATES = """
SELECT code, course, course_title, basis, issued_at FROM learn_certificate
WHERE learner = %s AND revoked_at IS NULL AND withdrawn_at IS NULL ORDER BY issued_at DESC LIMIT %s
"""


def read_record(claim: Claim) -> Conversation[dict[str, Any] | None]:
    """Yields queries, takes their rows, returns the record; None when the token was revoked."""
    learner = claim.learner
    found = yield GROUP, [learner]
    if not claim.is_valid(found[0][0] if found else None):
        return None
    group = [learner, *(found[0][1] if found else [])]
    rows = yield _LESSONS, [group, MOST_ROWS]
    lessons = _each_once(rows)
    outline_rows = yield OUTLINES, [[row[0] for row in lessons], [row[2] for row in lessons]]
    outlines = {(row[0], row[1]): outline_from_row(*row) for row in outline_rows}
    courses = yield _COURSES, [group, list({row[1] for row in lessons})]
    certificates = yield _CERTIFICATES, [learner, MOST_ROWS]
    by_lesson = {row[0]: _lesson(row, outlines.get((row[0], row[2]))) for row in lessons}
    return {
        "learner": str(learner),
        "courses": {str(row[0]): _course(row, by_lesson) for row in courses},
        "lessons": {str(lesson): content for lesson, content in by_lesson.items()},
        "last": _last(lessons, courses),
        "certificates": [_certificate(row) for row in certificates],
    }


def _certificate(row: tuple[Any, ...]) -> dict[str, Any]:
    code, course, title, basis, issued_at = row
    return {
        "number": grouped(code),
        "course": str(course),
        "title": title,
        "basis": basis,
        "issued_at": issued_at.isoformat(),
    }


def _each_once(rows: Rows) -> Rows:
    """One row a lesson: the latest position, the cards done in any part, the first completion. Latest first."""
    lessons: dict[uuid.UUID, tuple[Any, ...]] = {}
    for row in rows:
        latest = lessons.get(row[0])
        if latest is None:
            lessons[row[0]] = row
            continue
        done = sorted({*latest[3], *row[3]})
        completed_at = min((at for at in (latest[6], row[6]) if at), default=None)
        lessons[row[0]] = (*latest[:3], done, latest[4] or row[4], latest[5], completed_at)
    return list(lessons.values())


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
