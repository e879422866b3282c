"""What hands a message to the telephone network: the console of a demo, an HTTP gateway, or a test's memory."""

from __future__ import annotations

import sys
from typing import NamedTuple, Protocol

from django.conf import settings


class Outgoing(NamedTuple):
    """A message as a gateway needs it; the same ``key`` twice is the same message."""

    key: str
    phone: str
    body: str


class TryLater(Exception):
    """It was perhaps not taken: a time-out, an answer of 5xx or 429, no connection."""

    def __init__(self, why: str, *, retry_after: float = 0) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Refused(Exception):
    """The gateway will not take this message, however often it is asked."""


class Gateway(Protocol):
    """Hands over one message; called from several threads at once."""

    def send(self, message: Outgoing) -> None:
        """Return when it was taken; raises ``TryLater`` or ``Refused``."""


class ConsoleGateway:
    """Prints messages where the background process runs; for the demo."""

    def send(self, message: Outgoing) -> None:
        """Print it."""
        sys.stdout.write(f"SMS {message.phone}: {message.body}\n")
        sys.stdout.flush()


class MemoryGateway:
    """Keeps messages for a test to read."""

    sent: list[Outgoing] = []

    def send(self, message: Outgoing) -> None:
        """Keep it."""
        self.sent.append(message)


def gateway() -> Gateway:
    """The gateway that the settings name."""
    if settings.SMS_BACKEND == "http":
        from people.sms.http_gateway import HttpGateway

        return HttpGateway.from_settings()
    return MemoryGateway() if settings.SMS_BACKEND == "memory" else ConsoleGateway()
