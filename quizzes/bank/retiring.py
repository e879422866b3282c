"""A question is retired when it is not right any more, and can be brought back. It is never deleted."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from people.audit.events import Event
from people.audit.services import record
from people.models import User
from quizzes.bank.models import Question
from quizzes.bank.usage import quizzes_asking
from quizzes.quiz.freezing import publish_quiz
from quizzes.quiz.models import Quiz


@dataclass(slots=True)
class LeftOut:
    """What became of the quizzes that asked a question: those that draw it no more, those that somebody must change."""

    without: list[Quiz] = field(default_factory=list)
    still: list[Quiz] = field(default_factory=list)


@transaction.atomic
def retire(*, question: Question, by: User, request: HttpRequest | None = None) -> LeftOut:
    """No paper that is begun from now on draws the question; papers under way keep it."""
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if held.retired_at is None:
        Question.objects.filter(pk=held.pk).update(retired_at=timezone.now())
        _record(Event.QUESTION_RETIRED, held, by, request)
    return leave_out(held)


@transaction.atomic
def bring_back(*, question: Question, by: User, request: HttpRequest | None = None) -> None:
    """The question may be drawn again by quizzes that are published from now on."""
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if held.retired_at is not None:
        Question.objects.filter(pk=held.pk).update(retired_at=None)
        _record(Event.QUESTION_BROUGHT_BACK, held, by, request)


def leave_out(question: Question) -> LeftOut:
    """Publish the quizzes that draw the question anew, as they are live, without it.

    One that every paper asks it in, or whose draws the bank can fill no more without it, stays as it is.
    """
    done = LeftOut()
    for use in quizzes_asking(question.pk):
        quiz = Quiz.objects.get(pk=use.quiz.pk)
        try:
            with transaction.atomic():
                publish_quiz(quiz)
        except ValidationError:
            done.still.append(quiz)
        else:
            done.without.append(quiz)
    return done


def _record(event: Event, question: Question, by: User, request: HttpRequest | None) -> None:
    record(event, actor=by, object_type="question", object_id=str(question.pk), note=question.name, request=request)
