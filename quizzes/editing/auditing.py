"""What Wagtail writes into a question's or a quiz's history goes into the audit too, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry

from courses.editing.auditing import EVENTS, MOST_LETTERS
from people.audit.services import record

_THINGS = {"question", "quiz"}


def on_history(sender: type[ModelLogEntry], instance: ModelLogEntry, created: bool, **kwargs: Any) -> None:
    """Write what happened into the audit."""
    event = EVENTS.get(instance.action)
    kind = instance.content_type
    if (
        created
        and event is not None
        and kind is not None
        and (kind.app_label, kind.model in _THINGS)
        == (
            "quizzes",
            True,
        )
    ):
        record(
            event,
            actor=instance.user,
            object_type=kind.model,
            object_id=str(instance.object_id),
            note=instance.label[:MOST_LETTERS],
        )


def connect() -> None:
    """Listen; called once, when Django is ready."""
    post_save.connect(on_history, sender=ModelLogEntry, dispatch_uid="quizzes.editing.auditing")
