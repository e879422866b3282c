"""Phones of members that were lost: their token opens nothing any more, and they empty themselves when they ask."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.sync.models import Device
from community_teams.teams.models import Team
from community_teams.teams.rights import TeamRefused
from community_teams.teams.services import locked_team
from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event


@transaction.atomic
def revoke_device(*, device: Device, team: Team, why: str, by: User, request: HttpRequest | None = None) -> Device:
    """Revoke the phone of somebody who is or was in the team; its outbox is kept and set apart. ``TeamRefused``."""
    kept_team = locked_team(team, by)
    kept = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if not kept_team.memberships.filter(user=kept.user_id).exists():
        raise TeamRefused(_("This is no phone of somebody of the team."))
    if not why.strip():
        raise TeamRefused(_("Please say why."))
    if kept.revoked_at is not None:
        raise TeamRefused(_("This phone was revoked already."))
    kept.revoked_at, kept.revoked_by, kept.revoked_why = timezone.now(), by, why.strip()
    kept.generation = F("generation") + 1
    kept.save(update_fields=["revoked_at", "revoked_by", "revoked_why", "generation"])
    kept.refresh_from_db()
    audit.record(
        Event.FIELD_DEVICE_REVOKED,
        actor=by,
        subject=kept.user,
        object_type="device",
        object_id=kept.pk,
        request=request,
    )
    return kept
