"""Where the values of a conflict are sealed."""

from __future__ import annotations

import uuid


def conflict_place(op: uuid.UUID) -> str:
    """Both values of each field, under the household's key."""
    return f"conflict:{op}"
