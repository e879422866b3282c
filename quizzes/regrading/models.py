"""Tables of corrections."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Effect(models.TextChoices):
    """What holds instead of the wrong key."""

    REPLACE = "replace", _("graded by the key of a newer version")
    FULL = "full", _("full credit for everyone")
    DROP = "drop", _("does not count for anyone")


class KeyCorrection(models.Model):
    """A version of a question whose key was wrong. One person writes it, another applies it; it is never undone."""

    wrong = models.BigIntegerField(_("version of the question"), unique=True)
    effect = models.CharField(_("what holds instead"), max_length=8, choices=Effect)
    key = models.BigIntegerField(_("version whose key holds"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    made_at = models.DateTimeField(_("written at"), default=timezone.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True)
    # Where the periodic job stands: after which attempt it goes on, and when it was through.
    after = models.JSONField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    seen = models.PositiveIntegerField(_("attempts looked at"), default=0)
    changed = models.PositiveIntegerField(_("results changed"), default=0)

    class Meta:
        verbose_name = _("correction of a key")
        verbose_name_plural = _("corrections of keys")
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_effect_display()} ({self.wrong})"


class RegradeNotice(models.Model):
    """That a result was changed afterwards, shown to whose it is."""

    pk = models.CompositePrimaryKey("learner_id", "attempt", "correction")
    learner_id = models.UUIDField(_("learner"))
    attempt = models.UUIDField(_("attempt"))
    correction = models.BigIntegerField(_("correction"))
    quiz = models.UUIDField(_("quiz"))
    before = models.FloatField(_("score before"))
    after = models.FloatField(_("score after"))
    passed_before = models.BooleanField(_("passed before"))
    passed_after = models.BooleanField(_("passed after"))
    at = models.DateTimeField(_("changed at"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen at"), null=True)

    class Meta:
        verbose_name = _("notice of a changed result")
        verbose_name_plural = _("notices of changed results")

    def __str__(self) -> str:
        return f"{self.before:.2f} → {self.after:.2f}"
