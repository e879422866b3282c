"""Django sessions of people: begun by a code or a password, and how lately their person was confirmed."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.utils import timezone

from people.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_FORGOTTEN_AT_ONCE = 5_000
# What a session that was begun by a number and its code is called in allauth's records; it opens no editor's screen.
BY_CODE = "code"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def start_session(request: HttpRequest, user: User, *, method: str = BY_CODE) -> None:
    """Begin a session of this user, or confirm the one that runs; raises ``ValueError`` for a closed account."""
    if not user.is_active:
        raise ValueError("A closed account has no sessions.")
    login(request, user, backend=_BACKEND)
    record_authentication(request, user, method)


def recently_confirmed(request: HttpRequest, user: User | None, *, minutes: int = 10) -> bool:
    """Whether this browser has a session of this very user that a code or a password confirmed lately."""
    if user is None or not user.is_active or request.user != user:
        return False
    since = time.time() - minutes * 60
    return any(record["at"] >= since for record in get_authentication_records(request, user))


def end_session(request: HttpRequest) -> None:
    """End this browser's session; nothing happens if there is none."""
    logout(request)


def forget_old_sessions(*, now: dt.datetime | None = None) -> int:
    """Delete sessions whose time is over: a name may stand in them that nobody came back for. Returns how many."""
    old = Session.objects.filter(expire_date__lt=now or timezone.now()).order_by("expire_date")
    return Session.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:MOST_FORGOTTEN_AT_ONCE])).delete()[0]
