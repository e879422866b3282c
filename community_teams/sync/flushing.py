"""Writing down what was judged: one statement a table, whatever the number of operations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from community_teams.households.erasing import forget
from community_teams.households.personal import blind_keys, seal_personal
from community_teams.sealing.ciphers import seal
from community_teams.sync.conflicts import conflict_place
from community_teams.sync.judging import HELD_FOR
from community_teams.sync.kept import Item, Status
from community_teams.sync.state import Due, Home, State, VisitKept
from community_teams.sync.streams import stamp
from learn.conversations import Conversation, Query

_HOME_COLUMNS = """
    id uuid, team_id bigint, hamlet_id bigint, version integer, sealed text, name_strict text, name_folded text,
    phone_key text, token_key text, size smallint, languages text[], devices text[], planned_on date, marks jsonb,
    created_by_id bigint, last_met_on date
"""
_INSERT_HOMES = f"""
INSERT INTO community_teams_household (
    id, team_id, hamlet_id, version, sealed, name_strict, name_folded, phone_key, token_key, size, languages, devices,
    planned_on, marks, created_by_id, created_at, last_met_on)
SELECT id, team_id, hamlet_id, version, decode(sealed, 'hex'), name_strict, name_folded, phone_key, token_key, size,
       languages, devices, planned_on, marks, created_by_id, now(), last_met_on
FROM json_to_recordset(%s::json) AS made ({_HOME_COLUMNS})
"""  # noqa: S608 - a constant of ours
_UPDATE_HOMES = f"""
UPDATE community_teams_household h SET team_id = c.team_id, hamlet_id = c.hamlet_id, version = c.version,
    sealed = decode(c.sealed, 'hex'), name_strict = c.name_strict, name_folded = c.name_folded,
    phone_key = c.phone_key, token_key = c.token_key, size = c.size, languages = c.languages, devices = c.devices,
    planned_on = c.planned_on, marks = c.marks, last_met_on = c.last_met_on
FROM json_to_recordset(%s::json) AS c ({_HOME_COLUMNS}) WHERE h.id = c.id
"""  # noqa: S608 - a constant of ours
# What is not history goes along with a household that moves.
_MOVE = tuple(
    f"UPDATE community_teams_{table} t SET hamlet_id = m.hamlet_id "  # noqa: S608 - constants of ours
    f"FROM json_to_recordset(%s::json) AS m (household uuid, hamlet_id bigint) WHERE t.{column} = m.household"
    for table, column in (
        ("followup", "household_id"), ("householdwish", "household_id"), ("conflict", "household"),
        ("photo", "household"),
    )
)  # fmt: skip
# What is still to be chosen is chosen by who leads there.
_MOVE_CHOICES = """
UPDATE community_teams_operation o SET hamlet_id = m.hamlet_id, team_id = h.team_id
FROM json_to_recordset(%s::json) AS m (household uuid, hamlet_id bigint)
JOIN community_teams_hamlet h ON h.id = m.hamlet_id
WHERE o.household = m.household AND o.status = 'conflict'
"""
_CONSENTS = """
INSERT INTO community_teams_householdconsent (
    id, household_id, hamlet_id, purpose, given, version, sha256, how, occurred_raw, at, received_at, member_id)
SELECT id, household_id, hamlet_id, purpose, given, version, sha256, how, occurred_raw, at, received_at, member_id
FROM json_to_recordset(%s::json) AS said (
    id uuid, household_id uuid, hamlet_id bigint, purpose text, given boolean, version text, sha256 text, how text,
    occurred_raw text, at timestamptz, received_at timestamptz, member_id bigint)
"""
_NOT_CURRENT = "UPDATE community_teams_visit SET current = false WHERE id = ANY(%s::uuid[])"
_VISITS = """
INSERT INTO community_teams_visit (
    id, household_id, hamlet_id, team_id, commune_id, member_id, device, occurred_raw, occurred_at, day, received_at,
    clock_off, minutes, sealed, outcome, skills, course, service, referrals, first_met, corrects_id, why, current)
SELECT id, household_id, hamlet_id, team_id, commune_id, member_id, device, occurred_raw, occurred_at, day,
       received_at, clock_off, minutes, decode(sealed, 'hex'), outcome, skills, course, service, referrals, first_met,
       corrects_id, why, current
FROM json_to_recordset(%s::json) AS seen (
    id uuid, household_id uuid, hamlet_id bigint, team_id bigint, commune_id bigint, member_id bigint, device uuid,
    occurred_raw text, occurred_at timestamptz, day date, received_at timestamptz, clock_off boolean,
    minutes smallint, sealed text, outcome text, skills jsonb, course uuid, service jsonb, referrals text[],
    first_met boolean, corrects_id uuid, why text, current boolean)
"""
_SESSIONS = """
INSERT INTO community_teams_groupsession (
    id, hamlet_id, team_id, commune_id, member_id, device, occurred_raw, occurred_at, day, received_at, clock_off,
    minutes, sealed, place, topics, others)
SELECT id, hamlet_id, team_id, commune_id, member_id, device, occurred_raw, occurred_at, day, received_at, clock_off,
       minutes, decode(sealed, 'hex'), place, topics, others
FROM json_to_recordset(%s::json) AS held (
    id uuid, hamlet_id bigint, team_id bigint, commune_id bigint, member_id bigint, device uuid, occurred_raw text,
    occurred_at timestamptz, day date, received_at timestamptz, clock_off boolean, minutes smallint, sealed text,
    place text, topics text[], others smallint)
"""
_ATTENDANCES = """
INSERT INTO community_teams_attendance (session_id, household_id, hamlet_id, skills)
SELECT session_id, household_id, hamlet_id, skills
FROM json_to_recordset(%s::json) AS came (session_id uuid, household_id uuid, hamlet_id bigint, skills jsonb)
"""
_FOLLOWUPS = """
INSERT INTO community_teams_followup (
    id, household_id, hamlet_id, visit, rule, topics, due_from, due_to, state, how, resolved_at, resolved_by, made_at)
SELECT id, household_id, hamlet_id, visit, rule, topics, due_from, due_to, state, how, resolved_at, resolved_by, now()
FROM json_to_recordset(%s::json) AS due (
    id uuid, household_id uuid, hamlet_id bigint, visit uuid, rule smallint, topics text[], due_from date, due_to date,
    state text, how text, resolved_at timestamptz, resolved_by uuid)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, how = excluded.how, resolved_at = excluded.resolved_at,
    resolved_by = excluded.resolved_by
"""
_SCAMS_GONE = "DELETE FROM community_teams_scamreport WHERE record = ANY(%s::uuid[])"
_SCAMS = """
INSERT INTO community_teams_scamreport (record, kind, commune_id, team_id, day, received_at)
SELECT record, kind, commune_id, team_id, day, received_at
FROM json_to_recordset(%s::json) AS told (
    record uuid, kind text, commune_id bigint, team_id bigint, day date, received_at timestamptz)
ON CONFLICT (record, kind) DO NOTHING
"""
# A photo that was announced before stays with its visit, unless this one stands in that one's place.
_PHOTOS = """
INSERT INTO community_teams_photo AS kept (
    sha256, member_id, visit, household, hamlet_id, size, content_type, announced_at, received, file, refused)
SELECT DISTINCT ON (member_id, sha256) sha256, member_id, visit, household, hamlet_id, size, content_type, now(), 0,
       '', ''
FROM json_to_recordset(%s::json) AS told (
    sha256 text, member_id bigint, visit uuid, household uuid, hamlet_id bigint, size integer, content_type text)
ORDER BY member_id, sha256
ON CONFLICT (member_id, sha256) DO NOTHING
"""
_PHOTOS_STAY = """
UPDATE community_teams_photo p SET visit = told.visit
FROM json_to_recordset(%s::json) AS told (sha256 text, visit uuid, corrects uuid)
WHERE p.sha256 = told.sha256 AND p.visit = told.corrects
"""
_CONFLICTS = """
INSERT INTO community_teams_conflict (operation_id, household, hamlet_id, sealed, fields, opened_at)
SELECT operation_id, household, hamlet_id, decode(sealed, 'hex'), fields, now()
FROM json_to_recordset(%s::json) AS open (
    operation_id bigint, household uuid, hamlet_id bigint, sealed text, fields text[])
ON CONFLICT (operation_id) DO UPDATE SET sealed = excluded.sealed, fields = excluded.fields
"""
_SETTLED = """
WITH settled AS (
    SELECT * FROM json_to_recordset(%s::json) AS settled (id bigint, operation bigint, by bigint, choice jsonb)
), chosen AS (
    UPDATE community_teams_conflict c SET resolved_at = now(), resolved_by_id = settled.by, choice = settled.choice
    FROM settled WHERE c.id = settled.id AND c.resolved_at IS NULL
)
UPDATE community_teams_operation o SET status = 'applied', judged_at = now() FROM settled
WHERE o.id = settled.operation AND o.status = 'conflict'
"""
_OPERATIONS = """
UPDATE community_teams_operation o SET status = j.status, reason = j.reason, version = j.version,
    hamlet_id = j.hamlet_id, team_id = j.team_id, held_until = j.held_until, judged_at = now(),
    decided_by_id = coalesce(j.decided_by_id, o.decided_by_id),
    decided_at = CASE WHEN j.decided_by_id IS NULL THEN o.decided_at ELSE now() END
FROM json_to_recordset(%s::json) AS j (
    id bigint, status text, reason text, version integer, hamlet_id bigint, team_id bigint, held_until timestamptz,
    decided_by_id bigint)
WHERE o.id = j.id
"""
_WAITS_NO_MORE = "DELETE FROM community_teams_waiting WHERE operation_id = ANY(%s::bigint[])"
_WAITS = """
INSERT INTO community_teams_waiting (operation_id, member_id, missing)
SELECT operation_id, member_id, missing
FROM json_to_recordset(%s::json) AS waits (operation_id bigint, member_id bigint, missing uuid)
ON CONFLICT DO NOTHING
"""
# In the one order of all who count.
_COUNTS = """
INSERT INTO community_teams_dailycount AS kept (commune_id, day, team_id, indicator, value)
SELECT commune_id, day, team_id, indicator, value
FROM json_to_recordset(%s::json) AS news (commune_id bigint, day date, team_id bigint, indicator text, value integer)
ORDER BY commune_id, day, team_id, indicator
ON CONFLICT (commune_id, day, team_id, indicator) DO UPDATE SET value = kept.value + excluded.value
"""


def flush(state: State, judged: Sequence[Item]) -> Conversation[None]:
    """Write what these operations changed, and what became of them."""
    for query in _queries(state, judged):
        # Not `yield from`: rows that are sent back to a list have nowhere to go.
        yield query
    yield from forget(state.withdrawn)
    for query in _many(_COUNTS, _count_rows(state)):
        yield query
    yield from stamp(state.stamps)


def _queries(state: State, judged: Sequence[Item]) -> list[Query]:
    homes = list(state.homes.values())
    return [
        *_many(_INSERT_HOMES, [_home_row(home) for home in homes if home.is_new]),
        *_many(_UPDATE_HOMES, [_home_row(home) for home in homes if home.is_changed and not home.is_new]),
        *_moves(state.moved),
        *_many(_CONSENTS, state.new_consents),
        *([(_NOT_CURRENT, [state.not_current])] if state.not_current else []),
        *_many(_VISITS, [_visit_row(visit) for visit in state.visits.values() if visit.row]),
        *_many(_SESSIONS, state.sessions),
        *_many(_ATTENDANCES, state.attendances),
        *_many(_FOLLOWUPS, [_due_row(due) for due in state.followups.values() if due.is_changed]),
        *([(_SCAMS_GONE, [state.scams_gone])] if state.scams_gone else []),
        *_many(_SCAMS, list(state.scams.values())),
        *_many(_PHOTOS_STAY, [photo for photo in state.photos if photo["corrects"]]),
        *_many(_PHOTOS, state.photos),
        *_many(_SETTLED, [{"id": conflict, **how} for conflict, how in state.settled.items()]),
        *_many(_OPERATIONS, [_operation_row(item) for item in judged]),
        *_many(_CONFLICTS, _conflict_rows(state, judged)),
        *_waits(judged),
    ]


def _many(statement: str, rows: Sequence[dict[str, Any]]) -> list[Query]:
    return [(statement, [orjson.dumps(rows).decode()])] if rows else []


def _home_row(home: Home) -> dict[str, Any]:
    # An erased household that was made in this very group has its row emptied right after.
    sealed = seal_personal(home.id, home.key, home.personal).hex() if home.key is not None else None
    return {
        "id": home.id,
        "team_id": home.team,
        "hamlet_id": home.hamlet,
        "version": home.version,
        "sealed": sealed,
        **blind_keys(home.hamlet, home.personal),
        "size": home.size,
        "languages": home.languages,
        "devices": home.devices,
        "planned_on": home.planned_on,
        "marks": home.marks,
        "created_by_id": home.created_by,
        "last_met_on": home.last_met_on,
    }


def _visit_row(visit: VisitKept) -> dict[str, Any]:
    return {
        "id": visit.id,
        "household_id": visit.household,
        "hamlet_id": visit.hamlet,
        "team_id": visit.team,
        "commune_id": visit.commune,
        "member_id": visit.member,
        "device": visit.device,
        "occurred_at": visit.occurred_at,
        "day": visit.day,
        "outcome": visit.outcome,
        "skills": visit.skills,
        "course": visit.course,
        "service": visit.service,
        "referrals": visit.referrals,
        "first_met": visit.first_met,
        "current": visit.current,
        **visit.row,
    }


def _due_row(due: Due) -> dict[str, Any]:
    return {
        "id": due.id,
        "household_id": due.household,
        "hamlet_id": due.hamlet,
        "visit": due.visit,
        "rule": due.rule,
        "topics": due.topics,
        "due_from": due.due_from,
        "due_to": due.due_to,
        "state": due.state,
        "how": due.how,
        "resolved_at": due.resolved_at,
        "resolved_by": due.resolved_by,
    }


def _moves(moved: dict[uuid.UUID, int]) -> list[Query]:
    rows = [{"household": household, "hamlet_id": hamlet} for household, hamlet in moved.items()]
    return [query for statement in (*_MOVE, _MOVE_CHOICES) for query in _many(statement, rows)]


def _operation_row(item: Item) -> dict[str, Any]:
    held_until: dt.datetime | None = item.received_at + HELD_FOR if item.status == Status.HELD else None
    return {
        "id": item.row,
        "status": item.status,
        "reason": item.reason,
        "version": item.version,
        "hamlet_id": item.hamlet,
        "team_id": item.team,
        "held_until": held_until,
        "decided_by_id": item.by,
    }


def _conflict_rows(state: State, judged: Iterable[Item]) -> list[dict[str, Any]]:
    rows = []
    for item in judged:
        home = state.homes.get(item.op.household) if item.op.household else None
        # One that was erased later in the same group has nothing to choose any more.
        if item.status == Status.CONFLICT and home is not None and home.key is not None:
            sealed = seal(home.key, item.fields, conflict_place(item.row)).hex()
            rows.append(
                {
                    "operation_id": item.row,
                    "household": home.id,
                    "hamlet_id": home.hamlet,
                    "sealed": sealed,
                    "fields": list(item.fields),
                }
            )
    return rows


def _waits(judged: Iterable[Item]) -> list[Query]:
    released = [item.row for item in judged if item.stood == Status.HELD and item.status != Status.HELD]
    waits = [
        {"operation_id": item.row, "member_id": item.member, "missing": missing}
        for item in judged
        if item.status == Status.HELD
        for missing in sorted(item.missing, key=lambda one: one.int)
    ]
    return [*([(_WAITS_NO_MORE, [released])] if released else []), *_many(_WAITS, waits)]


def _count_rows(state: State) -> list[dict[str, Any]]:
    return [
        {"commune_id": commune, "day": day, "team_id": team, "indicator": indicator, "value": value}
        for (commune, day, team, indicator), value in state.counts.items()
        if value
    ]
