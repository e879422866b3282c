"""What Wagtail writes into a page's history goes into the audit too, in the same transaction and once each.

The history can be deleted with its page and edited by whoever reaches the database's tables; the audit cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import PageLogEntry

from people.audit.events import Event
from people.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Callable

REVIEWED = "courses.reviewed"
EVENTS = {
    "wagtail.publish": Event.PUBLISHED,
    "wagtail.publish.scheduled": Event.PUBLISHED,
    "wagtail.publish.schedule": Event.SCHEDULED,
    "wagtail.schedule.cancel": Event.SCHEDULE_CANCELLED,
    "wagtail.unpublish": Event.UNPUBLISHED,
    "wagtail.unpublish.scheduled": Event.UNPUBLISHED,
    "wagtail.workflow.start": Event.REVIEW_ASKED,
    "wagtail.workflow.resume": Event.REVIEW_ASKED,
    "wagtail.workflow.approve": Event.REVIEW_APPROVED,
    "wagtail.workflow.reject": Event.REVIEW_SENT_BACK,
    "wagtail.delete": Event.PAGE_DELETED,
    REVIEWED: Event.CONTENT_CONFIRMED,
}
# A title, never a person.
MOST_LETTERS = 200


def on_history(sender: type[PageLogEntry], instance: PageLogEntry, created: bool, **kwargs: Any) -> None:
    """Write what happened to a page into the audit."""
    event = EVENTS.get(instance.action)
    if created and event is not None:
        record(
            event,
            actor=instance.user,
            object_type=instance.content_type.model if instance.content_type else "page",
            object_id=instance.page_id,
            note=instance.label[:MOST_LETTERS],
        )


def _in_one_transaction(action: type) -> None:
    """Wagtail saves or deletes the page first and writes the history after it: together, or not at all."""
    execute: Callable[..., Any] = action.execute  # type: ignore[attr-defined]
    if not hasattr(execute, "__wrapped__"):
        action.execute = transaction.atomic(execute)  # type: ignore[attr-defined]


def connect() -> None:
    """Listen; called once, when Django is ready."""
    post_save.connect(on_history, sender=PageLogEntry, dispatch_uid="courses.editing.auditing")
    _in_one_transaction(UnpublishPageAction)
    _in_one_transaction(DeletePageAction)
