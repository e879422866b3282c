"""Accepting an invitation: once, by whoever holds the link and the number."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.text import fold
from people.accounts.models import User
from people.accounts.numbers import begin_account, begin_account_anew, holder_of
from people.audit import services as audit
from people.audit.events import Event
from people.invitations.models import Invitation
from people.invitations.services import InvitationRefused, hash_of
from people.invitations.signals import invitation_accepted
from people.number_changes.stopping import By, stop_change
from people.roles.names import Role
from people.roles.reach import reach_of
from people.roles.services import grant, overlapping
from people.ways_back.models import WrongProof
from people.ways_back.services import WEEK, WRONG_PROOFS_A_WEEK


class NotTheName(InvitationRefused):
    """The account of this number is called otherwise."""


def open_invitation(token: str) -> Invitation | None:
    """The invitation that a link opens now."""
    found = Invitation.objects.in_state(Invitation.State.OPEN).filter(token_hash=hash_of(token))
    return found.select_related("area__parent").first()


def account_of(invitation: Invitation) -> User | None:
    """The open account that has the invitation's number."""
    return User.objects.filter(phone=invitation.phone, is_active=True).first()


def accept(
    *,
    token: str,
    full_name: str,
    password: str | None,
    new_here: bool = False,
    request: HttpRequest | None = None,
) -> User:
    """Let who holds the number have the role; the caller has just confirmed the number by a code.

    Where the number has an account, the name must be that account's, so that a number that changed hands opens nobody
    else's; ``new_here`` begins a new one instead. Raises ``InvitationRefused``; of many at once exactly one succeeds.
    """
    try:
        return _accept(token, full_name, password, new_here, request)
    except NotTheName:
        # Written outside the transaction that was undone.
        _count_wrong_name(token)
        raise


@transaction.atomic
def _accept(token: str, full_name: str, password: str | None, new_here: bool, request: HttpRequest | None) -> User:
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("area", "invited_by")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if invitation is None or invitation.state() != Invitation.State.OPEN:
        raise InvitationRefused(_("This invitation does not hold any more."))
    _check_inviter(invitation)
    user = _account(invitation, full_name, new_here, request)
    stop_change(user=user, by=By.OLD_NUMBER, request=request)
    if full_name and not user.full_name:
        user.full_name = full_name
    # A role changes nobody's password: otherwise whoever invites could have it set anew.
    if password and not (invitation.role and user.has_usable_password()):
        user.set_password(password)
    user.save()
    if invitation.role and not _has_role(user, invitation):
        grant(
            user=user, role=Role(invitation.role), area=invitation.area, valid_to=invitation.role_ends,
            granted_by=invitation.invited_by, request=request,
        )  # fmt: skip
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    event = Event.INVITATION_ACCEPTED if invitation.role else Event.PASSWORD_CHANGED
    audit.record(
        event, actor=user, subject=user, object_type="invitation", object_id=invitation.pk,
        note=invitation.role, request=request,
    )  # fmt: skip
    invitation_accepted.send(sender=Invitation, invitation=invitation, user=user, request=request)
    user.refresh_from_db()
    return user


def _check_inviter(invitation: Invitation) -> None:
    """What somebody may no longer give today, an older invitation of theirs does not give either."""
    inviter = invitation.invited_by
    reach = reach_of(inviter) if inviter else None
    allowed = reach and (
        reach.covers(role=invitation.role, area=invitation.area) if invitation.role else reach.everything
    )
    over = invitation.role_ends is not None and invitation.role_ends <= timezone.localdate()
    if not allowed or over:
        raise InvitationRefused(_("This invitation does not hold any more."))


def _account(invitation: Invitation, full_name: str, new_here: bool, request: HttpRequest | None) -> User:
    holder = holder_of(phone=invitation.phone)
    if holder is None:
        if not invitation.role:
            raise InvitationRefused(_("This invitation does not hold any more."))
        return begin_account(phone=invitation.phone, how="invitation", request=request)
    if new_here and invitation.role:
        return begin_account_anew(phone=invitation.phone, how="invitation", request=request)
    if not holder.is_active:
        raise InvitationRefused(_("This account has been closed. Please ask the person in charge."))
    if wrong_names(holder) >= WRONG_PROOFS_A_WEEK:
        raise InvitationRefused(_("The name was wrong too many times. Please ask the person who invited you."))
    if holder.full_name and _spoken(holder.full_name) != _spoken(full_name):
        raise NotTheName(_("The account of this number has another name. Please type the name as you gave it here."))
    return holder


def wrong_names(user: User) -> int:
    """How often somebody failed to show to be this person in the last week."""
    return WrongProof.objects.filter(user=user, at__gt=timezone.now() - WEEK).count()


def _count_wrong_name(token: str) -> None:
    invitation = Invitation.objects.filter(token_hash=hash_of(token)).first()
    holder = account_of(invitation) if invitation else None
    if holder:
        WrongProof.objects.create(user=holder, at=timezone.now())


def _has_role(user: User, invitation: Invitation) -> bool:
    today: dt.date = timezone.localdate()
    return overlapping(
        user=user, role=Role(invitation.role), area=invitation.area, start=today, end=invitation.role_ends
    )


def _spoken(name: str) -> str:
    return " ".join(fold(name).split())
