"""The cursor of a pull: the epoch, and for each hamlet the number up to which the phone has everything.

Signed for its device: what a phone sends back proves what that very phone holds.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass, field
from functools import cache

import orjson
from django.core.signing import BadSignature, Signer


@dataclass(frozen=True, slots=True)
class Place:
    """How far a phone is in one hamlet's stream.

    ``base``: where the stream stood when this phone began to pull the hamlet from nothing. What was gone by then it
    was never given, so tombstones up to there may be forgotten while it is still on its way.
    """

    number: int = 0
    base: int = 0

    def is_before(self, floor: int) -> bool:
        """Whether tombstones that this phone would need are forgotten."""
        return 0 < max(self.number, self.base) < floor


START = Place()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Places by hamlet. ``whole``: the phone has had a last page since it began from nothing.

    Until then it may still have what it had before, beside the pages that it is given anew.
    """

    epoch: str
    places: dict[int, Place] = field(default_factory=dict)
    whole: bool = False


@cache
def _signer() -> Signer:
    return Signer(salt="community_teams.cursor")


def write_cursor(device: uuid.UUID, cursor: Cursor) -> str:
    """As the phone keeps it, letters that need no escaping in an address."""
    places = {str(hamlet): [place.number, place.base] for hamlet, place in sorted(cursor.places.items())}
    packed = orjson.dumps([str(device), cursor.epoch, places, cursor.whole])
    return _signer().sign(base64.urlsafe_b64encode(packed).decode().rstrip("="))


def read_cursor(device: uuid.UUID, text: str) -> Cursor | None:
    """What this device was given; None for anything else."""
    try:
        packed = _signer().unsign(text)
        whose, epoch, places, whole = orjson.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (BadSignature, binascii.Error, ValueError):
        return None
    if whose != str(device):
        return None
    return Cursor(epoch, {int(hamlet): Place(*place) for hamlet, place in places.items()}, whole)
