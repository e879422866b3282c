"""Who looks after a household, on which day the next visit is planned, and in which hamlet it lives."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.followups.models import FollowUp
from community_teams.households.changing import HouseholdRefused, check_there, lock, save, tell
from community_teams.households.models import Household, HouseholdWish
from community_teams.households.personal import blind_keys, open_households
from community_teams.reach import reaching, scope_of
from community_teams.sync.models import Conflict
from community_teams.sync.streams import MOVED
from community_teams.teams.models import Hamlet, Membership
from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event

FURTHEST_DAYS = 366


def assign(*, household: uuid.UUID, member: User | None, by: User, request: HttpRequest | None = None) -> Household:
    """Let a member of the team look after a household, or nobody in particular. Raises ``HouseholdRefused``."""
    with reaching(scope_of(by)) as scope:
        (kept,) = lock(scope, household)
        check_there(kept)
        if member is not None and not _reaches(member, kept):
            raise HouseholdRefused(_("This person does not work in the hamlet of this household."))
        kept.assigned_to = member
        save(kept, ["assigned_to"])
        _note(kept, by, "assigned_to", request)
        return kept


def plan(*, household: uuid.UUID, day: dt.date | None, by: User, request: HttpRequest | None = None) -> Household:
    """Plan the next visit for a day, or for none. Raises ``HouseholdRefused``."""
    with reaching(scope_of(by)) as scope:
        (kept,) = lock(scope, household)
        check_there(kept)
        today = timezone.localdate()
        if day is not None and not today <= day <= today + dt.timedelta(days=FURTHEST_DAYS):
            raise HouseholdRefused(_("Please choose a day from today on, within a year."))
        kept.planned_on = day
        save(kept, ["planned_on"])
        _note(kept, by, "planned_on", request)
        return kept


def move(*, household: uuid.UUID, hamlet: Hamlet, by: User, request: HttpRequest | None = None) -> Household:
    """Let a household live in another hamlet of its team: it leaves the phones of the one and comes to the other's.

    What happened stays where it happened; what is still to be done goes along. Raises ``HouseholdRefused``.
    """
    with reaching(scope_of(by)) as scope:
        (kept,) = lock(scope, household, hamlets=[hamlet.pk])
        check_there(kept)
        if hamlet.team_id != kept.team_id or hamlet.ended_on is not None:
            raise HouseholdRefused(_("This is no hamlet of the team."))
        if hamlet.pk == kept.hamlet_id:
            raise HouseholdRefused(_("The household lives there already."))
        left, personal = kept.hamlet_id, open_households([kept])[kept.pk]
        kept.hamlet = hamlet
        keys = blind_keys(hamlet.pk, personal)
        for column, value in keys.items():
            setattr(kept, column, value)
        tell(kept, hamlet=left, gone=MOVED)
        save(kept, ["hamlet"], columns=list(keys))
        FollowUp.objects.filter(household=kept, state=FollowUp.State.OPEN).update(hamlet=hamlet)
        HouseholdWish.objects.filter(household=kept, done_at=None).update(hamlet=hamlet)
        Conflict.objects.filter(household=kept.pk, resolved_at=None).update(hamlet=hamlet)
        _note(kept, by, "hamlet", request)
        return kept


def _reaches(member: User, household: Household) -> bool:
    held = Membership.objects.active().filter(user=member, team=household.team_id, user__is_active=True)
    return held.filter(Q(hamlet=None) | Q(hamlet=household.hamlet_id)).exists()


def _note(household: Household, by: User, what: str, request: HttpRequest | None) -> None:
    audit.record(
        Event.HOUSEHOLD_CHANGED, actor=by, object_type="household", object_id=household.pk, note=what, request=request
    )
