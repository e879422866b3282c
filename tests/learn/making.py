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
                lesson: uuid.UUID | None = None, outline: list[dict[str, Any]] | None = None,
) -> LessonVersion:  # fmt: skip
    """A published version of a lesson with cards c1, c2, …; those in ``checks`` complete by an answer."""
    outline = outline or [
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


def make_h5p_lesson(
    *,
    completes: str = "answered",
    number: int = 1,
    played: int = 1,
    lesson: uuid.UUID | None = None,
    activity: uuid.UUID | None = None,
    course: uuid.UUID | None = None,
    required: tuple[str, ...] = ("c1",),
) -> LessonVersion:
    """A published version of a lesson whose card c1 has an activity in its version ``played``; c2 another, c3 none."""
    cards = []
    for card, one in (("c1", (activity or uuid.uuid4(), played)), ("c2", (uuid.uuid4(), 1)), ("c3", None)):
        told = {"id": card, "title": "Thẻ", "required": card in required, "completes": completes if one else "opened"}
        cards.append(told | ({"h5p": {"activity": str(one[0]), "number": one[1]}} if one else {}))
    return make_lesson(lesson=lesson, number=number, course=course, outline=cards)


def make_h5p_course(*, required: tuple[str, ...] = ("c1",)) -> tuple[CourseVersion, LessonVersion]:
    """A published course of that one lesson."""
    lesson = make_h5p_lesson(required=required)
    return _course_of([lesson]), lesson


def activity_of(lesson: LessonVersion, card: str = "c1") -> str:
    """The activity of a card, as phones spell it."""
    (found,) = (one["h5p"]["activity"] for one in lesson.outline["cards"] if one["id"] == card)
    return f"h5p:{found}"


def event(lesson: LessonVersion, card: str = "c1", **fields: Any) -> dict[str, Any]:
    """An event of a frame as a phone sends it; ``statement`` or ``state`` says what it tells."""
    return {
        "id": str(uuid7()),
        "occurred_at": timezone.localtime().isoformat(timespec="milliseconds"),
        "lesson": str(lesson.lesson),
        "version": lesson.number,
        "card": card,
        "activity": fields.pop("activity", None) or activity_of(lesson, card),
        **fields,
    }


def xapi(verb: str = "completed", *, sub: str = "", **result: Any) -> dict[str, Any]:
    """What a library says, as it spells it; ``sub`` makes it a child's."""
    name = "http://bdhvs.example/xapi/7" + (f"?subContentId={sub}" if sub else "")
    said: dict[str, Any] = {
        "actor": {"account": {"name": "somebody", "homePage": "https://evil.example"}, "objectType": "Agent"},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
        "object": {"id": name, "objectType": "Activity", "definition": {"name": {"en-US": "Một hoạt động"}}},
        "context": {"contextActivities": {"category": [{"id": "http://h5p.org/libraries/H5P.Blanks-1.14"}]}},
    }
    return said | ({"result": result} if result else {})


def saying(lesson: LessonVersion, verb: str = "completed", card: str = "c1", **fields: Any) -> dict[str, Any]:
    """An event with a statement; ``result`` is its result."""
    return event(lesson, card, statement=xapi(verb, **fields.pop("result", {})), **fields)


def keeping(
    lesson: LessonVersion, data: str | None, card: str = "c1", key: str = "0/state", **fields: Any
) -> dict[str, Any]:
    """An event with a state."""
    return event(lesson, card, state={"key": key, "data": data}, **fields)


def make_course(*, lessons: int = 2, cards: int = 2, number: int = 1) -> tuple[CourseVersion, list[LessonVersion]]:
    """A published course and its lessons."""
    course = uuid.uuid4()
    made = [make_lesson(course=course, cards=cards) for _ in range(lessons)]
    return _course_of(made, number=number), made


def _course_of(lessons: list[LessonVersion], *, number: int = 1) -> CourseVersion:
    return CourseVersion.objects.create(
        course=lessons[0].course,
        number=number,
        title="Một khóa",
        path="/khoa-hoc/x/y/",
        lessons=[
            {"uuid": str(lesson.lesson), "title": lesson.title, "path": f"/khoa-hoc/x/y/{n}/"}
            for n, lesson in enumerate(lessons)
        ],
        published_at=timezone.now(),
    )
