"""A question is retired when it is not right any more, and can be brought back. It is never deleted."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from people.audit.events import Event
from people.audit.services import record
from people.models import User
from quizzes.bank.models import Question
from quizzes.quiz.following import Followed, follow


@transaction.atomic
def retire(*, question: Question, by: User, request: HttpRequest | None = None) -> Followed:
    """No paper that is begun from now on draws the question; papers under way keep it."""
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if held.retired_at is None:
        Question.objects.filter(pk=held.pk).update(retired_at=timezone.now())
        _record(Event.QUESTION_RETIRED, held, by, request)
    return follow(question=held.pk)


@transaction.atomic
def bring_back(*, question: Question, by: User, request: HttpRequest | None = None) -> None:
    """The question may be drawn again by quizzes that are published from now on."""
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if held.retired_at is not None:
        Question.objects.filter(pk=held.pk).update(retired_at=None)
        _record(Event.QUESTION_BROUGHT_BACK, held, by, request)


def _record(event: Event, question: Question, by: User, request: HttpRequest | None) -> None:
    record(event, actor=by, object_type="question", object_id=str(question.pk), note=question.name, request=request)
