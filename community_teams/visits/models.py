"""Visits from door to door and group sessions. What names a person is sealed with the household's key, or not kept."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.households.models import Household
from community_teams.teams.models import Hamlet, Team
from community_teams.words import Outcome
from people.areas.models import Area


class Happened(models.Model):
    """What every record of the field says of itself: whose it is, where it counts, when it was."""

    # Made on the phone.
    id = models.UUIDField(primary_key=True, editable=False)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    # The commune in which the team worked on that day: history is not moved when communes merge.
    commune = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    device = models.UUIDField(editable=False)
    # As the phone wrote it; the instant, put right where the phone's clock was off; its day in Vietnam.
    occurred_raw = models.CharField(max_length=40)
    occurred_at = models.DateTimeField(_("when"))
    day = models.DateField(_("day"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    clock_off = models.BooleanField(default=False, editable=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True)
    # {note, place}, under the household's key; a session's under its own.
    sealed = models.BinaryField(null=True, editable=False)

    class Meta:
        abstract = True


class Visit(Happened):
    """One visit to one household. A trigger keeps it as it is, but for ``current`` and what erasing takes away."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="visits", db_index=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    # [{"topic": "…", "before": 0, "after": 1}]; a visit that was refused has none.
    skills = models.JSONField(_("skills"), default=list)
    course = models.UUIDField(_("course begun together"), null=True)
    # {"code": "…", "ended": "filed"}: the online service that was really filed together.
    service = models.JSONField(_("online service"), null=True)
    referrals: ArrayField = ArrayField(models.CharField(max_length=20), default=list)
    # Whether it was the first that met the household, in the order of arrival.
    first_met = models.BooleanField(default=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", db_index=False)
    why = models.CharField(_("reason of the correction"), max_length=200, blank=True, default="")
    # False once a correction stands in its place.
    current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome="met") | Q(skills=[]), name="visit_skills_only_when_met"),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="visit_corrects_another"),
            # Two corrections of one visit at once would both stand: the second corrects the first.
            models.UniqueConstraint("corrects", condition=Q(corrects__isnull=False), name="visit_corrected_once"),
        ]
        indexes = [
            models.Index(fields=["household", "-day", "-id"], name="visit_of_household"),
            models.Index("hamlet", "day", "id", name="visit_in_hamlet"),
            models.Index("member", "day", name="visit_of_member"),
            models.Index("team", "day", "id", name="visit_of_team"),
            models.Index("commune", "day", name="visit_in_commune"),
            # Rows only come at the end of the table: which days were touched lately is found in a few pages.
            BrinIndex(fields=["received_at"], name="visit_received"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.outcome}"


class GroupSession(Happened):
    """An evening at the hamlet's house: what was taught to whom together."""

    place = models.CharField(_("place"), max_length=120, blank=True, default="")
    topics: ArrayField = ArrayField(models.CharField(max_length=60), default=list)
    # People who came and whose household was neither scanned nor ticked.
    others = models.PositiveSmallIntegerField(_("others"), default=0)

    class Meta:
        verbose_name = _("group session")
        verbose_name_plural = _("group sessions")
        default_permissions = ["view"]
        indexes = [
            models.Index("hamlet", "day", "id", name="session_in_hamlet"),
            models.Index("member", "day", name="session_of_member"),
            models.Index("team", "day", name="session_of_team"),
            BrinIndex(fields=["received_at"], name="session_received"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.place}"


class Attendance(models.Model):
    """A household that somebody of came to a session, with the same skills as a visit has."""

    session = models.ForeignKey(GroupSession, models.PROTECT, related_name="attendances")
    household = models.ForeignKey(Household, models.PROTECT, related_name="attendances")
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    skills = models.JSONField(_("skills"), default=list)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint("session", "household", name="attends_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.household_id}"
