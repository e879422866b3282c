"""The rollup that officials' pages read instead of visits."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.teams.models import Team
from people.areas.models import Area


class DailyCount(models.Model):
    """One indicator of one team on one day, in the commune in which it worked then."""

    id = models.BigAutoField(primary_key=True)
    commune = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    indicator = models.CharField(_("indicator"), max_length=24)
    value = models.IntegerField(_("value"))

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint("commune", "day", "team", "indicator", name="count_once")]
        indexes = [models.Index("team", "day", name="count_of_team")]

    def __str__(self) -> str:
        return f"{self.day} {self.indicator} {self.value}"


class Recount(models.Model):
    """How far the recount of one night is: teams in the order of their numbers."""

    night = models.DateField(unique=True)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    # The last one that is done.
    team = models.BigIntegerField(default=0)
    # {team: [day]}: older days of which something came lately.
    late = models.JSONField(default=dict)
    days = models.PositiveIntegerField(default=0)
    mended = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("recount of a night")
        verbose_name_plural = _("recounts of nights")
        default_permissions = ["view"]

    def __str__(self) -> str:
        return f"{self.night}: {self.days}, {self.mended}"
