"""A track: courses that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Window
from django.db.models.functions import Left, RowNumber
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.pages.base import IdentifiedPage
from courses.pages.courses import CoursePage, add_facts, listed_courses

if TYPE_CHECKING:
    from django.http import HttpRequest

COURSES_A_PAGE = 12
MOST_TRACKS = 12
# How much of a course's tree path is its track's: root, home, catalogue, track, four characters each.
TRACK_PATH = 16


class TrackPage(IdentifiedPage):
    """`/khoa-hoc/<track>/`."""

    summary = models.TextField(_("summary"), max_length=400)

    # Set by tracks_with_courses().
    course_list: list[CoursePage] = []

    content_panels = [*IdentifiedPage.content_panels, FieldPanel("summary")]
    parent_page_types: ClassVar = ["courses.CataloguePage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    max_count = MOST_TRACKS
    template = "courses/track_page.html"

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``courses``: one page of them, each with ``lesson_count``, ``minutes``, ``megabytes``; `?trang=` turns it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        courses = Paginator(listed_courses().child_of(self), COURSES_A_PAGE).get_page(request.GET.get("trang"))
        courses.object_list = list(courses.object_list)
        add_facts(courses.object_list)
        return {**context, "courses": courses}


def tracks_with_courses(*, most: int) -> list[TrackPage]:
    """The tracks that everyone may open, each with its first ``most`` courses as ``course_list``."""
    tracks = list(TrackPage.objects.live().public().order_by("path")[:MOST_TRACKS])
    within = Window(RowNumber(), partition_by=Left("path", TRACK_PATH), order_by="path")
    courses = list(listed_courses().annotate(place=within).filter(place__lte=most))
    add_facts(courses)
    for track in tracks:
        track.course_list = [course for course in courses if course.path.startswith(track.path)]
    return tracks
