"""That an official looked at a household, and why: the household and its leader can read it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.households.models import Household
from community_teams.teams.models import Hamlet

MOST_REASON = 300


class OfficialLook(models.Model):
    """One look of one official at one household, open for half an hour. It stays, so that it can be asked about."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="looks", db_index=False)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("official")
    )
    reason = models.CharField(_("reason"), max_length=MOST_REASON)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    until = models.DateTimeField(_("open until"), editable=False)

    class Meta:
        verbose_name = _("look of an official")
        verbose_name_plural = _("looks of officials")
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="look_has_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="look_times"),
        ]
        indexes = [
            models.Index(fields=["household", "-at"], name="look_at_household"),
            models.Index(fields=["hamlet", "-at"], name="look_in_hamlet"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}, {self.at:%Y-%m-%d %H:%M}"

    def is_open(self, now: dt.datetime | None = None) -> bool:
        """Whether the official may still look."""
        return (now or timezone.now()) < self.until
