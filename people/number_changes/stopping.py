"""Stopping a change of number that waits. Whoever stops or ends one holds the account's row first."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts.models import User
from people.accounts.naming import open_account
from people.audit.events import Event
from people.audit.services import record
from people.number_changes.models import NumberChange
from people.sms import services as sms

# A phone that is switched off gets the message when it is on again.
NOTICE_HOURS = 24


class By(StrEnum):
    """What stopped it; stands in the audit."""

    BUTTON = "button"
    OLD_NUMBER = "old_number"
    RECOVERY_CODE = "recovery_code"
    OTHER_CHANGE = "other_change"


@transaction.atomic
def stop_change(*, user: User, by: By, request: HttpRequest | None = None) -> bool:
    """Stop what waits for the account; False if nothing does. Who has the number that it would have got is told."""
    if open_account(user=user) is None:
        return False
    change = NumberChange.objects.filter(user=user, ended_at=None).first()
    if change is None:
        return False
    tell(change, change.phone, _stopped())
    end_change(change, NumberChange.Outcome.STOPPED)
    record(Event.NUMBER_CHANGE_STOPPED, actor=user, subject=user, note=by.value, request=request)
    return True


def end_change(change: NumberChange, outcome: NumberChange.Outcome) -> None:
    """It waits no more, and its number is erased. The caller holds the account's row."""
    change.phone, change.ended_at, change.outcome = "", timezone.now(), outcome
    change.save(update_fields=["phone", "ended_at", "outcome"])


def tell(change: NumberChange, phone: str, words: str) -> None:
    """A message about a change; earlier ones about it that were not sent yet are out of date."""
    sms.withdraw(references=[change.id])
    expires_at = timezone.now() + dt.timedelta(hours=NOTICE_HOURS)
    sms.put(phone=phone, body=words, expires_at=expires_at, reference=change.id)


def erase_changes(*, user: User) -> None:
    """All that is kept of an account that ends, and the messages that would still go out. The caller holds its row."""
    changes = NumberChange.objects.filter(user=user)
    sms.withdraw(references=list(changes.values_list("id", flat=True)))
    changes.delete()


def _stopped() -> str:
    # Without marks, as every message: see people/phone_codes/services.py.
    return _(
        "Binh dan hoc vu so: the change to this number was stopped. If you had asked for it, use your recovery code,"
        " or ask again in a week."
    )
