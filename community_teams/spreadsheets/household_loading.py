"""Rows of a file become households: each with its own key, its consent, a card's token and word to the phones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from community_teams.households.changing import NO_DEVICE
from community_teams.households.consents import Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.personal import Personal, blind_keys, seal_personal
from community_teams.households.tokens import new_token
from community_teams.sealing.ciphers import new_key
from community_teams.sealing.models import DataKey
from community_teams.spreadsheets.models import SheetRow, SheetRun
from community_teams.sync.streams import THERE, lock_streams, stamp
from community_teams.teams.models import Hamlet
from learn.conversations import hold

_MARKED = ("hamlet", "token", "head_name", "phone", "address", "size", "languages", "devices", "planned_on")


def household_of(run: SheetRun, line: int) -> uuid.UUID:
    """The id of the household of a row: the same whenever it is asked for."""
    return uuid.uuid5(run.key, str(line))


def hold_hamlets(rows: Sequence[SheetRow], run: SheetRun) -> set[int]:
    """Hold the streams of these rows' hamlets; returns those in which the team still works."""
    hamlets = {row.hamlet_id for row in rows if row.hamlet_id is not None}
    hold(lock_streams(hamlets))
    return set(Hamlet.objects.filter(pk__in=hamlets, team=run.team_id, ended_on=None).values_list("pk", flat=True))


def put_in_households(run: SheetRun, rows: Sequence[tuple[SheetRow, dict[str, Any]]]) -> int:
    """Make the households of these rows, whose hamlets' streams are held; returns how many were not there yet."""
    ids = {household_of(run, row.line): (row, values) for row, values in rows}
    # A household that was erased meanwhile has its row too: it does not come back.
    there = set(Household.objects.filter(pk__in=ids).values_list("pk", flat=True))
    new = {pk: pair for pk, pair in ids.items() if pk not in there}
    keys, households, consents = [], [], []
    for pk, (row, values) in new.items():
        key, wrapped = new_key(pk)
        keys.append(DataKey(subject=pk, wrapped=wrapped))
        households.append(_household(run, pk, row, values, key))
        if values["agreed_on"]:
            consents.append(_consent(run, pk, row, values))
    DataKey.objects.bulk_create(keys)
    Household.objects.bulk_create(households)
    HouseholdConsent.objects.bulk_create(consents)
    hold(stamp({(one.hamlet_id, one.pk): THERE for one in households}))
    return len(new)


def _household(run: SheetRun, pk: uuid.UUID, row: SheetRow, values: dict[str, Any], key: bytes) -> Household:
    personal = Personal(
        head_name=values["head_name"], phone=values["phone"], address=values["address"], token=new_token()
    )
    day = values["planned_on"]
    assert run.team_id is not None  # noqa: S101 - for the types
    assert row.hamlet_id is not None  # noqa: S101 - for the types
    said = {**values, "token": personal.token}
    return Household(
        id=pk,
        team_id=run.team_id,
        hamlet_id=row.hamlet_id,
        sealed=seal_personal(pk, key, personal),
        **blind_keys(row.hamlet_id, personal),
        size=values["size"],
        languages=values["languages"],
        devices=values["devices"],
        planned_on=dt.date.fromisoformat(day) if day else None,
        marks={name: [1, NO_DEVICE, 0] for name in _MARKED if said[name]},
        created_by_id=run.applied_by_id,
    )


def _consent(run: SheetRun, pk: uuid.UUID, row: SheetRow, values: dict[str, Any]) -> HouseholdConsent:
    assert row.hamlet_id is not None  # noqa: S101 - for the types
    words = words_for(Purpose.RECORD)
    now = timezone.now()
    noon = dt.datetime.combine(
        dt.date.fromisoformat(values["agreed_on"]), dt.time(12), tzinfo=timezone.get_current_timezone()
    )
    return HouseholdConsent(
        id=uuid.uuid5(pk, Purpose.RECORD),
        household_id=pk,
        hamlet_id=row.hamlet_id,
        purpose=Purpose.RECORD,
        given=True,
        version=words.version,
        sha256=words.sha256,
        how=values["agreed_how"],
        occurred_raw=values["agreed_on"],
        at=min(noon, now),
        received_at=now,
        member_id=run.applied_by_id,
    )
