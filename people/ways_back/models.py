"""What shows that the holder of a number is the person whose account it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KnownDevice(models.Model):
    """A browser, by the random number in its cookie, that an account signed in on."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_devices", db_index=False
    )  # fmt: skip
    device = models.UUIDField()
    first_at = models.DateTimeField(_("first sign-in"), default=timezone.now)
    last_at = models.DateTimeField(_("latest sign-in"), default=timezone.now)

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "device"], name="known_device_once")]

    def __str__(self) -> str:
        return str(self.device)


class RecoveryCode(models.Model):
    """The code that its owner wrote on paper; only its hash is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="recovery_code"
    )  # fmt: skip
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class WrongProof(models.Model):
    """Picture or name were not those of the account."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wrong picture or name")
        verbose_name_plural = _("wrong pictures or names")
        default_permissions = ()
        indexes = [
            models.Index(fields=["user", "at"], name="wrong_proof_user"),
            models.Index(fields=["at"], name="wrong_proof_at"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
