"""Which course is a province's copy of which, and what the original was when the copy last looked.

Pages are known by their UUIDs, so that a copy and its original may be moved or deleted without harm to the other.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Area


class CourseCopy(models.Model):
    """A course of a province that was made from another course."""

    copy = models.UUIDField(_("identifier of the copy"), unique=True)
    original = models.UUIDField(_("identifier of the original"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="course_copies", verbose_name=_("province"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("copy for a province")
        verbose_name_plural = _("copies for provinces")
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["original", "area"], name="courses_coursecopy_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["-made_at", "-id"], name="courses_coursecopy_newest")]

    def __str__(self) -> str:
        return f"{self.area.full_name} ({self.copy})"


class LessonCopy(models.Model):
    """One lesson of a copy beside its original, with the original as it was when someone here last decided on it.

    ``base_cards`` are the cards as Wagtail stores them: revisions of the original may be purged, and taking over one
    card needs what it was. A card that was taken over, or declined, moves here to what the original says now.
    """

    course = models.ForeignKey(CourseCopy, models.CASCADE, related_name="lessons", verbose_name=_("copy"))
    original = models.UUIDField(_("identifier of the original"))
    # Null when the province decided not to have this lesson.
    copy = models.UUIDField(_("identifier of the copy"), null=True, unique=True)
    base_cards = models.JSONField(_("cards of the original"))
    base_fields = models.JSONField(_("title, summary and minutes of the original"))
    # Of the newest published version then; 0 where there was none.
    base_version = models.PositiveIntegerField(_("version of the original"))

    class Meta:
        verbose_name = _("lesson of a copy")
        verbose_name_plural = _("lessons of copies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "original"], name="courses_lessoncopy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.original} → {self.copy}"
