"""Households, their consent through its life, merges that can be undone, and what a household asks for itself."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.teams.models import Hamlet, Team


class Household(models.Model):
    """One household. What names it is sealed with a key of its own (``sealing``).

    ``sealed`` holds {head_name, phone, address, token, needs}; which of them there are depends on consent. The blind
    keys find equal names and numbers within a hamlet without saying what they are.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="households", verbose_name=_("hamlet"))
    version = models.PositiveIntegerField(default=1, editable=False)
    sealed = models.BinaryField(null=True, editable=False)
    # Of the head's name with tones at their place, of the folded one, of the number, of the QR's token.
    name_strict = models.CharField(max_length=32, blank=True, default="", editable=False)
    name_folded = models.CharField(max_length=32, blank=True, default="", editable=False)
    phone_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    token_key = models.CharField(max_length=32, null=True, unique=True, editable=False)  # noqa: DJ001 - unique or none
    size = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    languages: ArrayField = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    devices: ArrayField = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked after by"),
    )
    planned_on = models.DateField(_("planned on"), null=True, blank=True)
    # {field: [version, device, seq]}: when each field last changed, and by which operation of which phone.
    marks = models.JSONField(default=dict, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_met_on = models.DateField(_("last met on"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    # Set while it is merged into another one; its visits stay its own, so that a merge can be undone.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", editable=False)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        indexes = [
            models.Index("hamlet", "id", name="household_in_hamlet"),
            models.Index("hamlet", "name_folded", condition=~Q(name_folded=""), name="household_by_name"),
            models.Index("hamlet", "phone_key", condition=~Q(phone_key=""), name="household_by_phone"),
            models.Index("assigned_to", condition=Q(assigned_to__isnull=False), name="household_assigned"),
            models.Index("merged_into", condition=Q(merged_into__isnull=False), name="household_merged"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class HouseholdConsent(models.Model):
    """One answer of a household to one purpose: given, or withdrawn. The latest counts, and all are kept."""

    # Made on the phone, or by the server for what the household does itself.
    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="consents", db_index=False)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(_("purpose"), max_length=12)
    given = models.BooleanField(_("given"))
    version = models.CharField(_("version of the words"), max_length=20)
    sha256 = models.CharField(max_length=64)
    how = models.CharField(_("how"), max_length=20)
    # The phone's raw time, and the instant by which answers are ordered.
    occurred_raw = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    # Empty when the household did it itself.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("consent of a household")
        verbose_name_plural = _("consents of households")
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["household", "purpose", "-at", "-received_at"], name="household_consent_latest")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Merge(models.Model):
    """Two rows that are one household, put together by a leader; undoing it leaves both as they were."""

    kept = models.ForeignKey(Household, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Household, models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("merge of households")
        verbose_name_plural = _("merges of households")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint("gone", condition=Q(undone_at=None), name="household_gone_once")]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class Apart(models.Model):
    """Two households that look alike and are not the same: somebody said so, and they are not offered again."""

    one = models.ForeignKey(Household, models.CASCADE, related_name="+")
    other = models.ForeignKey(Household, models.CASCADE, related_name="+")
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("households that are not the same")
        verbose_name_plural = _("households that are not the same")
        default_permissions = []
        constraints = [
            models.UniqueConstraint("one", "other", name="households_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="households_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


class HouseholdWish(models.Model):
    """What a household said or asked for through its QR: confirm or dispute a visit, see all, withdraw, erase."""

    class Kind(models.TextChoices):
        """What it wants."""

        CONFIRM = "confirm", _("Confirms a visit")
        DISPUTE = "dispute", _("Says that a visit was not so")
        SEE = "see", _("Wants to see what is stored")
        WITHDRAW = "withdraw", _("Withdraws consent")
        ERASE = "erase", _("Wants everything erased")

    household = models.ForeignKey(Household, models.PROTECT, related_name="wishes")
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    visit = models.UUIDField(null=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=12, blank=True, default="")
    # {reason}, in the household's words, under its key.
    sealed = models.BinaryField(null=True, editable=False)
    # Whether a code to the household's own number proved who asked; else a leader asks at the door first.
    proven = models.BooleanField(default=False, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    # The law's day by which it must be answered.
    due_on = models.DateField(_("to be answered by"))
    done_at = models.DateTimeField(_("done at"), null=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    answer = models.CharField(_("answer"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("wish of a household")
        verbose_name_plural = _("wishes of households")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                "visit", "kind", condition=Q(kind__in=["confirm", "dispute"]), name="visit_answered_once"
            ),
            models.UniqueConstraint(
                "household",
                "kind",
                "purpose",
                condition=Q(done_at=None, kind__in=["see", "withdraw", "erase"]),
                name="wished_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index("hamlet", "due_on", "id", condition=Q(done_at=None), name="wish_open"),
            models.Index("household", "at", name="wish_of_household"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def is_late(self, at: dt.date | None = None) -> bool:
        """Whether its day has passed unanswered."""
        return self.done_at is None and self.due_on < (at or timezone.localdate())
