"""How often one member may register phones. Counted in the cache: while it is away nobody is refused."""

from __future__ import annotations

import logging
import time

from django.core.cache import cache

logger = logging.getLogger(__name__)

MOST = 30
SECONDS = 3600


def retry_after(member: int) -> int | None:
    """Count one more; seconds to wait when it is too many, else None."""
    window, into = divmod(int(time.time()), SECONDS)
    key = f"field-devices:{member}:{window}"
    try:
        count = 1 if cache.add(key, 1, SECONDS * 2) else cache.incr(key)
    except Exception:  # Redis is away: phones are registered all the same.
        logger.warning("Registrations of phones are not counted: the cache is away")
        return None
    return SECONDS - into if count > MOST else None
