"""Who asks: the device's token, and what its row says of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from community_teams.sync.tokens import (
    SCHEME,
    Claim,
    Standing,
    is_revoked,
    is_valid,
    make_token,
    read_token,
)
from foundation.asgi import Refusal, Scope, header
from learn.api.access import unauthorized
from learn.api.app import runtime as learner_runtime

__all__ = [
    "ROW",
    "SCHEME",
    "Claim",
    "Standing",
    "ask_standing",
    "claim_of",
    "device_revoked",
    "is_revoked",
    "is_valid",
    "make_token",
    "read_token",
]

ROW = "SELECT user_id, generation, revoked_at IS NOT NULL FROM community_teams_device WHERE id = %s"


def claim_of(scope: Scope) -> Claim:
    """What the request's token claims; raises ``Refusal`` 401."""
    authorization = header(scope, b"authorization")
    claim = read_token(authorization.removeprefix(SCHEME)) if authorization.startswith(SCHEME) else None
    if claim is None:
        raise unauthorized()
    return claim


async def ask_standing(claim: Claim) -> Standing | None:
    """The device's row; raises ``Refusal`` 401 for a token that opens nothing (any more)."""
    rows = await learner_runtime().rows(ROW, [claim.device])
    standing = Standing(*rows[0]) if rows else None
    if not is_valid(claim, standing):
        raise unauthorized()
    return standing


def device_revoked() -> Refusal:
    """The phone empties its copy of the households and keeps its outbox."""
    return Refusal(403, "device_revoked", _("This phone was reported lost. Sign in again to use it here."))
