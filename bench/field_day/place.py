"""A country for the field day: teams of five members, a hamlet with 25 households each, and what they have to send."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import rfc8785
from django.db import connection
from django.utils import timezone

from community_teams.api.access import make_token
from community_teams.households.consents import How, Purpose, words_for
from community_teams.households.personal import Personal, blind_keys, seal_personal
from community_teams.models import (
    DataKey,
    Device,
    Hamlet,
    Household,
    HouseholdConsent,
    Membership,
    Stream,
    Team,
    TeamPlace,
)
from community_teams.reach import everything
from community_teams.sealing.ciphers import new_key
from community_teams.topics.registry import topics
from foundation.identifiers import uuid7
from foundation.text import sort_key
from people.models import Area, User

IN_TEAM = 5
HOUSEHOLDS = 25
TEAMS_IN_COMMUNE = 20
A_BULK = 5_000


class Phone(NamedTuple):
    """One member's phone: the token, the device, and the households of the hamlet."""

    token: str
    device: str
    households: list[str]


def make_phones(members: int) -> list[Phone]:
    """As many members, each in a team, each with a phone that is registered."""
    since = dt.date(2026, 1, 1)
    count = -(-members // IN_TEAM)
    names = [f"Tổ {number}" for number in range(count)]
    areas = _communes(-(-count // TEAMS_IN_COMMUNE))
    teams = Team.objects.bulk_create(
        [Team(name=name, commune=areas[at // TEAMS_IN_COMMUNE], sort_key=sort_key(name))
         for at, name in enumerate(names)], batch_size=A_BULK,
    )  # fmt: skip
    TeamPlace.objects.bulk_create(
        [TeamPlace(team=team, commune=team.commune, valid_from=since) for team in teams], batch_size=A_BULK
    )
    hamlets = Hamlet.objects.bulk_create(
        [Hamlet(team=team, name="Thôn Đông", folded="thon dong", sort_key=sort_key("Thôn Đông")) for team in teams],
        batch_size=A_BULK,
    )
    Stream.objects.bulk_create([Stream(hamlet=hamlet) for hamlet in hamlets], batch_size=A_BULK, ignore_conflicts=True)
    users = User.objects.bulk_create(
        [User(phone=f"+849{number:08d}", full_name=f"Nguyễn Văn {number}", password="!") for number in range(members)],
        batch_size=A_BULK,
    )
    Membership.objects.bulk_create(
        [Membership(team=teams[at // IN_TEAM], user=user, valid_from=since) for at, user in enumerate(users)],
        batch_size=A_BULK,
    )
    devices = Device.objects.bulk_create([Device(id=uuid.uuid4(), user=user) for user in users], batch_size=A_BULK)
    ours = _households(hamlets)
    # A site that has been running for a minute knows how its tables are filled; made in one go, they would be read by
    # plans for empty ones until PostgreSQL looks.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [
        Phone(make_token(device.id, users[at].pk, 0), str(device.id), ours[hamlets[at // IN_TEAM].pk])
        for at, device in enumerate(devices)
    ]


def _communes(count: int) -> list[Area]:
    since = dt.date(2025, 7, 1)
    province = Area.objects.create(
        code="11", name="Điện Biên", full_name="Tỉnh Điện Biên", level="province", kind="tỉnh", valid_from=since
    )
    made = [
        Area(code=f"{10_000 + number}", name=f"Xã {number}", full_name=f"Xã {number}", level="commune", kind="xã",
             parent=province, valid_from=since)
        for number in range(count)
    ]  # fmt: skip
    for area in made:
        area.fill_keys()
    return Area.objects.bulk_create(made)


def _households(hamlets: list[Hamlet]) -> dict[int, list[str]]:
    ours: dict[int, list[str]] = {}
    with everything():
        for at in range(0, len(hamlets), 200):
            keys, rows, consents = [], [], []
            for hamlet in hamlets[at : at + 200]:
                made = [_household(hamlet, number) for number in range(HOUSEHOLDS)]
                keys += [key for key, _row, _consent in made]
                rows += [row for _key, row, _consent in made]
                consents += [consent for _key, _row, consent in made]
                ours[hamlet.pk] = [str(row.pk) for _key, row, _consent in made]
            DataKey.objects.bulk_create(keys)
            Household.objects.bulk_create(rows)
            HouseholdConsent.objects.bulk_create(consents)
    return ours


def _household(hamlet: Hamlet, number: int) -> tuple[DataKey, Household, HouseholdConsent]:
    subject, words = uuid7(), words_for(Purpose.RECORD)
    key, wrapped = new_key(subject)
    kept = Personal(head_name=f"Lò Thị Mai {number}", address="Cạnh nhà văn hóa", token=uuid.uuid4().hex[:26])
    row = Household(
        id=subject, team_id=hamlet.team_id, hamlet=hamlet, sealed=seal_personal(subject, key, kept),
        **blind_keys(hamlet.pk, kept),
    )  # fmt: skip
    consent = HouseholdConsent(
        id=uuid7(), household=row, hamlet=hamlet, purpose=Purpose.RECORD, given=True, version=words.version,
        sha256=words.sha256, how=How.SPOKEN, at=timezone.now(),
    )  # fmt: skip
    return DataKey(subject=subject, wrapped=wrapped), row, consent


def visits(phone: Phone, chance: random.Random, *, most: int = HOUSEHOLDS) -> Iterator[dict]:
    """A day of visits, one to each household, as the phone has them in its outbox."""
    codes = [topic.code for topic in topics()]
    day = timezone.localtime() - dt.timedelta(hours=9)
    for seq, household in enumerate(phone.households[:most], start=1):
        at = day + dt.timedelta(minutes=15 * seq)
        payload = _payload(household, codes, chance)
        yield {
            "op": str(uuid7(at.timestamp())), "kind": "visit.create", "entity": str(uuid7(at.timestamp())), "seq": seq,
            "depends_on": [], "occurred_at": at.isoformat(timespec="seconds"), "payload": payload,
            "sha256": hashlib.sha256(rfc8785.dumps(payload)).hexdigest(),
        }  # fmt: skip


def _payload(household: str, codes: list[str], chance: random.Random) -> dict:
    if chance.random() < 0.2:
        return {"household": household, "outcome": chance.choice(["nobody_home", "refused"])}
    skills = []
    for topic in chance.sample(codes, chance.randint(1, 3)):
        before = chance.randint(0, 1)
        skills.append({"topic": topic, "before": before, "after": before + chance.randint(0, 1)})
    return {
        "household": household,
        "outcome": "met",
        "skills": skills,
        "minutes": chance.randint(10, 40),
        "note": "Cô bác muốn học thêm cách gọi thấy mặt.",
    }


def write_pushes(phones: list[Phone], epoch: str, path: Path, *, a_push: int = HOUSEHOLDS) -> list[tuple[int, int]]:
    """Each phone's push, packed as phones pack it, one behind the other in a file; where each begins and how long."""
    chance, places = random.Random(7), []
    with path.open("wb") as file:
        for phone in phones:
            content = {
                "protocol": 1, "device": phone.device, "epoch": epoch,
                "sent_at": timezone.localtime().isoformat(timespec="seconds"),
                "ops": list(visits(phone, chance, most=a_push)),
            }  # fmt: skip
            packed = gzip.compress(json.dumps(content).encode(), compresslevel=5)
            places.append((file.tell(), len(packed)))
            file.write(packed)
    return places
