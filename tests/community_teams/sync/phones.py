"""Phones of members for tests: registered, and asking as the app does."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from community_teams.api.access import make_token
from community_teams.households.consents import Purpose
from community_teams.households.models import Household
from community_teams.photos.models import Photo
from community_teams.reach import everything
from community_teams.sync.models import Change, Device, Stream
from community_teams.teams.models import Membership, Team
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from people.accounts.models import User
from portal.asgi import application
from tests.asgi import Reply, ask
from tests.community_teams import making
from tests.community_teams.world import make_household

PULL, PHOTOS = "/api/v1/field/pull", "/api/v1/field/photos/"


def make_device(user: User, **fields: Any) -> Device:
    return Device.objects.create(id=uuid.uuid4(), user=user, **fields)


def token_of(device: Device) -> str:
    return make_token(device.pk, device.user_id, device.generation)


def stamp(household: Household, gone: str = "", hamlet: int | None = None) -> int:
    """What a push does last: the next number of the hamlet's stream, its row held until the commit."""
    with transaction.atomic():
        hamlet = hamlet or household.hamlet_id
        Stream.objects.get_or_create(hamlet_id=hamlet)
        stream = Stream.objects.select_for_update(no_key=True).get(hamlet_id=hamlet)
        stream.number += 1
        stream.save()
        Change.objects.update_or_create(
            hamlet_id=hamlet,
            household=household.pk,
            defaults={"number": stream.number, "gone": gone, "at": timezone.now()},
        )
        return stream.number


def known(hamlet, head_name: str = "Lò Thị Mai", **personal: Any) -> Household:
    """A household that is in its hamlet's stream."""
    with everything():
        household = make_household(hamlet, head_name, **personal)
        stamp(household)
    return household


def erase(household: Household) -> int:
    """What erasing does, as far as phones are concerned."""
    with everything():
        Household.objects.filter(pk=household.pk).update(sealed=None, erased_at=timezone.now())
        household.refresh_from_db()
        return stamp(household, "erased")


def visit(household: Household, member: User, day: dt.date, **fields: Any) -> Visit:
    """A visit that was applied; call it inside ``everything()``."""
    return Visit.objects.create(
        id=uuid7(), household=household, hamlet=household.hamlet, team=household.team, commune=household.team.commune,
        member=member, device=uuid.uuid4(), occurred_raw=f"{day}T08:00:00+07:00", day=day,
        occurred_at=timezone.make_aware(dt.datetime.combine(day, dt.time(8))), **{"outcome": "met", **fields},
    )  # fmt: skip


def agree(household: Household, purpose: Purpose, *, given: bool = True) -> None:
    """An answer at the door, for who looks at nothing else meanwhile."""
    with everything():
        making.agree(household, purpose, given=given)


def announce(household: Household, member: User, sha256: str, size: int, **fields: Any) -> Photo:
    """A visit that was applied names this photo."""
    with everything():
        return Photo.objects.create(
            sha256=sha256, member=member, visit=uuid7(), household=household.pk, hamlet=household.hamlet, size=size,
            content_type="image/jpeg", **fields,
        )  # fmt: skip


def move(member: User, team: Team) -> None:
    """From today on the member belongs to this team and to no other."""
    Membership.objects.filter(user=member).update(valid_to=timezone.localdate())
    Membership.objects.create(team=team, user=member, valid_from=timezone.localdate())


async def pull(device: Device, cursor: str = "", *, token: str = "", **headers: str) -> Reply:
    """One question of the phone."""
    token = token or token_of(device)
    query = f"cursor={cursor}" if cursor else ""
    return await ask(application, "GET", PULL, headers={"authorization": f"Device {token}", **headers}, query=query)


async def pull_all(device: Device, cursor: str = "") -> tuple[list[dict[str, Any]], str]:
    """All pages, and the cursor after them."""
    pages = []
    while True:
        answer = await pull(device, cursor)
        assert answer.status == 200, answer.body
        pages.append(answer.json())
        cursor = pages[-1]["cursor"]
        if not pages[-1]["has_more"]:
            return pages, cursor


def ids(pages: list[dict[str, Any]]) -> list[str]:
    return [household["id"] for page in pages for household in page["households"]]


async def put(device: Device, sha256: str, offset: int, content: bytes, **headers: str) -> Reply:
    headers = {"authorization": f"Device {token_of(device)}", "content-type": "application/octet-stream"} | headers
    return await ask(application, "PUT", PHOTOS + sha256, body=content, headers=headers, query=f"offset={offset}")
