"""What people agreed to, and when they took it back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.consent.purposes import Purpose


class Consent(models.Model):
    """One answer to one purpose: given, or withdrawn. The latest counts; a trigger keeps all as they are.

    The whole text is kept with each answer, so that what was agreed to can be shown years later.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(_("purpose"), max_length=40)
    given = models.BooleanField(_("given"))
    version = models.CharField(_("version of the words"), max_length=20)
    text = models.TextField(_("words"))
    sha256 = models.CharField(max_length=64)
    # Which screen, or which act: what proves that nobody ticked it for the person.
    how = models.CharField(_("how"), max_length=40)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        default_permissions = ["view"]
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"

    @property
    def purpose_label(self) -> str:
        """The purpose in words; one that the code no longer knows stands as it was stored."""
        return str(Purpose(self.purpose).label) if self.purpose in Purpose.values else self.purpose
