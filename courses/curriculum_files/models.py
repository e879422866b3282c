"""What the loader remembers of each page it loaded, to tell a newer file from an official's change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedPage(models.Model):
    """A page as a file made it. As long as the page still is what is written here, a newer file may replace it."""

    uuid = models.UUIDField(_("identifier"), unique=True)
    file = models.CharField(_("file"), max_length=500)
    source_digest = models.CharField(_("digest of the file and its media"), max_length=64)
    # The state of the page after loading. An official's edit makes another revision, a move another place.
    revision = models.BigIntegerField(_("revision"))
    parent = models.UUIDField(_("identifier of the page above"), null=True)
    order = models.IntegerField(_("order among its siblings"))
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("loaded page")
        verbose_name_plural = _("loaded pages")

    def __str__(self) -> str:
        return self.file
