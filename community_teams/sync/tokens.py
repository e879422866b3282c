"""The device's token: signed, without an end in time, revoked by the generation on the device's row."""

from __future__ import annotations

import uuid
from functools import cache
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

SCHEME = "Device "


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
