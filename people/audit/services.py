"""Writing to the audit."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from people.accounts.models import User
from people.audit.events import Event
from people.audit.models import AuditEntry

# A network of this size has many people behind it, and still tells two offices or two operators apart.
NETWORK_BITS = {4: 24, 6: 48}
MOST_LETTERS_OF_NOTE = 500


def record(
    event: Event,
    *,
    actor: User | Any | None = None,
    subject: User | Any | None = None,
    object_type: str = "",
    object_id: object = "",
    note: str = "",
    request: HttpRequest | None = None,
) -> AuditEntry:
    """Write down one act, in the transaction that is open: an act that was undone leaves no entry.

    ``actor`` is who acted (by default who is signed in to ``request``), ``subject`` whom it concerns. ``note``
    must hold neither name nor number: it can never be erased.
    """
    if actor is None and request is not None:
        actor = getattr(request, "user", None)
    return AuditEntry.objects.create(
        event=Event(event),
        actor_id=getattr(actor, "pk", None),
        subject_id=getattr(subject, "pk", None),
        object_type=object_type,
        object_id=str(object_id),
        note=note[:MOST_LETTERS_OF_NOTE],
        address=network_of(request.META.get("REMOTE_ADDR", "")) if request is not None else "",
    )


def record_each(
    event: Event, *, subjects: Iterable[User], object_type: str = "", note: str = "", request: HttpRequest
) -> None:
    """Write down one act for each of the people whom it concerns, as when a list of people is looked at."""
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    AuditEntry.objects.bulk_create(
        AuditEntry(
            event=Event(event),
            actor_id=getattr(request.user, "pk", None),
            subject_id=subject.pk,
            object_type=object_type,
            object_id="",
            note=note[:MOST_LETTERS_OF_NOTE],
            address=network,
        )
        for subject in subjects
    )


def network_of(address: str) -> str:
    """The network that an address belongs to (`203.0.113.0/24`); empty for what is no address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, NETWORK_BITS[parsed.version]), strict=False))
