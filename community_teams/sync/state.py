"""What operations are judged on: loaded in a few queries whatever their number, changed in memory, then written."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from psycopg import errors

from community_teams.households.personal import Personal, open_sealed, token_key
from community_teams.households.selectors import ALL_ROWS
from community_teams.sealing.ciphers import unwrap
from community_teams.sync.kept import Item
from community_teams.sync.payloads import ChangedHousehold, Consented, Met, NewHousehold, Visited
from community_teams.words import Outcome
from learn.conversations import Conversation

_CONCERNED = """
SELECT h.hamlet_id FROM community_teams_household h WHERE h.id = ANY(%s::uuid[])
UNION
SELECT k.hamlet_id FROM community_teams_household h JOIN community_teams_household k ON k.id = h.merged_into_id
WHERE h.id = ANY(%s::uuid[])
"""
_HAMLETS = "SELECT id, team_id FROM community_teams_hamlet WHERE id = ANY(%s::bigint[])"
_HOMES = """
SELECT h.id, h.team_id, h.hamlet_id, h.version, h.sealed, h.size, h.languages, h.devices, h.planned_on, h.marks,
       h.last_met_on, h.erased_at IS NOT NULL, h.merged_into_id, k.wrapped
FROM community_teams_household h LEFT JOIN community_teams_datakey k ON k.subject = h.id
WHERE h.id = ANY(%s::uuid[]) OR h.id IN (
    SELECT m.merged_into_id FROM community_teams_household m WHERE m.id = ANY(%s::uuid[]))
ORDER BY h.id FOR NO KEY UPDATE OF h
"""
_CONSENTS = """
SELECT DISTINCT ON (household_id, purpose) household_id, purpose, given, at
FROM community_teams_householdconsent WHERE household_id = ANY(%s::uuid[])
ORDER BY household_id, purpose, at DESC, received_at DESC
"""
_TAKEN = """
SELECT id FROM community_teams_visit WHERE id = ANY(%s::uuid[])
UNION ALL SELECT id FROM community_teams_householdconsent WHERE id = ANY(%s::uuid[])
UNION ALL SELECT id FROM community_teams_groupsession WHERE id = ANY(%s::uuid[])
"""
_VISITS = """
SELECT id, household_id, hamlet_id, team_id, commune_id, member_id, device, occurred_at, day, outcome, skills, course,
       service, referrals, first_met, current
FROM community_teams_visit
WHERE id = ANY(%s::uuid[]) OR (household_id = ANY(%s::uuid[]) AND current AND outcome = 'met')
"""
_FOLLOWUPS = """
SELECT id, household_id, hamlet_id, visit, rule, topics, due_from, due_to, state, how, resolved_at, resolved_by
FROM community_teams_followup WHERE household_id = ANY(%s::uuid[])
"""
_MEMBERSHIPS = """
SELECT m.user_id, m.team_id, m.place, m.hamlet_id, m.valid_from, least(m.valid_to, t.ended_on)
FROM community_teams_membership m JOIN community_teams_team t ON t.id = m.team_id
WHERE m.user_id = ANY(%s::bigint[]) ORDER BY m.valid_from, m.id
"""
_PLACES = """
SELECT p.team_id, p.commune_id, p.valid_from, p.valid_to FROM community_teams_teamplace p
WHERE p.team_id IN (SELECT team_id FROM community_teams_hamlet WHERE id = ANY(%s::bigint[]))
ORDER BY p.team_id, p.valid_from
"""
_EARLIER = """
SELECT o.member_id, o.op, o.status FROM community_teams_operation o
JOIN unnest(%s::bigint[], %s::uuid[]) AS asked (member_id, op) USING (member_id, op) WHERE NOT o.again
"""
_CONFLICTS = """
SELECT o.member_id, o.op, c.id, c.operation_id, c.household, c.fields FROM community_teams_conflict c
JOIN community_teams_operation o ON o.id = c.operation_id
JOIN unnest(%s::bigint[], %s::uuid[]) AS asked (member_id, op) USING (member_id, op)
WHERE c.resolved_at IS NULL AND NOT o.again
"""
_TOKENS = "SELECT token_key, id FROM community_teams_household WHERE token_key = ANY(%s::text[])"


class Membership(NamedTuple):
    """Somebody in a team between two days, the last not included."""

    team: int
    place: str
    hamlet: int | None
    valid_from: dt.date
    valid_to: dt.date | None

    def covers(self, hamlet: int, team: int, day: dt.date) -> bool:
        """Whether something done in this hamlet on this day was done as a member."""
        return (
            self.team == team
            and self.hamlet in (None, hamlet)
            and self.valid_from <= day
            and (self.valid_to is None or day < self.valid_to)
        )


@dataclass(slots=True)
class Home:
    """A household while it is held."""

    id: uuid.UUID
    team: int
    hamlet: int
    version: int
    personal: Personal
    key: bytes | None
    size: int | None = None
    languages: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    planned_on: str | None = None
    marks: dict[str, list[Any]] = field(default_factory=dict)
    last_met_on: dt.date | None = None
    is_erased: bool = False
    merged_into: uuid.UUID | None = None
    created_by: int | None = None
    is_new: bool = False
    is_changed: bool = False

    def value(self, name: str) -> Any:
        """A field in the form in which payloads say it."""
        return getattr(self.personal if name in _PERSONAL else self, name)

    def put(self, name: str, value: Any) -> None:
        """Change a field."""
        setattr(self.personal if name in _PERSONAL else self, name, value)
        self.is_changed = True


_PERSONAL = frozenset({"head_name", "phone", "address", "needs", "token"})


@dataclass(slots=True)
class VisitKept:
    """A visit that stands, as far as later ones ask for it."""

    id: uuid.UUID
    household: uuid.UUID
    hamlet: int
    team: int
    commune: int
    member: int
    device: uuid.UUID
    occurred_at: dt.datetime
    day: dt.date
    outcome: str
    skills: list[dict[str, Any]]
    course: uuid.UUID | None
    service: dict[str, Any] | None
    referrals: list[str]
    first_met: bool
    current: bool
    # What only the row of a new one has; empty for one that is in the database.
    row: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Due:
    """A follow-up."""

    id: uuid.UUID
    household: uuid.UUID
    hamlet: int
    visit: uuid.UUID
    rule: int
    topics: list[str]
    due_from: dt.date
    due_to: dt.date
    state: str
    how: str = ""
    resolved_at: dt.datetime | None = None
    resolved_by: uuid.UUID | None = None
    is_changed: bool = False


class OpenConflict(NamedTuple):
    """A conflict that nobody has settled yet."""

    id: int
    operation: int
    household: uuid.UUID
    fields: list[str]


@dataclass(slots=True)
class State:
    """All of it. What is to be written stands below what was loaded."""

    locked: frozenset[int]
    homes: dict[uuid.UUID, Home]
    hamlets: dict[int, int]
    consents: dict[tuple[uuid.UUID, str], tuple[bool, dt.datetime]]
    taken: set[uuid.UUID]
    visits: dict[uuid.UUID, VisitKept]
    followups: dict[uuid.UUID, Due]
    memberships: dict[int, list[Membership]]
    places: dict[int, list[tuple[int, dt.date, dt.date | None]]]
    earlier: dict[tuple[int, uuid.UUID], str]
    conflicts: dict[tuple[int, uuid.UUID], OpenConflict]
    tokens: dict[str, uuid.UUID]

    new_consents: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    attendances: list[dict[str, Any]] = field(default_factory=list)
    scams: dict[tuple[uuid.UUID, str], dict[str, Any]] = field(default_factory=dict)
    scams_gone: list[uuid.UUID] = field(default_factory=list)
    photos: list[dict[str, Any]] = field(default_factory=list)
    settled: dict[int, dict[str, Any]] = field(default_factory=dict)
    not_current: list[uuid.UUID] = field(default_factory=list)
    withdrawn: list[tuple[uuid.UUID, str]] = field(default_factory=list)
    moved: dict[uuid.UUID, int] = field(default_factory=dict)
    counts: Counter[tuple[int, dt.date, int, str]] = field(default_factory=Counter)
    stamps: dict[tuple[int, uuid.UUID], str] = field(default_factory=dict)
    waiting: dict[uuid.UUID, list[Item]] = field(default_factory=dict)
    # The same visits and follow-ups by household: a group of pushes holds thousands of them.
    visits_of: dict[uuid.UUID, list[VisitKept]] = field(default_factory=dict)
    followups_of: dict[uuid.UUID, list[Due]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for visit in self.visits.values():
            self.visits_of.setdefault(visit.household, []).append(visit)
        for due in self.followups.values():
            self.followups_of.setdefault(due.household, []).append(due)

    def add_visit(self, visit: VisitKept) -> None:
        """One more that stands."""
        self.visits[visit.id] = visit
        self.visits_of.setdefault(visit.household, []).append(visit)

    def add_followup(self, due: Due) -> None:
        """One more, unless it is there: its id is made from its visit and rule."""
        if due.id not in self.followups:
            self.followups[due.id] = due
            self.followups_of.setdefault(due.household, []).append(due)

    def commune(self, team: int, day: dt.date) -> int:
        """Where a team worked on a day; the nearest place in time where nothing covers the day."""
        places = self.places[team]
        for commune, since, until in places:
            if since <= day and (until is None or day < until):
                return commune
        return places[0][0] if day < places[0][1] else places[-1][0]

    def agreed(self, household: uuid.UUID, purpose: str) -> bool:
        """Whether the household's latest answer to a purpose was yes."""
        return self.consents.get((household, purpose), (False,))[0]

    def touch(self, home: Home, gone: str = "") -> None:
        """Phones are to get this household anew, and the one that it was merged into."""
        self.stamps[home.hamlet, home.id] = gone or ("merged" if home.merged_into else "")
        kept = self.homes.get(home.merged_into) if home.merged_into else None
        if kept is not None:
            self.stamps.setdefault((kept.hamlet, kept.id), "")

    def same_as(self, home: Home) -> list[Home]:
        """The other rows that leaders found to be this household."""
        found, new = [home], [home]
        while new:
            ids, into = {one.id for one in new}, {one.merged_into for one in new}
            near = [one for one in self.homes.values() if one.merged_into in ids or one.id in into]
            new = [one for one in near if one not in found]
            found += new
        return found[1:]

    def met(self, household: uuid.UUID) -> Iterable[VisitKept]:
        """The visits in force that met the household."""
        return (visit for visit in self.visits_of.get(household, ()) if visit.current and visit.outcome == Outcome.MET)


def households_of(items: Iterable[Item]) -> set[uuid.UUID]:
    """Those that operations name."""
    named: set[uuid.UUID] = set()
    for item in items:
        if item.op.household is not None:
            named.add(item.op.household)
        if isinstance(item.op.what, Met):
            named |= set(item.op.what.attendees)
    return named


def hamlets_said(items: Iterable[Item]) -> set[int]:
    """Hamlets that payloads name themselves."""
    said: set[int] = set()
    for item in items:
        what = item.op.what
        if isinstance(what, Met):
            said.add(what.hamlet)
        elif isinstance(what, (NewHousehold, ChangedHousehold)) and "hamlet" in what.fields:
            said.add(what.fields["hamlet"])
    return said


def households_changing(items: Iterable[Item]) -> Conversation[set[uuid.UUID]]:
    """Those that operations may change; consent is withdrawn in every row that is the same household."""
    held = list(items)
    named = {item.op.household for item in held if item.op.household is not None}
    taking = {item.op.household for item in held if isinstance(what := item.op.what, Consented) and not what.given}
    rows = (yield ALL_ROWS, [[one for one in taking if one is not None]]) if taking else []
    return named | {row for (row,) in rows}


def hamlets_concerned(items: Collection[Item]) -> Conversation[set[int]]:
    """Whose streams to hold for these: as they say and as their households stand now."""
    named = list((yield from households_changing(items)))
    rows = yield _CONCERNED, [named, named]
    return {hamlet for (hamlet,) in rows} | hamlets_said(items)


def load_state(items: Sequence[Item], locked: frozenset[int]) -> Conversation[State]:
    """What these are judged on; the streams ``locked`` are held. Households are held from here on."""
    # Those that came to a session are only looked at, and need not be held in order.
    changing = yield from households_changing(items)
    named = list(households_of(items) | changing)
    homes = {row[0]: _home(*row) for row in (yield _HOMES, [named, named])}
    if any(home.id in changing and home.hamlet not in locked for home in homes.values()):
        raise errors.SerializationFailure("A household moved to another hamlet meanwhile.")
    hamlets = list({home.hamlet for home in homes.values()} | hamlets_said(items))
    here = list(homes)
    members = list({item.member for item in items})
    consents = {
        (household, purpose): (given, at) for household, purpose, given, at in (yield _CONSENTS, [here])
    }  # fmt: skip
    entities = [item.op.entity for item in items if item.op.entity is not None]
    corrected = [what.corrects for item in items if isinstance(what := item.op.what, Visited) and what.corrects]
    before = [(item.member, op) for item in items for op in item.op.depends_on]
    settling = [
        (item.member, what.resolves)
        for item in items
        if isinstance(what := item.op.what, ChangedHousehold) and what.resolves
    ]
    state = State(
        locked=locked,
        homes=homes,
        hamlets=dict((yield _HAMLETS, [hamlets])),
        consents=consents,
        taken={row[0] for row in (yield _TAKEN, [entities + _consent_ids(items)] * 3)},
        visits={row[0]: VisitKept(*row) for row in (yield _VISITS, [corrected, here])},
        followups={row[0]: Due(*row) for row in (yield _FOLLOWUPS, [here])},
        memberships={},
        places={},
        earlier={(member, op): status for member, op, status in (yield _EARLIER, [*_columns(before)])},
        conflicts={
            (member, op): OpenConflict(*rest) for member, op, *rest in (yield _CONFLICTS, [*_columns(settling)])
        },
        tokens=dict((yield _TOKENS, [_token_keys(items)])),
    )
    for user, *rest in (yield _MEMBERSHIPS, [members]):
        state.memberships.setdefault(user, []).append(Membership(*rest))
    for team, *place in (yield _PLACES, [hamlets]):
        state.places.setdefault(team, []).append(tuple(place))
    return state


def _columns(pairs: Sequence[tuple[int, uuid.UUID]]) -> tuple[list[int], list[uuid.UUID]]:
    return [first for first, _ in pairs], [second for _, second in pairs]


def _consent_ids(items: Iterable[Item]) -> list[uuid.UUID]:
    return [one.id for item in items if isinstance(item.op.what, NewHousehold) for one in item.op.what.consents]


def _token_keys(items: Iterable[Item]) -> list[str]:
    whats = (item.op.what for item in items)
    return [
        token_key(what.fields["token"])
        for what in whats
        if isinstance(what, (NewHousehold, ChangedHousehold)) and "token" in what.fields
    ]


def _home(
    household: uuid.UUID,
    team: int,
    hamlet: int,
    version: int,
    sealed: bytes | None,
    size: int | None,
    languages: list[str],
    devices: list[str],
    planned_on: dt.date | None,
    marks: dict[str, list[Any]],
    last_met_on: dt.date | None,
    is_erased: bool,
    merged_into: uuid.UUID | None,
    wrapped: bytes | None,
) -> Home:
    key = None if wrapped is None else unwrap(wrapped, household)
    return Home(
        id=household,
        team=team,
        hamlet=hamlet,
        version=version,
        personal=open_sealed(household, key, sealed),
        key=key,
        size=size,
        languages=languages,
        devices=devices,
        planned_on=planned_on.isoformat() if planned_on else None,
        marks=marks,
        last_met_on=last_met_on,
        is_erased=is_erased,
        merged_into=merged_into,
    )
