"""The community_teams package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation, periodic


class CommunityTeamsConfig(AppConfig):
    """Registers the package, and the way to a team at the foot of every page."""

    name = "community_teams"
    verbose_name = _("Community digital-technology teams")

    def ready(self) -> None:
        """Lead from the foot to the team's page; make known where invited people begin, what follows what, and jobs."""
        from community_teams.counting.recounting import recount_lately
        from community_teams.followups.lapsing import lapse_overdue
        from community_teams.photos.services import delete_withdrawn, forget_unfinished
        from community_teams.scams.warning import follow_reports
        from community_teams.spreadsheets.working import clean_old, work_next
        from community_teams.sync.holding import decide_held
        from community_teams.sync.pruning import forget_tombstones
        from community_teams.teams import following, mine, moving
        from people.invitations import homes
        from people.roles.names import Role

        homes.register(Role.TEAM_MEMBER, "/to-cong-nghe/")
        homes.register(Role.TEAM_LEADER, "/to-cong-nghe/quan-ly/")
        mine.connect()
        following.connect()
        moving.connect()
        periodic.register("what phones sent and is held", seconds=300, run=decide_held)
        periodic.register("community_teams.followups.lapsing", seconds=1800, run=lapse_overdue)
        periodic.register("community_teams.scams.warnings", seconds=300, run=follow_reports)
        periodic.register("community_teams.recount", seconds=5, run=recount_lately)
        periodic.register("community_teams.moving", seconds=300, run=moving.follow_the_calendar)
        navigation.register(navigation.Place(_("Community teams"), "/to-cong-nghe/"), spot="foot")
        periodic.register("community_teams.spreadsheets", seconds=2, run=work_next)
        periodic.register("community_teams.spreadsheets.old", seconds=3600, run=clean_old)
        periodic.register("forget_tombstones", seconds=3600, run=forget_tombstones)
        periodic.register("forget_unfinished_photos", seconds=24 * 3600, run=forget_unfinished)
        periodic.register("delete_withdrawn_photos", seconds=300, run=delete_withdrawn)
