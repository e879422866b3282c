"""What happens to passwords and second factors is written down."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest

from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record


@receiver(password_changed, dispatch_uid="people.staff.password")
def _password(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    record(Event.PASSWORD_CHANGED, actor=user, subject=user, request=request)


@receiver([authenticator_added, authenticator_reset], dispatch_uid="people.staff.added")
def _added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:
    record(Event.SECOND_FACTOR_ADDED, actor=user, subject=user, note=authenticator.type, request=request)


@receiver(authenticator_removed, dispatch_uid="people.staff.removed")
def _removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:
    record(Event.SECOND_FACTOR_REMOVED, actor=user, subject=user, note=authenticator.type, request=request)
