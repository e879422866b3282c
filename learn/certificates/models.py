"""The certificate."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.text import fold
from learn.certificates.codes import LENGTH, grouped, new_code

MOST_NAME = 80


class Basis(models.TextChoices):
    """What the certificate rests on: what the learner's phone told, or a quiz that the server graded."""

    COMPLETED = "completed", _("completed the course")
    PASSED = "passed", _("passed the course")


class RevokeReason(models.TextChoices):
    """Why a certificate no longer holds, as the check page says it."""

    REPLACED = "replaced", _("replaced by a new one")
    MISTAKE = "mistake", _("issued by mistake")
    MISUSE = "misuse", _("obtained against the rules")
    ASKED = "asked", _("the holder asked for it")


class State(models.TextChoices):
    """How a certificate stands."""

    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")
    WITHDRAWN = "withdrawn", _("withdrawn by the holder")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads certificates."""

    def valid(self) -> CertificateQuerySet:
        """Those that hold."""
        return self.filter(revoked_at=None, withdrawn_at=None)


class Certificate(models.Model):
    """One learner's certificate for one course. It copies what it says of the course: records outlive pages.

    ``learner`` is the root learner's UUID. ``withdrawn_at``: the holder took the name back, and it was erased.
    """

    code = models.CharField(_("number"), max_length=LENGTH, default=new_code, unique=True, editable=False)
    learner = models.UUIDField(_("learner"))
    course = models.UUIDField(_("course"))
    course_title = models.CharField(_("title of the course"), max_length=255)
    course_version = models.PositiveIntegerField(_("version of the course"))
    course_path = models.TextField(_("address of the course"))
    name = models.CharField(_("name on the certificate"), max_length=MOST_NAME, blank=True)
    # To search by.
    folded_name = models.CharField(max_length=MOST_NAME, default="", editable=False)
    basis = models.CharField(_("what it rests on"), max_length=12, choices=Basis)
    completed_at = models.DateTimeField(_("completed"))
    issued_at = models.DateTimeField(_("issued"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoke_reason = models.CharField(_("reason"), max_length=12, choices=RevokeReason, blank=True)
    revoke_note = models.CharField(_("note for colleagues"), max_length=500, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("revoked by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects: ClassVar = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        default_permissions = ("view",)
        permissions: ClassVar = [("revoke_certificate", _("Can revoke certificates"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "course", "basis"],
                condition=Q(revoked_at=None, withdrawn_at=None),
                name="learn_certificate_one_valid",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "-issued_at"], name="learn_certificate_learner"),
            models.Index(fields=["-issued_at", "-id"], name="learn_certificate_issued"),
            models.Index(fields=["folded_name"], opclasses=["varchar_pattern_ops"], name="learn_certificate_name"),
            # For the status list of the badges: few are revoked.
            models.Index(
                fields=["id"],
                condition=Q(revoked_at__isnull=False) | Q(withdrawn_at__isnull=False),
                name="learn_certificate_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, **kwargs: Any) -> None:
        """Save, with the key to search by in step."""
        self.folded_name = fold(self.name)[:MOST_NAME]
        super().save(**kwargs)

    @property
    def number(self) -> str:
        """The number as people read it."""
        return grouped(self.code)

    @property
    def state(self) -> State:
        """How it stands."""
        if self.revoked_at:
            return State.REVOKED
        return State.WITHDRAWN if self.withdrawn_at else State.VALID

    @property
    def check_path(self) -> str:
        """Where everyone who has the number can check it."""
        return reverse("learn:check", args=[self.number])

    @property
    def check_url(self) -> str:
        """The same, as it leaves the site."""
        return f"{settings.SITE_URL}{self.check_path}"
