"""The first page, and the catalogue of all tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.pages.base import CurriculumPage
from courses.pages.extras import beginnings
from courses.pages.forms import CurriculumPageForm
from courses.pages.permissions import PillarPermissions
from courses.pages.tracks import tracks_with_courses

if TYPE_CHECKING:
    from django.http import HttpRequest


class PillarPageForm(CurriculumPageForm):
    """The address of a pillar stays: the frame of every page, phones and printed papers lead there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")
        if slug is not None and self.instance.pk:
            slug.disabled = True


class PillarPage(CurriculumPage):
    """A page that the whole site hangs from: officials write in it; only an administrator takes it away."""

    base_form_class = PillarPageForm

    # Without the date on which it would go off the site by itself.
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PillarPermissions:
        """Asked by every screen and every action on many pages at once, so nothing is offered that is refused."""
        return PillarPermissions(user, self)


# More would not be looked through on a phone; the rest is in the track.
COURSES_OF_A_TRACK_AT_HOME = 4
COURSES_OF_A_TRACK_IN_THE_CATALOGUE = 12


class HomePage(PillarPage):
    """`/`: the tracks, where I was, search."""

    intro = models.TextField(_("introduction"), blank=True, max_length=600)

    content_panels = [*CurriculumPage.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["courses.CataloguePage"]
    max_count = 1
    template = "courses/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``tracks``, each with its first courses as ``course_list``; ``extras`` to begin by."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "tracks": tracks_with_courses(most=COURSES_OF_A_TRACK_AT_HOME), "extras": beginnings()}


class CataloguePage(PillarPage):
    """`/khoa-hoc/`: all tracks with their courses."""

    intro = models.TextField(_("introduction"), blank=True, max_length=600)

    content_panels = [*CurriculumPage.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar = ["courses.HomePage"]
    subpage_types: ClassVar = ["courses.TrackPage"]
    max_count = 1
    template = "courses/catalogue_page.html"

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``tracks``, each with its courses as ``course_list``."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "tracks": tracks_with_courses(most=COURSES_OF_A_TRACK_IN_THE_CATALOGUE)}
