"""The audit's entries."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.audit.events import Event


class AuditEntry(models.Model):
    """One act. A trigger of the database refuses to change, delete or empty what stands here.

    What can never be taken back must say little: people stand in it as accounts, whose name and number an ended account
    no longer has, never by name or number; an address only as its network.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    # No choices on the field: a new kind of act is no change of the table.
    event = models.CharField(_("what"), max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("who"),
        null=True,
        related_name="+",
        db_index=False,
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("about whom"),
        null=True,
        related_name="+",
        db_index=False,
    )
    object_type = models.CharField(_("kind of thing"), max_length=40, blank=True)
    object_id = models.TextField(_("which one"), blank=True)
    note = models.TextField(_("note"), blank=True)
    address = models.CharField(_("from which network"), max_length=43, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        ordering = ["-at", "-id"]
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_at"),
            models.Index(fields=["event", "-at", "-id"], name="audit_event"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_actor"),
            models.Index(fields=["subject", "-at", "-id"], name="audit_subject"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"

    @property
    def event_label(self) -> str:
        """What happened, in words; a kind of act that the code no longer knows stands as it was stored."""
        return str(Event(self.event).label) if self.event in Event.values else self.event
