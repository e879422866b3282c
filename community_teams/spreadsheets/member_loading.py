"""Rows of a file become teams, hamlets and places in teams, by the services that officials' pages use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community_teams.teams.members import end_membership, invite, put_in
from community_teams.teams.models import Hamlet, Membership, Team
from community_teams.teams.rights import TeamRefused, oversees
from community_teams.teams.services import add_hamlet, make_team
from foundation.text import fold, normalise
from people.accounts.models import User
from people.areas.models import Area
from people.invitations.services import InvitationRefused
from people.roles.services import RoleRefused

REFUSED = (TeamRefused, InvitationRefused, RoleRefused)
PUT_IN, INVITED, ALREADY = "loaded", "invited", "already"


def load_member(values: dict[str, Any], by: User) -> str:
    """Put one row in; says what was done. Raises one of ``REFUSED``, and then nothing of the row is there."""
    with transaction.atomic():
        commune = Area.objects.get(pk=values["commune"])
        if not oversees(by, commune):
            raise TeamRefused(_("You do not look after the teams of this place."))
        team, is_new = _team(values["team"], commune, by)
        hamlet, is_new_too = _hamlet(values["hamlet"], team, by)
        if not values["phone"]:
            return PUT_IN if is_new or is_new_too else ALREADY
        return _person(values, team, hamlet, by)


def is_known(phone: str, name: str) -> User | None:
    """Who has this number, if the name is that person's: a slip in a number puts nobody else into a team."""
    user = User.objects.filter(phone=phone, is_active=True).first()
    return user if user is not None and (not name or _same(user.full_name, name)) else None


def _same(one: str, other: str) -> bool:
    return " ".join(fold(normalise(one)).split()) == " ".join(fold(normalise(other)).split())


def _team(name: str, commune: Area, by: User) -> tuple[Team, bool]:
    going_on = Team.objects.filter(commune=commune, ended_on=None)
    found = next((team for team in going_on if _same(team.name, name)), None)
    return (found, False) if found else (make_team(name=name, commune=commune, by=by), True)


def _hamlet(name: str, team: Team, by: User) -> tuple[Hamlet | None, bool]:
    if not name:
        return None, False
    found = next((one for one in team.hamlets.filter(ended_on=None) if _same(one.name, name)), None)
    return (found, False) if found else (add_hamlet(team=team, name=name, by=by), True)


def _person(values: dict[str, Any], team: Team, hamlet: Hamlet | None, by: User) -> str:
    phone, place = values["phone"], values["place"]
    user = is_known(phone, values["name"])
    if user is None:
        invite(team=team, phone=phone, place=place, hamlet=hamlet, by=by)
        return INVITED
    held = team.memberships.filter(user=user, valid_to=None).first()
    if held is not None and (held.place == Membership.Place.LEADER or (held.place, held.hamlet) == (place, hamlet)):
        return ALREADY
    since = dt.date.fromisoformat(values["from"]) if values["from"] else None
    made = put_in(team=team, user=user, place=place, hamlet=hamlet, by=by, since=since)
    if values["until"]:
        after = dt.date.fromisoformat(values["until"]) + dt.timedelta(days=1)
        # Whoever wrote the day into the file knows who leads then.
        end_membership(membership=made, why=_("As the list said."), by=by, on=after, nobody_leads=True)
    return PUT_IN
