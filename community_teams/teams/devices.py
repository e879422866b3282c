"""A leader says that the phone of somebody of the team was lost."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from community_teams.sync.devices import revoke
from community_teams.sync.models import Device
from community_teams.teams.models import Team
from community_teams.teams.rights import TeamRefused
from community_teams.teams.services import locked_team
from people.accounts.models import User


@transaction.atomic
def revoke_device(*, device: Device, team: Team, why: str, by: User, request: HttpRequest | None = None) -> Device:
    """Revoke the phone of somebody who is or was in the team; its outbox is kept and set apart. ``TeamRefused``."""
    kept_team = locked_team(team, by)
    if not kept_team.memberships.filter(user=device.user_id).exists():
        raise TeamRefused(_("This is no phone of somebody of the team."))
    if not why.strip():
        raise TeamRefused(_("Please say why."))
    if not revoke(device=device, by=by, why=why, request=request):
        raise TeamRefused(_("This phone was revoked already."))
    device.refresh_from_db()
    return device
