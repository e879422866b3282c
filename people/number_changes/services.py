"""A change of number that waits three days: asked for, told to the old number twice, carried out by a periodic job."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from enum import StrEnum

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.accounts.models import User
from people.accounts.naming import open_account
from people.accounts.numbers import NumberTaken, change_number, hold_for_change
from people.audit.events import Event
from people.audit.services import record
from people.number_changes.models import NumberChange
from people.number_changes.stopping import end_change, tell, waiting_change

logger = logging.getLogger(__name__)

WAITS = dt.timedelta(days=3)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
MOST_AT_ONCE = 200
MOST_FORGOTTEN_AT_ONCE = 5_000


class NotNow(StrEnum):
    """Why no change can be asked for."""

    WAITS = "waits"
    STOPPED_LATELY = "stopped_lately"
    TAKEN = "taken"
    CLOSED = "closed"


def stopped_lately(*, user: User) -> NumberChange | None:
    """The change that was stopped within the last week: until that is over no other waits."""
    stopped = NumberChange.objects.filter(user=user, outcome=NumberChange.Outcome.STOPPED)
    return stopped.filter(ended_at__gt=timezone.now() - WEEK).order_by("-ended_at").first()


def why_not(*, user: User) -> NotNow | None:
    """Why this account cannot have a change that waits just now, whatever the number."""
    if waiting_change(user=user):
        return NotNow.WAITS
    return NotNow.STOPPED_LATELY if stopped_lately(user=user) else None


@transaction.atomic
def ask_for_change(*, user: User, phone: str, request: HttpRequest | None = None) -> NumberChange | NotNow:
    """Let a change wait. The caller has confirmed the new number by a code, and the person by picture and name."""
    account = open_account(user=user)
    if account is None:
        return NotNow.CLOSED
    refused = why_not(user=account)
    if refused:
        return refused
    if User.objects.filter(phone=phone).exists():
        return NotNow.TAKEN
    now = timezone.now()
    change = NumberChange.objects.create(user=account, phone=phone, asked_at=now, takes_effect_at=now + WAITS)
    record(Event.NUMBER_CHANGE_ASKED, actor=account, subject=account, request=request)
    if account.phone:
        tell(change, account.phone, _warning(change))
    return change


def remind_and_carry_out() -> int:
    """Tell the old numbers once more, a day before; carry out what has waited long enough. Returns how many."""
    now = timezone.now()
    waiting = NumberChange.objects.filter(ended_at=None)
    due = waiting.filter(takes_effect_at__lte=now + DAY, reminded_at=None)
    for change, user in _keys(due):
        _try(change, user, _remind)
    ripe = waiting.filter(takes_effect_at__lte=now, reminded_at__lte=now - DAY)
    return sum(_try(change, user, _carry_out) for change, user in _keys(ripe))


def _keys(changes):  # type: ignore[no-untyped-def]
    ordered = changes.order_by("takes_effect_at").values_list("id", "user_id")
    return list(ordered[:MOST_AT_ONCE])
