"""Devices: a browser keeps a random number in a signed cookie, and accounts remember on which they signed in."""

from __future__ import annotations

import uuid
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from people.models import User
from people.ways_back.models import KnownDevice

# A browser takes a cookie named so from this very host over https only, so no sister host can plant one.
COOKIE = "__Host-bdhvs_device" if settings.SESSION_COOKIE_SECURE else "bdhvs_device"
COOKIE_SECONDS = 400 * 24 * 3600
# More browsers than a person has; the one unused longest is forgotten.
MOST_DEVICES = 30


@cache
def _signer() -> Signer:
    return Signer(salt="people.device")


def device_of_request(request: HttpRequest) -> uuid.UUID:
    """The number of this browser; a new one where it has none."""
    try:
        return uuid.UUID(_signer().unsign(request.COOKIES.get(COOKIE, "")))
    except (BadSignature, ValueError):
        return uuid.uuid4()


def set_device_cookie(response: HttpResponseBase, device: uuid.UUID) -> None:
    """Let the browser keep its number as long as browsers keep anything."""
    response.set_cookie(
        COOKIE,
        _signer().sign(str(device)),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_known(*, phone: str, device: uuid.UUID) -> bool:
    """Whether the account that has this number now signed in on the device before; the same work for any number."""
    return KnownDevice.objects.filter(user__phone=phone, device=device).exists()


@transaction.atomic
def remember_device(*, user: User, device: uuid.UUID) -> None:
    """The account signed in on this device just now."""
    KnownDevice.objects.update_or_create(user=user, device=device, defaults={"last_at": timezone.now()})
    older = KnownDevice.objects.filter(user=user).order_by("-last_at", "-id").values("id")[MOST_DEVICES:]
    KnownDevice.objects.filter(id__in=list(older.values_list("id", flat=True))).delete()
