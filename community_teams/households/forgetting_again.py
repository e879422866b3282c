"""After a restore from a backup: households erased since it was made are erased again, by the lines of the log."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator

from django.utils import timezone

from community_teams.households.forgetting import forget_household
from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.sealing.models import DataKey
from people.audit.events import Event
from people.audit.services import record

_LINE = re.compile(r"bdhvs\.erased: erased ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")


def read_lines(lines: Iterable[str]) -> Iterator[uuid.UUID]:
    """The households that a log says were erased, among whatever else it holds."""
    for line in lines:
        found = _LINE.search(line)
        if found:
            yield uuid.UUID(found[1])


def forget_again(household: uuid.UUID) -> str:
    """Erase one; ``erased``, ``already``, or ``unknown`` where the backup is older than the household."""
    now = timezone.now()
    with everything():
        if not Household.objects.filter(pk=household).exists():
            # Phones send again what they sent lately: without this they would bring it back.
            gone = DataKey(subject=household, made_at=now, destroyed_at=now)
            DataKey.objects.bulk_create([gone], ignore_conflicts=True)
            return "unknown"
    if not forget_household(household=household):
        return "already"
    record(Event.HOUSEHOLD_ERASED_AGAIN, object_type="household", object_id=household)
    return "erased"
