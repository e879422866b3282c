"""What all pages of the tree share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.compat import HTTPMethod
from wagtail.models import Page

from courses.pages.forms import CurriculumCopyForm, CurriculumPageForm
from courses.pages.permissions import CurriculumPermissions
from courses.versions.publish import lock_page
from foundation.http import public_page
from foundation.identifiers import uuid7

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.response import TemplateResponse
    from wagtail.models import Revision

PREVIEW_SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Preview on a phone (360 px)")},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Preview on a tablet (768 px)")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Preview on a computer (1280 px)")},
]


def public_path(url_path: str) -> str:
    """The address of the page with this ``url_path``: the part below the home page, which is the site's root."""
    return "/" + url_path.split("/", 2)[2]


class CurriculumPage(Page):
    """A page of the tree: public, the same for everyone, read only."""

    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    admin_default_ordering = "ord"
    base_form_class = CurriculumPageForm
    copy_form_class = CurriculumCopyForm
    preview_sizes = PREVIEW_SIZES

    class Meta:
        abstract = True

    def get_url(self, request: HttpRequest | None = None, current_site: object = None) -> str:
        """The path below the home page; needs neither the database nor a cache, so lists may ask often."""
        return public_path(self.url_path)

    url = property(get_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """The page for everyone. Previews do not come this way; where a page is restricted, Wagtail forbids caching."""
        return public_page(super().serve(request, *args, **kwargs))

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish in one transaction with all that is written on publishing; one publication of a page at a time."""
        with transaction.atomic():
            lock_page(self.pk)
            super().publish(revision, *args, **kwargs)

    def save_revision(self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any) -> Revision:
        """A draft. What is published is not written over: of that nobody asks any more who changed it."""
        if overwrite_revision is not None:
            live = Page.objects.filter(pk=self.pk).values_list("live_revision", flat=True).first()
            # Older ones, which are not the latest either, Wagtail refuses itself.
            overwrite_revision = overwrite_revision if overwrite_revision.pk > (live or 0) else None
        revision: Revision = super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)
        return revision

    def permissions_for_user(self, user: Any) -> CurriculumPermissions:
        """What this person may do with the page."""
        return CurriculumPermissions(user, self)


class IdentifiedPage(CurriculumPage):
    """A page that learners' records know by a UUID, which survives editing and moving; a copy gets its own."""

    uuid = models.UUIDField(_("identifier"), default=uuid7, unique=True, editable=False)

    exclude_fields_in_copy = ["uuid"]

    class Meta:
        abstract = True
