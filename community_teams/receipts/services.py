"""What a household does through its card. Everything may be sent twice, and from two windows at once."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from community_teams.households.consents import Purpose
from community_teams.households.models import Household, HouseholdWish
from community_teams.reach import Scope, reaching
from community_teams.receipts.days import answer_by
from community_teams.receipts.selectors import DAYS_TO_ANSWER, Card, phone_of
from community_teams.sealing.ciphers import seal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.visits.models import Visit
from people.audit.events import Event
from people.audit.services import record
from people.phone_codes.limits import TooMany
from people.phone_codes.models import CodePurpose
from people.phone_codes.services import Requested, request_code

Kind = HouseholdWish.Kind
MOST_LETTERS_OF_REASON = 300


class NotTheirs(Exception):
    """No such visit of this household, or it lies too long back."""


class NoNumber(Exception):
    """No number of the household is kept, so no code can be sent."""


def send_code(*, card: Card, device: uuid.UUID, address: str) -> Requested | TooMany:
    """Send a code to the household's own number. Raises ``NoNumber``."""
    phone = phone_of(card)
    if not phone:
        raise NoNumber
    return request_code(phone=phone, purpose=CodePurpose.HOUSEHOLD, device=device, address=address)


def answer_visit(
    *,
    card: Card,
    visit: uuid.UUID,
    kind: HouseholdWish.Kind,
    reason: str = "",
    proven: bool = False,
    request: HttpRequest | None = None,
    at: dt.datetime | None = None,
) -> bool:
    """Confirm or dispute a visit; each is stored once. True when it is new. Raises ``NotTheirs``."""
    now = at or timezone.now()
    since = timezone.localdate(now) - dt.timedelta(days=DAYS_TO_ANSWER)
    for scope in card.scopes():
        with reaching(scope):
            found = Visit.objects.filter(pk=visit, household=scope.household, current=True, day__gte=since).first()
            if found is None:
                continue
            said = HouseholdWish(
                household_id=found.household_id,
                hamlet_id=found.hamlet_id,
                kind=kind,
                visit=visit,
                sealed=_sealed(found.household_id, visit, reason),
                proven=proven,
                at=now,
                due_on=answer_by(now),
                # Nobody has to answer a "yes".
                done_at=now if kind == Kind.CONFIRM else None,
            )
            new = _store(said)
            if new and kind == Kind.DISPUTE:
                record(Event.HOUSEHOLD_WISHED, object_type="visit", object_id=visit, note=kind.value, request=request)
            return new
    raise NotTheirs


def wish(
    *,
    card: Card,
    kind: HouseholdWish.Kind,
    purpose: str = "",
    request: HttpRequest | None = None,
    at: dt.datetime | None = None,
) -> HouseholdWish:
    """Store what nobody has proven: a leader comes and asks. The same wish twice is one, until it is answered."""
    now = at or timezone.now()
    with reaching(Scope(household=card.household)):
        held = Household.objects.only("id", "hamlet_id").get(pk=card.household)
        new = HouseholdWish(
            household=held,
            hamlet_id=held.hamlet_id,
            kind=kind,
            purpose=Purpose(purpose) if kind == Kind.WITHDRAW else "",
            at=now,
            due_on=answer_by(now),
        )
        if _store(new):
            record(
                Event.HOUSEHOLD_WISHED,
                object_type="household",
                object_id=card.household,
                note=", ".join(filter(None, (kind.value, new.purpose))),
                request=request,
            )
            return new
        open_one = HouseholdWish.objects.filter(household=held, kind=kind, purpose=new.purpose, done_at=None)
        return open_one.first() or new


def saw_own(*, card: Card, request: HttpRequest | None = None) -> None:
    """The household typed its code: that it looked is written down, once for a code."""
    record(Event.HOUSEHOLD_SAW_OWN, object_type="household", object_id=card.household, request=request)


def _store(new: HouseholdWish) -> bool:
    """Of many at once one is stored."""
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _sealed(household: uuid.UUID, visit: uuid.UUID, reason: str) -> bytes | None:
    words = " ".join(reason.split())[:MOST_LETTERS_OF_REASON]
    if not words:
        return None
    wrapped = DataKey.objects.filter(subject=household).values_list("wrapped", flat=True).first()
    return seal(unwrap(wrapped, household), {"reason": words}, f"wish:{visit}") if wrapped else None
