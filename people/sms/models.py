"""Messages that wait to be sent."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SmsMessage(models.Model):
    """One message. The words are erased once it was sent or given up; ``id`` lets a gateway know it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.CharField(max_length=16)
    body = models.CharField(max_length=480, blank=True)
    # What it is about, so that it can be withdrawn.
    reference = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it may be taken; while it is being sent, when whoever took it counts as dead.
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("text message")
        verbose_name_plural = _("text messages")
        default_permissions = ()
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, given_up_at=None), name="sms_waiting"),
            models.Index(
                fields=["reference"], condition=Q(sent_at=None, given_up_at=None), name="sms_waiting_reference"
            ),
            models.Index(fields=["made_at"], name="sms_made"),
        ]

    def __str__(self) -> str:
        return str(self.id)
