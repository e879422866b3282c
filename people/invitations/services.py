"""Inviting, taking back, sending again, and accepting."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts.models import User
from people.areas.models import Area
from people.audit import services as audit
from people.audit.events import Event
from people.invitations.models import Invitation
from people.roles.names import NEED_AREA, Role
from people.roles.reach import reach_of
from people.roles.services import overlapping
from people.sms import services as sms

DAYS = 7
MOST_TIMES_SENT = 5
# One person invites a whole commune's teams in a few days, and nobody can send messages without end.
MOST_A_DAY = 100


class InvitationRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation on its way. The link is for the demo's page only: the inviter must not be able to accept."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(
    *,
    phone: str,
    role: str,
    by: User,
    area: Area | None = None,
    role_ends: dt.date | None = None,
    request: HttpRequest | None = None,
) -> Sent:
    """Invite a number to a role, or with an empty role to a new password. Raises ``InvitationRefused``."""
    _check_limit(by)
    _check_reach(by, role, area)
    _check_sense(phone, role, area, role_ends)
    token = secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            made = Invitation.objects.create(
                phone=phone,
                role=role,
                area=area,
                role_ends=role_ends,
                invited_by=by,
                token_hash=hash_of(token),
                expires_at=timezone.now() + dt.timedelta(days=DAYS),
            )
    except IntegrityError:
        raise InvitationRefused(
            _("This number is invited to this role already. Send that invitation again, or withdraw it first.")
        ) from None
    _note(Event.INVITED, made, by, request)
    return Sent(made, _send(made, token))


def _check_limit(by: User) -> None:
    # The row of the inviter makes several windows count one after another.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    day = timezone.now() - dt.timedelta(days=1)
    if Invitation.objects.filter(invited_by=by, sent_at__gt=day).count() >= MOST_A_DAY:
        raise InvitationRefused(_("You have sent very many invitations today. Please go on tomorrow."))


def _check_reach(by: User, role: str, area: Area | None) -> None:
    reach = reach_of(by)
    if not (reach.covers(role=role, area=area) if role else reach.everything):
        raise InvitationRefused(_("You cannot give this role at this place."))


def _check_sense(phone: str, role: str, area: Area | None, role_ends: dt.date | None) -> None:
    user = User.objects.filter(phone=phone).first()
    if not role:
        if user is None or not user.role_grants.not_over().exists():
            raise InvitationRefused(_("Nobody with a role has this number."))
        return
    if role in NEED_AREA and area is None:
        raise InvitationRefused(_("This role needs an area."))
    if role == Role.ADMINISTRATOR and area is not None:
        raise InvitationRefused(_("An administrator is one everywhere: please leave the area empty."))
    today = timezone.localdate()
    if role_ends is not None and role_ends <= today:
        raise InvitationRefused(_("The last day lies in the past."))
    if user and overlapping(user=user, role=Role(role), area=area, start=today, end=role_ends):
        raise InvitationRefused(_("This person has this role already."))


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User, request: HttpRequest | None = None) -> Invitation:
    """Take an invitation back; its link opens nothing any more. Raises ``InvitationRefused``."""
    kept = _pending(invitation, by)
    kept.withdrawn_at, kept.withdrawn_by = timezone.now(), by
    kept.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _note(Event.INVITATION_REVOKED, kept, by, request)
    return kept


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, request: HttpRequest | None = None) -> Sent:
    """Send a new link, good for seven days; the one before opens nothing any more. Raises ``InvitationRefused``."""
    _check_limit(by)
    kept = _pending(invitation, by)
    if kept.times_sent >= MOST_TIMES_SENT:
        raise InvitationRefused(_("This invitation was sent five times. Please call the person."))
    token = secrets.token_urlsafe(24)
    now = timezone.now()
    kept.token_hash, kept.times_sent = hash_of(token), kept.times_sent + 1
    kept.sent_at, kept.expires_at = now, now + dt.timedelta(days=DAYS)
    kept.save(update_fields=["token_hash", "times_sent", "sent_at", "expires_at"])
    _note(Event.INVITED, kept, by, request)
    return Sent(kept, _send(kept, token))


def _pending(invitation: Invitation, by: User) -> Invitation:
    kept = Invitation.objects.select_for_update(of=("self",)).select_related("area").get(pk=invitation.pk)
    _check_reach(by, kept.role, kept.area)
    if kept.accepted_at or kept.withdrawn_at:
        raise InvitationRefused(_("This invitation was accepted or withdrawn already."))
    return kept


def hash_of(token: str) -> str:
    """What is kept of a link's token: it has too much chance in it for a slow hash to be needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _send(invitation: Invitation, token: str) -> str:
    link = f"{settings.SITE_URL}/loi-moi/{token}/"
    sms.put(phone=invitation.phone, body=_words(invitation, link), expires_at=invitation.expires_at)
    return link


def _words(invitation: Invitation, link: str) -> str:
    # Without marks it costs half as many messages, as with codes.
    if not invitation.role:
        return _("Binh dan hoc vu so: choose a new password here within %(days)s days: %(link)s") % {
            "days": DAYS,
            "link": link,
        }
    return _("Binh dan hoc vu so: you are invited to work with us. Accept within %(days)s days here: %(link)s") % {
        "days": DAYS,
        "link": link,
    }


def _note(event: Event, invitation: Invitation, by: User, request: HttpRequest | None) -> None:
    audit.record(
        event, actor=by, object_type="invitation", object_id=invitation.pk, note=invitation.role or "password",
        request=request,
    )  # fmt: skip
