"""A course: lessons in order, and what one can do after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField

from courses.pages.base import IdentifiedPage
from courses.pages.extras import extras_of
from courses.pages.lessons import LessonPage
from courses.selectors import course_facts, lesson_kilobytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from wagtail.query import PageQuerySet

MOST_OUTCOMES = 8


class CoursePage(IdentifiedPage):
    """`/khoa-hoc/<track>/<course>/`."""

    summary = models.TextField(_("summary"), max_length=400)
    audience = models.CharField(_("for whom"), max_length=200)
    outcomes = StreamField(
        [("outcome", CharBlock(label=_("after this course you can …"), max_length=200))],
        verbose_name=_("what you will be able to do"),
        min_num=1,
        max_num=MOST_OUTCOMES,
    )
    competences = ParentalManyToManyField(
        "courses.Competence", verbose_name=_("competences"), related_name="courses", blank=True
    )

    content_panels = [
        *IdentifiedPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("outcomes"),
        FieldPanel("competences", widget=CheckboxSelectMultiple),
    ]
    # Set by add_facts() where a page lists courses.
    lesson_count = 0
    minutes = 0
    megabytes = 0.0

    parent_page_types: ClassVar = ["courses.TrackPage"]
    subpage_types: ClassVar = ["courses.LessonPage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def listed_lessons(self) -> PageQuerySet[LessonPage]:
        """The lessons that everyone may open, in order."""
        return LessonPage.objects.child_of(self).live().public().defer_streamfields().order_by("path")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``lessons`` with ``kilobytes``, ``competences`` and their ``frameworks``, ``outcomes``; facts on the page."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        add_facts([self])
        lessons = list(self.listed_lessons())
        sizes = lesson_kilobytes(lesson.uuid for lesson in lessons)
        for lesson in lessons:
            lesson.kilobytes = sizes.get(lesson.uuid, 0)
        competences = list(self.competences.select_related("group__framework"))
        return {
            **context,
            "lessons": lessons,
            "competences": competences,
            "frameworks": list(dict.fromkeys(competence.group.framework for competence in competences)),
            "extras": extras_of(self.uuid) if lessons else [],
            "outcomes": [outcome.value for outcome in self.outcomes],
        }


def listed_courses() -> PageQuerySet[CoursePage]:
    """The courses that everyone may open, in the order of the tree."""
    return CoursePage.objects.live().public().defer_streamfields().order_by("path")


def add_facts(courses: Sequence[CoursePage]) -> None:
    """Put ``lesson_count``, ``minutes`` and ``megabytes`` on each course, with two queries for all of them."""
    facts = course_facts([course.uuid for course in courses])
    for course in courses:
        course.lesson_count, course.minutes, course.megabytes = facts[course.uuid]
