"""Where the officials' screens show warnings of scams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from community_teams.scams.office import WarningsPanel, warnings
from community_teams.scams.selectors import SEE_WARNINGS

if TYPE_CHECKING:
    from wagtail.admin.ui.components import Component


@hooks.register("register_admin_urls")
def warning_urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    return [path("canh-bao-lua-dao/", warnings, name="scam_warnings")]


@hooks.register("construct_homepage_panels", order=20)
def warnings_first(request: HttpRequest, panels: list[Component]) -> None:
    """Warnings stand before everything that can wait."""
    panels.append(WarningsPanel())


class WarningsMenuItem(MenuItem):
    """Shown to who looks after an area."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The door has asked for the roles already."""
        return bool(getattr(request, "staff_roles", set()) & SEE_WARNINGS)


@hooks.register("register_reports_menu_item")
def warnings_menu_item() -> MenuItem:
    """Warnings of scams."""
    return WarningsMenuItem(
        _("Warnings of scams"), reverse("scam_warnings"), icon_name="warning", order=140, name="scam-warnings"
    )
