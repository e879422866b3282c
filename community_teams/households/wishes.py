"""What a household asks for through its card and has not proven: a leader asks at the door, and answers."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.households.changing import HouseholdRefused
from community_teams.households.models import HouseholdWish
from community_teams.reach import reaching, scope_of
from foundation.text import normalise
from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event


def answer_wish(*, wish: HouseholdWish, answer: str, by: User, request: HttpRequest | None = None) -> HouseholdWish:
    """Write down what was found at the door; the wish waits no more. Raises ``HouseholdRefused``."""
    said = normalise(answer).strip()
    if not said:
        raise HouseholdRefused(_("Please write what you found at the door."))
    with reaching(scope_of(by)) as scope:
        kept = HouseholdWish.objects.select_for_update(of=("self",)).select_related("household").get(pk=wish.pk)
        if not scope.leads(kept.household.team_id):
            raise HouseholdRefused(_("This household is not of a team that you lead."))
        if kept.done_at is not None:
            raise HouseholdRefused(_("Somebody has answered this meanwhile."))
        kept.done_at, kept.done_by, kept.answer = timezone.now(), by, said[:300]
        kept.save(update_fields=["done_at", "done_by", "answer"])
        audit.record(
            Event.WISH_ANSWERED, actor=by, object_type="wish", object_id=kept.pk, note=kept.kind, request=request
        )
        return kept
