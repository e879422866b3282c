"""What a household asks for through its card and has not proven: a leader asks at the door, and answers."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.households.changing import HouseholdRefused
from community_teams.households.consents import How, Purpose
from community_teams.households.forgetting import forget_household, forget_purpose, hold_together
from community_teams.households.models import HouseholdWish
from community_teams.households.selectors import rows_of
from community_teams.reach import everything, reaching, scope_of
from foundation.text import normalise
from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event

# What a leader carries out at the household's word.
TAKES_AWAY = frozenset({HouseholdWish.Kind.WITHDRAW, HouseholdWish.Kind.ERASE})


@transaction.atomic
def answer_wish(
    *, wish: HouseholdWish, answer: str, by: User, wanted: bool = False, request: HttpRequest | None = None
) -> HouseholdWish:
    """Write down what was found at the door; the wish waits no more. Raises ``HouseholdRefused``.

    ``wanted``: the household itself said that it wants consent withdrawn or everything erased, and that is done.
    """
    said = normalise(answer).strip()
    if not said:
        raise HouseholdRefused(_("Please write what you found at the door."))
    with reaching(scope_of(by)) as scope:
        if not scope.leads(wish.household.team_id):
            raise HouseholdRefused(_("This household is not of a team that you lead."))
        if wanted and wish.kind in TAKES_AWAY:
            # First, because it holds the hamlet's stream; what somebody else answered meanwhile undoes it below.
            _take_away(wish, by)
        kept = HouseholdWish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
        if kept.done_at is not None:
            raise HouseholdRefused(_("Somebody has answered this meanwhile."))
        kept.done_at, kept.done_by, kept.answer = timezone.now(), by, said[:300]
        kept.save(update_fields=["done_at", "done_by", "answer"])
        note = f"{kept.kind}, done" if wanted and kept.kind in TAKES_AWAY else kept.kind
        audit.record(Event.WISH_ANSWERED, actor=by, object_type="wish", object_id=kept.pk, note=note, request=request)
        return kept


def _take_away(wish: HouseholdWish, by: User) -> None:
    """Carry it out in every row that is this household."""
    purpose = wish.purpose if wish.kind == HouseholdWish.Kind.WITHDRAW else Purpose.RECORD
    with everything():
        rows = rows_of(wish.household_id)
        hold_together(rows)
        for row in rows:
            if purpose == Purpose.RECORD:
                forget_household(household=row, how=How.SPOKEN, by=by)
            else:
                forget_purpose(household=row, purpose=purpose, how=How.SPOKEN, by=by)
