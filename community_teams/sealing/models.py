"""The keys, each itself sealed with the master key of the settings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """The key of one subject: a household, or a member's device where an operation names no household.

    A destroyed key leaves its row: whoever asks later learns that it was erased, and never gets a new one made.
    """

    subject = models.UUIDField(primary_key=True, editable=False)
    wrapped = models.BinaryField(null=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("key of a household")
        verbose_name_plural = _("keys of households")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped=None, destroyed_at__isnull=False) | Q(wrapped__isnull=False, destroyed_at=None),
                name="key_there_or_destroyed",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)
