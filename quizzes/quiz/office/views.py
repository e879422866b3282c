"""One quiz: a paper of it, and where it stands."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from people.models import User
from quizzes.editing.rights import may
from quizzes.quiz.freezing import newest_version
from quizzes.quiz.models import Quiz
from quizzes.quiz.office.hints import bank_counts, draws_of
from quizzes.quiz.usage import lessons_with, retired_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _quiz(request: HttpRequest, pk: uuid.UUID) -> Quiz:
    if not may(cast("User", request.user), "view", Quiz):
        raise PermissionDenied
    return get_object_or_404(Quiz.objects.select_related("course"), pk=pk)


@require_safe
def look(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A paper, what the bank has for its draws, the lessons that embed it."""
    quiz = _quiz(request, pk)
    draft = quiz.get_latest_revision_as_object()
    context = {
        "quiz": quiz,
        "version": newest_version(pk),
        "draws": draws_of(draft, bank_counts()),
        "retired": retired_in(quiz),
        "lessons": lessons_with(quiz),
        "may_change": may(cast("User", request.user), "change", Quiz),
    }
    return render(request, "quizzes/office/quiz.html", context)


@require_safe
@xframe_options_sameorigin
def as_learner(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A paper of the latest draft."""
    answer: HttpResponse = _quiz(request, pk).get_latest_revision_as_object().make_preview_request(request)
    return answer
