"""Visits, devices and what hangs on them, for tests of what a household sees and does."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from community_teams.followups.models import FollowUp
from community_teams.households.consents import How, Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent
from community_teams.sealing.ciphers import seal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Device, Operation
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from people.accounts.models import User


def make_visit(household: Household, member: User, *, days_ago: int = 1, **fields: Any) -> Visit:
    """A visit in force; call it inside ``everything()``. ``note`` and ``place`` are sealed."""
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    hidden = {name: fields.pop(name) for name in ("note", "place") if name in fields}
    visit = uuid7()
    key = unwrap(DataKey.objects.get(subject=household.pk).wrapped, household.pk)
    values = {"outcome": "met", "skills": [{"topic": "vneid-muc-2", "before": 0, "after": 1}], "minutes": 20, **fields}
    return Visit.objects.create(
        id=visit, household=household, hamlet=household.hamlet, team=household.team, commune=household.team.commune,
        member=member, device=uuid.uuid4(), occurred_raw=day.isoformat(), occurred_at=timezone.now(), day=day,
        sealed=seal(key, hidden, f"visit:{visit}") if hidden else None, **values,
    )  # fmt: skip


def agree(household: Household, purpose: Purpose, *, given: bool = True, at: dt.datetime | None = None) -> None:
    """An answer at the door."""
    words = words_for(purpose)
    HouseholdConsent.objects.create(
        id=uuid7(), household=household, hamlet=household.hamlet, purpose=purpose, given=given, version=words.version,
        sha256=words.sha256, how=How.SPOKEN, at=at or timezone.now(),
    )  # fmt: skip


def make_operation(household: Household, member: User, kind: str = "household.create", **fields: Any) -> Operation:
    """What a phone sent about the household."""
    device = Device.objects.filter(user=member).first() or Device.objects.create(id=uuid.uuid4(), user=member)
    values = {"status": "applied", "sealed": b"sealed", **fields}
    return Operation.objects.create(
        member=member, op=uuid7(), digest="0" * 32, device=device, kind=kind, household=household.pk,
        hamlet=household.hamlet, team=household.team, key_subject=household.pk, **values,
    )  # fmt: skip


def make_followup(household: Household, visit: Visit, *, due_to: dt.date, rule: int = 7) -> FollowUp:
    """An open one."""
    return FollowUp.objects.create(
        id=uuid.uuid4(), household=household, hamlet=household.hamlet, visit=visit.pk, rule=rule,
        due_from=due_to - dt.timedelta(days=3), due_to=due_to,
    )  # fmt: skip
