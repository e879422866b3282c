"""Phones of members: let in by who signed in, revoked when lost, and what each still holds of who was erased."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from community_teams.households.models import Household
from community_teams.reach import scope_of
from community_teams.sync.models import Change, Device, Stream
from community_teams.teams.models import Membership
from foundation.text import normalise
from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record

# A phone of one's own, one of the team's, and what browsers forgot.
MOST_DEVICES = 5
LONGEST_NAME = 80


class NoTeam(ValueError):
    """Who belongs to no team today registers no phone."""


class Taken(ValueError):
    """The device is somebody else's."""


class NotConfirmed(ValueError):
    """The phone was reported lost: whoever brings it back shows first, by signing in anew, who they are."""


class TooMany(ValueError):
    """The member has ``MOST_DEVICES`` already; ``held`` are those, the longest unseen first."""

    def __init__(self, held: list[Device]) -> None:
        super().__init__(len(held))
        self.held = held


@dataclass(frozen=True, slots=True)
class Registered:
    """The phone, and whether it is a new one."""

    device: Device
    is_new: bool


def register(
    *, user: User, device: uuid.UUID, name: str = "", instead: uuid.UUID | None = None, confirmed: bool = False
) -> Registered:
    """Let this phone in as this member's; an older token of it opens nothing any more.

    ``instead`` names one of the member's own phones that goes out for it. ``confirmed``: the person signed in just now.
    Raises ``NoTeam``, ``Taken``, ``NotConfirmed``, ``TooMany``.
    """
    with transaction.atomic():
        # One member's phones are counted one after the other.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not scope_of(user).member_of:
            raise NoTeam
        if instead is not None and instead != device:
            _revoke(Device.objects.filter(pk=instead, user=user, revoked_at=None), by=user, why="")
        known = Device.objects.select_for_update().filter(pk=device).first()
        if known is None:
            return Registered(_new(user, device, name), True)
        if known.user_id != user.pk:
            raise Taken
        if known.revoked_at is not None and not confirmed:
            raise NotConfirmed
        return Registered(_again(known, user, name), False)


def _new(user: User, device: uuid.UUID, name: str) -> Device:
    _check_room(user)
    made = Device.objects.create(id=device, user=user, name=_short(name))
    record(Event.FIELD_DEVICE_REGISTERED, actor=user, subject=user, object_type="device", object_id=device)
    return made


def _again(known: Device, user: User, name: str) -> Device:
    if known.revoked_at is not None:
        _check_room(user)
        record(Event.FIELD_DEVICE_REGISTERED, actor=user, subject=user, object_type="device", object_id=known.pk)
    known.name = _short(name) or known.name
    known.generation += 1
    known.revoked_at = known.revoked_by = None
    known.revoked_why = ""
    known.last_seen_at = timezone.now()
    known.save(update_fields=["name", "generation", "revoked_at", "revoked_by", "revoked_why", "last_seen_at"])
    return known


def _check_room(user: User) -> None:
    held = list(Device.objects.filter(user=user, revoked_at=None).order_by("last_seen_at"))
    if len(held) >= MOST_DEVICES:
        raise TooMany(held)


def _short(name: str) -> str:
    return normalise(name)[:LONGEST_NAME]


def revoke(*, device: Device, by: User, why: str, request: HttpRequest | None = None) -> bool:
    """Let a lost phone in no more; what it sends is kept aside. False when it was revoked already."""
    with transaction.atomic():
        return _revoke(Device.objects.filter(pk=device.pk, revoked_at=None), by=by, why=why, request=request)


def _revoke(devices: QuerySet[Device], *, by: User, why: str, request: HttpRequest | None = None) -> bool:
    device = devices.select_for_update().first()
    if device is None:
        return False
    device.generation += 1
    device.revoked_at, device.revoked_by, device.revoked_why = timezone.now(), by, normalise(why)[:200]
    device.save(update_fields=["generation", "revoked_at", "revoked_by", "revoked_why"])
    # The reason stays with the phone: what the audit holds can never be erased.
    record(
        Event.FIELD_DEVICE_REVOKED,
        actor=by,
        subject=device.user,
        object_type="device",
        object_id=device.pk,
        request=request,
    )
    return True


def emptied(*, device: uuid.UUID) -> None:
    """The phone says that it holds no household any more."""
    Device.objects.filter(pk=device).update(wiped_at=timezone.now(), holds={})


class State(StrEnum):
    """What is known of an erased household on one phone."""

    # It said, after the erasing, that it holds no household any more.
    EMPTIED = "emptied"
    # Its cursor is past the tombstone, or it was never given that hamlet, or has dropped it.
    SEEN = "seen"
    NOTHING = "nothing"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Proof:
    """One phone, and what it proved."""

    device: Device
    state: State

    @property
    def is_done(self) -> bool:
        """Whether the phone holds nothing of that household any more."""
        return self.state is not State.NOT_YET


def erasure_proof(household: Household) -> list[Proof]:
    """For each phone that held the household or whose member reached it when it was erased: what it proved since.

    Empty while it is not erased. What is on paper or in a picture of the screen no cursor can tell. After tombstones
    are forgotten the stream's floor stands for them.
    """
    erased_at = household.erased_at
    if erased_at is None:
        return []
    tombstones = _tombstones(household)
    day = timezone.localdate(erased_at)
    reached = Membership.objects.active(day).filter(
        Q(hamlet=None) | Q(hamlet=household.hamlet_id), team=household.team_id
    )
    holds = Q(holds__has_any_keys=[str(hamlet) for hamlet in tombstones])
    devices = (
        Device.objects.filter(holds | Q(user__in=reached.values("user")), registered_at__lt=erased_at)
        .select_related("user")
        .order_by("user__name_key", "user_id", "registered_at", "pk")
    )
    return [Proof(device, _state(device, erased_at, tombstones)) for device in devices]


def _tombstones(household: Household) -> dict[int, int]:
    """The number of the tombstone in each hamlet in which the household ever was."""
    found = dict(Change.objects.filter(household=household.pk).exclude(gone="").values_list("hamlet", "number"))
    if household.hamlet_id not in found:
        floor = Stream.objects.filter(pk=household.hamlet_id).values_list("floor", flat=True).first()
        found[household.hamlet_id] = floor or 0
    return found


def _state(device: Device, erased_at: dt.datetime, tombstones: dict[int, int]) -> State:
    if device.wiped_at is not None and device.wiped_at >= erased_at:
        return State.EMPTIED
    held = {hamlet: number for hamlet in tombstones if (number := device.holds.get(str(hamlet))) is not None}
    if not held:
        return State.NOTHING
    return State.SEEN if all(number >= tombstones[hamlet] for hamlet, number in held.items()) else State.NOT_YET
