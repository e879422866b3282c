"""Tables of what people can do, each filled from graded attempts at placement and exit tests."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Area


class HomeArea(models.Model):
    """Where a person said to live, for the figures by area; only who wants to tells it, and it can be taken back."""

    learner_id = models.UUIDField(_("learner"), primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    # Which words were agreed to: `quizzes.placement.words`.
    words = models.CharField(_("version of the words"), max_length=20)
    told_at = models.DateTimeField(_("when told"), default=timezone.now)

    class Meta:
        verbose_name = _("area that a learner told")
        verbose_name_plural = _("areas that learners told")

    def __str__(self) -> str:
        return f"{self.learner_id}"


class Standing(models.Model):
    """What a person could do first and can do now in one competence, in hundredths of a percent.

    ``learner_id`` leads the group of one person. ``competence`` is empty for all of them together. ``area`` and
    ``month`` (of the latest) say where in the rollup the row is counted.
    """

    pk = models.CompositePrimaryKey("learner_id", "competence")
    learner_id = models.UUIDField(_("learner"))
    competence = models.CharField(_("competence"), max_length=30, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    first = models.PositiveSmallIntegerField(_("first"))
    latest = models.PositiveSmallIntegerField(_("latest"), null=True)
    month = models.DateField(_("month of the latest"), null=True)

    class Meta:
        verbose_name = _("standing in a competence")
        verbose_name_plural = _("standings in competences")

    def __str__(self) -> str:
        return f"{self.competence}: {self.first}"


class StandingDue(models.Model):
    """Whose standings are to be made anew: something was graded, or an area told. Written with what made it so."""

    learner_id = models.UUIDField(_("learner"), primary_key=True)
    at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("standing to be made")
        verbose_name_plural = _("standings to be made")
        indexes: ClassVar = [models.Index(fields=["at"], name="quizzes_standingdue_at")]

    def __str__(self) -> str:
        return f"{self.learner_id}"


class AreaStanding(models.Model):
    """Before and after by area, month and competence; sums in hundredths of a percent.

    Of people whose latest result was in the month: what they could do first and what they can do now. The same people
    before and after, or the two could not be compared.
    """

    pk = models.CompositePrimaryKey("area", "month", "competence")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    month = models.DateField(_("month"))
    competence = models.CharField(_("competence"), max_length=30, blank=True)
    people = models.IntegerField(_("people"), default=0)
    before_sum = models.BigIntegerField(default=0)
    after_sum = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("before and after in an area")
        verbose_name_plural = _("before and after in areas")

    def __str__(self) -> str:
        return f"{self.area_id} {self.month}"
