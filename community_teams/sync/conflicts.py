"""Where the values of a conflict are sealed."""

from __future__ import annotations


def conflict_place(operation: int) -> str:
    """Both values of each field, by the row of the operation, under the household's key."""
    return f"conflict:{operation}"
