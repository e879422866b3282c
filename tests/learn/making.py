"""Making learners, statements and published lessons for tests."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from courses.models import CourseVersion, LessonVersion
from foundation.identifiers import uuid7
from learn.learners.tokens import make_token
from learn.models import Learner


def make_learner(generation: int = 0) -> tuple[uuid.UUID, str]:
    """A guest and a token that opens the record."""
    learner = Learner.objects.create(generation=generation)
    return learner.id, make_token(learner.id, generation)


def statement(activity: str, verb: str = "opened", **fields: Any) -> dict[str, Any]:
    """A statement as a phone sends it."""
    return {
        "id": str(uuid7()),
        "verb": verb,
        "activity": activity,
        "occurred_at": timezone.localtime().isoformat(timespec="seconds"),
        "version": 1,
        **fields,
    }


def make_lesson(*, course: uuid.UUID | None = None, cards: int = 3, checks: tuple[int, ...] = (), number: int = 1,
                lesson: uuid.UUID | None = None) -> LessonVersion:  # fmt: skip
    """A published version of a lesson with cards c1, c2, …; those in ``checks`` complete by an answer."""
    outline = [
        {"id": f"c{n}", "title": f"Thẻ {n}", "required": True, "completes": "answered" if n in checks else "opened"}
        for n in range(1, cards + 1)
    ]
    return LessonVersion.objects.create(
        lesson=lesson or uuid.uuid4(),
        number=number,
        title="Một bài",
        course=course or uuid.uuid4(),
        outline={"cards": outline},
        cards=[],
        minutes=5,
        weight=1000,
        published_at=timezone.now(),
    )


def make_course(*, lessons: int = 2, cards: int = 2, number: int = 1) -> tuple[CourseVersion, list[LessonVersion]]:
    """A published course and its lessons."""
    course = uuid.uuid4()
    made = [make_lesson(course=course, cards=cards) for _ in range(lessons)]
    version = CourseVersion.objects.create(
        course=course,
        number=number,
        title="Một khóa",
        path="/khoa-hoc/x/y/",
        lessons=[
            {"uuid": str(lesson.lesson), "title": lesson.title, "path": f"/khoa-hoc/x/y/{n}/"}
            for n, lesson in enumerate(made)
        ],
        published_at=timezone.now(),
    )
    return version, made
