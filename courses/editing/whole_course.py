"""Handing in everything that changed in a course at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.fields import StreamField
from wagtail.models import Page, WorkflowState

from courses.pages.lessons import MOST_LESSONS
from courses.versions.publish import lock_page

if TYPE_CHECKING:
    from courses.pages.courses import CoursePage
    from people.models import User


@dataclass(slots=True)
class HandedIn:
    """What became of each page: handed in, or what holds it up."""

    submitted: list[Page] = field(default_factory=list)
    unfinished: list[Page] = field(default_factory=list)
    held: list[Page] = field(default_factory=list)


def changed_pages(course: CoursePage) -> list[Page]:
    """The course and its lessons as far as they have drafts that nobody has been asked to review."""
    pages = Page.objects.filter(path__startswith=course.path, depth__lte=course.depth + 1)
    drafts = pages.filter(has_unpublished_changes=True).prefetch_workflow_states().order_by("path")
    return [page for page in drafts[: MOST_LESSONS + 1] if not page.workflow_in_progress]


def submit_course(*, course: CoursePage, by: User) -> HandedIn:
    """Hand in every changed page on its own; one that is unfinished or locked holds up no other."""
    result = HandedIn()
    for page in changed_pages(course):
        with transaction.atomic():
            _submit(page.pk, by, result)
    return result


def _submit(pk: int, by: User, result: HandedIn) -> None:
    lock_page(pk)
    page = Page.objects.get(pk=pk).specific
    permissions = page.permissions_for_user(by)
    if not permissions.can_edit() or not permissions.can_submit_for_moderation():
        result.held.append(page)
        return
    draft = page.get_latest_revision_as_object()
    try:
        check_finished(draft)
    except ValidationError:
        result.unfinished.append(draft)
        return
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(by)
    else:
        page.get_workflow().start(page, by)
    result.submitted.append(draft)


def check_finished(page: Page) -> None:
    """Raise where the editor's form would ask for something that a mere draft may lack."""
    page.full_clean()
    for model_field in page._meta.get_fields():
        if isinstance(model_field, StreamField):
            model_field.stream_block.clean(getattr(page, model_field.name))
