"""Where the officials' screens lead to the teams."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from people.roles.names import Role

SEE_TEAMS = frozenset({Role.AREA_OFFICIAL, Role.ADMINISTRATOR})


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern | URLResolver]:
    """Below `/quan-tri/`."""
    return [path("to-cong-nghe/", include("community_teams.office.urls"))]


class TeamsMenuItem(MenuItem):
    """Shown to officials of an area and administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything to see for the person; the door has asked for the roles already."""
        return bool(getattr(request, "staff_roles", set()) & SEE_TEAMS)


@hooks.register("register_reports_menu_item")
def teams_menu_item() -> MenuItem:
    """What the teams did."""
    return TeamsMenuItem(
        _("Community teams"), reverse("community_teams_office:home"), icon_name="group", order=120,
        name="community-teams",
    )  # fmt: skip
