"""Bringing a file: choose it, read what was found, confirm."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.interactive.installing import INSTALLS, may_install
from courses.interactive.models import H5PPackage
from courses.interactive.office import uploads
from courses.interactive.office.forms import BringForm
from courses.interactive.office.lists import address
from courses.interactive.office.models import H5PUpload
from courses.interactive.office.plans import Looked, Plan
from courses.interactive.office.rights import may, whom_to_ask
from courses.interactive.office.words import DOES, calls_of, kind_name, notes_of, program_name, sentences
from foundation.http import private_answer
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def bring_view(request: HttpRequest) -> HttpResponse:
    """A file that becomes a new activity."""
    return _bring(request, _who(request, "add"), None)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_version_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A file that becomes the next version of an activity."""
    user = _who(request, "change")
    return _bring(request, user, get_object_or_404(H5PPackage, pk=pk))


def _bring(request: HttpRequest, user: User, into: H5PPackage | None) -> HttpResponse:
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    context: dict[str, Any] = {"into": into, "installs": may_install(user)}
    status = 200
    if form.is_bound:
        status = 413 if form.is_too_large else 422
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            brought = uploads.bring(by=user, file=given.file, name=given.name, into=into)
        except uploads.UploadRefused as refused:
            form.add_error("file", str(refused))
        else:
            if brought.upload is not None:
                return redirect(address("upload", brought.upload.pk))
            context |= {"refused_name": given.name, **_refused(brought.looked)}
            form = BringForm()
    context |= {"form": form, "waiting": uploads.waiting(user), "hours": uploads.KEPT_HOURS}
    return _page(request, "bring", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was found in a file that waits; a POST takes it in, or throws it away."""
    user = _who(request, "view")
    if request.method == "POST" and request.POST.get("do") == "discard":
        if uploads.discard(by=user, upload=pk):
            messages.success(request, _("The file is thrown away. Nothing of it was taken in."))
        return redirect(address("bring"))
    if request.method == "POST":
        return _confirm(request, user, pk)
    found = H5PUpload.objects.filter(pk=pk, owner=user).select_related("into", "version__package").first()
    if found is None:
        return _gone(request)
    if found.done_at is not None:
        return _before(request, found)
    return _page(request, "upload", _planned(found))


def _confirm(request: HttpRequest, user: User, pk: uuid.UUID) -> HttpResponse:
    try:
        done = uploads.confirm(by=user, upload=pk, agreed=request.POST.get("agreed", ""), request=request)
    except uploads.UploadRefused as refused:
        messages.error(request, str(refused))
        return redirect(address("upload", pk))
    if done.upload is None:
        return _gone(request)
    if done.did == "before":
        return _before(request, done.upload)
    if done.did == "refused" and done.looked is not None:
        context = {"upload": done.upload, "into": done.upload.into, **_refused(done.looked)}
        return _page(request, "upload", context, status=422)
    if done.did == "changed":
        return _page(request, "upload", {**_planned(done.upload), "changed": True}, status=409)
    version = done.upload.version
    if version is None:  # pragma: no cover - what was done has one
        return _gone(request)
    if done.known:
        messages.warning(request, _("This very content is here already, as version %d. Nothing new was made.")
                         % version.number)  # fmt: skip
    elif version.number == 1:
        messages.success(request, _("“%s” is here. Lessons can use it now.") % version.package.title)
    else:
        said = _("“%(title)s” has version %(number)d now.")
        messages.success(request, said % {"title": version.package.title, "number": version.number})
    if version.number > 1:
        return redirect(address("show_again", version.package_id))
    return redirect(address("look", version.package_id))


def _planned(upload: H5PUpload) -> dict[str, Any]:
    """What a good file would do, in words."""
    plan = Plan(upload.plan)
    told = plan.told
    steps = [
        {**step, "title": program_name(step["name"], step["title"]), "does_words": DOES[step["does"]]}
        for step in told["steps"]
    ]
    changing = [step for step in steps if step["does"] in INSTALLS]
    return {
        "upload": upload,
        "into": upload.into,
        "plan": told,
        "agreed": plan.digest,
        "kind": kind_name(told["kind"]),
        "known": None if upload.into else told.get("known"),
        "other_kind": kind_name(upload.into.kind) if upload.into and upload.into.kind != told["kind"] else "",
        "installs": plan.installs,
        "changing": changing,
        "staying": [step for step in steps if step["does"] not in INSTALLS],
        "install_bytes": sum(step["bytes"] for step in changing),
        "calls": calls_of(told["calls_out"]),
        "calls_count": len(told["calls_out"]),
        "notes": notes_of(told["notes"]),
        "hours": uploads.KEPT_HOURS,
    }


def _refused(looked: Looked) -> dict[str, Any]:
    """Everything that is wrong with a file, missing programs apart from the rest."""
    rest = [problem for problem in looked.errors if problem.code != "library-missing"]
    notes = [problem for problem in looked.problems if problem.level != "error"]
    return {
        "refused": True,
        "missing": looked.missing,
        "ask": whom_to_ask() if looked.missing else [],
        "errors": sentences(rest),
        "notes": sentences(notes),
    }


def _before(request: HttpRequest, upload: H5PUpload) -> HttpResponse:
    if upload.version is None:
        return _gone(request)
    messages.info(request, _("This file was taken in already; it was not taken in a second time."))
    return redirect(address("look", upload.version.package_id))


def _gone(request: HttpRequest) -> HttpResponse:
    return _page(request, "gone", {"hours": uploads.KEPT_HOURS}, status=404)


def _who(request: HttpRequest, action: str) -> User:
    if not isinstance(request.user, User) or not may(request.user, action):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return private_answer(render(request, f"courses/interactive/office/{name}.html", context, status=status))
