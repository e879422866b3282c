"""The way from a draft to learners: submit, review by another, publish at once or at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from courses.editing.models import ReviewTask
from people.roles.groups import ensure_reviewers

if TYPE_CHECKING:
    from wagtail.models import Page

# Data that stands on the editors' screens, not a word of the screens themselves.
NAME = "Duyệt bài"
TASK_NAME = "Người khác duyệt"


@transaction.atomic
def ensure_workflow(home: Page) -> None:
    """Make the workflow where there never was one of ours; what an administrator made of it since stays."""
    if ReviewTask.objects.exists():
        return
    task = ReviewTask.objects.create(name=TASK_NAME)
    task.groups.add(ensure_reviewers())
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    # Wagtail's own workflow stands on the root of the tree; the nearest one counts.
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
