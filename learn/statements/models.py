"""The log of statements."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What can be said of an activity."""

    OPENED = "opened", _("opened")
    PROGRESSED = "progressed", _("progressed")
    COMPLETED = "completed", _("completed")
    ANSWERED = "answered", _("answered")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")


class Statement(models.Model):
    """One thing that a learner did, as the phone told it. Append-only.

    Ids are made on phones and belong to their learner: another learner's equal id is another statement. There is no
    foreign key to a page or a learner: records outlive pages, and a key to check would cost each insert.
    """

    pk = models.CompositePrimaryKey("learner_id", "id")
    learner_id = models.UUIDField(_("learner"))
    id = models.UUIDField(_("identifier"))
    verb = models.CharField(_("verb"), max_length=12, choices=Verb.choices)
    activity = models.CharField(_("activity"), max_length=200)
    version = models.PositiveIntegerField(_("version of the lesson or quiz"), null=True)
    score = models.FloatField(_("score"), null=True)
    progress = models.FloatField(_("progress"), null=True)
    success = models.BooleanField(_("success"), null=True)
    response = models.TextField(_("response"), null=True)  # noqa: DJ001 - absent and empty are two answers
    occurred_at = models.DateTimeField(_("occurred at"))
    occurred_text = models.CharField(_("occurred at, as sent"), max_length=40)
    received_at = models.DateTimeField(_("received at"))
    # The phone's clock was more than ten minutes away from the server's, or nothing vouched for it.
    clock_off = models.BooleanField(_("clock off"))
    sha256 = models.BinaryField(_("SHA-256 of the RFC 8785 form"), max_length=32)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return f"{self.verb} {self.activity}"
