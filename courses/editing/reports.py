"""The report of the days by which lessons must be read again; also as a spreadsheet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports.base import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from courses.editing.models import ReviewRecord
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.pages.tracks import TrackPage
from foundation.spreadsheets import no_formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

OVERDUE = "qua-han"
WITHIN = {"30": 30, "60": 60, "90": 90}


class DueFilterSet(WagtailFilterSet):
    """By day, by track, by course."""

    due = django_filters.ChoiceFilter(
        label=_("To be reviewed"),
        choices=[
            (OVERDUE, _("Overdue")),
            ("30", _("Within 30 days")),
            ("60", _("Within 60 days")),
            ("90", _("Within 90 days")),
        ],
        empty_label=_("All"),
        method="by_day",
    )
    track = django_filters.ModelChoiceFilter(
        label=_("track"), queryset=lambda request: TrackPage.objects.order_by("path"), method="below"
    )
    course = django_filters.ModelChoiceFilter(
        label=_("course"),
        queryset=lambda request: CoursePage.objects.defer_streamfields().order_by("title"),
        method="below",
    )

    class Meta:
        model = LessonPage
        fields: ClassVar[list[str]] = []

    def by_day(self, queryset: QuerySet[LessonPage], name: str, value: str) -> QuerySet[LessonPage]:
        """Those whose day is past, or comes so soon."""
        today = timezone.localdate()
        if value == OVERDUE:
            return queryset.filter(review_by__lt=today)
        return queryset.filter(review_by__lte=today + dt.timedelta(days=WITHIN[value]))

    def below(self, queryset: QuerySet[LessonPage], name: str, value: Page) -> QuerySet[LessonPage]:
        """Those of one track or course."""
        return queryset.filter(path__startswith=value.path)


class DueReportView(ReportView):
    """Live lessons by the day of their next review."""

    page_title = _("Lessons to be reviewed again")
    header_icon = "date"
    filterset_class = DueFilterSet
    index_url_name = "courses_review_report"
    index_results_url_name = "courses_review_report_results"
    permission_policy = page_permission_policy
    any_permission_required: ClassVar = ["add", "change", "publish"]
    paginate_by = 50
    default_ordering = ("review_by", "path")
    columns: ClassVar = [
        TitleColumn("title", label=_("lesson"), get_url=lambda lesson: lesson.confirm_url),
        Column("course_title", label=_("course")),
        Column("track_title", label=_("track")),
        Column("review_day", label=_("review by")),
        Column("days_left", label=_("time left")),
        Column("reviewed_day", label=_("last reviewed")),
        Column("reviewed_by", label=_("reviewed by")),
    ]
    list_export: ClassVar = [
        "title", "course_title", "track_title", "review_by", "days_left", "reviewed_at", "reviewed_by",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "title": _("lesson"),
        "course_title": _("course"),
        "track_title": _("track"),
        "review_by": _("review by"),
        "days_left": _("time left"),
        "reviewed_at": _("last reviewed"),
        "reviewed_by": _("reviewed by"),
    }

    def get_filename(self) -> str:
        """The name of the spreadsheet's file."""
        return f"soat-lai-{timezone.localdate():%Y-%m-%d}"

    def to_row_dict(self, item: LessonPage) -> dict[str, Any]:
        """A line of the file; a title that a spreadsheet would take for a formula is kept from being one."""
        row: dict[str, Any] = super().to_row_dict(item)
        return {name: no_formula(value) if isinstance(value, str) else value for name, value in row.items()}

    def get_base_queryset(self) -> QuerySet[LessonPage]:
        """What this person may edit."""
        editable = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return LessonPage.objects.live().defer_streamfields().filter(pk__in=editable.values("pk"))

    def decorate_paginated_queryset(self, object_list: Iterable[LessonPage]) -> list[LessonPage]:
        """With names and the last review: two queries for all of them."""
        return with_reviews(list(object_list))


def with_reviews(lessons: list[LessonPage], *, at: dt.date | None = None) -> list[LessonPage]:
    """Put course, track, time left and the last review on each lesson."""
    today = at or timezone.localdate()
    step = Page.steplen
    above = {lesson.path[:-step] for lesson in lessons} | {lesson.path[: -2 * step] for lesson in lessons}
    titles = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    records = ReviewRecord.objects.filter(lesson__in=[lesson.uuid for lesson in lessons])
    last = {
        record.lesson: record
        for record in records.select_related("reviewed_by").order_by("lesson", "-reviewed_at").distinct("lesson")
    }
    for lesson in lessons:
        record = last.get(lesson.uuid)
        lesson.course_title = titles.get(lesson.path[:-step], "")
        lesson.track_title = titles.get(lesson.path[: -2 * step], "")
        lesson.days_left = time_left((lesson.review_by - today).days)
        lesson.review_day = day_in_words(lesson.review_by)
        lesson.reviewed_at = timezone.localtime(record.reviewed_at).date() if record else None
        lesson.reviewed_day = day_in_words(lesson.reviewed_at) if lesson.reviewed_at else ""
        lesson.reviewed_by = record.reviewed_by.get_full_name() if record else ""
        lesson.confirm_url = reverse("courses_review_confirm", args=[lesson.pk])
    return lessons


def day_in_words(day: dt.date) -> str:
    """As days are written in Vietnam."""
    return date_format(day, "SHORT_DATE_FORMAT")


def time_left(days: int) -> str:
    """So many days left, or past, in words."""
    if days < 0:
        return ngettext("%d day past", "%d days past", -days) % -days
    return ngettext("%d day left", "%d days left", days) % days
