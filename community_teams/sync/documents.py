"""A household as a member's phone keeps it: whole, opened, with what belongs to it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from community_teams.households.personal import open_sealed
from community_teams.reach.scope import Scope
from community_teams.sealing.ciphers import unseal, unwrap
from community_teams.sync.conflicts import conflict_place
from learn.conversations import Conversation, Rows

VISITS = 5
FOLLOWUPS = 2

_HOUSEHOLDS = """
SELECT h.id, h.hamlet_id, h.version, h.sealed, k.wrapped, h.size, h.languages, h.devices, h.assigned_to_id,
    h.planned_on, h.last_met_on, h.merged_into_id
FROM community_teams_household h LEFT JOIN community_teams_datakey k ON k.subject = h.id
WHERE h.id = ANY(%s) AND h.erased_at IS NULL
"""
# With each household those that were merged into it: their visits stay their own and are shown here.
_PARTS = """
WITH RECURSIVE part(kept, id) AS (
    SELECT id, id FROM unnest(%s::uuid[]) AS kept(id)
    UNION SELECT p.kept, h.id FROM part p JOIN community_teams_household h ON h.merged_into_id = p.id
) SELECT kept, id FROM part
"""
_CONSENTS = """
SELECT DISTINCT ON (household_id, purpose) household_id, purpose, given, version, at
FROM community_teams_householdconsent WHERE household_id = ANY(%s)
ORDER BY household_id, purpose, at DESC, received_at DESC
"""
_FOLLOWUPS = """
SELECT p.kept, f.id, f.due_from, f.due_to, f.topics, f.rule
FROM unnest(%s::uuid[], %s::uuid[]) AS p(kept, part)
CROSS JOIN LATERAL (
    SELECT id, due_from, due_to, topics, rule FROM community_teams_followup
    WHERE household_id = p.part AND state = 'open' ORDER BY due_from, id LIMIT %s
) f ORDER BY f.due_from, f.id
"""
_VISITS = """
SELECT p.kept, v.id, v.day, v.outcome, u.full_name, v.member_id, v.skills, v.corrects_id, v.service
FROM unnest(%s::uuid[], %s::uuid[]) AS p(kept, part)
CROSS JOIN LATERAL (
    SELECT id, day, outcome, member_id, skills, corrects_id, service FROM community_teams_visit
    WHERE household_id = p.part AND current ORDER BY day DESC, id DESC LIMIT %s
) v JOIN people_user u ON u.id = v.member_id ORDER BY v.day DESC, v.id DESC
"""
# One's own, and as a leader those of the team.
_CONFLICTS = """
SELECT c.household, o.id, o.op, o.member_id, c.sealed, k.wrapped FROM community_teams_conflict c
JOIN community_teams_operation o ON o.id = c.operation_id
LEFT JOIN community_teams_datakey k ON k.subject = c.household
WHERE c.household = ANY(%s) AND c.resolved_at IS NULL AND (o.member_id = %s OR o.team_id = ANY(%s))
ORDER BY c.id
"""


class Found:
    """Rows as they were read; opened only once the connection is given back."""

    def __init__(self) -> None:
        self.households: Rows = []
        self.parts: dict[uuid.UUID, uuid.UUID] = {}
        self.consents: Rows = []
        self.followups: Rows = []
        self.visits: Rows = []
        self.conflicts: Rows = []


def find(households: Collection[uuid.UUID], scope: Scope) -> Conversation[Found]:
    """Six queries, in the reach that is set; what lies beyond it is not found."""
    found = Found()
    found.households = yield _HOUSEHOLDS, [list(households)]
    there = [row[0] for row in found.households if row[11] is None]
    pairs = yield _PARTS, [there]
    found.parts = {part: kept for kept, part in pairs}
    kept, parts = [row[0] for row in pairs], [row[1] for row in pairs]
    found.consents = yield _CONSENTS, [there]
    found.followups = yield _FOLLOWUPS, [kept, parts, FOLLOWUPS]
    found.visits = yield _VISITS, [kept, parts, VISITS]
    found.conflicts = yield _CONFLICTS, [parts, scope.person, sorted(scope.teams)]
    return found


def documents(found: Found) -> dict[uuid.UUID, dict[str, Any]]:
    """The households that are there, by id."""
    consents: dict[uuid.UUID, dict[str, Any]] = defaultdict(dict)
    for household, purpose, given, version, at in found.consents:
        consents[household][purpose] = {"given": given, "version": version, "at": at}
    followups, visits, conflicts = defaultdict(list), defaultdict(list), defaultdict(list)
    for household, *followup in found.followups:
        followups[household].append(_followup(*followup))
    for household, *visit in found.visits:
        visits[household].append(_visit(*visit))
    for part, row, op, member, sealed, wrapped in found.conflicts:
        if sealed is not None and wrapped is not None:
            fields = unseal(unwrap(wrapped, part), sealed, conflict_place(row))
            conflicts[found.parts[part]].append({"op": op, "member": member, "fields": fields})
    return {
        row[0]: {
            **_household(*row[:11]),
            "consents": consents[row[0]],
            "followups": followups[row[0]][:FOLLOWUPS],
            "visits": visits[row[0]][:VISITS],
            "conflicts": conflicts[row[0]],
        }
        for row in found.households
        if row[11] is None
    }


def _household(
    pk: uuid.UUID,
    hamlet: int,
    version: int,
    sealed: bytes | None,
    wrapped: bytes | None,
    size: int | None,
    languages: list[str],
    devices: list[str],
    assigned_to: int | None,
    planned_on: object,
    last_met_on: object,
) -> dict[str, Any]:
    personal = open_sealed(pk, unwrap(wrapped, pk) if wrapped is not None else None, sealed)
    return {
        "id": pk,
        "hamlet": hamlet,
        "version": version,
        **asdict(personal),
        "size": size,
        "languages": languages,
        "devices": devices,
        "assigned_to": assigned_to,
        "planned_on": planned_on,
        "last_met_on": last_met_on,
    }


def _followup(pk: uuid.UUID, due_from: object, due_to: object, topics: list[str], rule: int) -> dict[str, Any]:
    return {"id": pk, "due_from": due_from, "due_to": due_to, "topics": topics, "rule": rule}


def _visit(
    pk: uuid.UUID, day: object, outcome: str, by: str, member: int, skills: object, corrects: object, service: object
) -> dict[str, Any]:
    return {
        "id": pk,
        "day": day,
        "outcome": outcome,
        "by": by,
        "member": member,
        "skills": skills,
        "corrects": corrects,
        "service": service,
    }
