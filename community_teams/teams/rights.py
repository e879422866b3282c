"""Who may change a team: its leaders, the officials of its place, and administrators."""

from __future__ import annotations

from django.utils.translation import gettext as _

from community_teams.reach import scope_of
from community_teams.teams.models import Team
from people.accounts.models import User
from people.areas.models import Area
from people.roles.names import Role
from people.roles.selectors import has_role


class TeamRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


def oversees(user: User, area: Area) -> bool:
    """Whether the person looks after the teams of a place, as an official of it or as an administrator."""
    return has_role(user, Role.ADMINISTRATOR) or has_role(user, Role.AREA_OFFICIAL, area=area)


def check_may_change(user: User, team: Team) -> None:
    """Raise ``TeamRefused`` for whoever neither leads the team nor oversees its place."""
    if not scope_of(user).leads(team.pk) and not oversees(user, team.commune):
        raise TeamRefused(_("You do not lead this team."))


def check_going_on(team: Team) -> None:
    """Raise ``TeamRefused`` for a team that is no more."""
    if team.ended_on is not None:
        raise TeamRefused(_("This team has ended."))
