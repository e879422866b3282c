"""Putting messages into the database and taking them back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from people.sms.models import SmsMessage

# A gateway's list of what was sent is compared within a day or two.
DAYS_KEPT = 2
MOST_FORGOTTEN_AT_ONCE = 5_000


def put(*, phone: str, body: str, expires_at: dt.datetime, reference: uuid.UUID | None = None) -> SmsMessage:
    """Let a message be sent once the transaction that is open has committed."""
    now = timezone.now()
    return SmsMessage.objects.create(
        phone=phone, body=body, expires_at=expires_at, reference=reference, made_at=now, due_at=now
    )


def withdraw(*, references: Sequence[uuid.UUID]) -> None:
    """Take back messages about something that no longer holds; what is already on its way arrives."""
    if references:
        waiting().filter(reference__in=references).update(given_up_at=timezone.now(), body="", why="withdrawn")


def waiting() -> QuerySet[SmsMessage]:
    """Messages that are neither sent nor given up."""
    return SmsMessage.objects.filter(sent_at=None, given_up_at=None)


def forget_old_messages(*, now: dt.datetime | None = None) -> int:
    """Delete the rows of messages that are done with; returns how many."""
    before = (now or timezone.now()) - dt.timedelta(days=DAYS_KEPT)
    oldest = SmsMessage.objects.filter(made_at__lt=before).order_by("made_at").values("id")[:MOST_FORGOTTEN_AT_ONCE]
    return SmsMessage.objects.filter(id__in=oldest).delete()[0]
