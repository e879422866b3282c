"""How often tokens that nobody has may be asked for, from one address and by all together.

Guessing is hopeless by the length of a token; this keeps a program that tries all the same from costing much. Only
misses count: whoever has a card is answered, whatever somebody else tries behind the same address.
"""

from __future__ import annotations

import logging
import time

from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

# Thousands of honest people share one address of a mobile network, and cards outlive their households.
MOST_MISSES_OF_AN_ADDRESS = 120
# More than all cards that were ever put away are scanned in a minute; a net of many addresses comes here.
MOST_MISSES = 3_000
SECONDS = 60


def missed(request: HttpRequest) -> int | None:
    """Count one token that nobody has; the seconds to wait when there were too many, else None."""
    try:
        counts = [_count(key) for key in _keys(request)]
    except Exception:  # Redis is away: nobody is refused for it.
        logger.warning("Misses of households' tokens are not counted: the cache is away")
        return None
    own, all_together = counts
    if all_together == MOST_MISSES + 1:
        logger.warning("Tokens of households are being guessed: more than %s misses in a minute", MOST_MISSES)
    if own <= MOST_MISSES_OF_AN_ADDRESS and all_together <= MOST_MISSES:
        return None
    return SECONDS - int(time.time()) % SECONDS


def _count(key: str) -> int:
    cache.add(key, 0, SECONDS * 2)
    return int(cache.incr(key))


def _keys(request: HttpRequest) -> tuple[str, str]:
    window = int(time.time()) // SECONDS
    return f"card-misses:{request.META.get('REMOTE_ADDR', '')}:{window}", f"card-misses:all:{window}"
