"""Sending what waits: at least once, and nothing whose time is over.

A message is taken by moving its due time past the longest that sending can last; no transaction is open meanwhile.
Whoever dies at it leaves a message that is taken again, so a gateway may see one twice, under the same key.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from people.sms.gateways import Gateway, Outgoing, Refused, TryLater, gateway
from people.sms.models import SmsMessage
from people.sms.services import waiting

logger = logging.getLogger(__name__)

BATCH = 32
# Other jobs wait behind this one.
ROUND_SECONDS = 5.0
# Seconds before each further attempt; a code lives ten minutes.
WAITS = (2, 5, 10, 20, 40, 60, 90, 120)
LEASE_MARGIN = 10


class _Result(NamedTuple):
    message: SmsMessage
    error: TryLater | Refused | None


def send_waiting(*, through: Gateway | None = None) -> int:
    """Send what is due; returns how many messages were taken by the gateway."""
    through = through or gateway()
    began, sent = time.monotonic(), 0
    with ThreadPoolExecutor(BATCH, "sms") as pool:
        while time.monotonic() - began < ROUND_SECONDS:
            taken = _take()
            if not taken:
                break
            for done in as_completed(pool.submit(_hand_over, through, message) for message in taken):
                _write_down(done.result())
                sent += done.result().error is None
    return sent


@transaction.atomic
def _take() -> list[SmsMessage]:
    now = timezone.now()
    due = waiting().filter(due_at__lte=now).order_by("due_at").select_for_update(skip_locked=True)
    late: list[SmsMessage] = []
    taken: list[SmsMessage] = []
    for message in due[:BATCH]:
        (taken if message.expires_at > now else late).append(message)
    if late:
        logger.error("%d text messages were given up: their time was over", len(late))
        SmsMessage.objects.filter(id__in=[message.id for message in late]).update(
            given_up_at=now, body="", why="too late"
        )
    lease = dt.timedelta(seconds=settings.SMS_GATEWAY_TIMEOUT + LEASE_MARGIN)
    SmsMessage.objects.filter(id__in=[message.id for message in taken]).update(
        attempts=F("attempts") + 1, due_at=now + lease
    )
    for message in taken:
        message.attempts += 1
    return taken


def _hand_over(through: Gateway, message: SmsMessage) -> _Result:
    """In a thread of the pool: nothing here may ask the database."""
    try:
        through.send(Outgoing(str(message.id), message.phone, message.body))
    except (TryLater, Refused) as error:
        return _Result(message, error)
    except Exception as error:  # one message must not keep the others back
        return _Result(message, TryLater(type(error).__name__))
    return _Result(message, None)


def _write_down(result: _Result) -> None:
    message, error, now = result.message, result.error, timezone.now()
    row = SmsMessage.objects.filter(id=message.id)
    if error is None:
        row.update(sent_at=now, body="", why="")
        return
    # Neither number nor words go into the log.
    logger.warning("Text message %s, attempt %d: %s", message.id, message.attempts, error)
    if isinstance(error, TryLater):
        wait = max(WAITS[min(message.attempts, len(WAITS)) - 1], error.retry_after)
        due_at = now + dt.timedelta(seconds=wait)
        if due_at < message.expires_at:
            row.filter(given_up_at=None).update(due_at=due_at, why=str(error)[:120])
            return
    logger.error("Text message %s was given up: %s", message.id, error)
    row.update(given_up_at=now, body="", why=str(error)[:120])
