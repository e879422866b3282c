"""`/quan-tri/them-gio/`: find a person by the whole number, give more time, change it, end it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.http import private_answer
from learn.learners.services import learner_of
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from quizzes.attempts.extra_time.forms import ExtraTimeForm, PhoneForm, ReasonForm
from quizzes.attempts.extra_time.services import extra_time_of, person_of, person_with, set_extra_time
from quizzes.editing.rights import EXTRA_TIME

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _official(request: HttpRequest) -> User:
    user = cast("User", request.user)
    if not user.has_perm(EXTRA_TIME):
        raise PermissionDenied
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find a person by phone number. Posted, so that no number stands in an address."""
    _official(request)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = person_with(form.cleaned_data["phone"])
        if person is not None:
            return redirect("quizzes_extra_time_of", learner_of(user=person).id)
        form.add_error("phone", _("Nobody with this number has an account. Please check the number."))
    status = 422 if form.errors else 200
    return private_answer(render(request, "quizzes/office/find_person.html", {"form": form}, status=status))


def _person(learner: uuid.UUID) -> User:
    person = person_of(learner)
    if person is None:
        raise Http404
    return person


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, learner: uuid.UUID) -> HttpResponse:
    """One person's time; a POST gives or changes it. Looking is written down."""
    official, found = _official(request), _person(learner)
    given = extra_time_of(learner)
    now = given if given and given.percent else None
    initial = {"percent": now.percent, "reason": now.reason} if now else {"percent": 50}
    form = ExtraTimeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        set_extra_time(person=found, learner=learner, by=official, request=request, **form.cleaned_data)
        messages.success(request, _("Kept. It holds from the next quiz that the person begins."))
        return redirect("quizzes_extra_time_of", learner)
    return _page(
        request, found, learner, {"given": given, "now": now, "form": form, "end_form": ReasonForm(prefix="end")}
    )


@require_POST
def end(request: HttpRequest, learner: uuid.UUID) -> HttpResponse:
    """The person has the time that everybody has."""
    official, found = _official(request), _person(learner)
    given = extra_time_of(learner)
    form = ReasonForm(request.POST, prefix="end")
    if given is None or not given.percent:
        messages.warning(request, _("This person has no extra time; nothing was changed."))
        return redirect("quizzes_extra_time_of", learner)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        set_extra_time(person=found, learner=learner, percent=0, reason=reason, by=official, request=request)
        messages.success(request, _("The extra time is ended. Quizzes under way keep theirs."))
        return redirect("quizzes_extra_time_of", learner)
    initial = {"percent": given.percent, "reason": given.reason}
    context = {"given": given, "now": given, "form": ExtraTimeForm(initial=initial), "end_form": form}
    return _page(request, found, learner, context)


def _page(request: HttpRequest, found: User, learner: uuid.UUID, context: dict[str, Any]) -> HttpResponse:
    record(Event.PERSONAL_DATA_VIEWED, subject=found, object_type="extra_time", request=request)
    status = 422 if context["form"].errors or context["end_form"].errors else 200
    context = {"person": found, "learner": learner, **context}
    return private_answer(render(request, "quizzes/office/extra_time.html", context, status=status))
