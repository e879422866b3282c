"""The community_teams package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation, periodic


class CommunityTeamsConfig(AppConfig):
    """Registers the package, and the way to a team at the foot of every page."""

    name = "community_teams"
    verbose_name = _("Community digital-technology teams")

    def ready(self) -> None:
        """Lead from the foot to the help page; hear who accepts an invitation, and decide what was held too long."""
        from community_teams.sync.holding import decide_held
        from community_teams.teams import following

        following.connect()
        periodic.register("what phones sent and is held", seconds=300, run=decide_held)
        navigation.register(navigation.Place(_("Community teams"), "/tro-giup/#nguoi-gan-nha"), spot="foot")
