"""`load_demo_team`: the demo's team, and how its people sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community_teams.teams.demo import load_demo_team
from community_teams.teams.models import Membership
from foundation.reports import ReportingCommand

# Where each begins, and what it is called where a program reads it, and on the screen.
PLACES = {
    Membership.Place.LEADER: ("/to-cong-nghe/quan-ly/", "team leader", gettext_lazy("team leader")),
    Membership.Place.MEMBER: ("/to-cong-nghe/", "team member", gettext_lazy("team member")),
}


class Command(ReportingCommand):
    """Load the demo's team."""

    help = _("Make the demo's team with made-up households if it is not there yet. Only for the demo.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside the demo, load, print."""
        if settings.PROFILE != "demo":
            raise self.wrong_usage(_("Demo accounts are for the demo only: everybody may be them."))
        for loaded in load_demo_team():
            path, name, place = PLACES[loaded.member.place]
            self.say(
                _("%(address)s: %(place)s %(phone)s, the code stands on the page")
                % {"address": f"{settings.SITE_URL}{path}", "place": place, "phone": loaded.member.phone},
                role=name,
                path=path,
                phone=loaded.member.phone,
                created=loaded.created,
            )
