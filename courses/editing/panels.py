"""What waits for whom, on the first editors' screen. Accounts have no e-mail: this list is how people are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy

from courses.editing.reviewing import TELL_DAYS, due_lessons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from courses.pages.lessons import LessonPage
    from people.models import User

MOST_LISTED = 10
MOST_DUE_LISTED = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page that waits: with whose work, since when, and what was said of it."""

    page: Page
    state: TaskState
    # For comparing what is proposed with what learners see; None where nothing was published yet.
    live_revision_id: int | None


@dataclass(frozen=True, slots=True)
class Work:
    """A list with its whole count; ``items`` are the first of it."""

    count: int
    items: list[Waiting]


class WorkPanel(Component):
    """ "My work": what I am to review, what came back to me, what of mine is with others."""

    name = "my_work"
    template_name = "courses/editing/work_panel.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """``to_review``, ``sent_back``, ``with_others``; ``writes``: an empty list is shown to who may have work."""
        user = parent_context["request"].user
        mine = WorkflowState.objects.filter(requested_by=user)
        return {
            "to_review": _work(TaskState.objects.reviewable_by(user)),
            "sent_back": _work(_current(mine.filter(status=WorkflowState.STATUS_NEEDS_CHANGES))),
            "with_others": _work(_current(mine.filter(status=WorkflowState.STATUS_IN_PROGRESS))),
            "writes": page_permission_policy.user_has_any_permission(user, ["add", "change", "publish"]),
        }


class DuePanel(Component):
    """Lessons that must soon be read again."""

    name = "due_for_review"
    template_name = "courses/editing/due_panel.html"
    order = 110

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """``lessons`` and their ``count``, of whoever may edit; with ``days``, less than 0 when the day is past."""
        lessons = due_for(parent_context["request"].user)
        today = timezone.localdate()
        first = list(lessons[:MOST_DUE_LISTED])
        for lesson in first:
            lesson.days = (lesson.review_by - today).days
        return {"lessons": first, "count": lessons.count(), "days": TELL_DAYS}


def due_for(user: User) -> QuerySet[LessonPage]:
    """The lessons that this person may edit and that must soon be read again."""
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    return due_lessons(within_days=TELL_DAYS).filter(pk__in=editable.values("pk"))


def _current(states: QuerySet[WorkflowState]) -> QuerySet[TaskState]:
    return TaskState.objects.filter(pk__in=states.values("current_task_state"))


def _work(states: QuerySet[TaskState]) -> Work:
    first = list(
        states.select_related("workflow_state__requested_by", "finished_by").order_by("-started_at", "-pk")[
            :MOST_LISTED
        ]
    )
    pages = Page.objects.in_bulk(_page_ids(first))
    found = ((state, pages.get(int(state.workflow_state.object_id))) for state in first)
    items = [Waiting(page, state, page.live_revision_id) for state, page in found if page is not None]
    return Work(states.count() if len(first) == MOST_LISTED else len(items), items)


def _page_ids(states: Iterable[TaskState]) -> list[int]:
    return [int(state.workflow_state.object_id) for state in states if state.workflow_state.object_id.isdigit()]
