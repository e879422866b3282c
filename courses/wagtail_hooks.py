"""What the package adds to the officials' screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from courses.blocks.cards import outside_addresses
from courses.blocks.links import unofficial
from courses.copies import hooks as copy_hooks
from courses.editing import aging, wagtail_screens
from courses.editing.auditing import REVIEWED
from courses.editing.four_eyes import may_approve
from courses.framework.viewsets import FrameworkViewSetGroup
from courses.interactive.authoring import hooks as authoring_hooks
from courses.interactive.office import hooks as interactive_hooks
from courses.packages import hooks as package_hooks
from courses.pages.lessons import LessonPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from wagtail.admin.menu import MenuItem
    from wagtail.admin.ui.components import Component
    from wagtail.admin.widgets.button import Button
    from wagtail.log_actions import LogActionRegistry
    from wagtail.models import Page

    from people.models import User


# Importing it registers them.
__all__ = ["aging", "authoring_hooks", "copy_hooks", "interactive_hooks", "package_hooks"]


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


@hooks.register("before_edit_page")
def show_what_the_reviewer_said(request: HttpRequest, page: Page) -> None:
    """Whoever opens a page that came back reads why."""
    state = page.current_workflow_state if request.method == "GET" else None
    if state is not None and state.status == state.STATUS_NEEDS_CHANGES and state.current_task_state:
        said = state.current_task_state.comment or _("(without a comment)")
        messages.warning(request, _("The reviewer sent this page back: %s") % said)


@hooks.register("after_edit_page", order=100)
def say_why_it_was_not_approved(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An approval that came with a change keeps the change; why it does not approve is said."""
    if request.POST.get("action-workflow-action") and request.POST.get("workflow-action-name") == "approve":
        page = type(page).objects.get(pk=page.pk)
        if page.workflow_in_progress and not may_approve(user=request.user, page=page):  # type: ignore[arg-type]
            messages.error(request, _("Not approved: you changed something here, so another person must approve it."))
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("register_admin_urls")
def editing_urls() -> list[URLPattern]:
    """Reviews and handing in a whole course."""
    return wagtail_screens.urls()


@hooks.register("register_reports_menu_item")
def due_report() -> MenuItem:
    """Lessons to be read again."""
    return wagtail_screens.due_menu_item()


@hooks.register("construct_homepage_panels")
def work_of_each(request: HttpRequest, panels: list[Component]) -> None:
    """What waits for whoever opens the screens."""
    wagtail_screens.put_panels(request, panels)


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """What can be done with a lesson or a course."""
    return wagtail_screens.header_buttons(page, user, view_name)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """In a page's history."""
    actions.register_action(REVIEWED, gettext_lazy("Review"), gettext_lazy("Read again and found still right"))
