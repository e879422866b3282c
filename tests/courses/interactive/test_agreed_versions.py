"""A lesson shows its activities in the versions that were looked at, and in none older than learners see by now."""

from __future__ import annotations

from typing import Any

import pytest

from courses.interactive.models import H5PPackage
from courses.interactive.office.showing import show_newest
from courses.models import LessonPage, LessonVersion
from courses.selectors import newest_lesson_version
from people.models import User
from tests.courses.editing.people import make_editor, make_reviewer, submit
from tests.courses.interactive.making import version
from tests.courses.interactive.office.test_screens import h5p, renewed
from tests.courses.making import LessonFactory, cards, edit, text
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db


def shown(lesson: LessonPage) -> int:
    found = newest_lesson_version(lesson.uuid)
    assert found is not None
    return int(found.cards[0]["h5p"]["number"])


def approve(lesson: LessonPage, user: User) -> None:
    page = LessonPage.objects.get(pk=lesson.pk)
    page.current_workflow_task.on_action(page.current_workflow_task_state, user, "approve")


def previewed(client: Any, lesson: LessonPage) -> int:
    """The version on the page that an official sees as a preview of the newest draft."""
    found = client.get(f"/quan-tri/pages/{lesson.pk}/view_draft/").content.decode()
    numbers = {n for n in range(1, 9) if f'data-number="{n}"' in found}
    assert len(numbers) == 1, found
    return numbers.pop()


def test_what_was_brought_after_the_draft_was_handed_in_is_not_approved_with_it(client: Any) -> None:
    made = version()
    lesson = LessonFactory(cards=cards(text("Chưa có gì")))
    editor, reviewer = make_editor(), make_reviewer()
    submit(lesson, editor, cards=cards(h5p(made.package)))
    renewed(made, user=reviewer, install=False)
    sign_in(client, reviewer)
    assert previewed(client, lesson) == 1
    approve(lesson, reviewer)
    assert shown(lesson) == 1
    # Whoever saves the draft anew takes what is the newest then, and another agrees to it.
    submit(lesson, editor, summary="Nói rõ hơn")
    assert previewed(client, lesson) == 2
    approve(lesson, reviewer)
    assert shown(lesson) == 2


def test_whoever_writes_sees_what_saving_the_draft_would_take(client: Any) -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    renewed(made)
    sign_in(client, make_editor())
    assert previewed(client, lesson) == 2


def test_an_older_draft_does_not_take_back_what_learners_see_by_now() -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    draft = LessonPage.objects.get(pk=lesson.pk)
    draft.title = "Tên mới"
    revision = draft.save_revision()
    renewed(made)
    show_newest(by=make_reviewer(), package=H5PPackage.objects.get(), request=None)
    revision.publish()
    assert shown(lesson) == 2
    assert newest_lesson_version(lesson.uuid).title == "Tên mới"


def test_a_lesson_without_a_remembered_draft_keeps_what_learners_see() -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    renewed(made)
    LessonPage.objects.update(activities={})
    page = LessonPage.objects.get(pk=lesson.pk)
    page.latest_revision.content["activities"] = {}
    page.latest_revision.save()
    page.latest_revision.publish()
    assert shown(lesson) == 1
    assert LessonVersion.objects.filter(lesson=lesson.uuid).count() == 1


def test_a_change_that_is_saved_and_published_takes_the_newest() -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    renewed(made)
    edit(lesson, title="Tên mới")
    assert shown(lesson) == 2
