"""Erasing a household, or what was kept for one purpose, when the household itself or a restore asks for it.

Locks are taken in the order of all who write to households: the streams of hamlets, then households by id, then what is
theirs. A phone's operation that arrives meanwhile was applied before and is erased here, or finds the household erased.
Visits go on counting, as numbers without a person.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from community_teams.followups.models import FollowUp
from community_teams.households.consents import How, Purpose
from community_teams.households.models import Household, HouseholdConsent, HouseholdWish
from community_teams.households.personal import open_sealed, seal_personal
from community_teams.households.selectors import consents_of, kept_for
from community_teams.photos.models import Photo, PhotoPiece
from community_teams.reach import everything
from community_teams.sealing.ciphers import seal, unseal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Conflict, Operation
from community_teams.sync.streams import ERASED, THERE, lock_streams, stamp
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from learn.conversations import hold

# Outlives a restore where logs are kept apart from the database: `erase_households` takes the households named here.
log = logging.getLogger("bdhvs.erased")

# More moves of one household at the very moment than anybody makes.
_ATTEMPTS = 5
_Kind = Operation.Kind
# The kinds of raw operations in which what is kept for a purpose came.
_CAME_IN = {
    Purpose.NEEDS: (_Kind.HOUSEHOLD_CREATE, _Kind.HOUSEHOLD_UPDATE),
    Purpose.PLACE: (_Kind.VISIT_CREATE, _Kind.VISIT_CORRECT),
    Purpose.PHOTO: (_Kind.VISIT_CREATE, _Kind.VISIT_CORRECT),
}


class KeepsMoving(Exception):
    """The household was moved from hamlet to hamlet meanwhile, again and again."""


@transaction.atomic
def forget_household(*, household: uuid.UUID, how: How, at: dt.datetime) -> bool:
    """Erase all that names it, and destroy its key. False where that was done before."""
    with everything():
        held = _hold(household)
        if held.erased_at is not None:
            return False
        for purpose in kept_for(consents_of([household])[household]):
            _take_back(held, purpose, how, at)
        DataKey.objects.filter(subject=household).exclude(wrapped=None).update(wrapped=None, destroyed_at=at)
        Visit.objects.filter(household=household).exclude(sealed=None).update(sealed=None)
        Operation.objects.filter(key_subject=household).exclude(sealed=None).update(sealed=None)
        Conflict.objects.filter(household=household).exclude(sealed=None).update(sealed=None)
        Conflict.objects.filter(household=household, resolved_at=None).update(resolved_at=at)
        HouseholdWish.objects.filter(household=household).update(sealed=None, answer="")
        FollowUp.objects.filter(household=household, state=FollowUp.State.OPEN).update(
            state=FollowUp.State.VOID, resolved_at=at
        )
        _erase_photos(household)
        _empty(held, at)
        hold(stamp({(held.hamlet_id, household): ERASED}))
    transaction.on_commit(lambda: log.info("erased %s", household))
    return True


@transaction.atomic
def forget_purpose(*, household: uuid.UUID, purpose: Purpose, how: How, at: dt.datetime) -> bool:
    """Erase what was kept for one purpose, other than the record. False where it is not agreed to any more."""
    with everything():
        held = _hold(household)
        agreed = kept_for(consents_of([household])[household])
        if held.erased_at is not None or purpose not in agreed or purpose == Purpose.RECORD:
            return False
        _take_back(held, purpose, how, at)
        key = _key(household)
        if purpose == Purpose.NEEDS and key is not None:
            personal = open_sealed(household, key, held.sealed)
            personal.needs = []
            held.sealed = seal_personal(household, key, personal)
        if purpose == Purpose.PLACE and key is not None:
            _erase_places(household, key)
        if purpose == Purpose.PHOTO:
            _erase_photos(household)
        # What still waits for a leader stays: it is judged by the consent of that day.
        came = Operation.objects.filter(household=household, kind__in=_CAME_IN[purpose])
        came.filter(status__in=["applied", "dismissed"]).exclude(sealed=None).update(sealed=None)
        held.version += 1
        held.save(update_fields=["sealed", "version"])
        hold(stamp({(held.hamlet_id, household): "merged" if held.merged_into_id else THERE}))
    return True


def _hold(household: uuid.UUID) -> Household:
    """The household, held with the stream of its hamlet."""
    for _attempt in range(_ATTEMPTS):
        rows = Household.objects.filter(pk=household)
        held = hold(lock_streams(set(rows.values_list("hamlet", flat=True))))
        found = rows.select_for_update(of=("self",), no_key=True).get()
        if found.hamlet_id in held:
            return found
    raise KeepsMoving


def _key(household: uuid.UUID) -> bytes | None:
    wrapped = DataKey.objects.filter(subject=household).values_list("wrapped", flat=True).first()
    return unwrap(wrapped, household) if wrapped else None


def _take_back(held: Household, purpose: Purpose, how: How, at: dt.datetime) -> None:
    """An answer of its own: the one that was given stays, and so does what it was given to."""
    given = consents_of([held.pk])[held.pk][purpose]
    HouseholdConsent.objects.create(
        id=uuid7(),
        household=held,
        hamlet_id=held.hamlet_id,
        purpose=purpose,
        given=False,
        version=given.version,
        sha256=given.sha256,
        how=how,
        # A phone's clock may have run ahead of ours.
        at=max(at, given.at),
        received_at=at,
    )


def _empty(held: Household, at: dt.datetime) -> None:
    held.sealed, held.token_key = None, None
    held.name_strict = held.name_folded = held.phone_key = ""
    held.size, held.languages, held.devices = None, [], []
    held.assigned_to, held.planned_on, held.marks = None, None, {}
    held.erased_at = at
    held.version += 1
    held.save()


def _erase_places(household: uuid.UUID, key: bytes) -> None:
    visits: Iterable[Visit] = Visit.objects.filter(household=household).exclude(sealed=None).only("id", "sealed")
    for visit in visits:
        kept = unseal(key, visit.sealed or b"", f"visit:{visit.pk}")
        if kept.pop("place", None) is not None:
            sealed = seal(key, kept, f"visit:{visit.pk}") if any(kept.values()) else None
            Visit.objects.filter(pk=visit.pk).update(sealed=sealed)


def _erase_photos(household: uuid.UUID) -> None:
    photos: QuerySet[Photo] = Photo.objects.filter(household=household)
    names = [name for name in photos.values_list("file", flat=True) if name]
    PhotoPiece.objects.filter(photo__in=photos).delete()
    photos.update(file="", refused="erased")
    transaction.on_commit(lambda: _delete(names))


def _delete(names: list[str]) -> None:
    """The key is destroyed already: a file that cannot be deleted now is only noise."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            log.warning("the photo %s of an erased household could not be deleted", name)
