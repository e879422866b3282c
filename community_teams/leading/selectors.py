"""What the leader's pages show; the caller stands in the leader's scope, and every query names the team besides."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from community_teams.households.duplicates import MOST_PAIRS, Pair, pairs_in
from community_teams.households.models import Household, HouseholdConsent, HouseholdWish, Merge
from community_teams.households.personal import Personal, open_households
from community_teams.photos.models import Photo
from community_teams.sealing.ciphers import blind
from community_teams.sync.models import Conflict, Device, Operation
from community_teams.teams.models import Membership, Team, TeamInvitation
from community_teams.visits.models import Visit
from foundation.text import fold, normalise
from people.accounts.models import User
from people.accounts.phone import parse_phone
from people.invitations.models import Invitation

# Names are sealed one by one: a search through a name's part opens so many households and says when there are more.
MOST_OPENED = 1_500
# Counted up to here; "100 and more" is as good as a number.
MOST_COUNTED = 100
MOST_SHOWN = 20
MOST_INVITATIONS = 50
NOT_VISITED_DAYS = 90


@dataclass(slots=True)
class MemberRow:
    """A member as the list shows one."""

    membership: Membership
    last_sync: dt.datetime | None = None
    visits: int = 0
    phones: int = 0


def members_of(team: Team) -> QuerySet[Membership]:
    """Who is in the team today or will be, leaders first."""
    held = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()), team=team)
    return held.select_related("user", "hamlet").order_by("place", "user__name_key", "pk")


def member_rows(team: Team, memberships: list[Membership]) -> list[MemberRow]:
    """With what the phones sent: two queries for all."""
    people = [one.user_id for one in memberships]
    phones: dict[int, dict[str, Any]] = {
        row["user"]: dict(row)
        for row in Device.objects.filter(user__in=people, revoked_at=None)
        .values("user")
        .annotate(last=Max("last_seen_at"), many=Count("pk"))
    }
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    visits = dict(
        Visit.objects.filter(member__in=people, day__gte=monday, day__lte=today, team=team, current=True)
        .values_list("member")
        .annotate(Count("pk"))
    )
    return [
        MemberRow(
            one,
            phones.get(one.user_id, {}).get("last"),
            visits.get(one.user_id, 0),
            phones.get(one.user_id, {}).get("many", 0),
        )
        for one in memberships
    ]


def invitations_of(team: Team) -> list[TeamInvitation]:
    """Those that are neither accepted nor withdrawn, the newest first; one that lapsed can be sent again."""
    asked = TeamInvitation.objects.filter(
        team=team, invitation__in=Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    )
    return list(asked.select_related("invitation", "hamlet").order_by("-invitation__created_at")[:MOST_INVITATIONS])


def has_leader(team: Team) -> bool:
    """Whether somebody leads the team today."""
    leaders = team.memberships.active()
    return bool(leaders.filter(place=Membership.Place.LEADER, user__is_active=True).exists())


# Households


def households_of(team: Team) -> QuerySet[Household]:
    """Those that are there: neither erased nor put together with another."""
    return Household.objects.filter(team=team, erased_at=None, merged_into=None)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of households is narrowed to."""

    text: str = ""
    hamlet: int | None = None
    # A user's number, or 0 for those that nobody looks after.
    assignee: int | None = None
    not_visited: bool = False


def narrowed(team: Team, filters: Filters) -> QuerySet[Household]:
    """The households of a list, but for the name."""
    found = households_of(team).select_related("hamlet", "assigned_to").order_by("hamlet", "id")
    if filters.hamlet is not None:
        found = found.filter(hamlet=filters.hamlet)
    if filters.assignee is not None:
        found = found.filter(assigned_to=filters.assignee or None)
    if filters.not_visited:
        before = timezone.localdate() - dt.timedelta(days=NOT_VISITED_DAYS)
        found = found.filter(Q(last_met_on=None) | Q(last_met_on__lt=before))
    return found


@dataclass(slots=True)
class Found:
    """What a search found. ``more``: there are more households than are opened for a search."""

    households: QuerySet[Household]
    more: bool = False


def search(team: Team, filters: Filters) -> Found:
    """By a number or a whole name at once; by a part of a name through as many as may be opened."""
    rows = narrowed(team, filters)
    text = normalise(filters.text).strip()
    if not text:
        return Found(rows)
    hamlets = list(team.hamlets.values_list("pk", flat=True))
    number = _number(text)
    if number:
        return Found(rows.filter(phone_key__in=[blind("phone", f"{hamlet}|{number}") for hamlet in hamlets]))
    typed = fold(text)
    whole = rows.filter(name_folded__in=[blind("folded", f"{hamlet}|{typed}") for hamlet in hamlets])
    opened = list(rows.exclude(sealed=None).select_related(None).only("pk", "sealed")[: MOST_OPENED + 1])
    named = [pk for pk, kept in open_households(opened[:MOST_OPENED]).items() if typed in fold(kept.head_name)]
    return Found(rows.filter(Q(pk__in=named) | Q(pk__in=whole.values("pk"))), more=len(opened) > MOST_OPENED)


def _number(text: str) -> str:
    if not re.fullmatch(r"[\d\s.+()-]{9,}", text):
        return ""
    try:
        return parse_phone(text)
    except ValueError:
        return ""


def household_in(team: Team, pk: uuid.UUID) -> Household | None:
    """A household of the team, erased or put together ones too."""
    found = Household.objects.select_related("hamlet", "assigned_to", "created_by", "team")
    return found.filter(team=team, pk=pk).first()


def visits_of(household: Household, *, most: int = 10) -> list[Visit]:
    """The last visits in force, also of those that were put together with it."""
    ids = [household.pk, *Household.objects.filter(merged_into=household).values_list("pk", flat=True)]
    shown = Visit.objects.filter(household__in=ids, current=True).select_related("member")
    return list(shown.order_by("-day", "-id")[:most])


def with_photos(visits: list[Visit]) -> list[tuple[Visit, list[int]]]:
    """With the photos of each that have arrived whole."""
    photos: dict[uuid.UUID, list[int]] = {}
    whole = Photo.objects.filter(visit__in=[one.pk for one in visits], done_at__isnull=False, refused="")
    for visit, pk in whole.order_by("pk").values_list("visit", "pk"):
        photos.setdefault(visit, []).append(pk)
    return [(one, photos.get(one.pk, [])) for one in visits]


def consents_of(household: Household) -> list[HouseholdConsent]:
    """The latest answer to each purpose."""
    answers = HouseholdConsent.objects.filter(household=household)
    return list(answers.order_by("purpose", "-at", "-received_at").distinct("purpose"))


def may_look_after(team: Team, household: Household) -> QuerySet[User]:
    """Members who work in the hamlet of a household today."""
    held = Membership.objects.active().filter(Q(hamlet=None) | Q(hamlet=household.hamlet_id), team=team)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name_key", "pk")


# What waits for the leader


def quarantined(team: Team) -> QuerySet[Operation]:
    """Set apart for a leader, the oldest first."""
    waiting = Operation.objects.filter(team=team, status=Operation.Status.QUARANTINED)
    return waiting.select_related("member", "hamlet", "device").order_by("id")


def held(team: Team) -> QuerySet[Operation]:
    """Waiting for something that came before it on the phone: nothing to decide."""
    return Operation.objects.filter(team=team, status=Operation.Status.HELD).select_related("member").order_by("id")


def conflicts(team: Team) -> QuerySet[Conflict]:
    """Fields that two people changed, the oldest first."""
    open_ones = Conflict.objects.filter(hamlet__in=team.hamlets.all(), resolved_at=None)
    return open_ones.select_related("operation__member", "hamlet").order_by("id")


def wishes(team: Team) -> QuerySet[HouseholdWish]:
    """What households ask for, the most urgent first."""
    open_ones = HouseholdWish.objects.filter(hamlet__in=team.hamlets.all(), done_at=None)
    waiting = open_ones.exclude(kind=HouseholdWish.Kind.CONFIRM)
    return waiting.select_related("household", "hamlet").order_by("due_on", "id")


def merges(team: Team) -> QuerySet[Merge]:
    """Those that can be undone, the newest first."""
    standing = Merge.objects.filter(hamlet__in=team.hamlets.all(), undone_at=None)
    return standing.select_related("kept", "gone", "by").order_by("-at", "-pk")


def pairs(team: Team) -> list[tuple[Pair, Household, Household]]:
    """Pairs that look alike, with their rows."""
    found = pairs_in(team.pk)
    ids = {one for pair in found for one in (pair.one, pair.other)}
    rows = {row.pk: row for row in households_of(team).select_related("hamlet", "assigned_to").filter(pk__in=ids)}
    return [(pair, rows[pair.one], rows[pair.other]) for pair in found if pair.one in rows and pair.other in rows]


def waiting_counts(team: Team) -> dict[str, int]:
    """How many of each kind wait, as far as is counted."""
    return {
        "quarantined": _count(quarantined(team)),
        "conflicts": _count(conflicts(team)),
        "wishes": _count(wishes(team)),
        "pairs": len(pairs_in(team.pk, limit=MOST_PAIRS)),
    }


def _count(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()


def names_of(households: list[Household]) -> dict[uuid.UUID, Personal]:
    """What names them; one query for their keys."""
    return open_households({one.pk: one for one in households}.values())
