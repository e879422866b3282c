"""What comes with the last page of a pull: the member's teams, and the member's own numbers to compare with."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from community_teams.counting.indicators import Indicator, of_session, of_visit
from community_teams.reach.scope import Scope
from community_teams.sync.followup_rules import COUNTED
from learn.conversations import Conversation, Rows

DAYS = 7
WORDS = 10

_TEAMS = """
SELECT t.id, t.name, a.full_name FROM community_teams_team t JOIN people_area a ON a.id = t.commune_id
WHERE t.id = ANY(%s) ORDER BY t.sort_key, t.id
"""
_HAMLETS = "SELECT team_id, id, name FROM community_teams_hamlet WHERE id = ANY(%s) ORDER BY sort_key, id"
_MEMBERS = """
SELECT m.team_id, u.id, u.full_name, m.place FROM community_teams_membership m JOIN people_user u ON u.id = m.user_id
WHERE m.team_id = ANY(%s) AND m.valid_from <= %s AND (m.valid_to IS NULL OR m.valid_to > %s) AND u.is_active
ORDER BY m.place, u.name_key, u.id
"""
_WORDS = """
SELECT t.id, w.id, u.full_name, w.text, w.at FROM unnest(%s::bigint[]) AS t(id)
CROSS JOIN LATERAL (
    SELECT id, author_id, text, at FROM community_teams_teamword
    WHERE team_id = t.id AND withdrawn_at IS NULL ORDER BY at DESC LIMIT %s
) w JOIN people_user u ON u.id = w.author_id ORDER BY w.at DESC, w.id DESC
"""
_WARNINGS = """
SELECT w.kind, a.full_name, w.reports, w.since FROM community_teams_scamwarning w
JOIN people_area a ON a.id = w.commune_id
WHERE w.ended_at IS NULL AND w.commune_id IN (SELECT commune_id FROM community_teams_team WHERE id = ANY(%s))
ORDER BY w.raised_at DESC, w.id DESC
"""
# What arrived, whatever became of it: the phone compares what it wrote with what is here.
_DAYS = """
SELECT day, count(*) FILTER (WHERE kind = 'visit.create'), count(*),
    count(*) FILTER (WHERE kind = 'visit.create' AND device_id = %s), count(*) FILTER (WHERE device_id = %s)
FROM community_teams_operation WHERE member_id = %s AND day >= %s AND NOT again GROUP BY day
"""
# Visits that count for the same stand once with their number: a busy member has many hundreds in two months.
_VISITS = """
SELECT month, outcome, skills, begun, service, referrals, first_met, count(*) FROM (
    SELECT to_char(day, 'YYYY-MM') AS month, outcome, course IS NOT NULL AS begun, first_met,
        cardinality(referrals) AS referrals,
        CASE WHEN service IS NOT NULL THEN jsonb_build_object('ended', service -> 'ended') END AS service,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('before', s -> 'before', 'after', s -> 'after')), '[]')
         FROM jsonb_array_elements(skills) s) AS skills
    FROM community_teams_visit WHERE member_id = %s AND day >= %s AND current
) shape GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
_SESSIONS = """
SELECT to_char(s.day, 'YYYY-MM'), s.others,
    (SELECT coalesce(jsonb_agg(a.skills), '[]') FROM community_teams_attendance a WHERE a.session_id = s.id)
FROM community_teams_groupsession s WHERE s.member_id = %s AND s.day >= %s
"""
_FOLLOWUPS = """
SELECT to_char(o.day, 'YYYY-MM'), count(*) FROM community_teams_operation o
JOIN community_teams_followup f ON f.household_id = o.household AND f.resolved_by = o.op
WHERE o.member_id = %s AND o.day >= %s AND NOT o.again AND f.how = ANY(%s) GROUP BY 1
"""


def read_team(scope: Scope, name: str, today: dt.date) -> Conversation[dict[str, Any]]:
    """The teams of a member, their people, the leaders' words and the warnings in force; five queries."""
    teams = sorted(scope.member_of)
    named = yield _TEAMS, [teams]
    hamlets = yield _HAMLETS, [sorted(scope.hamlets)]
    members = yield _MEMBERS, [teams, today, today]
    words = yield _WORDS, [teams, WORDS]
    warnings = yield _WARNINGS, [teams]
    hamlets_of, members_of, words_of = _by_first(hamlets), _by_first(members), _by_first(words)
    return {
        "me": {"id": scope.person, "name": name},
        "teams": [
            {
                "id": team,
                "name": team_name,
                "commune": commune,
                "leads": scope.leads(team),
                "hamlets": [{"id": pk, "name": text} for pk, text in hamlets_of[team]],
                "members": [{"id": pk, "name": text, "place": place} for pk, text, place in members_of[team]],
                "words": [
                    {"id": pk, "from": author, "text": text, "at": at} for pk, author, text, at in words_of[team]
                ],
            }
            for team, team_name, commune in named
        ],
        "warnings": [
            {"kind": kind, "commune": commune, "reports": reports, "since": since}
            for kind, commune, reports, since in warnings
        ],
    }


def read_counts(member: int, device: uuid.UUID, today: dt.date) -> Conversation[dict[str, Any]]:
    """The member's last seven days and last two months; four queries, within the reach that is set."""
    first_day = today - dt.timedelta(days=DAYS - 1)
    first_month = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    days = yield _DAYS, [device, device, member, first_day]
    visits = yield _VISITS, [member, first_month]
    sessions = yield _SESSIONS, [member, first_month]
    followups = yield _FOLLOWUPS, [member, first_month, sorted(COUNTED)]
    return {
        "days": {
            day.isoformat(): {"visits": seen, "ops": ops, "device_visits": here, "device_ops": ops_here}
            for day, seen, ops, here, ops_here in days
        },
        "month": _months([f"{first_month:%Y-%m}", f"{today:%Y-%m}"], visits, sessions, followups),
    }


def _months(months: Iterable[str], visits: Rows, sessions: Rows, followups: Rows) -> dict[str, dict[str, int]]:
    sums: dict[str, Counter[str]] = defaultdict(Counter, {month: Counter() for month in months})
    for month, outcome, skills, begun, service, referrals, first_met, times in visits:
        one = of_visit(
            outcome=outcome,
            skills=skills,
            course=begun or None,
            service=service,
            referrals=[""] * referrals,
            first_met=first_met,
        )
        sums[month].update({indicator: value * times for indicator, value in one.items()})
    for month, others, attended in sessions:
        sums[month] += of_session(attendees=attended, others=others)
    for month, count in followups:
        sums[month][Indicator.FOLLOWUPS] += count
    return {month: {str(indicator): value for indicator, value in counts.items()} for month, counts in sums.items()}


def _by_first(rows: Rows) -> dict[int, Rows]:
    by_first: dict[int, Rows] = defaultdict(list)
    for first, *rest in rows:
        by_first[first].append(tuple(rest))
    return by_first
