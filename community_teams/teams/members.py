"""Who is in a team: inviting, joining, moving, leading, leaving. Everything is a date, and nothing is deleted."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.teams.following import ROLE_OF, follow_roles
from community_teams.teams.models import Hamlet, Membership, Team, TeamInvitation
from community_teams.teams.rights import TeamRefused
from community_teams.teams.services import locked_team
from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event
from people.invitations import services as invitations
from people.roles.models import RoleGrant

Place = Membership.Place


class NobodyLeads(TeamRefused):
    """The team would have no leader; whoever wants that all the same says so."""


@transaction.atomic
def invite(
    *,
    team: Team,
    phone: str,
    place: str,
    by: User,
    hamlet: Hamlet | None = None,
    request: HttpRequest | None = None,
) -> invitations.Sent | Membership:
    """Invite a number into the team; who has that role in the commune already is put in at once.

    Raises ``TeamRefused`` or ``InvitationRefused``.
    """
    kept = locked_team(team, by)
    only = _hamlet_of(kept, hamlet, place)
    user = User.objects.filter(phone=phone, is_active=True).first()
    if user is not None:
        held = kept.memberships.filter(user=user, valid_to=None).first()
        if held is not None and (held.place == place or held.place == Place.LEADER):
            raise TeamRefused(_("This person is in the team already."))
        if RoleGrant.objects.active().filter(user=user, role=ROLE_OF[Place(place)], area=kept.commune).exists():
            return put_in(team=kept, user=user, place=place, hamlet=only, by=by, request=request)
    sent = invitations.invite(phone=phone, role=ROLE_OF[Place(place)], area=kept.commune, by=by, request=request)
    TeamInvitation.objects.create(invitation=sent.invitation, team=kept, place=place, hamlet=only)
    return sent


@transaction.atomic
def withdraw_invitation(*, asked: TeamInvitation, by: User, request: HttpRequest | None = None) -> TeamInvitation:
    """Take an invitation back. Raises ``TeamRefused`` or ``InvitationRefused``."""
    locked_team(asked.team, by)
    invitations.withdraw(invitation=asked.invitation, by=by, request=request)
    return asked


@transaction.atomic
def send_invitation_again(*, asked: TeamInvitation, by: User, request: HttpRequest | None = None) -> invitations.Sent:
    """Send it with a new link. Raises ``TeamRefused`` or ``InvitationRefused``."""
    locked_team(asked.team, by)
    return invitations.send_again(invitation=asked.invitation, by=by, request=request)


@transaction.atomic
def put_in(
    *,
    team: Team,
    user: User,
    place: str,
    hamlet: Hamlet | None = None,
    by: User | None,
    since: dt.date | None = None,
    request: HttpRequest | None = None,
) -> Membership:
    """Let somebody be in the team from a day (today) on; the caller has made sure that both sides want it.

    Who is in it with another place or hamlet changes that on the day.
    """
    Team.objects.select_for_update().get(pk=team.pk)
    start = since or timezone.localdate()
    held = team.memberships.filter(user=user, valid_to=None).first()
    if held is not None:
        if (held.place, held.hamlet_id) == (place, hamlet.pk if hamlet else None) or held.place == Place.LEADER:
            return held
        _set_end(held, start, "")
    made = Membership.objects.create(team=team, user=user, place=place, hamlet=hamlet, valid_from=start, added_by=by)
    follow_roles(user=user, area=team.commune, by=by, request=request)
    _note(Event.MEMBER_JOINED, made, by, request)
    return made


@transaction.atomic
def end_membership(
    *,
    membership: Membership,
    why: str,
    by: User,
    on: dt.date | None = None,
    nobody_leads: bool = False,
    request: HttpRequest | None = None,
) -> Membership:
    """End a membership today or on a later day, the first on which it is no more; the role ends with it.

    Raises ``NobodyLeads`` when no leader would stay, unless ``nobody_leads`` says that this is known; ``TeamRefused``.
    """
    team = locked_team(membership.team, by)
    kept = _held(membership)
    day = _day(on, kept)
    if not why.strip():
        raise TeamRefused(_("Please say why."))
    if kept.place == Place.LEADER and not nobody_leads:
        _check_somebody_leads(team, kept, day)
    _set_end(kept, day, why.strip())
    follow_roles(user=kept.user, area=team.commune, by=by, request=request)
    _note(Event.MEMBERSHIP_ENDED, kept, by, request)
    return kept


@transaction.atomic
def move_member(
    *,
    membership: Membership,
    by: User,
    team: Team | None = None,
    hamlet: Hamlet | None = None,
    since: dt.date | None = None,
    nobody_leads: bool = False,
    request: HttpRequest | None = None,
) -> Membership:
    """Let a member work in another hamlet, in all of them (no hamlet), or in another team, from a day on.

    ``by`` may change both teams. Raises ``TeamRefused``, ``NobodyLeads``.
    """
    here, there = _both(membership.team, team or membership.team, by)
    kept = _held(membership)
    day = _day(since, kept)
    only = _hamlet_of(there, hamlet, kept.place)
    if there == here and only == kept.hamlet:
        raise TeamRefused(_("The person works there already."))
    if there != here and there.memberships.filter(user=kept.user, valid_to=None).exists():
        raise TeamRefused(_("This person is in that team already."))
    if there != here and kept.place == Place.LEADER and not nobody_leads:
        _check_somebody_leads(here, kept, day)
    _set_end(kept, day, "")
    made = Membership.objects.create(
        team=there, user=kept.user, place=kept.place, hamlet=only, valid_from=day, added_by=by
    )
    for area in {here.commune, there.commune}:
        follow_roles(user=kept.user, area=area, by=by, request=request)
    _note(Event.MEMBER_MOVED, made, by, request)
    return made


@transaction.atomic
def change_place(
    *,
    membership: Membership,
    place: str,
    by: User,
    nobody_leads: bool = False,
    request: HttpRequest | None = None,
) -> Membership:
    """Make a member a leader from today on, or a leader a member of all hamlets. Raises ``TeamRefused``."""
    team = locked_team(membership.team, by)
    kept = _held(membership)
    today = timezone.localdate()
    if kept.place == place:
        raise TeamRefused(_("The person has this place already."))
    if kept.valid_from > today:
        raise TeamRefused(_("The person is not in the team yet."))
    if kept.place == Place.LEADER and not nobody_leads:
        _check_somebody_leads(team, kept, today)
    _set_end(kept, today, "")
    made = Membership.objects.create(team=team, user=kept.user, place=place, valid_from=today, added_by=by)
    follow_roles(user=kept.user, area=team.commune, by=by, request=request)
    _note(Event.MEMBER_MOVED, made, by, request)
    return made


def _both(here: Team, there: Team, by: User) -> tuple[Team, Team]:
    """Both teams held in one order, so that two moves against each other do not wait for ever."""
    held = {team.pk: locked_team(team, by) for team in sorted({here, there}, key=lambda one: one.pk)}
    return held[here.pk], held[there.pk]


def _held(membership: Membership) -> Membership:
    kept = Membership.objects.select_for_update(of=("self",)).select_related("user", "hamlet").get(pk=membership.pk)
    if kept.valid_to is not None:
        raise TeamRefused(_("The end of this membership is set already."))
    return kept


def _day(on: dt.date | None, membership: Membership) -> dt.date:
    today = timezone.localdate()
    day = on or max(today, membership.valid_from)
    if day < today or day < membership.valid_from:
        raise TeamRefused(_("This day lies in the past."))
    return day


def _hamlet_of(team: Team, hamlet: Hamlet | None, place: str) -> Hamlet | None:
    if hamlet is None:
        return None
    if place == Place.LEADER:
        raise TeamRefused(_("A leader works in all hamlets of the team."))
    if hamlet.team_id != team.pk or hamlet.ended_on is not None:
        raise TeamRefused(_("This is no hamlet of the team."))
    return hamlet


def _check_somebody_leads(team: Team, leaving: Membership, day: dt.date) -> None:
    others = team.memberships.active(day).filter(place=Place.LEADER, user__is_active=True)
    if not others.exclude(pk=leaving.pk).filter(valid_to=None).exists():
        raise NobodyLeads(_("Then the team has no leader. Name another leader first, or tick that you know it."))


def _set_end(membership: Membership, day: dt.date, why: str) -> None:
    membership.valid_to, membership.end_reason = day, why
    membership.save(update_fields=["valid_to", "end_reason"])


def _note(event: Event, membership: Membership, by: User | None, request: HttpRequest | None) -> None:
    audit.record(
        event,
        actor=by,
        subject=membership.user,
        object_type="membership",
        object_id=membership.pk,
        note=f"{membership.place}, {membership.valid_to or membership.valid_from}",
        request=request,
    )
