"""What is asked about households, for many at once; the caller stands in a scope that reaches them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection

from community_teams.households.consents import Purpose
from community_teams.households.models import HouseholdConsent

# A household with all rows that leaders found to be the same one, however often they were put together.
ALL_ROWS = """
WITH RECURSIVE row (id) AS (
    SELECT unnest(%s::uuid[])
    UNION
    SELECT near.id FROM row CROSS JOIN LATERAL (
        SELECT h.id FROM community_teams_household h WHERE h.merged_into_id = row.id
        UNION ALL
        SELECT h.merged_into_id FROM community_teams_household h WHERE h.id = row.id AND h.merged_into_id IS NOT NULL
    ) near
)
SELECT id FROM row
"""

# {purpose: the latest answer}
Answers = dict[str, HouseholdConsent]


def rows_of(household: uuid.UUID) -> list[uuid.UUID]:
    """The row of a household and all that are the same household, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(ALL_ROWS, [[household]])
        return sorted(row for (row,) in cursor.fetchall())


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
