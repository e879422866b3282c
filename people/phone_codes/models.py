"""A code that was sent to a number."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 5


class CodePurpose(models.TextChoices):
    """What a code is good for; it is good for nothing else."""

    SIGN_IN = "sign_in", _("signing in")
    CHANGE_NUMBER = "change_number", _("a new number of an account")
    RECOVER = "recover", _("coming back with a recovery code")
    INVITATION = "invitation", _("accepting an invitation")
    HOUSEHOLD = "household", _("a household's own page")


class PhoneCode(models.Model):
    """One code. ``id`` is the challenge, which only the browser that asked for the code knows.

    What stands here opens nothing: of the code and of the address only keyed hashes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.CharField(max_length=16)
    purpose = models.CharField(max_length=16, choices=CodePurpose)
    device = models.UUIDField()
    # Whether the device had signed in with this number before: its requests are counted apart.
    device_is_known = models.BooleanField()
    address_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    # Wrong recovery codes typed after this code was right.
    proof_tries = models.PositiveSmallIntegerField(default=0)
    # Whom it signed in. A form that is sent twice finds the same account again.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        default_permissions = ()
        indexes = [
            models.Index(fields=["phone", "made_at"], name="phone_code_phone"),
            models.Index(fields=["device", "made_at"], name="phone_code_device"),
            models.Index(fields=["made_at"], name="phone_code_made"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(tries__lte=MOST_TRIES), name="phone_code_tries"),
        ]

    def __str__(self) -> str:
        return str(self.id)
