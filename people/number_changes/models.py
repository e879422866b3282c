"""Changes of number that wait."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NumberChange(models.Model):
    """One change that was asked for by picture, name and a code to the new number. ``id`` names its messages.

    The number is erased as soon as nothing waits any more; the row goes when no rule counts it.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        DONE = "done", _("carried out")
        STOPPED = "stopped", _("stopped")
        TAKEN = "taken", _("the number had another account")
        CLOSED = "closed", _("the account was closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="number_changes", db_index=False
    )  # fmt: skip
    phone = models.CharField(max_length=16, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    takes_effect_at = models.DateTimeField(_("takes effect"))
    # It takes effect a day after this at the earliest, however late that was.
    reminded_at = models.DateTimeField(_("old number told again"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("waiting change of number")
        verbose_name_plural = _("waiting changes of number")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="number_change_waits_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="", phone__regex=r"^\+84[0-9]{9}$")
                | (Q(ended_at__isnull=False, phone="") & ~Q(outcome="")),
                name="number_change_ended_erased",
            ),
        ]
        indexes = [
            models.Index(fields=["takes_effect_at"], condition=Q(ended_at=None), name="number_change_waiting"),
            models.Index(fields=["user", "ended_at"], name="number_change_user"),
            models.Index(fields=["ended_at"], name="number_change_ended"),
        ]

    def __str__(self) -> str:
        return str(self.id)
