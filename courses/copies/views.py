"""Copies for provinces on the editor's screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.compare import diff_text
from wagtail.permissions import page_permission_policy

from courses.copies.cards import Difference, State, in_other_order, words
from courses.copies.models import CourseCopy, LessonCopy
from courses.copies.selectors import (
    copies,
    draft_of,
    lesson_differences,
    lines_of,
    original_lesson,
    raw_cards,
    waiting_of,
)
from courses.copies.services import CopyRefused, copy_course, decide, mark_seen, take_lesson
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.selectors import newest_lesson_version
from foundation.http import private_answer
from people.models import Area, User

A_PAGE = 50


class ProvinceForm(forms.Form):
    """For which province."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=gettext_lazy("Province or city"), empty_label=gettext_lazy("Choose a province"),
        error_messages={"required": gettext_lazy("Please choose a province.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        provinces = Area.objects.in_force().filter(level="province").order_by("sort_key")
        self.fields["area"].queryset = provinces  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = lambda area: area.full_name  # type: ignore[attr-defined]


@require_safe
def copies_view(request: HttpRequest) -> HttpResponse:
    """All copies, and in how many lessons the original has changed since."""
    if not may_look(request.user):
        raise PermissionDenied
    shown = Paginator(copies(), A_PAGE).get_page(request.GET.get("trang"))
    waiting = waiting_of(shown)
    identities = [copy.copy for copy in shown]
    titles = dict(CoursePage.objects.filter(uuid__in=identities).values_list("uuid", "title"))
    lines = [(copy, titles.get(copy.copy), waiting.get(copy.pk, 0)) for copy in shown]
    return _page(request, "list", {"shown": shown, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def copy_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make a copy of a course."""
    course = get_object_or_404(CoursePage, pk=page_id)
    if not course.get_parent().permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    form = ProvinceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_course(course=course, area=form.cleaned_data["area"], by=_who(request), request=request)
        except CopyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The copy waits as drafts. It is published like every other course."))
            return redirect("courses_copy", made.pk)
    return _page(request, "make", {"form": form, "course": course}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def course_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The lessons of a copy beside the original's; a POST takes a new lesson over, or declines it."""
    copy = get_object_or_404(CourseCopy.objects.select_related("area"), pk=pk)
    page = _page_of(copy, request)
    if request.method == "POST":
        number = request.POST.get("lesson", "")[:12]
        lesson = LessonPage.objects.live().filter(pk=int(number) if number.isdecimal() else 0).first()
        original = CoursePage.objects.filter(uuid=copy.original).first()
        if lesson is None or original is None or not lesson.is_child_of(original):
            raise Http404
        try:
            take_lesson(copy=copy, lesson=lesson, by=_who(request), wanted=request.POST.get("do") == "take")
        except CopyRefused as refused:
            messages.error(request, str(refused))
        return redirect("courses_copy", copy.pk)
    return _page(request, "course", {"copy": copy, "page": page, "lines": lines_of(copy)})


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_view(request: HttpRequest, pk: int, lesson_pk: int) -> HttpResponse:
    """One lesson, card by card; a POST decides on one card."""
    copy = get_object_or_404(CourseCopy.objects.select_related("area"), pk=pk)
    _page_of(copy, request)
    lesson = get_object_or_404(LessonCopy, pk=lesson_pk, course=copy)
    page = LessonPage.objects.filter(uuid=lesson.copy).first()
    if page is None:
        raise Http404
    if request.method == "POST":
        try:
            _answer(request, lesson)
        except CopyRefused as refused:
            messages.error(request, str(refused))
        return redirect("courses_copy_lesson", copy.pk, lesson.pk)
    newest = newest_lesson_version(lesson.original)
    original, draft = original_lesson(lesson), draft_of(page)
    found = [_shown(one) for one in lesson_differences(lesson, draft, original)]
    context = {"copy": copy, "page": page, "original": original, "cards": [one for one in found if one["waits"]]}
    context["others"] = [one for one in found if not one["waits"]]
    context["newest"] = newest.number if newest and newest.number > lesson.base_version else 0
    context["other_order"] = original is not None and in_other_order(raw_cards(original), raw_cards(draft))
    return _page(request, "lesson", context)


def _answer(request: HttpRequest, lesson: LessonCopy) -> None:
    what = request.POST.get("do")
    if what == "seen":
        version = request.POST.get("version", "")[:9]
        mark_seen(lesson=lesson, version=int(version) if version.isdecimal() else 0)
        return
    given = {name: request.POST.get(name, "")[:100] for name in ("key", "seen")}
    decide(lesson=lesson, take=what == "take", sure=bool(request.POST.get("sure")), by=_who(request), **given)


def may_look(user: Any) -> bool:
    """Whoever writes lessons."""
    return bool(page_permission_policy.user_has_any_permission(user, ["add", "change", "publish"]))


def _shown(difference: Difference) -> dict[str, Any]:
    labels = {
        State.SAME: _("the same"),
        State.CHANGED_HERE: _("changed only here"),
        State.CHANGED_THERE: _("changed in the original"),
        State.BOTH: _("changed here and in the original"),
    }
    here, there = words(difference.copy), words(difference.original)
    return {
        "key": difference.key, "title": difference.title, "seen": difference.seen, "waits": difference.waits,
        "label": labels[difference.state], "both": difference.state == State.BOTH, "here": here, "there": there,
        "change": diff_text(here, there).to_html() if difference.state != State.SAME else "",
        "gone": difference.original is None, "new": difference.copy is None,
    }  # fmt: skip


def _page_of(copy: CourseCopy, request: HttpRequest) -> CoursePage:
    page = get_object_or_404(CoursePage, uuid=copy.copy)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _who(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return private_answer(render(request, f"courses/copies/{name}.html", context, status=status))
