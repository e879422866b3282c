"""Tables of installed libraries, packages, their versions, and the files of both."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.h5p import LibraryName
from foundation.text.searching import FoldedQuerySet

# Where a file lies: its SHA-256 and its size in bytes.
Kept = tuple[str, int]


class H5PFile(models.Model):
    """A file of a library or of content, kept once however many have it. Its bytes lie in the storage ``h5p``."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    # Of the gzipped copy beside it; none where packing saves nothing.
    packed_size = models.PositiveBigIntegerField(_("bytes, packed"), null=True)

    class Meta:
        verbose_name = _("H5P file")
        verbose_name_plural = _("H5P files")

    def __str__(self) -> str:
        return self.sha256


class H5PLibrary(models.Model):
    """One patch of a library, as it was installed. One of each minor is ``current``; the others keep their address.

    Libraries are programs that run in learners' browsers: only who may `install_h5p_libraries` puts them here.
    """

    # Of all its files: `Package.library_digest`.
    digest = models.CharField(max_length=64, primary_key=True)
    machine = models.CharField(_("name for programs"), max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=255)
    runnable = models.BooleanField(_("content can be made of it"))
    # `library.json` and `semantics.json` as they came; of `language/` what `KEPT_LANGUAGES` names: {"vi": {...}}.
    document = models.JSONField()
    semantics = models.JSONField()
    languages = models.JSONField(default=dict)
    # {path in its folder: [SHA-256, bytes]}
    files = models.JSONField()
    size = models.PositiveBigIntegerField(_("bytes"))
    current = models.BooleanField(_("in use"))
    installed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    installed_at = models.DateTimeField(_("installed at"))

    class Meta:
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        ordering: ClassVar = ["machine", "major", "minor", "patch"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["machine", "major", "minor"],
                condition=models.Q(current=True),
                name="courses_h5plibrary_current",
            ),
        ]
        permissions: ClassVar = [("install_h5p_libraries", "Can install H5P libraries")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.title} {self.major}.{self.minor}.{self.patch}"

    @property
    def name(self) -> LibraryName:
        """Its name among libraries."""
        return LibraryName(self.machine, self.major, self.minor)


class H5PPackageQuerySet(FoldedQuerySet["H5PPackage"]):
    """What is asked of activities."""


class H5PPackage(models.Model):
    """Something interactive that lessons can hold. What it shows is its newest version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=255)
    # Machine name of the main library of its newest version, and that version's number.
    kind = models.CharField(_("kind"), max_length=255, editable=False)
    number = models.PositiveIntegerField(_("version"), default=0, editable=False)
    # Made from the title: to search by.
    folded = models.CharField(max_length=255, default="", editable=False)
    # Where it came from with a curriculum; empty for those that were made or imported here.
    loaded_from = models.CharField(max_length=255, default="", editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), editable=False)

    objects = H5PPackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("interactive activity")
        verbose_name_plural = _("interactive activities")
        ordering: ClassVar = ["title", "id"]
        indexes: ClassVar = [models.Index(fields=["-made_at", "id"], name="courses_h5ppackage_made_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["loaded_from"], condition=~models.Q(loaded_from=""), name="courses_h5ppackage_loaded_from"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def newest(self) -> H5PVersion:
        """Its newest version."""
        return self.versions.get(number=self.number)


class H5PVersion(models.Model):
    """A package as it was imported or made once. Never changed: published lessons hold to the number."""

    package = models.ForeignKey(H5PPackage, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    # Of head, content and files: importing the same again makes no new version.
    digest = models.CharField(max_length=64)
    # `h5p.json`, and `content.json` as its libraries allow it.
    head = models.JSONField()
    content = models.JSONField()
    # Folder names (`H5P.Blanks-1.14`) of what a page loads, without what those need; the main library is the first.
    libraries = models.JSONField()
    # {path in the content folder: [SHA-256, bytes]}
    files = models.JSONField()
    size = models.PositiveBigIntegerField(_("bytes"))
    # {other host: [where it is named]} and [{"code", "path", "values"}] of what was mended on the way in.
    calls_out = models.JSONField(_("other sites it calls"), default=dict)
    notes = models.JSONField(default=list)
    source = models.CharField(_("file"), max_length=255, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("version of an interactive activity")
        verbose_name_plural = _("versions of interactive activities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["package", "number"], name="courses_h5pversion_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["digest"], name="courses_h5pversion_digest"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.package_id}/{self.number}"

    @property
    def needs(self) -> list[LibraryName]:
        """The libraries that a page loads for it, without what those need."""
        return [name for folder in self.libraries if (name := LibraryName.parse(folder))]

    @property
    def main(self) -> LibraryName:
        """Its main library."""
        return self.needs[0]

    @property
    def kept_files(self) -> dict[str, Kept]:
        """Where each file of the content lies, by its path in the content folder."""
        files: dict[str, Any] = self.files
        return {path: (sha256, size) for path, (sha256, size) in files.items()}
