"""Making people who finished a course, and their certificates, for tests."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from courses.models import CourseVersion
from learn.certificates.services import issue
from learn.learners.services import learner_of
from learn.learners.tokens import COOKIE, make_token
from learn.models import Certificate, CourseProgress, Learner
from learn.results.services import record_result
from people.accounts.sessions import start_session
from people.models import User
from tests.learn.making import make_course

_numbers = itertools.count(1)
NAME = "Nguyễn Thị Hạnh"


def make_person(name: str = NAME) -> Learner:
    """Somebody with an account."""
    user = User.objects.create_user(f"0907{next(_numbers):06}", None, full_name=name)
    return learner_of(user=user)


def finish(learner: uuid.UUID, course: CourseVersion) -> None:
    """Note that the learner did all of the course."""
    CourseProgress.objects.create(
        learner_id=learner,
        course=course.course,
        done=[uuid.UUID(lesson["uuid"]) for lesson in course.lessons],
        version=course.number,
        completed_at=timezone.now(),
    )


def grade(learner: uuid.UUID, course: CourseVersion, *, passed: bool = True) -> None:
    """Note that the server graded a quiz of the course."""
    record_result(
        learner=learner, activity=f"quiz:{uuid.uuid4()}", course=course.course, version=1,
        score=1.0 if passed else 0.2, passed=passed, at=timezone.now(),
    )  # fmt: skip


def make_finished(name: str = NAME) -> tuple[Learner, CourseVersion]:
    """Somebody with an account who finished a course."""
    person, (course, _) = make_person(name), make_course()
    finish(person.id, course)
    return person, course


def make_certificate(name: str = NAME) -> Certificate:
    """A certificate of a new person."""
    person, course = make_finished(name)
    return issue(learner=person, course=course.course, name=name, agreed=True)


def hold(client: Client, learner: Learner) -> None:
    """Let the client's browser hold this learner."""
    client.cookies[COOKIE] = make_token(learner.id, learner.generation)


def confirm(client: Client, learner: Learner) -> None:
    """Let the client hold the learner in a session that a code confirmed just now."""
    hold(client, learner)
    request: Any = type("Request", (), {})()
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    start_session(request, learner.account)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
