"""Giving more time, changing it, ending it. Why goes with the account; the audit has the figure."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from learn.learners.models import Learner
from people.accounts.phone import parse_phone
from people.audit.events import Event
from people.audit.services import record
from people.models import User
from quizzes.attempts.models import ExtraTime


def person_with(phone: str) -> User | None:
    """The person with exactly this number, in any spelling."""
    try:
        number = parse_phone(phone)
    except ValueError:
        return None
    return User.objects.filter(phone=number, is_active=True).first()


def person_of(learner: uuid.UUID) -> User | None:
    """The person whose account's learner this is."""
    found = Learner.objects.filter(id=learner, account__is_active=True).select_related("account").first()
    return found.account if found else None


def extra_time_of(learner: uuid.UUID) -> ExtraTime | None:
    """What was given, or ended, last."""
    return ExtraTime.objects.select_related("given_by").filter(learner_id=learner).first()


@transaction.atomic
def set_extra_time(
    *, person: User, learner: uuid.UUID, percent: int, reason: str, by: User, request: HttpRequest | None = None
) -> None:
    """So much more time from the next attempt on; 0 ends it. Attempts under way keep their time."""
    # No account ends in between: what was given would stay behind.
    Learner.objects.select_for_update(no_key=True).get(id=learner, account=person)
    ExtraTime.objects.update_or_create(
        learner_id=learner,
        defaults={"percent": percent, "reason": reason, "given_by": by, "given_at": timezone.now()},
    )
    record(
        Event.EXTRA_TIME_GIVEN if percent else Event.EXTRA_TIME_ENDED,
        actor=by,
        subject=person,
        object_type="extra_time",
        note=f"+{percent} %" if percent else "",
        request=request,
    )
