"""What happens to a page stands in the audit once; what was undone leaves nothing there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from courses.editing.scheduling import publish_scheduled
from courses.models import LessonPage
from people.audit.models import AuditEntry
from tests.courses.editing.people import make_editor, make_reviewer, submit
from tests.courses.making import LessonFactory
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db


def events(page: LessonPage) -> list[tuple[str, int | None]]:
    entries = AuditEntry.objects.filter(object_type="lessonpage", object_id=str(page.pk)).order_by("pk")
    return list(entries.values_list("event", "actor"))


def act(page: LessonPage, user: Any, action: str) -> None:
    page = LessonPage.objects.get(pk=page.pk)
    page.current_workflow_task.on_action(page.current_workflow_task_state, user, action)


def test_the_whole_way_of_a_page_is_written_down_once() -> None:
    lesson, editor, reviewer = LessonFactory(), make_editor(), make_reviewer()
    submit(lesson, editor, title="Mới")
    act(lesson, reviewer, "reject")
    page = LessonPage.objects.get(pk=lesson.pk)
    page.current_workflow_state.resume(editor)
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + dt.timedelta(hours=1)
    draft.save_revision(user=reviewer)
    act(lesson, reviewer, "approve")
    assert events(lesson) == [
        ("published", None),
        ("review_asked", editor.pk),
        ("review_sent_back", reviewer.pk),
        ("review_asked", editor.pk),
        ("review_approved", reviewer.pk),
        ("scheduled", reviewer.pk),
    ]


@pytest.mark.parametrize(("action", "event"), [("unpublish", "unpublished"), ("delete", "page_deleted")])
def test_taking_off_and_deleting_are_written_down(client: Any, action: str, event: str) -> None:
    lesson, reviewer = LessonFactory(), make_reviewer()
    sign_in(client, reviewer)
    client.post(reverse(f"wagtailadmin_pages:{action}", args=[lesson.pk]))
    assert [found for found in events(lesson) if found[0] == event] == [(event, reviewer.pk)]


def test_what_was_undone_leaves_nothing() -> None:
    lesson = LessonFactory()
    before = events(lesson)
    with transaction.atomic():
        lesson.save_revision().publish()
        transaction.set_rollback(True)
    assert events(lesson) == before


def test_unpublishing_and_its_entry_happen_together_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    from wagtail.actions.unpublish_page import UnpublishPageAction

    lesson = LessonFactory()

    def fail(**kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(AuditEntry.objects, "create", fail)
    with pytest.raises(RuntimeError):
        UnpublishPageAction(lesson).execute()
    assert LessonPage.objects.get(pk=lesson.pk).live
    assert not PageLogEntry.objects.filter(page=lesson.pk, action="wagtail.unpublish").exists()


def _scheduled(lesson: LessonPage, **times: Any) -> None:
    for field, value in times.items():
        setattr(lesson, field, value)
    lesson.save_revision().publish()


def test_what_has_its_time_goes_live_or_off_and_one_that_fails_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    soon, later = timezone.now() + dt.timedelta(minutes=5), timezone.now() + dt.timedelta(minutes=10)
    broken, good, leaving = LessonFactory(), LessonFactory(), LessonFactory()
    for lesson in (broken, good):
        lesson.title = "Theo giờ"
        _scheduled(lesson, go_live_at=soon)
    _scheduled(leaving, expire_at=soon)
    assert publish_scheduled() == 0
    publish = LessonPage.publish

    def sometimes(self: LessonPage, *args: Any, **kwargs: Any) -> None:
        if self.pk == broken.pk:
            raise RuntimeError("hình bị hỏng")
        publish(self, *args, **kwargs)

    monkeypatch.setattr(LessonPage, "publish", sometimes)
    import time_machine

    with time_machine.travel(later, tick=False):
        with pytest.raises(Exception, match="revision"):
            publish_scheduled()
        assert LessonPage.objects.get(pk=good.pk).title == "Theo giờ"
        assert not LessonPage.objects.get(pk=leaving.pk).live
        monkeypatch.undo()
        assert publish_scheduled() == 1
        assert LessonPage.objects.get(pk=broken.pk).title == "Theo giờ"
        assert publish_scheduled() == 0
