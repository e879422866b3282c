"""The states of H5P activities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class H5PState(models.Model):
    """Where a learner stands within a card's activity, as its library wrote it down: the latest of each key.

    ``data`` is null when the library dropped it; the row stays, or an earlier state that comes late would be the
    latest. A state is only ever given back to its own person's pages.
    """

    pk = models.CompositePrimaryKey("learner_id", "lesson", "card", "key")
    learner_id = models.UUIDField(_("learner"))
    lesson = models.UUIDField(_("lesson"))
    card = models.CharField(_("card"), max_length=64)
    key = models.CharField(_("key"), max_length=129)
    # Of the activity, as the card showed it.
    number = models.PositiveIntegerField(_("version"))
    data = models.TextField(_("data"), null=True)  # noqa: DJ001 - dropped and empty are two things
    # Key and data; nothing once it was dropped.
    size = models.PositiveIntegerField(_("bytes"))
    # When it was, but never later than when it came; by this the latest is told.
    at = models.DateTimeField(_("when"))
    occurred_at = models.DateTimeField(_("occurred at"))
    # The event that it came with, to know that one again.
    event = models.UUIDField(_("identifier"))
    sha256 = models.BinaryField(_("SHA-256 of the RFC 8785 form"), max_length=32)

    class Meta:
        verbose_name = _("state of an interactive activity")
        verbose_name_plural = _("states of interactive activities")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson}/{self.card} {self.key}"
