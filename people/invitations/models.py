"""An invitation to a role, or to a new password, sent to a phone number."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.phone import spoken_phone
from people.areas.models import Area
from people.roles.names import Role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """What is asked of invitations."""

    def in_state(self, state: str, at: dt.datetime | None = None) -> InvitationQuerySet:
        """Those that stand so at a time."""
        now = at or timezone.now()
        pending = self.filter(accepted_at=None, withdrawn_at=None)
        match state:
            case Invitation.State.OPEN:
                return pending.filter(expires_at__gt=now)
            case Invitation.State.EXPIRED:
                return pending.filter(expires_at__lte=now)
            case Invitation.State.ACCEPTED:
                return self.exclude(accepted_at=None)
            case Invitation.State.WITHDRAWN:
                return self.exclude(withdrawn_at=None)
        return self.none()


class Invitation(models.Model):
    """Sent by message with a link that works once; of the link's token only the hash is kept."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    phone = models.CharField(_("phone number"), max_length=16)
    # Empty: the person keeps the roles that they have and only chooses a new password.
    role = models.CharField(_("role"), max_length=13, choices=Role, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("area"))
    # The first day on which the role will be no more.
    role_ends = models.DateField(_("role until"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    times_sent = models.PositiveSmallIntegerField(default=1, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("accepted by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("withdrawn by")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "phone", "role", "area",
                condition=Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_pending_once",
            )
        ]  # fmt: skip
        indexes = [
            models.Index("invited_by", "sent_at", name="invitation_by_inviter"),
            models.Index(fields=["area", "-created_at"], name="invitation_in_area"),
            models.Index(fields=["-created_at"], name="invitation_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.phone}: {self.get_role_display()}"

    def state(self, at: dt.datetime | None = None) -> State:
        """How it stands at a time."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.OPEN if self.expires_at > (at or timezone.now()) else self.State.EXPIRED

    @property
    def spoken_phone(self) -> str:
        """The number as people write it."""
        return spoken_phone(self.phone) if self.phone else str(_("a number that was erased"))

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the role, as people say it."""
        return self.role_ends - dt.timedelta(days=1) if self.role_ends else None
