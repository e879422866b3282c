"""Follow-ups: made by the server from visits, seen on phones, the next two of a household only."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.households.models import Household
from community_teams.teams.models import Hamlet


class FollowUp(models.Model):
    """A window in which somebody should come back. Its id is made from the visit and the rule, so it is made once."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        LAPSED = "lapsed", _("Lapsed")
        # The visit that it came from was corrected or the household was erased.
        VOID = "void", _("No longer needed")

    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="followups", db_index=False)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    visit = models.UUIDField(editable=False)
    # Days after the visit: 7, 30 or 90.
    rule = models.PositiveSmallIntegerField(_("days after the visit"))
    topics: ArrayField = ArrayField(models.CharField(max_length=60), default=list)
    due_from = models.DateField(_("from"))
    due_to = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    # visited, by_phone, no_longer_needed, moved_away
    how = models.CharField(_("how"), max_length=20, blank=True, default="")
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.UUIDField(null=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint("visit", "rule", name="followup_once")]
        indexes = [
            models.Index("household", "due_from", name="followup_of_household"),
            models.Index("due_to", condition=models.Q(state="open"), name="followup_to_lapse"),
            models.Index("hamlet", "resolved_at", condition=models.Q(state="done"), name="followup_done"),
            models.Index("hamlet", "due_from", condition=models.Q(state="open"), name="followup_in_hamlet"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}, {self.due_from}"
