"""Pairs of households of one hamlet that look like one: the same name without tones, or the same number."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import connection

from community_teams.teams.models import Hamlet

MOST_PAIRS = 30
# By the partial indexes of the two blind keys; stops as soon as it has enough.
_PAIRS = """
SELECT a.id, b.id FROM community_teams_household a
JOIN community_teams_household b ON b.hamlet_id = a.hamlet_id AND b.{key} = a.{key} AND b.{key} <> '' AND a.id < b.id
WHERE a.hamlet_id = ANY(%s) AND a.{key} <> ''
  AND a.erased_at IS NULL AND b.erased_at IS NULL AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM community_teams_apart p WHERE p.one_id = a.id AND p.other_id = b.id)
LIMIT %s
"""


@dataclass(slots=True)
class Pair:
    """Two households, and by what they look alike."""

    one: uuid.UUID
    other: uuid.UUID
    same_name: bool = False
    same_phone: bool = False


def pairs_in(team: int, *, limit: int = MOST_PAIRS) -> list[Pair]:
    """At most so many pairs of a team, those with both alike first; the caller stands in a scope that reaches it."""
    hamlets = list(Hamlet.objects.filter(team=team).values_list("pk", flat=True))
    found: dict[tuple[uuid.UUID, uuid.UUID], Pair] = {}
    with connection.cursor() as cursor:
        for key, mark in (("phone_key", "same_phone"), ("name_folded", "same_name")):
            cursor.execute(_PAIRS.format(key=key), [hamlets, limit + 1])
            for one, other in cursor.fetchall():
                setattr(found.setdefault((one, other), Pair(one, other)), mark, True)
    ordered = sorted(found.values(), key=lambda pair: (not (pair.same_name and pair.same_phone), pair.one, pair.other))
    return ordered[:limit]
