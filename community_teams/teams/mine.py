"""What is stored here about a member: taken along, counted and erased with the rest of "my data".

What a member did for households is the team's work and stays, with an account that has no name any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.reach import everything
from community_teams.sync.models import Device
from community_teams.teams.models import Membership, TeamWord
from community_teams.visits.models import GroupSession, Visit
from learn.learners.models import Learner
from learn.my_data.parts import Part, register

Rows = Iterator[dict[str, Any]]
Learners = Sequence[uuid.UUID]


def connect() -> None:
    """Make the parts known."""
    register(Part("team_memberships", _("Membership in teams"), _memberships, _erase, _count_memberships))
    register(Part("field_devices", _("Phones used for the team"), _devices, _nothing_more, _count_devices))
    register(Part("team_words", _("Word sent to the team"), _words, _nothing_more, _count_words))
    register(Part("field_visits", _("Visits written down"), _visits, _nothing_more, _count_visits))


def _accounts(learners: Learners) -> list[int]:
    found = Learner.objects.filter(id__in=learners, account__isnull=False).values_list("account", flat=True)
    return [account for account in found if account is not None]


def _memberships(learners: Learners) -> Rows:
    held = Membership.objects.filter(user__in=_accounts(learners)).select_related("team__commune", "hamlet")
    for one in held.order_by("valid_from", "pk"):
        yield {
            "team": one.team.name,
            "commune": one.team.commune.code,
            "place": one.place,
            "hamlet": one.hamlet.name if one.hamlet else None,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "end_reason": one.end_reason,
        }


def _count_memberships(learners: Learners) -> int:
    return Membership.objects.filter(user__in=_accounts(learners)).count()


def _devices(learners: Learners) -> Rows:
    for one in Device.objects.filter(user__in=_accounts(learners)).order_by("registered_at", "pk"):
        yield {
            "id": one.pk,
            "name": one.name,
            "registered_at": one.registered_at,
            "last_seen_at": one.last_seen_at,
            "revoked_at": one.revoked_at,
            "emptied_at": one.wiped_at,
        }


def _count_devices(learners: Learners) -> int:
    return Device.objects.filter(user__in=_accounts(learners)).count()


def _words(learners: Learners) -> Rows:
    for one in TeamWord.objects.filter(author__in=_accounts(learners)).select_related("team").order_by("at", "pk"):
        yield {"team": one.team.name, "text": one.text, "at": one.at, "withdrawn_at": one.withdrawn_at}


def _count_words(learners: Learners) -> int:
    return TeamWord.objects.filter(author__in=_accounts(learners)).exclude(text="").count()


def _visits(learners: Learners) -> Rows:
    """By month and only how many: the rest is about households, and theirs."""
    accounts = _accounts(learners)
    with everything():
        found = [
            {"month": f"{row['month']:%Y-%m}", "what": what, "number": row["n"]}
            for what, model in (("visits", Visit), ("sessions", GroupSession))
            for row in model.objects.filter(member__in=accounts)
            .values(month=TruncMonth("day"))
            .annotate(n=Count("pk"))
            .order_by("month")
        ]
    yield from found


def _count_visits(learners: Learners) -> int:
    accounts = _accounts(learners)
    with everything():
        return Visit.objects.filter(member__in=accounts).count()


def _erase(learners: Learners) -> None:
    """No place in a team, no phone that opens anything, no word of theirs; raw operations stay with the households."""
    accounts, now = _accounts(learners), timezone.now()
    today = timezone.localdate(now)
    held = Membership.objects.filter(user__in=accounts)
    # One that has not begun yet ends with the day on which it would.
    held.filter(valid_to=None, valid_from__lte=today).update(valid_to=today)
    for one in held.filter(valid_to=None):
        Membership.objects.filter(pk=one.pk).update(valid_to=one.valid_from)
    held.update(end_reason="")
    devices = Device.objects.filter(user__in=accounts)
    devices.filter(revoked_at=None).update(revoked_at=now)
    devices.update(name="", revoked_why="")
    TeamWord.objects.filter(author__in=accounts).update(text="", withdrawn_at=now)


def _nothing_more(learners: Learners) -> None:
    """Erased above, with the memberships."""
