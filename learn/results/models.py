"""Graded results by learner and activity."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class GradedResult(models.Model):
    """The best result of a learner in one graded activity of a course, as the server graded it.

    What a phone claims never comes here, so whoever reads it need not ask who said so. A quiz that several courses
    share has a row for each.
    """

    pk = models.CompositePrimaryKey("learner_id", "activity", "course")
    learner_id = models.UUIDField(_("learner"))
    activity = models.CharField(_("activity"), max_length=200)
    course = models.UUIDField(_("course"))
    version = models.PositiveIntegerField(_("version of the lesson or quiz"))
    score = models.FloatField(_("score"))
    passed = models.BooleanField(_("passed"))
    graded_at = models.DateTimeField(_("graded"))

    class Meta:
        verbose_name = _("graded result")
        verbose_name_plural = _("graded results")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(score__range=(0, 1)), name="learn_gradedresult_score"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"
