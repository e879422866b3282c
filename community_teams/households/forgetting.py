"""Erasing a household, or what was kept for one purpose, when the household itself or a restore asks for it.

What is taken away stands in ``erasing``, the same for phones; here stands that it is done once, and written where a
restore does not lose it.
"""

from __future__ import annotations

import logging
import uuid

from django.db import transaction

from community_teams.households.consents import How, Purpose
from community_teams.households.erasing import withdraw
from community_teams.households.models import Household, HouseholdWish
from community_teams.households.selectors import consents_of, kept_for
from community_teams.reach import everything
from community_teams.sync.streams import MERGED, lock_streams, stamp
from learn.conversations import hold
from people.accounts.models import User

# Outlives a restore where logs are kept apart from the database: `erase_households` takes the households named here.
log = logging.getLogger("bdhvs.erased")

# More moves of one household at the very moment than anybody makes.
_ATTEMPTS = 5


class KeepsMoving(Exception):
    """The household was moved from hamlet to hamlet meanwhile, again and again."""


@transaction.atomic
def forget_household(*, household: uuid.UUID, how: How = How.OWN, by: User | None = None) -> bool:
    """Erase all that names it, and destroy its key. False where that was done before."""
    with everything():
        if _hold(household).erased_at is not None:
            return False
        agreed = kept_for(consents_of([household])[household])
        withdraw(household=household, purposes={*agreed, Purpose.RECORD}, how=how, by=by)
        HouseholdWish.objects.filter(household=household).update(sealed=None, answer="")
    transaction.on_commit(lambda: log.info("erased %s", household))
    return True


@transaction.atomic
def forget_purpose(*, household: uuid.UUID, purpose: Purpose, how: How = How.OWN, by: User | None = None) -> bool:
    """Erase what was kept for one purpose, other than the record. False where it is not agreed to any more."""
    with everything():
        held = _hold(household)
        agreed = kept_for(consents_of([household])[household])
        if held.erased_at is not None or purpose not in agreed or purpose == Purpose.RECORD:
            return False
        withdraw(household=household, purposes={purpose}, how=how, by=by)
        if held.merged_into_id is not None:
            # Of a row that was put together with another one phones keep no copy.
            hold(stamp({(held.hamlet_id, household): MERGED}))
    return True


def _hold(household: uuid.UUID) -> Household:
    """The household, held with the stream of its hamlet, in the order of all who write to households."""
    for _attempt in range(_ATTEMPTS):
        rows = Household.objects.filter(pk=household)
        held = hold(lock_streams(set(rows.values_list("hamlet", flat=True))))
        found = rows.select_for_update(of=("self",), no_key=True).get()
        if found.hamlet_id in held:
            return found
    raise KeepsMoving
