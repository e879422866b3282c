"""The table that search reads: one row for each course, lesson and card that everyone may open."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """Something that can be found. Written by ``courses.search.index`` in the transaction of the publication.

    ``exact`` holds the words as they are spelt, ``folded`` without their marks.
    """

    course = models.UUIDField(_("course"), db_index=True)
    lesson = models.UUIDField(_("lesson"), null=True, db_index=True)
    card = models.CharField(_("card"), max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    exact = SearchVectorField(_("words"))
    folded = SearchVectorField(_("folded words"))

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes: ClassVar = [GinIndex(fields=["folded"], name="courses_search_folded")]

    def __str__(self) -> str:
        return self.title
