"""After a change of the master key: every key is wrapped anew, and what households are found by is made anew.

Any number of runs, cut off at any point, end in the same: what is done already is recognised and left. Keys and
households are done in transactions of their own, rows in the order of their ids, so that nobody waits in a circle.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import NamedTuple

from django.db import IntegrityError, transaction

from community_teams.households.models import Household
from community_teams.households.personal import blind_keys, open_sealed
from community_teams.reach import everything
from community_teams.sealing.ciphers import CannotOpen, unwrap, wrapped_anew
from community_teams.sealing.models import DataKey

AT_ONCE = 200
_FOUND_BY = ("name_strict", "name_folded", "phone_key", "token_key")


class Batch(NamedTuple):
    """What one transaction did: rows looked at, changed, and those that no master key opens."""

    seen: int
    changed: int
    refused: list[uuid.UUID]


def rewrap_keys(*, at_once: int = AT_ONCE) -> Iterator[Batch]:
    """Wrap every key with the master key in force, batch by batch."""
    after: uuid.UUID | None = None
    while True:
        with everything():
            rows = DataKey.objects.select_for_update(no_key=True).exclude(wrapped=None).order_by("subject")
            held = list((rows.filter(subject__gt=after) if after else rows)[:at_once])
            batch = _rewrap(held)
        if not held:
            return
        after = held[-1].subject
        yield batch


def _rewrap(held: list[DataKey]) -> Batch:
    changed, refused = [], []
    for key in held:
        try:
            wrapped = wrapped_anew(key.wrapped or b"", key.subject)
        except CannotOpen:
            refused.append(key.subject)
            continue
        if wrapped is not None:
            key.wrapped = wrapped
            changed.append(key)
    DataKey.objects.bulk_update(changed, ["wrapped"])
    return Batch(len(held), len(changed), refused)


def find_anew(*, at_once: int = AT_ONCE) -> Iterator[Batch]:
    """Make what households are found by with the master key in force, batch by batch."""
    after: uuid.UUID | None = None
    while True:
        with everything():
            rows = Household.objects.select_for_update(of=("self",), no_key=True).exclude(sealed=None).order_by("pk")
            held = list(
                (rows.filter(pk__gt=after) if after else rows).only("pk", "hamlet_id", "sealed", *_FOUND_BY)[:at_once]
            )
            batch = _find(held)
        if not held:
            return
        after = held[-1].pk
        yield batch


def _find(held: list[Household]) -> Batch:
    keys = dict(DataKey.objects.filter(subject__in=[one.pk for one in held]).values_list("subject", "wrapped"))
    changed, refused = 0, []
    for one in held:
        wrapped = keys.get(one.pk)
        try:
            personal = open_sealed(one.pk, unwrap(wrapped, one.pk) if wrapped else None, one.sealed)
        except CannotOpen:
            refused.append(one.pk)
            continue
        new = blind_keys(one.hamlet_id, personal)
        if any(getattr(one, name) != new[name] for name in _FOUND_BY):
            try:
                with transaction.atomic():
                    Household.objects.filter(pk=one.pk).update(**new)
            except IntegrityError:
                # A card that was given to a second household meanwhile: a leader must look at it.
                refused.append(one.pk)
                continue
            changed += 1
    return Batch(len(held), changed, refused)
