"""What a member's phone is given: what changed in the hamlets in reach since its cursor, and what is gone.

One transaction, one snapshot, in the reach of the member: PostgreSQL itself would show nothing else. A change's number
is stamped under its stream's lock, which is held until the commit, so a snapshot that shows a number shows every number
below it, and a cursor at the stream's number has missed nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.api.access import Claim, Standing, device_revoked, is_revoked, is_valid
from community_teams.reach.context import SET, values_of
from community_teams.reach.scope import Scope, read_scope
from community_teams.sync.cursors import START, Cursor, Place, read_cursor, write_cursor
from community_teams.sync.documents import Found, documents, find
from community_teams.sync.surroundings import read_counts, read_team
from foundation.asgi import Refusal
from learn.api.access import unauthorized
from learn.conversations import Conversation, Rows

PROTOCOL = 1
PAGE = 100
# A phone that asks every few seconds moves its row only so often.
SEEN_SECONDS = 600

_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_DEVICE = """
SELECT user_id, generation, revoked_at IS NOT NULL, holds, last_seen_at FROM community_teams_device WHERE id = %s
"""
_MEMBER = "SELECT is_active, full_name FROM people_user WHERE id = %s"
_STREAMS = """
SELECT h.id, coalesce(s.number, 0), coalesce(s.floor, 0) FROM unnest(%s::bigint[]) AS h(id)
LEFT JOIN community_teams_stream s ON s.hamlet_id = h.id
"""
_CHANGES = """
SELECT c.hamlet_id, c.number, c.household, c.gone FROM unnest(%s::bigint[], %s::bigint[]) AS seen(hamlet, number)
CROSS JOIN LATERAL (
    SELECT hamlet_id, number, household, gone FROM community_teams_change
    WHERE hamlet_id = seen.hamlet AND number > seen.number ORDER BY number LIMIT %s
) c ORDER BY c.hamlet_id, c.number LIMIT %s
"""
_NOTE = """
UPDATE community_teams_device SET last_seen_at = %s, holds = %s::jsonb WHERE id = %s AND revoked_at IS NULL
RETURNING id
"""


class Change(NamedTuple):
    """A row of ``_CHANGES``."""

    hamlet: int
    number: int
    household: uuid.UUID
    gone: str


class Stream(NamedTuple):
    """Where a hamlet's stream stands, and up to where its tombstones are forgotten."""

    number: int
    floor: int


@dataclass(frozen=True, slots=True)
class Page:
    """What was read for one answer, and what the question proves that the phone holds."""

    changes: list[Change]
    found: Found
    cursor: Cursor
    drop_hamlets: list[int]
    # For the last page only.
    team: dict[str, Any] | None
    counts: dict[str, Any] | None
    # What to write down of the device; None when nothing is new.
    holds: dict[str, int] | None


def expired() -> Refusal:
    """The phone forgets its cursor, pulls everything again and leaves its outbox alone."""
    return Refusal(410, "cursor_expired", _("Everything is fetched again. What waits on this phone is not touched."))


def no_team() -> Refusal:
    """Nothing is in reach."""
    return Refusal(403, "no_team", _("You are in no team today. Ask your team's leader or your commune."))


def read_page(claim: Claim, sent: str, epoch: str, now: dt.datetime) -> Conversation[Page]:
    """One page after the cursor that was ``sent`` (empty: from the beginning); raises ``Refusal`` 401, 403, 410.

    The first of a transaction. As many queries for a page of 100 as for one of a single household.
    """
    yield _SNAPSHOT, []
    rows = yield _DEVICE, [claim.device]
    standing = Standing(*rows[0][:3]) if rows else None
    held, last_seen = rows[0][3:] if rows else (None, None)
    if not is_valid(claim, standing):
        raise unauthorized()
    if is_revoked(claim, standing):
        raise device_revoked()
    rows = yield _MEMBER, [claim.user]
    is_active, name = rows[0] if rows else (False, "")
    today = timezone.localdate(now)
    scope = (yield from read_scope(claim.user, today)) if is_active else Scope(person=claim.user)
    if not scope.member_of:
        raise no_team()
    yield SET, values_of(scope)
    streams = {hamlet: Stream(*rest) for hamlet, *rest in (yield _STREAMS, [sorted(scope.hamlets)])}
    cursor = _checked(claim, sent, epoch, streams)
    places = {hamlet: cursor.places.get(hamlet, START) for hamlet in streams}
    changes = [Change(*row) for row in (yield _changes(places))]
    page = changes[:PAGE]
    found = (yield from find([change.household for change in page], scope)) if page else Found()
    last = len(changes) <= PAGE
    return Page(
        changes=page,
        found=found,
        cursor=Cursor(epoch, _further(places, streams, page, last=last), whole=cursor.whole or last),
        drop_hamlets=sorted((set(cursor.places) if sent else {int(hamlet) for hamlet in held or {}}) - set(streams)),
        team=(yield from read_team(scope, name, today)) if last else None,
        counts=(yield from read_counts(claim.user, claim.device, today)) if last else None,
        holds=_to_note(held, last_seen, sent, cursor, places, now),
    )


def note(claim: Claim, page: Page, now: dt.datetime) -> tuple[str, list[Any]]:
    """What to run afterwards, by itself, when ``page.holds`` is there."""
    return _NOTE, [now, orjson.dumps(page.holds).decode(), claim.device]


def answer_of(claim: Claim, page: Page, now: dt.datetime) -> dict[str, Any]:
    """The page as it is sent; here the households are opened."""
    there = documents(page.found)
    content: dict[str, Any] = {
        "epoch": page.cursor.epoch,
        "protocol": PROTOCOL,
        "server_time": timezone.localtime(now),
        "cursor": write_cursor(claim.device, page.cursor),
        "has_more": page.team is None,
        "households": [there[change.household] for change in page.changes if _is_here(change, there)],
        "gone": [gone for change in page.changes if (gone := _gone(change, page.found.households, there))],
        "drop_hamlets": page.drop_hamlets,
    }
    if page.team is not None:
        content |= {"team": page.team, "counts": page.counts}
    return content


def _checked(claim: Claim, sent: str, epoch: str, streams: dict[int, Stream]) -> Cursor:
    if not sent:
        return Cursor(epoch)
    cursor = read_cursor(claim.device, sent)
    if cursor is None or cursor.epoch != epoch:
        raise expired()
    for hamlet, place in cursor.places.items():
        stream = streams.get(hamlet)
        if stream is not None and (place.is_before(stream.floor) or place.number > stream.number):
            raise expired()
    return cursor


def _changes(places: dict[int, Place]) -> tuple[str, list[Any]]:
    return _CHANGES, [list(places), [place.number for place in places.values()], PAGE + 1, PAGE + 1]


def _further(
    places: dict[int, Place], streams: dict[int, Stream], page: list[Change], *, last: bool
) -> dict[int, Place]:
    """The places after this page: hamlets are read one after the other, by their id."""
    reached = None if last else page[-1]
    further = {}
    for hamlet, place in places.items():
        stream = streams[hamlet]
        if reached is None or hamlet < reached.hamlet:
            further[hamlet] = Place(stream.number)
        elif hamlet == reached.hamlet:
            base = place.base if place.number else stream.number
            further[hamlet] = Place(reached.number, base if base > reached.number else 0)
        elif place is not START:
            further[hamlet] = place
    return further


def _to_note(
    held: dict[str, int] | None,
    last_seen: dt.datetime | None,
    sent: str,
    cursor: Cursor,
    places: dict[int, Place],
    now: dt.datetime,
) -> dict[str, int] | None:
    """What the phone proved to hold, by hamlet. A hamlet that it was told to drop stays until its cursor lacks it."""
    if held is None or last_seen is None:
        return None
    if cursor.whole:
        proven = {str(hamlet): place.number for hamlet, place in cursor.places.items()}
    elif sent:
        proven = held
    else:
        proven = {hamlet: number for hamlet, number in held.items() if int(hamlet) not in places}
    # What is given with this answer, the phone may hold from now on.
    holds = {str(hamlet): 0 for hamlet in places} | proven
    is_new = holds != held or (now - last_seen).total_seconds() > SEEN_SECONDS
    return holds if is_new else None


def _is_here(change: Change, there: dict[uuid.UUID, dict[str, Any]]) -> bool:
    return not change.gone and change.household in there and there[change.household]["hamlet"] == change.hamlet


def _gone(change: Change, households: Rows, there: dict[uuid.UUID, dict[str, Any]]) -> dict[str, Any] | None:
    if _is_here(change, there):
        return None
    if change.household in there:
        # It moved to another hamlet in reach, and comes with that one.
        return None
    gone: dict[str, Any] = {"household": change.household, "why": change.gone or "moved"}
    if gone["why"] == "merged":
        gone["into"] = next((row[11] for row in households if row[0] == change.household), None)
    return gone
