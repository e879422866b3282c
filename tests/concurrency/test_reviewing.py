"""Two reviewers who approve at the same time publish once; one who approves and one who sends back do not both win."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from wagtail.models import PageLogEntry, Workflow

from courses.models import LessonPage, LessonVersion
from people.models import User
from tests.courses.editing.people import make_editor, make_reviewer, submit
from tests.courses.making import LessonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def at_once(*acts: Callable[[], None]) -> None:
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        try:
            barrier.wait()
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def acting(lesson: LessonPage, user: User, action: str) -> Callable[[], None]:
    page = LessonPage.objects.get(pk=lesson.pk)
    task, state = page.current_workflow_task, page.current_workflow_task_state
    return lambda: task.on_action(state, user, action)


def count(lesson: LessonPage, action: str) -> int:
    return PageLogEntry.objects.filter(page=lesson.pk, action=f"wagtail.workflow.{action}").count()


def test_two_approvals_publish_once() -> None:
    lesson = LessonFactory()
    first, second = make_reviewer(), make_reviewer("0912000008")
    assert Workflow.objects.filter(name="Duyệt bài").exists()
    submit(lesson, make_editor(), title="Bài mới")
    at_once(acting(lesson, first, "approve"), acting(lesson, second, "approve"))
    assert count(lesson, "approve") == 1
    assert LessonVersion.objects.filter(lesson=lesson.uuid).count() == 2


def test_of_an_approval_and_a_sending_back_one_wins() -> None:
    lesson = LessonFactory()
    first, second = make_reviewer(), make_reviewer("0912000008")
    submit(lesson, make_editor(), title="Bài mới")
    at_once(acting(lesson, first, "approve"), acting(lesson, second, "reject"))
    assert count(lesson, "approve") + count(lesson, "reject") == 1
    published = LessonPage.objects.get(pk=lesson.pk).title == "Bài mới"
    assert published == (count(lesson, "approve") == 1)
