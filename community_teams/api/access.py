"""Who asks: the device's token, and what its row says of it."""

from __future__ import annotations

import uuid
from functools import cache
from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from foundation.asgi import Refusal, Scope, header
from learn.api.access import unauthorized
from learn.api.app import runtime as learner_runtime
from learn.conversations import Conversation

SCHEME = "Device "

ROW = "SELECT user_id, generation, revoked_at IS NOT NULL FROM community_teams_device WHERE id = %s"


class Claim(NamedTuple):
    """What a token with a right signature says. It names its member, so that a restored server knows them again."""

    device: uuid.UUID
    user: int
    generation: int


class Standing(NamedTuple):
    """What a device's row says."""

    user: int
    generation: int
    revoked: bool


@cache
def _signer() -> Signer:
    return Signer(salt="community_teams.device")


def make_token(device: uuid.UUID, user: int, generation: int) -> str:
    """A token for this phone of this member."""
    return _signer().sign(f"{device}.{user}.{generation}")


def read_token(token: str) -> Claim | None:
    """What the token claims, or None when it was not signed here."""
    try:
        device, user, generation = _signer().unsign(token).split(".")
        return Claim(uuid.UUID(device), int(user), int(generation))
    except (BadSignature, ValueError):
        return None


def claim_of(scope: Scope) -> Claim:
    """What the request's token claims; raises ``Refusal`` 401."""
    authorization = header(scope, b"authorization")
    claim = read_token(authorization.removeprefix(SCHEME)) if authorization.startswith(SCHEME) else None
    if claim is None:
        raise unauthorized()
    return claim


def is_valid(claim: Claim, standing: Standing | None) -> bool:
    """Whether the token opens anything, even if only the way for what waits on a revoked phone.

    Generations only go up and only this server signs: a token without a row, or ahead of it, is proof that a restore
    lost the row, and the phone must be able to send again what the backup lacks.
    """
    if standing is None:
        return True
    return claim.user == standing.user and (standing.revoked or claim.generation >= standing.generation)


def is_revoked(claim: Claim, standing: Standing | None) -> bool:
    """Whether the phone was reported lost; registering it again, which its token then proves, ends that."""
    return standing is not None and standing.revoked and claim.generation <= standing.generation


def standing_of(claim: Claim) -> Conversation[Standing | None]:
    """The device's row, for who asks in a transaction of their own."""
    rows = yield ROW, [claim.device]
    return Standing(*rows[0]) if rows else None


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
