import uuid

from django.utils import timezone

from foundation.identifiers import uuid7
from learn.certificates.models import Certificate
from learn.learners.tokens import COOKIE, make_token
from learn.models import CourseProgress, LessonProgress, Statement
from people.accounts.sessions import start_session
from people.consent.purposes import Purpose
from people.consent.services import give
from people.models import User

PAGE = "/toi/du-lieu/"
CONSENT = "/toi/du-lieu/dong-y/"
END = "/toi/du-lieu/cham-dut/"
FORGET = "/toi/du-lieu/quen-toi/"
DOWNLOAD = "/toi/du-lieu/tai-ve/"


def make_user(phone="0912345678", name="Nguyễn Thị Ánh"):
    user = User.objects.create_user(phone, full_name=name)
    give(user=user, purpose=Purpose.ACCOUNT, how="sign_in")
    return user


def make_statements(learner, number=3):
    Statement.objects.bulk_create(
        Statement(
            learner_id=learner,
            id=uuid7(),
            verb="opened",
            activity=f"lesson:{uuid.uuid4()}",
            occurred_at=timezone.now(),
            occurred_text="2026-11-22T08:15:30+07:00",
            received_at=timezone.now(),
            clock_off=False,
            response="chữ Việt",
            sha256=b"x" * 32,
        )
        for _one in range(number)
    )
    LessonProgress.objects.create(
        learner_id=learner, lesson=uuid.uuid4(), course=uuid.uuid4(), version=1, done=["a"], card="a", at=timezone.now()
    )
    CourseProgress.objects.create(learner_id=learner, course=uuid.uuid4(), done=[uuid.uuid4()])


def make_certificate(learner, **fields):
    values = {
        "learner": learner,
        "course": uuid.uuid4(),
        "course_title": "Làm quen điện thoại",
        "course_version": 1,
        "course_path": "/khoa-hoc/a/",
        "name": "Nguyễn Thị Ánh",
        "basis": "completed",
        "completed_at": timezone.now(),
        "issued_at": timezone.now(),
    } | fields
    return Certificate.objects.create(**values)


def hold(client, learner):
    client.cookies[COOKIE] = make_token(learner.id, learner.generation)
    return client


def confirm(client, user):
    """Begin a session as a code does."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = SessionStore()
    request.user = user
    request.META["REMOTE_ADDR"] = "203.0.113.7"
    start_session(request, user)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return client
