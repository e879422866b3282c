"""The community_teams package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityTeamsConfig(AppConfig):
    """Registers the package."""

    name = "community_teams"
    verbose_name = _("Community digital-technology teams")
