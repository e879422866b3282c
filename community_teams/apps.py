"""The community_teams package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation, periodic


class CommunityTeamsConfig(AppConfig):
    """Registers the package, and the way to a team at the foot of every page."""

    name = "community_teams"
    verbose_name = _("Community digital-technology teams")

    def ready(self) -> None:
        """Lead from the foot to the help page, as the pages of teams and figures are not built yet; the jobs."""
        from community_teams.photos.services import delete_withdrawn, forget_unfinished
        from community_teams.sync.holding import decide_held
        from community_teams.sync.pruning import forget_tombstones

        navigation.register(navigation.Place(_("Community teams"), "/tro-giup/#nguoi-gan-nha"), spot="foot")
        periodic.register("forget_tombstones", seconds=3600, run=forget_tombstones)
        periodic.register("forget_unfinished_photos", seconds=24 * 3600, run=forget_unfinished)
        periodic.register("delete_withdrawn_photos", seconds=300, run=delete_withdrawn)
        periodic.register("what phones sent and is held", seconds=300, run=decide_held)
