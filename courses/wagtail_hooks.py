"""What the package adds to the officials' screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _
from wagtail import hooks

from courses.blocks.cards import outside_addresses
from courses.blocks.links import unofficial
from courses.framework.viewsets import FrameworkViewSetGroup
from courses.pages.lessons import LessonPage

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Page


@hooks.register("register_admin_viewset")
def framework() -> FrameworkViewSetGroup:
    """Frameworks and competences."""
    return FrameworkViewSetGroup()


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_unofficial_links(request: HttpRequest, page: Page) -> None:
    """A lesson may lead anywhere, but whoever edits it should look twice where that is no authority's address."""
    if isinstance(page, LessonPage):
        for address in unofficial(outside_addresses(page.cards)):
            messages.warning(request, _("Please look once more: %s is no address of an authority.") % address)
