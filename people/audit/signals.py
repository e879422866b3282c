"""Signing in is written down once, wherever it happens: at the learner's screen, the staff's, or with a passkey."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record


@receiver(user_logged_in, dispatch_uid="people.audit.sign_in")
def _signed_in(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    record(Event.SIGN_IN, actor=user, subject=user, request=request)


@receiver(user_login_failed, dispatch_uid="people.audit.sign_in_failed")
def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    """Written for a number that nobody has as well: the answer must take as long either way.

    A try at a number that is locked is not a try any more, and costs nothing to make by the thousand.
    """
    if getattr(request, "axes_locked_out", False):
        return
    try:
        subject = User.objects.get_by_natural_key(str(credentials.get("username") or credentials.get("phone") or ""))
    except User.DoesNotExist:
        subject = None
    record(Event.SIGN_IN_FAILED, subject=subject, request=request)
