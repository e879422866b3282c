"""How often one address may ask for numbers that nobody has.

Guessing is hopeless by the length of a number; this keeps a program that tries all the same from costing much. Only
misses count, and many of them: thousands of honest people share one address of a mobile network.
"""

from __future__ import annotations

import logging
import time

from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

MOST_MISSES = 300
SECONDS = 60


def missed(request: HttpRequest) -> None:
    """Count one number that nobody has."""
    try:
        key = _key(request)
        if not cache.add(key, 1, SECONDS * 2):
            cache.incr(key)
    except Exception:  # Redis is away: checking a certificate goes on.
        logger.warning("Misses of certificate numbers are not counted: the cache is away")


def retry_after(request: HttpRequest) -> int | None:
    """Seconds to wait when this address has missed too often; None while it may ask."""
    try:
        misses = cache.get(_key(request), 0)
    except Exception:
        logger.warning("Misses of certificate numbers are not counted: the cache is away")
        return None
    return SECONDS - int(time.time()) % SECONDS if misses >= MOST_MISSES else None


def _key(request: HttpRequest) -> str:
    return f"certificate-misses:{request.META.get('REMOTE_ADDR', '')}:{int(time.time()) // SECONDS}"
