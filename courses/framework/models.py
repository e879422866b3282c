"""A framework of competences, in groups. Several versions live side by side; courses name single competences."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable


class Framework(ClusterableModel):
    """One version of a framework, for example the one of a decision."""

    code = models.SlugField(_("code"), max_length=60)
    version = models.CharField(_("version"), max_length=30)
    title = models.CharField(_("title"), max_length=255)
    note = models.TextField(
        _("note"), blank=True, help_text=_("Where it comes from, and what in it is not confirmed yet.")
    )
    provisional = models.BooleanField(
        _("provisional"), default=True, help_text=_("Until the official tables are confirmed, pages say so.")
    )
    # Of the file it was imported from, and of the rows as that import left them: tells an official's change.
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("code"), FieldPanel("version"), FieldPanel("provisional")], heading=_("version")),
        FieldPanel("title"),
        FieldPanel("note"),
        InlinePanel("groups", heading=_("groups"), label=_("group")),
    ]

    class Meta:
        verbose_name = _("competence framework")
        verbose_name_plural = _("competence frameworks")
        ordering: ClassVar = ["code", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="courses_framework_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class CompetenceGroup(Orderable):
    """Competences that belong together."""

    framework = ParentalKey(Framework, on_delete=models.CASCADE, related_name="groups", verbose_name=_("framework"))
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(_("title"), max_length=255)

    panels: ClassVar = [FieldPanel("code"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("competence group")
        verbose_name_plural = _("competence groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "code"], name="courses_competencegroup_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Competence(Orderable):
    """Something that a person can do; courses say which of these they teach."""

    group = models.ForeignKey(
        CompetenceGroup, on_delete=models.CASCADE, related_name="competences", verbose_name=_("group")
    )
    code = models.CharField(_("code"), max_length=30)
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(_("description"), blank=True)

    panels: ClassVar = [FieldPanel("group"), FieldPanel("code"), FieldPanel("title"), FieldPanel("description")]

    class Meta(Orderable.Meta):
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering: ClassVar = ["group__framework", "group__sort_order", "sort_order", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "code"], name="courses_competence_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
