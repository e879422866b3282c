"""What every phone of an account shows of a change of number that waits, or was stopped lately."""

from __future__ import annotations

from typing import Any

from people.accounts.phone import hinted_phone
from people.models import User
from people.number_changes.services import stopped_lately
from people.number_changes.stopping import waiting_change


def change_shown(user: User) -> dict[str, Any]:
    """For the templates: the change and a hint of its number, or the one that was stopped within the last week."""
    change = waiting_change(user=user)
    return {
        "change": change,
        "change_hint": hinted_phone(change.phone) if change else "",
        "stopped": None if change else stopped_lately(user=user),
    }
