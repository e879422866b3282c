"""Progress by lesson and by course, a projection of the statements."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonProgress(models.Model):
    """How far a learner is in one lesson. ``completed_at`` once set stays, whatever later versions require."""

    pk = models.CompositePrimaryKey("learner_id", "lesson")
    learner_id = models.UUIDField(_("learner"))
    lesson = models.UUIDField(_("lesson"))
    course = models.UUIDField(_("course"))
    # The version worked in last; a phone goes on in it.
    version = models.PositiveIntegerField(_("version"))
    done = ArrayField(models.CharField(max_length=64), verbose_name=_("cards done"))
    card = models.CharField(_("last card"), max_length=64)
    at = models.DateTimeField(_("when at that card"))
    completed_at = models.DateTimeField(_("completed"), null=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson}"


class CourseProgress(models.Model):
    """Which lessons of a course a learner has completed."""

    pk = models.CompositePrimaryKey("learner_id", "course")
    learner_id = models.UUIDField(_("learner"))
    course = models.UUIDField(_("course"))
    done = ArrayField(models.UUIDField(), verbose_name=_("lessons done"))
    # The course's version whose lessons were all done, and when.
    version = models.PositiveIntegerField(_("version completed"), null=True)
    completed_at = models.DateTimeField(_("completed"), null=True)

    class Meta:
        verbose_name = _("course progress")
        verbose_name_plural = _("course progress")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.course}"
