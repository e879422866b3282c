"""A file that was checked and waits until its owner has read what it would do."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# Of a piece; a file is never in memory as a whole.
PIECE = 1024 * 1024


class H5PUpload(models.Model):
    """A good package on its way in. Nobody but its owner sees it; it is taken in once, and gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("brought by"))
    # The activity whose next version it becomes; none for a new one.
    into = models.ForeignKey("courses.H5PPackage", models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    # What its owner was last shown: `Plan.told`.
    plan = models.JSONField()
    uploaded_at = models.DateTimeField(_("brought at"))
    # What became of it. Kept for the rest of the day, so that who confirms twice is told.
    done_at = models.DateTimeField(_("taken in at"), null=True)
    version = models.ForeignKey("courses.H5PVersion", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("file of an interactive activity")
        verbose_name_plural = _("files of interactive activities")
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["uploaded_at"], name="courses_h5pupload_uploaded_at")]

    def __str__(self) -> str:
        return self.name

    def keep(self, file: IO[bytes]) -> None:
        """Write the file down."""
        file.seek(0)
        for place, content in enumerate(iter(lambda: file.read(PIECE), b"")):
            H5PUploadPiece.objects.create(upload=self, place=place, content=content)

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The file, to be sought in; gone afterwards."""
        with tempfile.TemporaryFile() as file:
            pieces = H5PUploadPiece.objects.filter(upload=self).order_by("place").values_list("content", flat=True)
            for content in pieces.iterator(chunk_size=1):
                file.write(content)
            file.seek(0)
            yield file

    def forget(self) -> None:
        """The file only."""
        pieces: Any = H5PUploadPiece.objects.filter(upload=self)
        # Nothing refers to them: they need not be fetched to be deleted.
        pieces._raw_delete(pieces.db)


class H5PUploadPiece(models.Model):
    """A piece of such a file. In the database, so that it has no address, and goes when the rest of it goes."""

    upload = models.ForeignKey(H5PUpload, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("piece of a file of an interactive activity")
        verbose_name_plural = _("pieces of files of interactive activities")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "place"], name="courses_h5puploadpiece_place"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.place}"
