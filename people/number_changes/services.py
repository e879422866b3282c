"""A change of number that waits three days: asked for, told to the old number twice, carried out by a periodic job."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.accounts.models import User
from people.accounts.naming import open_account
from people.accounts.numbers import AccountClosed, NumberTaken, change_number, hold_for_change
from people.audit.events import Event
from people.audit.services import record
from people.number_changes.models import NumberChange
from people.number_changes.stopping import NOTICE_HOURS, end_change, tell
from people.sms import services as sms

WAITS = dt.timedelta(days=3)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
MOST_AT_ONCE = 200
MOST_FORGOTTEN_AT_ONCE = 5_000


class NotNow(StrEnum):
    """Why no change can be asked for."""

    WAITS = "waits"
    STOPPED_LATELY = "stopped_lately"
    SAME = "same"
    TAKEN = "taken"
    CLOSED = "closed"


def change_that_counts(*, user: User) -> NumberChange | None:
    """The change that waits, or the one stopped within the last week: until that is over no other can wait."""
    stopped = Q(outcome=NumberChange.Outcome.STOPPED, ended_at__gt=timezone.now() - WEEK)
    of_user = NumberChange.objects.filter(Q(ended_at=None) | stopped, user=user)
    return of_user.order_by(F("ended_at").desc(nulls_first=True)).first()


def changes_of(*, user: User) -> QuerySet[NumberChange]:
    """What is kept of an account's changes that waited."""
    return NumberChange.objects.filter(user=user)


def why_not(*, user: User) -> NotNow | None:
    """Why this account cannot have a change that waits just now, whatever the number."""
    change = change_that_counts(user=user)
    if change is None:
        return None
    return NotNow.STOPPED_LATELY if change.ended_at else NotNow.WAITS


@transaction.atomic
def ask_for_change(*, user: User, phone: str, request: HttpRequest | None = None) -> NumberChange | NotNow:
    """Let a change wait. The caller has confirmed the new number by a code, and the person by picture and name."""
    account = open_account(user=user)
    if account is None:
        return NotNow.CLOSED
    refused = why_not(user=account)
    if refused:
        return refused
    if account.phone == phone:
        return NotNow.SAME
    if User.objects.filter(phone=phone).exists():
        return NotNow.TAKEN
    now = timezone.now()
    change = NumberChange.objects.create(user=account, phone=phone, asked_at=now, takes_effect_at=now + WAITS)
    record(Event.NUMBER_CHANGE_ASKED, actor=account, subject=account, request=request)
    if account.phone:
        tell(change, account.phone, _warning(change))
    return change


def remind_and_carry_out() -> int:
    """Tell the old numbers once more, a day before, and carry out what has waited long enough; returns how many."""
    now = timezone.now()
    waiting = NumberChange.objects.filter(ended_at=None).order_by("takes_effect_at").select_related("user")
    for change in waiting.filter(takes_effect_at__lte=now + DAY, reminded_at=None)[:MOST_AT_ONCE]:
        _remind(change)
    ripe = waiting.filter(takes_effect_at__lte=now, reminded_at__isnull=False)
    return sum(carry_out(change) for change in ripe[:MOST_AT_ONCE])


@transaction.atomic
def _remind(change: NumberChange) -> None:
    account = open_account(user=change.user)
    if not _still_waits(change):
        return
    change.reminded_at = timezone.now()
    # Where no message could go out in time, everything waits longer.
    change.takes_effect_at = max(change.takes_effect_at, change.reminded_at + DAY)
    change.save(update_fields=["reminded_at", "takes_effect_at"])
    if account and account.phone:
        tell(change, account.phone, _warning(change))


@transaction.atomic
def carry_out(change: NumberChange) -> bool:
    """Change the number, if nobody stopped that, the account is open and the number is nobody else's."""
    hold_for_change(user=change.user, phone=change.phone)
    if not _still_waits(change):
        return False
    phone = change.phone
    try:
        with transaction.atomic():
            end_change(change, NumberChange.Outcome.DONE)
            before = change_number(user=change.user, phone=phone, takes_over=False)
    except NumberTaken:
        end_change(change, NumberChange.Outcome.TAKEN)
        record(Event.NUMBER_CHANGE_FAILED, subject=change.user, note="number_taken")
        tell(change, phone, _taken())
        return False
    except AccountClosed:
        end_change(change, NumberChange.Outcome.CLOSED)
        record(Event.NUMBER_CHANGE_FAILED, subject=change.user, note="account_closed")
        tell(change, phone, _closed())
        return False
    tell(change, phone, _done())
    if before:
        tell_of_move(before)
    return True


def _still_waits(change: NumberChange) -> bool:
    """Asked while the account's row is held: everybody who ends a change holds it as well."""
    return NumberChange.objects.filter(pk=change.pk, ended_at=None).exists()


def tell_of_move(before: str) -> None:
    """Tell whoever has an account's former number that the account has another one now."""
    expires_at = timezone.now() + dt.timedelta(hours=NOTICE_HOURS)
    sms.put(phone=before, body=_moved(), expires_at=expires_at)


def forget_old_changes(*, now: dt.datetime | None = None) -> int:
    """Delete what no rule counts any more; returns how many."""
    old = NumberChange.objects.filter(ended_at__lt=(now or timezone.now()) - WEEK).order_by("ended_at")
    return NumberChange.objects.filter(id__in=old.values("id")[:MOST_FORGOTTEN_AT_ONCE]).delete()[0]


# Without marks, as every message: see people/phone_codes/services.py.


def _warning(change: NumberChange) -> str:
    day = date_format(timezone.localtime(change.takes_effect_at), "SHORT_DATE_FORMAT")
    return _(
        "Binh dan hoc vu so: on %(day)s your account moves to another phone number. If you did not ask for that, sign"
        " in with this number to stop it."
    ) % {"day": day}


def _done() -> str:
    return _("Binh dan hoc vu so: from now on you sign in with this number.")


def _taken() -> str:
    return _(
        "Binh dan hoc vu so: your account could not move to this number, because the number has another account. Use"
        " your recovery code."
    )


def _closed() -> str:
    return _("Binh dan hoc vu so: this number was not changed, because the account has been closed.")


def _moved() -> str:
    return _(
        "Binh dan hoc vu so: your account has another phone number now. If that was not you, ask the people in charge."
    )
