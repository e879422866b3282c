"""Where the officials' screens lead to what people can do."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from quizzes.placement.office import report
from quizzes.placement.report import SEE_AREAS


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    return [path("nang-luc/", report, name="quizzes_report")]


class ReportMenuItem(MenuItem):
    """Shown to officials of an area, reviewers and administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything to see for the person; the door has asked for the roles already."""
        return bool(getattr(request, "staff_roles", set()) & SEE_AREAS)


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """Before and after by area."""
    return ReportMenuItem(
        _("Digital skills by area"), reverse("quizzes_report"), icon_name="order-up", order=130, name="quizzes-report"
    )
