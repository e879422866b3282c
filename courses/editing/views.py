"""Screens of the editors' work; Wagtail lets nobody in who may not open its screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.editing.forms import ConfirmForm
from courses.editing.models import ReviewRecord
from courses.editing.reports import time_left
from courses.editing.reviewing import confirm, may_confirm
from courses.editing.whole_course import changed_pages, submit_course
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_RECORDS = 20


def confirm_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """One lesson's reviews; who may publish says here that it is still right."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=page_id)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    may = may_confirm(request.user, lesson)  # type: ignore[arg-type]
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            try:
                confirm(lesson=lesson, by=request.user, next_day=form.cleaned_data["next_day"])  # type: ignore[arg-type]
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Kept: you reviewed “%s” and it is still right.") % lesson.title)
                return redirect("courses_review_report")
    records = ReviewRecord.objects.filter(lesson=lesson.uuid).select_related("reviewed_by")[:MOST_RECORDS]
    context = {
        "lesson": lesson,
        "form": form,
        "may_confirm": may,
        "records": records,
        "left": time_left((lesson.review_by - timezone.localdate()).days),
    }
    return render(request, "courses/editing/confirm.html", context, status=422 if form.errors else 200)


def submit_course_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """What would be handed in, and the button that does it."""
    course = get_object_or_404(CoursePage, pk=page_id)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        result = submit_course(course=course, by=request.user)  # type: ignore[arg-type]
        count = len(result.submitted)
        if count:
            said = ngettext("%d page was submitted for review.", "%d pages were submitted for review.", count)
            messages.success(request, said % count)
        for page in result.unfinished:
            messages.error(request, _("“%s” is not finished: open it and look at what is marked.") % page.title)
        for page in result.held:
            messages.warning(request, _("“%s” is locked, or you may not edit it.") % page.title)
        return redirect("wagtailadmin_explore", course.pk)
    context = {"course": course, "pages": changed_pages(course)}
    return render(request, "courses/editing/submit_course.html", context)
