"""What the package adds to the officials' screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from courses.blocks.cards import outside_addresses
from courses.blocks.links import unofficial
from courses.editing.four_eyes import may_approve
from courses.framework.viewsets import FrameworkViewSetGroup
from courses.pages.lessons import LessonPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
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


@hooks.register("after_edit_page", order=100)
def say_why_it_was_not_approved(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An approval that came with a change keeps the change; why it does not approve is said."""
    if request.POST.get("action-workflow-action") and request.POST.get("workflow-action-name") == "approve":
        page = type(page).objects.get(pk=page.pk)
        if page.workflow_in_progress and not may_approve(user=request.user, page=page):
            messages.error(request, _("Not approved: you changed something here, so another person must approve it."))
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None
