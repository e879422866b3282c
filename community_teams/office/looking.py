"""An official looks at one household, for a reason that the household and the leader of its team can read."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.personal import Personal, blind_keys, open_households
from community_teams.office.models import MOST_REASON, OfficialLook
from community_teams.office.reach import office_of
from community_teams.reach import Scope, reaching
from community_teams.teams.models import Hamlet
from community_teams.visits.models import Visit
from foundation.text import normalise
from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event

MINUTES = 30
# Who answers complaints opens a few; who opens more is reading through a village.
MOST_A_DAY = 40
VISITS_SHOWN = 10


class LookRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an official sees: never what a household said of its needs, nor a member's notes."""

    household: Household
    personal: Personal
    visits: list[Visit]
    # Purposes to which its last answer is yes.
    given: list[str]
    look: OfficialLook


def find(*, hamlet: Hamlet, official: User, head_name: str = "", phone: str = "") -> uuid.UUID:
    """The one household of a hamlet with this name of its head and this number (E.164). Raises ``LookRefused``."""
    _check_oversees(official, hamlet)
    keys = blind_keys(hamlet.pk, Personal(head_name=head_name, phone=phone))
    asked = {name: keys[name] for name in ("name_folded", "phone_key") if keys[name]}
    if not asked:
        raise LookRefused(_("Please type the name of the head of the household or the phone number."))
    with reaching(Scope(hamlets=frozenset({hamlet.pk}))):
        found = Household.objects.filter(hamlet=hamlet, erased_at=None, merged_into=None, **asked)
        pks = list(found.values_list("pk", flat=True)[:2])
    if not pks:
        raise LookRefused(_("No household of this hamlet is recorded like that."))
    if len(pks) > 1:
        raise LookRefused(_("Several households are recorded like that. Please type both the name and the number."))
    return pks[0]


@transaction.atomic
def look(*, household: uuid.UUID, official: User, reason: str, request: HttpRequest | None = None) -> OfficialLook:
    """Open one household for half an hour. Raises ``LookRefused``; of another area's there is none.

    The audit says who, which household and when. The reason stands with the look, because in the audit nothing can be
    erased and people write names into reasons.
    """
    said = " ".join(normalise(reason).split())
    if not said:
        raise LookRefused(_("Please say why."))
    if len(said) > MOST_REASON:
        raise LookRefused(_("This is too long: %d letters at most.") % MOST_REASON)
    hamlet = hamlet_of(household)
    if hamlet is None:
        raise LookRefused(_("This household is not recorded any more."))
    _check_oversees(official, hamlet)
    # One at a time, so that the day's looks are counted right.
    User.objects.select_for_update(no_key=True).get(pk=official.pk)
    now = timezone.now()
    with reaching(Scope(person=official.pk, household=household)):
        lately = OfficialLook.objects.filter(official=official, at__gt=now - dt.timedelta(days=1))
        if lately.count() >= MOST_A_DAY:
            raise LookRefused(_("You have looked at very many households today. Please go on tomorrow."))
        made = OfficialLook.objects.create(
            household_id=household, hamlet=hamlet, official=official, reason=said, at=now,
            until=now + dt.timedelta(minutes=MINUTES),
        )  # fmt: skip
    audit.record(
        Event.HOUSEHOLD_VIEWED, actor=official, object_type="household", object_id=household, note=f"look {made.pk}",
        request=request,
    )  # fmt: skip
    return made


def seen(*, household: uuid.UUID, official: User) -> Seen | None:
    """The household while a look of this official is open and the area still is the official's."""
    hamlet = hamlet_of(household)
    if hamlet is None or not office_of(official).sees(hamlet.team.commune):
        return None
    with reaching(Scope(household=household)):
        looks = OfficialLook.objects.filter(household=household, official=official, until__gt=timezone.now())
        opened = looks.order_by("-at").first()
        if opened is None:
            return None
        found = Household.objects.select_related("hamlet", "team").get(pk=household)
        visits = Visit.objects.filter(household=found, current=True).select_related("team")
        shown = list(visits.order_by("-day", "-id")[:VISITS_SHOWN])
        answers = HouseholdConsent.objects.filter(household=found).order_by("purpose", "-at", "-received_at")
        given = [one.purpose for one in answers.distinct("purpose") if one.given]
        personal = open_households([found])[found.pk]
    personal.needs = []
    return Seen(found, personal, shown, given, opened)


def hamlet_of(household: uuid.UUID) -> Hamlet | None:
    """Where a household that is recorded lives; says nothing else of it."""
    with reaching(Scope(household=household)):
        found = Household.objects.filter(pk=household, erased_at=None, merged_into=None)
        pk = found.values_list("hamlet", flat=True).first()
    return Hamlet.objects.select_related("team__commune").get(pk=pk) if pk else None


def looks_at(household: uuid.UUID) -> QuerySet[OfficialLook]:
    """Who looked at a household and why, the newest first: for its own page and its leader's, in their reach."""
    return OfficialLook.objects.filter(household=household).select_related("official").order_by("-at")


def _check_oversees(official: User, hamlet: Hamlet) -> None:
    if not office_of(official).sees(hamlet.team.commune):
        raise LookRefused(_("You do not look after this place."))
