"""A question as a learner sees it, with its key beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import render

from courses.media.pinning import DraftMedia
from foundation.http import private_answer
from quizzes.kinds.registry import kind_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from quizzes.bank.models import Question


def preview(request: HttpRequest, question: Question) -> HttpResponse:
    """The page; what is not finished says what it lacks."""
    return private_answer(render(request, "quizzes/office/question_preview.html", shown(question)))


def shown(question: Question) -> dict[str, Any]:
    """What the page shows: ``html`` and ``replies`` (the key), or ``lacking``."""
    context: dict[str, Any] = {"question": question, "lacking": [], "html": ""}
    if not question.body:
        return context
    kind = kind_of(question.body[0].block_type)
    content = question.content
    if problems := kind.problems(content):
        return {**context, "kind": kind.label, "lacking": [problem.message for problem in problems]}
    try:
        frozen = kind.frozen(content, DraftMedia())
    except ValidationError as error:
        return {**context, "kind": kind.label, "lacking": error.messages}
    return {
        **context,
        "kind": kind.label,
        "html": kind.html(frozen, field=str(question.pk), variant=-1),
        "replies": kind.replies(frozen, kind.key(frozen), show_key=True),
        "explanation": frozen["explanation"],
    }
