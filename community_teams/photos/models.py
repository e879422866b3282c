"""A photo that a visit announced, and its pieces until it is whole."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.teams.models import Hamlet


class Photo(models.Model):
    """One photo of one visit. Whole once ``done_at`` is set; then ``file`` names the sealed file."""

    sha256 = models.CharField(max_length=64)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    visit = models.UUIDField(editable=False)
    household = models.UUIDField(editable=False)
    hamlet = models.ForeignKey(Hamlet, models.PROTECT, related_name="+", db_index=False)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=20)
    announced_at = models.DateTimeField(default=timezone.now, editable=False)
    received = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=120, blank=True, default="")
    # Why a whole one was not kept: its hash differs, or it is no picture.
    refused = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint("member", "sha256", name="photo_once")]
        indexes = [
            models.Index("household", name="photo_of_household"),
            models.Index("visit", name="photo_of_visit"),
            models.Index("announced_at", condition=models.Q(done_at=None), name="photo_unfinished"),
        ]

    def __str__(self) -> str:
        return self.sha256


class PhotoPiece(models.Model):
    """At most 256 KiB of a photo that is not whole yet, in the database so that any process can go on."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="pieces", db_index=False)
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("piece of a photo")
        verbose_name_plural = _("pieces of photos")
        default_permissions = []
        constraints = [models.UniqueConstraint("photo", "offset", name="piece_once")]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.offset}"
