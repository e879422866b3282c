"""What an administrator does for a colleague who lost a second factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event


@transaction.atomic
def take_second_factors_off(*, user: User, by: User, request: HttpRequest | None = None) -> int:
    """Remove all second factors, recovery codes too; at the next sign-in the person sets one up anew."""
    User.objects.select_for_update().get(pk=user.pk)
    count, _kinds = Authenticator.objects.filter(user=user).delete()
    if count:
        audit.record(Event.SECOND_FACTOR_REMOVED, actor=by, subject=user, note="all", request=request)
    return count
