"""One question: how it looks, where it is used, retiring it and bringing it back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.editing.reports import time_left
from people.models import User
from quizzes.bank.models import Question
from quizzes.bank.office.forms import StillRightForm
from quizzes.bank.retiring import bring_back, retire
from quizzes.bank.reviewing import confirm
from quizzes.bank.usage import papers_asking, quizzes_asking
from quizzes.editing.rights import may
from quizzes.kinds.registry import kinds

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _question(request: HttpRequest, pk: uuid.UUID, action: str) -> tuple[Question, User]:
    user = cast("User", request.user)
    if not may(user, action, Question):
        raise PermissionDenied
    return get_object_or_404(Question.objects.select_related("competence"), pk=pk), user


@require_safe
def look(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How it looks to a learner, its key, where it is used and how often it was asked."""
    question, user = _question(request, pk, "view")
    return _look_page(request, question, user, StillRightForm())


@require_POST
def confirm_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody looked again, and it is still right until another day."""
    question, user = _question(request, pk, "publish")
    form = StillRightForm(request.POST)
    if form.is_valid():
        try:
            confirm(question=question, by=user, next_day=form.cleaned_data["next_day"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Kept: you reviewed the question “%s” and it is still right.") % question.name)
            return redirect("quizzes_question_review_report")
    return _look_page(request, question, user, form, status=422)


def _look_page(
    request: HttpRequest, question: Question, user: User, form: StillRightForm, *, status: int = 200
) -> HttpResponse:
    kind = kinds().get(question.kind)
    may_publish = may(user, "publish", Question)
    context = {
        "question": question,
        "kind": kind.label if kind else "–",
        "uses": quizzes_asking(question.pk),
        "papers": papers_asking(question.pk),
        "left": time_left((question.review_by - timezone.localdate()).days),
        "may_change": may(user, "change", Question),
        "may_retire": may_publish,
        "confirm_form": form if may_publish and question.live else None,
    }
    return render(request, "quizzes/office/question.html", context, status=status)


@require_safe
@xframe_options_sameorigin
def as_learner(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The latest draft as a learner would see it, with its key."""
    question, _user = _question(request, pk, "view")
    answer: HttpResponse = question.get_latest_revision_as_object().make_preview_request(request)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def retire_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then let no paper draw it any more."""
    question, user = _question(request, pk, "publish")
    if request.method == "POST":
        left_out = retire(question=question, by=user, request=request)
        messages.success(request, _("“%s” is retired: no paper draws it any more.") % question.name)
        for quiz in left_out.still:
            said = _("The quiz “%s” still asks it, because it cannot do without. Please change that quiz.")
            messages.warning(request, said % quiz.title)
        return redirect("wagtailsnippets_quizzes_question:look", pk)
    return render(request, "quizzes/office/retire.html", {"question": question, "uses": quizzes_asking(pk)})


@require_http_methods(["GET", "HEAD", "POST"])
def bring_back_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then let papers draw it again."""
    question, user = _question(request, pk, "publish")
    if request.method == "POST":
        bring_back(question=question, by=user, request=request)
        messages.success(
            request, _("“%s” is back: quizzes that are published from now on may draw it.") % question.name
        )
        return redirect("wagtailsnippets_quizzes_question:look", pk)
    return render(request, "quizzes/office/bring_back.html", {"question": question})
