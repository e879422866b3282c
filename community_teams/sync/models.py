"""Devices, raw operations, conflicts, and the stream of changes of each hamlet."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.teams.models import Hamlet, Team


class Device(models.Model):
    """One member on one phone: two members who share a phone are two devices."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="field_devices")
    name = models.CharField(_("name"), max_length=80, blank=True, default="")
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now, editable=False)
    # A token carries the generation; raising it lets no older token in.
    generation = models.PositiveIntegerField(default=0, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    revoked_why = models.CharField(_("reason"), max_length=200, blank=True, default="")
    # What its last pull said that it holds: {hamlet: number}. Proves that it has seen what was erased.
    holds = models.JSONField(default=dict, editable=False)
    # When it said, after being told to, that it holds nothing any more.
    wiped_at = models.DateTimeField(_("emptied at"), null=True, editable=False)

    class Meta:
        verbose_name = _("phone of a member")
        verbose_name_plural = _("phones of members")
        default_permissions = ["view"]

    def __str__(self) -> str:
        return self.name or str(self.id)


class Operation(models.Model):
    """What a phone sent, as it was sent, and what became of it. Ids belong to their member."""

    class Kind(models.TextChoices):
        """What it does; the first seven are the contract's."""

        HOUSEHOLD_CREATE = "household.create", _("New household")
        HOUSEHOLD_UPDATE = "household.update", _("Household changed")
        VISIT_CREATE = "visit.create", _("Visit")
        VISIT_CORRECT = "visit.correct", _("Visit corrected")
        CONSENT_GIVE = "consent.give", _("Consent given")
        CONSENT_WITHDRAW = "consent.withdraw", _("Consent withdrawn")
        FOLLOWUP_RESOLVE = "followup.resolve", _("Follow-up done")
        SESSION_CREATE = "session.create", _("Group session")

    class Status(models.TextChoices):
        """How it stands. ``dismissed``: a leader looked and set it aside; it is kept all the same."""

        APPLIED = "applied", _("Applied")
        CONFLICT = "conflict", _("In conflict")
        HELD = "held", _("Waiting for an earlier one")
        QUARANTINED = "quarantined", _("Set apart")
        DISMISSED = "dismissed", _("Set aside by a leader")

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    op = models.UUIDField(editable=False)
    # `digest_kept` of the payload: the same again is told from another, and what was erased cannot be guessed from it.
    digest = models.CharField(max_length=32)
    # True for a second payload under an id that was used: kept for a leader, never in place of the first.
    again = models.BooleanField(default=False, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="operations", db_index=False)
    kind = models.CharField(max_length=20)
    entity = models.UUIDField(null=True)
    household = models.UUIDField(null=True)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    base_version = models.PositiveIntegerField(null=True)
    seq = models.BigIntegerField(default=0)
    depends_on: ArrayField = ArrayField(models.UUIDField(), default=list)
    occurred_raw = models.CharField(max_length=40, blank=True, default="")
    occurred_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    # The whole operation as it came, under the key of ``key_subject``; emptied when that household asks for it.
    sealed = models.BinaryField(null=True, editable=False)
    key_subject = models.UUIDField(editable=False)
    status = models.CharField(max_length=11, choices=Status)
    # For programs; ``reasons`` puts it into words.
    reason = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(null=True)
    judged_at = models.DateTimeField(default=timezone.now, editable=False)
    held_until = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("operation of a phone")
        verbose_name_plural = _("operations of phones")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint("member", "op", condition=Q(again=False), name="operation_once"),
            models.UniqueConstraint("member", "op", "digest", name="operation_payload_once"),
        ]
        indexes = [
            models.Index("held_until", "id", condition=Q(status="held"), name="operation_held"),
            models.Index("team", "id", condition=Q(status="quarantined"), name="operation_quarantined"),
            models.Index("household", "id", condition=Q(household__isnull=False), name="operation_of_household"),
            models.Index("member", "day", name="operation_of_member"),
            models.Index(fields=["device", "-seq"], name="operation_of_device"),
            models.Index("key_subject", name="operation_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.op}"


class Waiting(models.Model):
    """A held operation waits for this one of the same member; found by it when it arrives."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="waits_for")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    # The operation, or the household, that is missing.
    missing = models.UUIDField()

    class Meta:
        verbose_name = _("missing predecessor")
        verbose_name_plural = _("missing predecessors")
        default_permissions = []
        constraints = [models.UniqueConstraint("operation", "missing", name="waits_once")]
        indexes = [models.Index("missing", name="waiting_for")]

    def __str__(self) -> str:
        return f"{self.operation_id} ← {self.missing}"


class Conflict(models.Model):
    """Two people changed one field of a household: both values, until somebody chooses."""

    operation = models.OneToOneField(Operation, models.PROTECT, related_name="conflict")
    household = models.UUIDField()
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    # {field: {"mine": …, "theirs": …}}, under the household's key.
    sealed = models.BinaryField(null=True, editable=False)
    fields: ArrayField = ArrayField(models.CharField(max_length=20), default=list)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    resolved_at = models.DateTimeField(null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    # {field: "mine" | "theirs"}
    choice = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        default_permissions = ["view"]
        indexes = [
            models.Index("hamlet", "id", condition=Q(resolved_at=None), name="conflict_open"),
            models.Index("household", name="conflict_of_household"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.fields)


class Stream(models.Model):
    """The counter of one hamlet: held until the commit, so that no change becomes visible behind a reader's cursor."""

    hamlet = models.OneToOneField(Hamlet, models.CASCADE, primary_key=True, related_name="stream")
    number = models.BigIntegerField(default=0)
    # Tombstones up to here are forgotten: a cursor before it pulls everything again.
    floor = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("stream of changes")
        verbose_name_plural = _("streams of changes")
        default_permissions = []

    def __str__(self) -> str:
        return f"{self.hamlet_id}: {self.number}"


class Change(models.Model):
    """The latest change of one household in one hamlet's stream; ``gone`` says why it is there no more."""

    id = models.BigAutoField(primary_key=True)
    hamlet = models.ForeignKey(Hamlet, models.CASCADE, related_name="+", db_index=False)
    household = models.UUIDField()
    number = models.BigIntegerField()
    # erased, merged, moved; empty while it is there.
    gone = models.CharField(max_length=8, blank=True, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        default_permissions = []
        constraints = [models.UniqueConstraint("hamlet", "household", name="change_once_a_household")]
        indexes = [
            models.Index("hamlet", "number", name="change_since"),
            models.Index("at", condition=~Q(gone=""), name="change_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.hamlet_id}/{self.number}"
