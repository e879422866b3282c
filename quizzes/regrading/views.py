"""Wrong keys on the editor's screens: write a correction, see what it would do, have a colleague apply it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.http import private_answer
from people.models import User
from quizzes.bank.models import QuestionVersion
from quizzes.kinds.registry import kind_of
from quizzes.regrading.forms import CorrectionForm
from quizzes.regrading.models import Effect, KeyCorrection
from quizzes.regrading.previewing import MOST_COUNTED, preview
from quizzes.regrading.services import (
    CorrectionRefused,
    apply_correction,
    discard_correction,
    may_correct,
    write_correction,
)

A_PAGE = 50
# Older ones have had their time.
MOST_VERSIONS = 50


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    _who(request)
    found = KeyCorrection.objects.select_related("made_by", "applied_by")
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    names = _versions([one.wrong for one in shown])
    return _page(request, "list", {"shown": shown, "lines": [(one, names.get(one.wrong)) for one in shown]})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, question: uuid.UUID) -> HttpResponse:
    """Write a correction of one of a question's versions."""
    user = _who(request)
    versions = list(QuestionVersion.objects.filter(question=question).order_by("-number")[:MOST_VERSIONS])
    if not versions:
        raise Http404
    form = CorrectionForm(request.POST if request.method == "POST" else None, versions=versions)
    if form.is_valid():
        known = {one.pk: one for one in versions}
        data = form.cleaned_data
        try:
            made = write_correction(
                by=user, wrong=known[data["wrong"]], effect=Effect(data["effect"]), key=known.get(data["key"]),
                reason=data["reason"], request=request,
            )  # fmt: skip
        except CorrectionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The correction is written. Nothing has changed yet: a colleague applies it."))
            return redirect("quizzes_correction", made.pk)
    context = {"form": form, "newest": versions[0], "lines": [(one, _key_words(one)) for one in versions]}
    return _page(request, "write", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One correction: what it would do, or how far it is; a POST applies it or throws it away."""
    user = _who(request)
    found = get_object_or_404(KeyCorrection.objects.select_related("made_by", "applied_by"), pk=pk)
    if request.method == "POST":
        return _act(request, user, found)
    known = _versions([one for one in (found.wrong, found.key) if one])
    wrong, key = known.get(found.wrong), known.get(found.key or 0)
    context = {
        "correction": found, "wrong": wrong, "key": key, "may_apply": user.is_superuser or found.made_by_id != user.pk,
        "wrong_key": _key_words(wrong) if wrong else [], "right_key": _key_words(key) if key else [],
        "preview": preview(found) if found.applied_at is None else None, "most": MOST_COUNTED,
    }  # fmt: skip
    return _page(request, "one", context)


def _act(request: HttpRequest, user: User, found: KeyCorrection) -> HttpResponse:
    try:
        if request.POST.get("do") == "discard":
            discard_correction(by=user, correction=found, request=request)
            messages.success(request, _("The correction is thrown away."))
            return redirect("quizzes_corrections")
        if request.POST.get("do") == "apply":
            apply_correction(by=user, correction=found, request=request)
            messages.success(request, _("It holds from now on. Everyone who was asked the question is graded again."))
    except CorrectionRefused as refused:
        messages.error(request, str(refused))
    return redirect("quizzes_correction", found.pk)


def _key_words(version: QuestionVersion) -> list[str]:
    """The right answers of a version, piece by piece."""
    kind = kind_of(version.kind)
    replies = kind.replies(version.content, kind.key(version.content), show_key=True)
    return [f"{one.asked}: {one.expected}" if one.asked else one.expected for one in replies if one.expected]


def _versions(ids: list[int]) -> dict[int, QuestionVersion]:
    return QuestionVersion.objects.in_bulk(ids)


def _who(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_correct(request.user):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return private_answer(render(request, f"quizzes/regrading/{name}.html", context, status=status))
