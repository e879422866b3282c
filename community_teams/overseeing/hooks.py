"""Where the officials' screens lead to the teams."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from people.roles.names import Role

OVERSEE = frozenset({Role.AREA_OFFICIAL, Role.ADMINISTRATOR})


@hooks.register("register_admin_urls")
def team_urls() -> list[URLResolver]:
    """Below `/quan-tri/`."""
    return [path("to-cong-nghe/lap-to/", include("community_teams.overseeing.urls"))]


class TeamsMenuItem(MenuItem):
    """Shown to who looks after a place."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The door has asked for the roles already."""
        return bool(getattr(request, "staff_roles", set()) & OVERSEE)


@hooks.register("register_admin_menu_item")
def teams_menu_item() -> MenuItem:
    """Community teams."""
    return TeamsMenuItem(
        _("Teams and leaders"), reverse("overseeing:teams"), icon_name="group", order=520, name="teams-and-leaders"
    )
