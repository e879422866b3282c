"""Reports and warnings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.teams.models import Team
from people.areas.models import Area


class ScamReport(models.Model):
    """Somebody told of a scam at a visit or an evening. No name, no household: only what kind, where and when."""

    id = models.BigAutoField(primary_key=True)
    # The operation that brought it, so that it is counted once.
    record = models.UUIDField(editable=False)
    kind = models.CharField(_("kind of scam"), max_length=40)
    commune = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("report of a scam")
        verbose_name_plural = _("reports of scams")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint("record", "kind", name="scam_once_a_record")]
        indexes = [
            models.Index("commune", "kind", "day", name="scams_in_commune"),
            models.Index("day", name="scams_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class ScamWarning(models.Model):
    """Several reports of one kind in one commune within a week: its teams and officials are warned."""

    kind = models.CharField(_("kind of scam"), max_length=40)
    commune = models.ForeignKey(Area, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now, editable=False)
    # The first and the last day that were counted; it ends a week after the last report.
    since = models.DateField(_("since"))
    last_report = models.DateField(_("last report"))
    reports = models.PositiveIntegerField(_("reports"))
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    class Meta:
        verbose_name = _("warning of a scam")
        verbose_name_plural = _("warnings of scams")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint("commune", "kind", condition=Q(ended_at=None), name="warned_once")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.commune}"
