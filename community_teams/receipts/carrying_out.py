"""What a household proved to be its own wish is done at once: consent withdrawn, or everything erased."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from community_teams.households.consents import Purpose
from community_teams.households.forgetting import forget_household, forget_purpose, hold_together
from community_teams.households.models import HouseholdWish
from community_teams.reach import everything
from community_teams.receipts.selectors import Card, phone_of
from people.audit.events import Event
from people.audit.services import record
from people.phone_codes.models import CodePurpose
from people.phone_codes.services import forget_codes_of


@transaction.atomic
def withdraw_own(*, card: Card, purpose: Purpose, request: HttpRequest | None = None) -> bool:
    """Take consent to one purpose back, in every row of the household; False where none was given any more."""
    now = timezone.now()
    with everything():
        hold_together(card.rows)
    done = [forget_purpose(household=row, purpose=purpose) for row in sorted(card.rows)]
    if not any(done):
        return False
    _answer_wishes(card, now, kind=HouseholdWish.Kind.WITHDRAW, purpose=purpose)
    record(Event.HOUSEHOLD_WITHDREW, object_type="household", object_id=card.household, note=purpose, request=request)
    return True


@transaction.atomic
def erase_own(*, card: Card, request: HttpRequest | None = None) -> bool:
    """Erase every row of the household; False where that was done meanwhile."""
    now, phone = timezone.now(), phone_of(card)
    with everything():
        hold_together(card.rows)
    done = [forget_household(household=row) for row in sorted(card.rows)]
    if not any(done):
        return False
    if phone:
        forget_codes_of(phone=phone, purpose=CodePurpose.HOUSEHOLD)
    _answer_wishes(card, now)
    record(Event.HOUSEHOLD_ERASED_ITSELF, object_type="household", object_id=card.household, request=request)
    return True


def _answer_wishes(card: Card, now: dt.datetime, **which: str) -> None:
    """What was asked for before without a code is answered by this."""
    with everything():
        HouseholdWish.objects.filter(household__in=card.rows, done_at=None, **which).update(done_at=now)
