"""The addresses, menu items and buttons of the editors' work, for `courses/wagtail_hooks.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from courses.editing.panels import DuePanel, WorkPanel
from courses.editing.reports import DueReportView
from courses.editing.views import confirm_view, submit_course_view
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from wagtail.admin.ui.components import Component
    from wagtail.models import Page

    from people.models import User


def urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    return [
        path("soat-lai/", DueReportView.as_view(), name="courses_review_report"),
        path("soat-lai/results/", DueReportView.as_view(results_only=True), name="courses_review_report_results"),
        path("soat-lai/<int:page_id>/", confirm_view, name="courses_review_confirm"),
        path("gui-duyet-khoa/<int:page_id>/", submit_course_view, name="courses_submit_course"),
    ]


class DueMenuItem(MenuItem):
    """Shown to whoever edits pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may edit anything."""
        return bool(page_permission_policy.user_has_any_permission(request.user, ["add", "change", "publish"]))


def due_menu_item() -> MenuItem:
    """The report in the menu."""
    return DueMenuItem(
        _("Lessons to be reviewed again"), reverse("courses_review_report"), icon_name="date", order=100,
        name="courses-review",
    )  # fmt: skip


def put_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Our lists in the place of Wagtail's, which are without bound and ask the database for each line."""
    wagtails = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, wagtails)]
    panels += [WorkPanel(), DuePanel()]


def header_buttons(page: Page, user: User, view_name: str) -> Iterator[Button]:
    """What can be done with a lesson or a course beside Wagtail's own acts."""
    page = page.specific_deferred
    if not page.permissions_for_user(user).can_edit():
        return
    if isinstance(page, LessonPage) and page.live:
        url = reverse("courses_review_confirm", args=[page.pk])
        yield Button(_("Reviewed, still right"), url=url, icon_name="check", priority=85)
    if isinstance(page, CoursePage):
        url = reverse("courses_submit_course", args=[page.pk])
        yield Button(_("Submit the whole course for review"), url=url, icon_name="upload", priority=86)
