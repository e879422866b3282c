"""The community_teams package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation


class CommunityTeamsConfig(AppConfig):
    """Registers the package, and its two pages at the foot of every page."""

    name = "community_teams"
    verbose_name = _("Community digital-technology teams")

    def ready(self) -> None:
        """Make both pages known to the frame."""
        navigation.register(navigation.Place(_("Community teams"), "/to-cong-nghe/"), spot="foot")
        navigation.register(navigation.Place(_("Scoreboard"), "/bang-theo-doi/"), spot="foot")
