"""Nobody approves what they wrote or submitted; what was approved is published once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Workflow, WorkflowPage

from courses.editing.models import ReviewTask
from courses.editing.workflow import ensure_workflow
from courses.models import HomePage, LessonPage, LessonVersion, TrackPage
from people.models import User
from tests.courses.editing.people import fields_of, make_administrator, make_editor, make_reviewer, submit
from tests.courses.making import LessonFactory, TrackFactory, plant
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    return LessonFactory(title="Bài cũ")


@pytest.fixture
def editor(lesson: LessonPage) -> User:
    return make_editor()


@pytest.fixture
def reviewer(lesson: LessonPage) -> User:
    return make_reviewer()


def approve(page: Page, user: User) -> None:
    page = LessonPage.objects.get(pk=page.pk)
    page.current_workflow_task.on_action(page.current_workflow_task_state, user, "approve")


def title(lesson: LessonPage) -> str:
    return LessonPage.objects.get(pk=lesson.pk).title


def actions(lesson: LessonPage, user: User) -> list[str]:
    page = LessonPage.objects.get(pk=lesson.pk)
    return [name for name, *_ in page.current_workflow_task.get_actions(page, user)]


def test_a_reviewer_publishes_what_an_editor_wrote(lesson: LessonPage, editor: User, reviewer: User) -> None:
    submit(lesson, editor, title="Bài mới")
    assert title(lesson) == "Bài cũ"
    assert "approve" in actions(lesson, reviewer)
    approve(lesson, reviewer)
    assert title(lesson) == "Bài mới"
    assert LessonVersion.objects.filter(lesson=lesson.uuid).count() == 2


def test_an_editor_approves_nothing(lesson: LessonPage, editor: User) -> None:
    submit(lesson, make_editor("0912000009"), title="Bài mới")
    assert actions(lesson, editor) == []


def test_a_reviewer_does_not_approve_what_they_submitted(lesson: LessonPage, reviewer: User) -> None:
    submit(lesson, reviewer, title="Bài mới")
    assert actions(lesson, reviewer) == ["reject"]
    approve(lesson, reviewer)
    assert title(lesson) == "Bài cũ"
    approve(lesson, make_reviewer("0912000008"))
    assert title(lesson) == "Bài mới"


def test_a_reviewer_does_not_approve_what_they_changed_during_the_review(
    lesson: LessonPage, editor: User, reviewer: User
) -> None:
    submit(lesson, editor, title="Bài mới")
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    draft.title = "Bài của người duyệt"
    draft.save_revision(user=reviewer)
    assert actions(lesson, reviewer) == ["reject"]
    approve(lesson, reviewer)
    assert title(lesson) == "Bài cũ"


def test_setting_the_time_of_publication_is_not_writing(lesson: LessonPage, editor: User, reviewer: User) -> None:
    submit(lesson, editor, title="Bài mới")
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + dt.timedelta(days=1)
    draft.save_revision(user=reviewer)
    approve(lesson, reviewer)
    page = LessonPage.objects.get(pk=lesson.pk)
    assert (page.title, page.scheduled_revision is not None) == ("Bài cũ", True)


def test_an_approval_that_comes_with_a_change_keeps_the_change_and_says_that_another_must_approve(
    client: Any, editor: User, reviewer: User
) -> None:
    track = TrackFactory(title="Chặng cũ")
    submit(track, editor, title="Chặng mới")
    sign_in(client, reviewer)
    address = reverse("wagtailadmin_pages:edit", args=[track.pk])
    fields = fields_of(client.get(address)) | {"title": "Sửa thêm"}
    approval = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    answer = client.post(address, fields | approval, follow=True)
    assert "người khác" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == address
    page = TrackPage.objects.get(pk=track.pk)
    assert (page.title, page.get_latest_revision_as_object().title) == ("Chặng cũ", "Sửa thêm")
    assert page.workflow_in_progress


def test_what_is_published_cannot_be_written_over_to_hide_who_wrote_it(
    client: Any, editor: User, reviewer: User
) -> None:
    track = TrackFactory(title="Chặng cũ")
    submit(track, reviewer, title="Chặng mới")
    page = TrackPage.objects.get(pk=track.pk)
    page.current_workflow_task.on_action(page.current_workflow_task_state, make_reviewer("0912000008"), "approve")
    live = TrackPage.objects.get(pk=track.pk).live_revision
    sign_in(client, reviewer)
    address = reverse("wagtailadmin_pages:edit", args=[track.pk])
    client.post(address, fields_of(client.get(address)) | {"title": "Lén sửa", "overwrite_revision_id": live.pk})
    live.refresh_from_db()
    assert live.content["title"] == "Chặng mới"
    page = TrackPage.objects.get(pk=track.pk)
    assert page.get_latest_revision_as_object().title == "Lén sửa", "nothing typed is lost"
    page.get_workflow().start(page, editor)
    page = TrackPage.objects.get(pk=track.pk)
    page.current_workflow_task.on_action(page.current_workflow_task_state, reviewer, "approve")
    assert TrackPage.objects.get(pk=track.pk).title == "Chặng mới"


def test_an_administrator_is_exempt(lesson: LessonPage) -> None:
    official = make_administrator()
    submit(lesson, official, title="Bài mới")
    approve(lesson, official)
    assert title(lesson) == "Bài mới"


@pytest.mark.parametrize("make", [make_editor, make_reviewer])
def test_nobody_but_an_administrator_publishes_past_the_workflow(client: Any, make: Any) -> None:
    track = TrackFactory(title="Chặng cũ")
    sign_in(client, make())
    address = reverse("wagtailadmin_pages:edit", args=[track.pk])
    page = client.get(address)
    assert "action-publish" not in page.content.decode()
    client.post(address, fields_of(page) | {"title": "Chặng mới", "action-publish": "action-publish"})
    track = TrackPage.objects.get(pk=track.pk)
    assert (track.title, track.get_latest_revision_as_object().title) == ("Chặng cũ", "Chặng mới")


def test_a_second_approval_at_the_same_time_does_nothing(lesson: LessonPage, editor: User, reviewer: User) -> None:
    submit(lesson, editor, title="Bài mới")
    page = LessonPage.objects.get(pk=lesson.pk)
    task, state = page.current_workflow_task, page.current_workflow_task_state
    task.on_action(state, reviewer, "approve")
    state.status = "in_progress"
    task.on_action(state, make_reviewer("0912000008"), "approve")
    assert PageLogEntry.objects.filter(page=lesson.pk, action="wagtail.workflow.approve").count() == 1


def test_the_workflow_is_made_once_and_what_an_administrator_made_of_it_stays() -> None:
    plant()
    home = HomePage.objects.get()
    assert home.get_workflow().name == "Duyệt bài"
    assert [group.name for group in ReviewTask.objects.get().groups.all()] == ["Người duyệt bài"]
    WorkflowPage.objects.filter(page=home).delete()
    Workflow.objects.filter(workflow_tasks__task__reviewtask__isnull=False).update(name="Tên khác", active=False)
    ensure_workflow(home)
    assert ReviewTask.objects.count() == 1
    assert not WorkflowPage.objects.filter(page=home).exists()


@pytest.mark.parametrize("way", ["publish_copies", "alias"])
@pytest.mark.parametrize("make", [make_editor, make_reviewer])
def test_a_copy_goes_to_learners_by_nobody_alone(client: Any, lesson: LessonPage, make: Any, way: str) -> None:
    sign_in(client, make("0912000011"))
    course = lesson.get_parent()
    for page, there in ((lesson, course), (course, course.get_parent())):
        url = reverse("wagtailadmin_pages:copy", args=[page.pk])
        form = client.get(url).context["form"]
        assert way not in form.fields, "not offered either"
        sent = {"new_title": "Bản sao", "new_slug": f"ban-sao-{page.pk}", "new_parent_page": there.pk}
        client.post(url, {**sent, "copy_subpages": "on", way: "on"})
        for copy in Page.objects.filter(slug=f"ban-sao-{page.pk}"):
            assert copy.alias_of is None
            assert not copy.get_descendants(inclusive=True).live().exists()
    assert LessonVersion.objects.values("lesson").distinct().count() == 1


def test_an_administrator_publishes_copies(client: Any, lesson: LessonPage) -> None:
    sign_in(client, make_administrator())
    url = reverse("wagtailadmin_pages:copy", args=[lesson.pk])
    assert {"publish_copies", "alias"} <= set(client.get(url).context["form"].fields)
    sent = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": lesson.get_parent().pk}
    client.post(url, {**sent, "publish_copies": "on"})
    assert Page.objects.get(slug="ban-sao").live
