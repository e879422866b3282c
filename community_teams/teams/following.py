"""Roles follow memberships, and memberships follow what happens to invitations and roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.teams.models import Membership, TeamInvitation
from people.accounts.models import User
from people.areas.models import Area
from people.invitations.models import Invitation
from people.invitations.services import InvitationRefused
from people.invitations.signals import invitation_accepted
from people.roles.models import RoleGrant
from people.roles.names import Role
from people.roles.services import end, grant
from people.roles.signals import role_ended

ROLE_OF = {Membership.Place.MEMBER: Role.TEAM_MEMBER, Membership.Place.LEADER: Role.TEAM_LEADER}
PLACE_OF = {role: place for place, role in ROLE_OF.items()}


def connect() -> None:
    """Listen, once Django is ready."""
    invitation_accepted.connect(_join, sender=Invitation, dispatch_uid="community_teams.join")
    role_ended.connect(_leave, sender=RoleGrant, dispatch_uid="community_teams.leave")


def follow_roles(*, user: User, area: Area, by: User | None, request: HttpRequest | None = None) -> None:
    """Let the person's team roles at a place last from the first to the last day of the memberships there.

    Somebody in two teams of one commune has one role for both: it ends with the last.
    """
    for place, role in ROLE_OF.items():
        _follow(user, role, area, _days(user, place, area), by, request)


def _days(user: User, place: str, area: Area) -> tuple[dt.date, dt.date | None] | None:
    """First day and end of what is not over; None where nothing is."""
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()),
        user=user, place=place, team__commune=area, team__ended_on=None,
    ).values_list("valid_from", "valid_to")  # fmt: skip
    spans = list(held)
    if not spans:
        return None
    ends = [last for _first, last in spans]
    return min(first for first, _last in spans), None if None in ends else max(filter(None, ends))


def _follow(
    user: User,
    role: Role,
    area: Area,
    days: tuple[dt.date, dt.date | None] | None,
    by: User | None,
    request: HttpRequest | None,
) -> None:
    today = timezone.localdate()
    grants = list(RoleGrant.objects.not_over().filter(user=user, role=role, area=area).order_by("valid_from"))
    last = days[1] if days else today
    for given in grants:
        if last is not None and (given.valid_to is None or given.valid_to > last):
            end(grant=given, reason=_("The membership in the team ends."), ended_by=by, valid_to=last, request=request)
    if days is None:
        return
    known_until = [given.valid_to for given in grants]
    if last is None and None in known_until:
        return
    known = max(filter(None, known_until), default=None)
    if None in known_until or (known is not None and last is not None and known >= last):
        return
    start = max(known or today, days[0])
    grant(user=user, role=role, area=area, valid_from=start, valid_to=last, granted_by=by, request=request)


def _join(sender: Any, invitation: Invitation, user: User, request: HttpRequest | None, **_more: Any) -> None:
    """The membership begins on the day on which the invitation is accepted."""
    from community_teams.teams.members import put_in

    asked = TeamInvitation.objects.select_related("team__commune", "hamlet").filter(invitation=invitation).first()
    if asked is None:
        return
    if asked.team.ended_on is not None or (asked.hamlet is not None and asked.hamlet.ended_on is not None):
        raise InvitationRefused(_("This invitation does not hold any more."))
    put_in(
        team=asked.team, user=user, place=asked.place, hamlet=asked.hamlet, by=invitation.invited_by, request=request
    )


def _leave(sender: Any, grant: RoleGrant, **_more: Any) -> None:
    """Whose role in teams is ended elsewhere sees no household there after that day either."""
    place, area, day = PLACE_OF.get(grant.role), grant.area, grant.valid_to  # type: ignore[call-overload]
    if place is None or area is None or day is None:
        return
    longer = Q(valid_to=None) | Q(valid_to__gt=day)
    held = Membership.objects.select_related("team__commune").filter(longer, user=grant.user_id, place=place)
    for membership in held.filter(Q(team__commune=area) | Q(team__commune__parent=area)).select_for_update(
        of=("self",)
    ):
        commune = membership.team.commune
        others = RoleGrant.objects.filter(longer, user=grant.user_id, role=grant.role)
        if not others.filter(area__in=[commune.pk, commune.parent_id]).exclude(pk=grant.pk).exists():
            membership.valid_to, membership.end_reason = max(day, membership.valid_from), grant.end_reason
            membership.save(update_fields=["valid_to", "end_reason"])
