"""Tables of published versions. Rows are never changed or deleted; the database itself refuses it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonVersionQuerySet(models.QuerySet["LessonVersion"]):
    """Reads versions of lessons."""

    def newest(self) -> Self:
        """The newest version of each lesson."""
        return self.order_by("lesson", "-number").distinct("lesson")


class CourseVersionQuerySet(models.QuerySet["CourseVersion"]):
    """Reads versions of courses."""

    def newest(self) -> Self:
        """The newest version of each course."""
        return self.order_by("course", "-number").distinct("course")


class LessonVersion(models.Model):
    """A lesson as it was published: its frozen HTML and its outline.

    ``cards``: `[{"id", "title", "html", "text", "completes", "blocks", "quiz"?, "h5p"?}]`. ``outline``: what progress
    is reckoned by, `{"cards": [{"id", "title", "required", "completes": "opened" | "answered" | "graded",
    "quiz"?: <uuid>, "h5p"?: {"activity": <uuid>, "number"}}]}`. Refers to no page: records outlive pages.
    """

    lesson = models.UUIDField(_("lesson"))
    number = models.PositiveIntegerField(_("number"))
    course = models.UUIDField(_("course"))
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    cards = models.JSONField(_("cards"))
    outline = models.JSONField(_("outline"))
    weight = models.PositiveIntegerField(_("bytes that a phone fetches"))
    # SHA-256 of everything above but the number: publishing the same again makes no new version.
    digest = models.CharField(_("digest"), max_length=64)
    published_at = models.DateTimeField(_("published at"))

    objects: ClassVar = LessonVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson version")
        verbose_name_plural = _("lesson versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "number"], name="courses_lessonversion_number"),
        ]
        # Which cards a quiz completes.
        indexes: ClassVar = [
            GinIndex(fields=["outline"], opclasses=["jsonb_path_ops"], name="courses_lessonversion_outline"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class CourseVersion(models.Model):
    """Which lessons a course had, in order: `lessons` = `[{"uuid", "title", "path"}]`."""

    course = models.UUIDField(_("course"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=255)
    path = models.TextField(_("path"))
    lessons = models.JSONField(_("lessons"))
    published_at = models.DateTimeField(_("published at"))

    objects: ClassVar = CourseVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("course version")
        verbose_name_plural = _("course versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_courseversion_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
