"""How often codes may be asked for.

Numbers and devices are counted in PostgreSQL, because these limits must outlive a restart of Redis; an address, behind
which a province may stand, only roughly and in Redis.

A stranger who asks for codes of somebody's number uses up what strangers have. A device that signed in with the number
before has an allowance of its own, so the owner is not locked out.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from foundation.turns import wait_turn
from people.phone_codes.models import PhoneCode

logger = logging.getLogger(__name__)

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


class Limit(NamedTuple):
    """At most so many in so long."""

    most: int
    window: dt.timedelta


STRANGERS_OF_A_NUMBER = (Limit(6, HOUR), Limit(20, DAY))
# One attacker at one address leaves something to the owner who is somewhere else.
STRANGERS_OF_A_NUMBER_AT_AN_ADDRESS = (Limit(4, HOUR), Limit(10, DAY))
KNOWN_DEVICE_OF_A_NUMBER = (Limit(5, HOUR), Limit(10, DAY))
# A family, or a member of a team who helps from house to house with one phone.
DEVICE = (Limit(15, HOUR), Limit(60, DAY))
# More rows than any of the limits above can let in.
_MOST_ROWS = 100


class Which(StrEnum):
    """What was asked too often."""

    NUMBER = "number"
    DEVICE = "device"
    ADDRESS = "address"


class TooMany(NamedTuple):
    """No code was made: the seconds to wait, and why."""

    retry_after: int
    which: Which


def hold(*, phone: str, device: uuid.UUID) -> None:
    """Let requests for one number, or from one device, count one after another until the transaction ends."""
    # Always the number first, so that nobody waits in a circle.
    wait_turn(f"phone_code:{phone}")
    wait_turn(f"phone_code:{device}")


def too_many(
    *, phone: str, device: uuid.UUID, device_is_known: bool, address_hash: str, now: dt.datetime
) -> TooMany | None:
    """Whether one more code may be made now, after ``hold``."""
    since = now - DAY
    fields = ("made_at", "device", "device_is_known", "address_hash")
    of_number = list(
        PhoneCode.objects.filter(phone=phone, made_at__gt=since).order_by("-made_at").values_list(*fields)[:_MOST_ROWS]
    )
    if device_is_known:
        own = [row[0] for row in of_number if row[1] == device and row[2]]
        waits = _waits(own, KNOWN_DEVICE_OF_A_NUMBER, now)
    else:
        strangers = [row for row in of_number if not row[2]]
        waits = _waits((row[0] for row in strangers), STRANGERS_OF_A_NUMBER, now)
        here = (row[0] for row in strangers if row[3] == address_hash)
        waits += _waits(here, STRANGERS_OF_A_NUMBER_AT_AN_ADDRESS, now)
    if waits:
        return TooMany(max(waits), Which.NUMBER)
    of_device = PhoneCode.objects.filter(device=device, made_at__gt=since).order_by("-made_at")
    waits = _waits(of_device.values_list("made_at", flat=True)[:_MOST_ROWS], DEVICE, now)
    return TooMany(max(waits), Which.DEVICE) if waits else None


def _waits(times: Iterable[dt.datetime], limits: Iterable[Limit], now: dt.datetime) -> list[int]:
    """Seconds until each limit that is reached lets one more in; ``times`` from the newest to the oldest."""
    times = list(times)
    waits = []
    for limit in limits:
        inside = [time for time in times if time > now - limit.window]
        if len(inside) >= limit.most:
            waits.append(max(1, int((inside[limit.most - 1] + limit.window - now).total_seconds()) + 1))
    return waits


def too_many_from(address: str) -> TooMany | None:
    """Count one more code that goes out to an address. While Redis is away nobody is refused."""
    seconds = int(HOUR.total_seconds())
    now = time.time()
    window = int(now // seconds)
    key = f"phone_codes:{address}:{window}"
    try:
        cache.add(key, 0, timeout=seconds)
        counted = cache.incr(key)
    except (RedisError, OSError, ValueError):
        logger.warning("Codes from one address are not counted: Redis is away")
        return None
    if counted <= settings.SIGN_IN_CODES_AN_HOUR_FROM_ADDRESS:
        return None
    return TooMany(max(1, int((window + 1) * seconds - now)), Which.ADDRESS)
