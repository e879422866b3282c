"""On the first of the officials' screens: what waits to be published by another person, questions to be reviewed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from courses.editing.reviewing import TELL_DAYS
from quizzes.bank.models import Question
from quizzes.editing.rights import may
from quizzes.quiz.models import Quiz

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import User

MOST_LISTED = 10
MOST_DUE_LISTED = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that is not published: whose, since when."""

    name: str
    url: str
    author: User | None
    since: dt.datetime


class WaitingPanel(Component):
    """Drafts, the oldest first, for who may publish."""

    name = "bank_waiting"
    template_name = "quizzes/office/waiting_panel.html"
    order = 105

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """``items`` and their whole ``count``; nothing for whoever publishes nothing."""
        user = parent_context["request"].user
        items: list[Waiting] = []
        count = 0
        for model, name in ((Question, "name"), (Quiz, "title")):
            if not may(user, "publish", model):
                continue
            drafts = model.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
            count += drafts.count()
            first = drafts.select_related("latest_revision__user").order_by("latest_revision__created_at", "pk")
            items += [
                Waiting(
                    draft.latest_revision.object_str or getattr(draft, name),
                    reverse(f"wagtailsnippets_quizzes_{model._meta.model_name}:edit", args=[draft.pk]),
                    draft.latest_revision.user,
                    draft.latest_revision.created_at,
                )
                for draft in first.only("pk", name, "latest_revision")[:MOST_LISTED]
            ]
        return {"items": sorted(items, key=lambda item: item.since)[:MOST_LISTED], "count": count}


class QuestionsDuePanel(Component):
    """Questions that must soon be reviewed."""

    name = "questions_due"
    template_name = "quizzes/office/due_panel.html"
    order = 115

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """``questions`` and their whole ``count``."""
        if not may(parent_context["request"].user, "change", Question):
            return {"questions": [], "count": 0}
        today = timezone.localdate()
        due = due_questions(today)
        first = list(due.only("pk", "name", "review_by")[:MOST_DUE_LISTED])
        for question in first:
            question.days = (question.review_by - today).days
        return {"questions": first, "count": due.count()}


def due_questions(today: dt.date) -> QuerySet[Question]:
    """Questions in use whose day comes soon or is past, the longest past first."""
    last = today + dt.timedelta(days=TELL_DAYS)
    return Question.objects.in_use().filter(review_by__lte=last).order_by("review_by", "id")
