"""What a browser's session has shown about its person, read from allauth's records."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from people.accounts.models import User

PASSWORD = "password"  # noqa: S105 - the name of a method
SECOND_FACTOR = "mfa"
# What can be asked for at sign-in; recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def knows_password(request: HttpRequest, user: User) -> bool:
    """Whether the person typed the password or used a passkey, not longer ago than a working day."""
    since = time.time() - settings.STAFF_SESSION_HOURS * 3600
    return any(
        record["at"] >= since and (record["method"] == PASSWORD or record.get("passwordless"))
        for record in get_authentication_records(request, user)
    )


def showed_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether the person used a second factor in this session."""
    return any(record["method"] == SECOND_FACTOR for record in get_authentication_records(request, user))


def lately(request: HttpRequest, user: User, *, seconds: int) -> bool:
    """Whether password or second factor were shown just now; a code by message does not count."""
    since = time.time() - seconds
    return any(
        record["at"] >= since and record["method"] in (PASSWORD, SECOND_FACTOR)
        for record in get_authentication_records(request, user)
    )


def has_second_factor(user: User) -> bool:
    """Whether the person has set one up."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def note_second_factor(request: HttpRequest, user: User, kind: str) -> None:
    """Count the factor that was set up just now as shown: its code or its touch was needed for that."""
    record_authentication(request, user, SECOND_FACTOR, type=kind)
