"""Identifiers made without asking anyone. They order nothing and decide nothing."""

from __future__ import annotations

import secrets
import time
import uuid


def uuid7(now: float | None = None) -> uuid.UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then chance. ``now`` is in seconds since 1970."""
    milliseconds = int((time.time() if now is None else now) * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def parse_uuid(text: object) -> uuid.UUID | None:
    """The UUID in its usual written form (36 characters), or None; other spellings that Python takes are refused."""
    if not isinstance(text, str) or len(text) != 36:
        return None
    try:
        parsed = uuid.UUID(text)
    except ValueError:
        return None
    return parsed if str(parsed) == text.lower() else None
