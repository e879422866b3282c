"""One HTTP gateway: a POST of JSON for each message, `docs/sms-gateway.md` describes what it expects.

On the standard library: one request of 300 bytes is no reason for another dependency.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from people.sms.gateways import Outgoing, Refused, TryLater

# Not our fault and not for ever: the gateway's clock, its limit.
_LATER = {408, 425, 429}
_MOST_WAIT = 300.0


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class HttpGateway(NamedTuple):
    """A gateway at an address."""

    url: str
    token: str
    sender: str
    # For the whole of one message: connecting, sending, waiting, reading.
    seconds: float

    @classmethod
    def from_settings(cls) -> HttpGateway:
        """The gateway that the settings describe."""
        return cls(
            settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN, settings.SMS_SENDER, settings.SMS_GATEWAY_TIMEOUT
        )

    def send(self, message: Outgoing) -> None:
        """Hand it over; 2xx is "taken", 5xx and 429 and silence "later", everything else "no"."""
        content = {"id": message.key, "to": message.phone, "from": self.sender, "text": message.body}
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": message.key,
        }
        try:
            with self._connection() as connection:
                connection.request("POST", self._path(), json.dumps(content).encode(), headers)
                status, retry_after = _answer(connection)
        except (OSError, http.client.HTTPException) as error:
            raise TryLater(type(error).__name__) from error
        if status in _LATER or status >= 500:
            raise TryLater(f"HTTP {status}", retry_after=retry_after)
        if not 200 <= status < 300:
            raise Refused(f"HTTP {status}")

    def _path(self) -> str:
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    @contextmanager
    def _connection(self) -> Iterator[http.client.HTTPConnection]:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, parts.port, timeout=self.seconds, context=_trust()
            )
        else:
            connection = http.client.HTTPConnection(host, parts.port, timeout=self.seconds)
        # Python's time-out begins anew with every byte; a gateway that drips must not hold us for ever.
        hanging = threading.Timer(self.seconds, _hang_up, [connection])
        hanging.daemon = True
        hanging.start()
        try:
            yield connection
        finally:
            hanging.cancel()
            connection.close()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    wire = connection.sock
    if wire is not None:
        with contextlib.suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)


def _answer(connection: http.client.HTTPConnection) -> tuple[int, float]:
    with connection.getresponse() as response:
        # What it says besides may be long and hold the number; only the status is of interest.
        return response.status, _seconds(response.headers.get("Retry-After", ""))


def _seconds(retry_after: str) -> float:
    """Seconds or a date, as HTTP allows; nonsense is none."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - timezone.now()).total_seconds()
        except (ValueError, TypeError):
            return 0.0
    return min(max(seconds, 0.0), _MOST_WAIT)
