"""Taking away what a household withdrew its consent to: one purpose's part, or all that names it.

The key of an erased household is destroyed, so what stands sealed in a backup opens no more either. Counts stay: they
name nobody.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import orjson
from django.db import transaction
from django.utils import timezone

from community_teams.households.consents import How, Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.personal import open_sealed, seal_personal
from community_teams.reach import everything
from community_teams.sealing.ciphers import seal, unseal, unwrap
from community_teams.sync.kept import place_of
from community_teams.sync.parsing import without_part
from community_teams.sync.streams import ERASED, THERE, lock_streams, stamp
from foundation.identifiers import uuid7
from learn.conversations import Conversation, hold

if TYPE_CHECKING:
    from people.accounts.models import User

# Outlives a restore where logs are kept apart from the database: `erase_households` takes the households named here.
log = logging.getLogger("bdhvs.erased")

_KEYS = """
UPDATE community_teams_datakey SET wrapped = NULL, destroyed_at = now()
WHERE subject = ANY(%s::uuid[]) AND destroyed_at IS NULL
"""
_HOUSEHOLDS = """
UPDATE community_teams_household SET sealed = NULL, name_strict = '', name_folded = '', phone_key = '',
    token_key = NULL, size = NULL, languages = '{}', devices = '{}', assigned_to_id = NULL, planned_on = NULL,
    marks = '{}', version = version + 1, erased_at = now()
WHERE id = ANY(%s::uuid[]) AND erased_at IS NULL
"""
# What waited or was in conflict can be applied no more.
_OPERATIONS = """
UPDATE community_teams_operation SET sealed = NULL, held_until = NULL,
    reason = CASE WHEN status IN ('held', 'conflict') THEN 'erased' ELSE reason END,
    status = CASE WHEN status IN ('held', 'conflict') THEN 'quarantined' ELSE status END
WHERE key_subject = ANY(%s::uuid[]) AND (sealed IS NOT NULL OR status IN ('held', 'conflict'))
"""
_WAITING = """
DELETE FROM community_teams_waiting w USING community_teams_operation o
WHERE o.id = w.operation_id AND o.key_subject = ANY(%s::uuid[])
"""
_VISITS = "UPDATE community_teams_visit SET sealed = NULL WHERE household_id = ANY(%s::uuid[]) AND sealed IS NOT NULL"
_FOLLOWUPS = """
UPDATE community_teams_followup SET state = 'void' WHERE household_id = ANY(%s::uuid[]) AND state = 'open'
"""
# Words that people wrote about it besides; that they did something stays.
_SAID = (
    "UPDATE community_teams_operation SET decided_why = '' WHERE key_subject = ANY(%s::uuid[]) AND decided_why <> ''",
    """
    UPDATE community_teams_householdwish SET sealed = NULL, answer = ''
    WHERE household_id = ANY(%s::uuid[]) AND (sealed IS NOT NULL OR answer <> '')
    """,
    "UPDATE community_teams_officiallook SET reason = '-' WHERE household_id = ANY(%s::uuid[]) AND reason <> '-'",
)
_CONFLICTS = """
UPDATE community_teams_conflict SET sealed = NULL, resolved_at = coalesce(resolved_at, now())
WHERE household = ANY(%s::uuid[])
"""
_PIECES = """
DELETE FROM community_teams_photopiece p USING community_teams_photo f
WHERE f.id = p.photo_id AND f.household = ANY(%s::uuid[])
"""
# The sealed file goes with the next round of the photos' own job, which looks for this word.
PHOTO_WITHDRAWN = "withdrawn"
_PHOTOS = f"""
UPDATE community_teams_photo SET refused = '{PHOTO_WITHDRAWN}', done_at = coalesce(done_at, now())
WHERE household = ANY(%s::uuid[])
"""  # noqa: S608 - a constant of ours
# What is applied is told by its records; the payload as it was sent would still say what was withdrawn.
_APPLIED = """
UPDATE community_teams_operation SET sealed = NULL
WHERE key_subject = ANY(%s::uuid[]) AND status = 'applied' AND sealed IS NOT NULL
"""
# What is not applied is still to be decided, so only that part of it goes.
_UNDECIDED = """
SELECT o.id, o.op, o.key_subject, o.sealed, k.wrapped FROM community_teams_operation o
JOIN community_teams_datakey k ON k.subject = o.key_subject
WHERE o.key_subject = ANY(%s::uuid[]) AND o.status <> 'applied' AND o.sealed IS NOT NULL AND k.wrapped IS NOT NULL
"""
_RESEAL_OPERATIONS = """
UPDATE community_teams_operation o SET sealed = decode(anew.sealed, 'hex')
FROM json_to_recordset(%s::json) AS anew (id bigint, sealed text) WHERE o.id = anew.id
"""
_SAID_UNDER = {Purpose.NEEDS: "needs", Purpose.PLACE: "place", Purpose.PHOTO: "photo"}
_SEALED_HOUSEHOLDS = """
SELECT h.id, h.sealed, k.wrapped FROM community_teams_household h JOIN community_teams_datakey k ON k.subject = h.id
WHERE h.id = ANY(%s::uuid[]) AND h.sealed IS NOT NULL AND k.wrapped IS NOT NULL
"""
_SEALED_VISITS = """
SELECT v.id, v.household_id, v.sealed, k.wrapped FROM community_teams_visit v
JOIN community_teams_datakey k ON k.subject = v.household_id
WHERE v.household_id = ANY(%s::uuid[]) AND v.sealed IS NOT NULL AND k.wrapped IS NOT NULL
"""
_OPEN_CONFLICTS = """
SELECT c.id, c.operation_id, c.household, c.sealed, k.wrapped FROM community_teams_conflict c
JOIN community_teams_datakey k ON k.subject = c.household
WHERE c.household = ANY(%s::uuid[]) AND 'needs' = ANY(c.fields) AND c.sealed IS NOT NULL AND k.wrapped IS NOT NULL
"""
_RESEAL_HOUSEHOLDS = """
UPDATE community_teams_household h SET sealed = decode(anew.sealed, 'hex'), version = h.version + 1
FROM json_to_recordset(%s::json) AS anew (id uuid, sealed text) WHERE h.id = anew.id
"""
_RESEAL_VISITS = """
UPDATE community_teams_visit v SET sealed = decode(anew.sealed, 'hex')
FROM json_to_recordset(%s::json) AS anew (id uuid, sealed text) WHERE v.id = anew.id
"""
_RESEAL_CONFLICTS = """
WITH anew AS (
    SELECT * FROM json_to_recordset(%s::json) AS anew (id bigint, operation bigint, sealed text, fields text[])
), changed AS (
    UPDATE community_teams_conflict c SET sealed = decode(anew.sealed, 'hex'), fields = anew.fields,
        resolved_at = CASE WHEN anew.fields = '{}' THEN coalesce(c.resolved_at, now()) ELSE c.resolved_at END
    FROM anew WHERE c.id = anew.id
)
UPDATE community_teams_operation o SET status = 'applied', reason = 'superseded' FROM anew
WHERE o.id = anew.operation AND anew.fields = '{}' AND o.status = 'conflict'
"""


def forget(withdrawn: Iterable[tuple[uuid.UUID, str]]) -> Conversation[None]:
    """Take away what was kept under these (household, purpose); the hamlets' streams are held by the caller."""
    by_purpose: dict[str, list[uuid.UUID]] = {}
    for household, purpose in withdrawn:
        by_purpose.setdefault(str(purpose), []).append(household)
    for purpose, households in sorted(by_purpose.items()):
        ordered = sorted(set(households), key=lambda one: one.int)
        if purpose == Purpose.RECORD:
            yield from _erase(ordered)
            continue
        if purpose == Purpose.NEEDS:
            yield from _forget_needs(ordered)
        elif purpose == Purpose.PLACE:
            yield from _forget_places(ordered)
        elif purpose == Purpose.PHOTO:
            # The rows first: whoever is sending a piece just now holds one, and its piece is then seen as well.
            yield _PHOTOS, [ordered]
            yield _PIECES, [ordered]
        yield _APPLIED, [ordered]
        yield from _forget_undecided(ordered, _SAID_UNDER[Purpose(purpose)])


def _erase(households: list[uuid.UUID]) -> Conversation[None]:
    for statement in (
        _KEYS, _HOUSEHOLDS, _OPERATIONS, _WAITING, _VISITS, _FOLLOWUPS, _CONFLICTS, _PHOTOS, _PIECES, *_SAID,
    ):  # fmt: skip
        yield statement, [households]


def _forget_needs(households: list[uuid.UUID]) -> Conversation[None]:
    rows = yield _SEALED_HOUSEHOLDS, [households]
    anew: list[dict[str, Any]] = []
    for household, sealed, wrapped in rows:
        key = unwrap(wrapped, household)
        personal = open_sealed(household, key, sealed)
        if personal.needs:
            personal.needs = []
            anew.append({"id": household, "sealed": seal_personal(household, key, personal).hex()})
    if anew:
        yield _RESEAL_HOUSEHOLDS, [orjson.dumps(anew).decode()]
    rows = yield _OPEN_CONFLICTS, [households]
    anew = []
    for conflict, operation, household, sealed, wrapped in rows:
        key, place = unwrap(wrapped, household), f"conflict:{operation}"
        fields = {name: both for name, both in unseal(key, sealed, place).items() if name != "needs"}
        anew.append(
            {"id": conflict, "operation": operation, "sealed": seal(key, fields, place).hex(), "fields": list(fields)}
        )
    if anew:
        yield _RESEAL_CONFLICTS, [orjson.dumps(anew).decode()]


def _forget_places(households: list[uuid.UUID]) -> Conversation[None]:
    rows = yield _SEALED_VISITS, [households]
    anew = []
    for visit, household, sealed, wrapped in rows:
        key, place = unwrap(wrapped, household), f"visit:{visit}"
        kept = unseal(key, sealed, place)
        if kept.pop("place", None) is not None:
            anew.append({"id": visit, "sealed": seal(key, kept, place).hex()})
    if anew:
        yield _RESEAL_VISITS, [orjson.dumps(anew).decode()]


def _forget_undecided(households: list[uuid.UUID], name: str) -> Conversation[None]:
    rows = yield _UNDECIDED, [households]
    anew = []
    for row, op, household, sealed, wrapped in rows:
        key = unwrap(wrapped, household)
        content = unseal(key, sealed, place_of(op))
        clean = without_part(content, name)
        if clean is not content:
            anew.append({"id": row, "sealed": seal(key, clean, place_of(op)).hex()})
    if anew:
        yield _RESEAL_OPERATIONS, [orjson.dumps(anew).decode()]


def withdraw(*, household: uuid.UUID, purposes: Collection[str], how: str = How.OWN, by: User | None = None) -> None:
    """A household withdraws consent otherwise than through a member's phone: by its own QR, or before a leader.

    Withdrawing ``record`` erases it. Doing so again changes nothing.
    """
    with everything():
        hamlet = Household.objects.values_list("hamlet", flat=True).get(pk=household)
        hold(lock_streams({hamlet}))
        held = Household.objects.select_for_update().get(pk=household)
        if held.hamlet_id != hamlet:
            # It moved between the two looks; its new hamlet's stream comes later in the one order of locks.
            hold(lock_streams({held.hamlet_id}))
        if held.erased_at is not None:
            return
        for purpose in sorted(purposes):
            words = words_for(purpose)
            HouseholdConsent.objects.create(
                id=uuid7(), household=held, hamlet_id=held.hamlet_id, purpose=purpose, given=False,
                version=words.version, sha256=words.sha256, how=how, at=timezone.now(), member=by,
            )  # fmt: skip
        hold(forget([(household, purpose) for purpose in purposes]))
        hold(stamp({(held.hamlet_id, household): ERASED if Purpose.RECORD in purposes else THERE}))
    if Purpose.RECORD in purposes:
        transaction.on_commit(lambda: log.info("erased %s", household))
