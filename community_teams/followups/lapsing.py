"""Follow-ups whose time has passed and that nobody did: they lapse, and the phones of the hamlet hear of it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from community_teams.followups.models import FollowUp
from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.sync.streams import THERE, lock_streams, stamp
from learn.conversations import hold

# Streams are held until the commit, and phones of those hamlets wait meanwhile.
AT_ONCE = 200
MOST_BATCHES = 50


def lapse_overdue(*, today: dt.date | None = None, at_once: int = AT_ONCE) -> int:
    """A bounded piece of work; returns how many lapsed. What is left is found again the next time."""
    day, lapsed = today or timezone.localdate(), 0
    for _batch in range(MOST_BATCHES):
        seen, done = _lapse(day, at_once)
        lapsed += done
        if seen < at_once or not done:
            break
    return lapsed


def _lapse(day: dt.date, at_once: int) -> tuple[int, int]:
    overdue = FollowUp.objects.filter(state=FollowUp.State.OPEN, due_to__lt=day)
    with everything():
        found = dict(overdue.order_by("due_to", "pk").values_list("pk", "household__hamlet")[:at_once])
        if not found:
            return 0, 0
        # First the streams, as everybody does who writes to households of a hamlet.
        held = hold(lock_streams(set(found.values())))
        # A household that moved meanwhile waits for the next time.
        still = overdue.filter(pk__in=found, household__hamlet__in=held).select_for_update(of=("self",), no_key=True)
        rows = list(still.order_by("pk").values_list("pk", "household"))
        FollowUp.objects.filter(pk__in=[pk for pk, _household in rows]).update(
            state=FollowUp.State.LAPSED, resolved_at=timezone.now()
        )
        # One that is gone stays gone on the phones.
        there = Household.objects.filter(
            pk__in={household for _pk, household in rows}, erased_at=None, merged_into=None
        ).values_list("hamlet", "pk")
        hold(stamp(dict.fromkeys(there, THERE)))
    return len(found), len(rows)
