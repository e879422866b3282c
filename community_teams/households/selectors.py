"""What is asked about households, for many at once; the caller stands in a scope that reaches them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from community_teams.households.consents import Purpose
from community_teams.households.models import HouseholdConsent

# {purpose: the latest answer}
Answers = dict[str, HouseholdConsent]


def consents_of(households: Iterable[uuid.UUID]) -> dict[uuid.UUID, Answers]:
    """The latest answer of each household to each purpose; one query. A household without answers is there, empty."""
    found: dict[uuid.UUID, Answers] = {household: {} for household in households}
    latest = (
        HouseholdConsent.objects.filter(household__in=list(found))
        .order_by("household", "purpose", "-at", "-received_at")
        .distinct("household", "purpose")
    )
    for answer in latest:
        found[answer.household_id][answer.purpose] = answer
    return found


def may_keep(answers: Answers, purpose: Purpose | str) -> bool:
    """Whether something may be kept for a purpose: silence is no consent."""
    answer = answers.get(purpose)
    return answer is not None and answer.given


def kept_for(answers: Answers) -> list[Purpose]:
    """The purposes that are agreed to, in their order."""
    return [purpose for purpose in Purpose if may_keep(answers, purpose)]
