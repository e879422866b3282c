"""Which certificates no longer hold, as a Bitstring Status List: one bit each, no names and no numbers."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import logging
from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.db.models import Max, Q
from django.utils import timezone

from learn.certificates.badge.contexts import CREDENTIALS
from learn.certificates.badge.credential import IN_A_LIST, _issuer, absolute, method_of
from learn.certificates.badge.keys import public_key
from learn.certificates.badge.proof import sign, timestamp
from learn.certificates.models import Certificate

logger = logging.getLogger(__name__)

# Seconds until a revocation is in the list that others fetch; the check page knows at once.
KEPT = 60


def status_list(number: int) -> dict[str, Any] | None:
    """The signed list, or None when no certificate is in it."""
    key = f"badge-status:{number}:{public_key()}"
    try:
        kept: dict[str, Any] | None = cache.get(key)
    except Exception:  # Redis is away: the list is made for everyone anew.
        logger.warning("The status list is not kept: the cache is away")
        return _made(number)
    if kept is None:
        kept = _made(number)
        if kept is not None:
            with suppress(Exception):
                cache.set(key, kept, KEPT)
    return kept


def _made(number: int) -> dict[str, Any] | None:
    newest = Certificate.objects.aggregate(newest=Max("pk"))["newest"]
    first = number * IN_A_LIST
    if newest is None or first > newest:
        return None
    bits = bytearray(IN_A_LIST // 8)
    ended = Certificate.objects.filter(Q(revoked_at__isnull=False) | Q(withdrawn_at__isnull=False))
    for pk in ended.filter(pk__gte=first, pk__lt=first + IN_A_LIST).values_list("pk", flat=True).iterator():
        byte, bit = divmod(pk - first, 8)
        bits[byte] |= 0x80 >> bit
    return _signed(number, bytes(bits), at=timezone.now())


def _signed(number: int, bits: bytes, *, at: dt.datetime) -> dict[str, Any]:
    address = absolute("learn:badge_status", number)
    packed = base64.urlsafe_b64encode(gzip.compress(bits, mtime=0)).rstrip(b"=").decode()
    credential = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": _issuer()["id"],
        "validFrom": timestamp(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }
    return sign(credential, method=method_of(public_key()), at=at)
