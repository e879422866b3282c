"""Sending a course away and taking one in, on the editor's screens."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.permissions import page_permission_policy

from courses.curriculum_files.loading import Report
from courses.packages.forms import ImportForm
from courses.packages.services import SUFFIX, export_course, import_course
from courses.pages.courses import CoursePage
from foundation.http import private_answer
from foundation.streaming import stream_file
from people.models import User

# What is listed of a refused package; mending these first shows whether there are more.
MOST_PROBLEMS = 200


@require_safe
def export_view(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The course as one file, as it was last published, or its draft where it never was."""
    course = get_object_or_404(CoursePage, pk=page_id)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    # Closed, and with it gone, when the answer has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    done = export_course(course=course, file=file, draft=not course.live, user=_who(request), request=request)
    if done.problems:
        file.close()
        for problem in done.problems[:MOST_PROBLEMS]:
            messages.error(request, str(problem))
        messages.error(request, _("Nothing was written."))
        return redirect("wagtailadmin_explore", course.pk)
    file.seek(0)
    return private_answer(stream_file(request, file, name=f"{course.slug}{SUFFIX}", content_type="application/zip"))


@require_http_methods(["GET", "HEAD", "POST"])
def import_view(request: HttpRequest) -> HttpResponse:
    """Take a course in as drafts, and say what became of each file."""
    if not may_import(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            only_check = form.cleaned_data["only_check"]
            report = import_course(
                file=form.cleaned_data["file"].file, only_check=only_check, user=_who(request), request=request
            )
            status = 422 if report.problems else 200
            context |= _told(report) | {"only_check": only_check, "form": ImportForm()}
    return private_answer(render(request, "courses/packages/import.html", context, status=status))


def may_import(user: Any) -> bool:
    """Reviewers and administrators: what is taken in changes courses that are here already."""
    return bool(page_permission_policy.user_has_permission(user, "publish"))


def _who(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _told(report: Report) -> dict[str, Any]:
    did = {
        "created": _("new"), "updated": _("changed"), "unchanged": _("as it is here"), "kept": _("kept as it is here"),
    }  # fmt: skip
    page = CoursePage.objects.filter(uuid=report.course).first() if report.course and not report.problems else None
    return {
        "report": report,
        "problems": report.problems[:MOST_PROBLEMS],
        "events": [(event.title, did[event.did], event.reason) for event in report.events],
        "page": page,
    }
