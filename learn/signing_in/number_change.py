"""What every phone of an account shows of a change of number that waits, or was stopped lately."""

from __future__ import annotations

from typing import Any

from people.accounts.phone import hinted_phone
from people.models import User
from people.number_changes.services import change_that_counts


def change_shown(user: User) -> dict[str, Any]:
    """For the templates: the change and a hint of its number, or the one that was stopped within the last week."""
    change = change_that_counts(user=user)
    if change is None:
        return {}
    return {"stopped": change} if change.ended_at else {"change": change, "change_hint": hinted_phone(change.phone)}
