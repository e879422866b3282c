"""Photos in pieces: whose, how they go on, what is kept of them and what is not."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import threading
from io import BytesIO

import pytest
from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from community_teams.households.consents import Purpose
from community_teams.households.erasing import withdraw
from community_teams.households.models import Household
from community_teams.photos import pictures
from community_teams.photos.models import Photo, PhotoPiece
from community_teams.photos.pictures import LONGEST_SIDE
from community_teams.photos.receiving import receive_piece
from community_teams.photos.services import UNFINISHED_DAYS, delete_withdrawn, forget_unfinished
from community_teams.reach import everything
from community_teams.sealing.models import DataKey
from community_teams.sync.devices import revoke
from community_teams.sync.models import Device
from people.audit.events import Event
from people.audit.models import AuditEntry
from portal.asgi import application
from tests.asgi import ask, running_api
from tests.community_teams.sync.phones import PHOTOS, agree, announce, known, make_device, put, token_of
from tests.community_teams.world import join, make_team, make_user
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

here = sync_to_async
PIECE = 10_000
HIDDEN = b"Nokia 3310 of Mrs Lo"


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **options) -> bytes:
    """Noise, so that it has several pieces, with an owner in its hidden data."""
    image = Image.effect_noise(size, 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0110] = HIDDEN.decode()
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 30.0)
    written = BytesIO()
    image.save(written, kind, exif=exif, **options)
    return written.getvalue() + HIDDEN


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class World:
    def __init__(self, content: bytes, **announced) -> None:
        self.team = make_team()
        self.member = join(self.team)
        self.phone = make_device(self.member)
        self.household = known(self.team.hamlets.get())
        agree(self.household, Purpose.PHOTO)
        self.content, self.sha256 = content, announced.pop("sha256", digest(content))
        self.pk = announce(self.household, self.member, self.sha256, len(content), **announced).pk

    @property
    def photo(self) -> Photo:
        with everything():
            return Photo.objects.get(pk=self.pk)

    async def send(self, device: Device | None = None):
        """All of it, piece by piece; the last answer."""
        for offset in range(0, len(self.content), PIECE):
            answer = await put(device or self.phone, self.sha256, offset, self.content[offset : offset + PIECE])
            if answer.status != 200:
                break
        return answer


@sync_to_async
def world(content: bytes = b"", **announced) -> World:
    return World(content or picture(), **announced)


def stored() -> list[str]:
    try:
        return default_storage.listdir("field-photos")[1]
    except FileNotFoundError:
        return []


def opened(world: World) -> bytes:
    """As a leader of the team is shown it."""
    leader = join(world.team, leads=True)
    return sign_in(Client(), leader).get(f"/to-cong-nghe/anh/{world.pk}/").content


# Going on


async def test_a_photo_arrives_in_pieces_and_is_kept_sealed_and_without_what_it_hid():
    one = await world()
    assert len(one.content) > 2 * PIECE
    async with running_api():
        last = await one.send()
        again = await put(one.phone, one.sha256, 0, one.content[:PIECE])
        told = await head(one.phone, one.sha256)
    assert (last.status, last.json()) == (200, {"received": len(one.content)})
    # The answer to the last piece may be lost: the phone sends it again.
    assert (again.status, again.json()) == (200, {"received": len(one.content)})
    assert (told.status, told.headers["x-received"]) == (200, str(len(one.content)))
    photo = await here(lambda: one.photo)()
    assert photo.done_at is not None
    assert not await here(PhotoPiece.objects.exists)()
    sealed = await here(lambda: default_storage.open(photo.file).read())()
    assert b"\xff\xd8\xff" not in sealed[:32]
    shown = await here(opened)(one)
    assert HIDDEN not in shown
    with Image.open(BytesIO(shown)) as image:
        assert (image.format, image.size, dict(image.getexif()), image.info.get("comment")) == (
            "JPEG", (300, 200), {}, None,
        )  # fmt: skip


async def head(device: Device, sha256: str):
    return await ask(application, "HEAD", PHOTOS + sha256, headers={"authorization": f"Device {token_of(device)}"})


async def test_it_goes_on_where_it_was_from_any_phone_of_the_member():
    one = await world()
    other = await here(make_device)(one.member)
    async with running_api():
        assert (await head(one.phone, one.sha256)).headers["x-received"] == "0"
        await put(one.phone, one.sha256, 0, one.content[:PIECE])
    async with running_api():
        told = await head(other, one.sha256)
        assert told.headers["x-received"] == str(PIECE)
        early = await put(other, one.sha256, 0, one.content[:PIECE])
        late = await put(other, one.sha256, 2 * PIECE, one.content[:PIECE])
        rest = await put(other, one.sha256, PIECE, one.content[PIECE:])
    assert [(a.status, a.json()["error"], a.json()["received"]) for a in (early, late)] == [(409, "offset", PIECE)] * 2
    assert (rest.status, rest.json()) == (200, {"received": len(one.content)})


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
async def test_other_kinds_of_pictures_are_kept_as_one_kind(kind):
    one = await world(picture(kind))
    async with running_api():
        assert (await one.send()).status == 200
    with Image.open(BytesIO(await here(opened)(one))) as image:
        assert image.format == "JPEG"


async def test_what_arrived_damaged_begins_again():
    content = picture()
    one = await world(content[:-1] + b"x", sha256=digest(content))
    async with running_api():
        damaged = await one.send()
        assert (damaged.status, damaged.json()["received"], damaged.json()["error"]) == (409, 0, "hash")
        assert not await here(PhotoPiece.objects.exists)()
        one.content = content
        assert (await one.send()).status == 200
    assert len(await here(stored)()) == 1


async def test_more_than_was_announced_is_not_taken():
    one = await world()
    async with running_api():
        more = await put(one.phone, one.sha256, 0, one.content + b"x")
        too_long = await put(one.phone, one.sha256, 0, b"x" * (256 * 1024 + 1))
    assert (more.status, too_long.status) == (413, 413)
    assert not await here(PhotoPiece.objects.exists)()


@pytest.mark.parametrize(
    ("query", "kind", "status"),
    [("offset=x", "application/octet-stream", 400), ("", "application/octet-stream", 400),
     ("offset=-1", "application/octet-stream", 400), ("offset=0", "image/jpeg", 415)],
)  # fmt: skip
async def test_what_is_not_asked_rightly_is_refused(query, kind, status):
    one = await world()
    headers = {"authorization": f"Device {token_of(one.phone)}", "content-type": kind}
    async with running_api():
        answer = await ask(application, "PUT", PHOTOS + one.sha256, body=b"x", headers=headers, query=query)
        other_way = await ask(application, "DELETE", PHOTOS + one.sha256, headers=headers)
    assert (answer.status, other_way.status) == (status, 405)
    assert not await here(PhotoPiece.objects.exists)()


# Whose


async def test_a_photo_waits_for_its_visit_and_is_one_s_own():
    one = await world()
    colleague = await here(lambda: make_device(join(one.team)))()
    outsider = await here(lambda: make_device(make_user()))()
    async with running_api():
        answers = [await put(device, one.sha256, 0, one.content[:PIECE]) for device in (colleague, outsider)]
        answers += [await put(one.phone, name, 0, b"x") for name in ("0" * 64, "x", f"{one.sha256}/x")]
        heads = [await head(colleague, one.sha256), await head(one.phone, "0" * 64)]
        nobody = await ask(application, "PUT", PHOTOS + one.sha256, body=b"x", query="offset=0")
    assert [(answer.status, answer.json()["error"]) for answer in answers] == [(404, "not_announced")] * 5
    assert [answer.status for answer in heads] == [404, 404]
    assert nobody.status == 401
    assert not await here(PhotoPiece.objects.exists)()


async def test_a_lost_phone_sends_no_photo_and_who_left_the_team_still_does():
    one = await world()
    lost = await here(make_device)(one.member)
    await here(revoke)(device=lost, by=one.member, why="")
    await here(one.member.team_memberships.update)(valid_to=timezone.localdate())
    async with running_api():
        answer = await put(lost, one.sha256, 0, one.content[:PIECE])
        assert (answer.status, answer.json()["error"]) == (403, "device_revoked")
        assert (await one.send()).status == 200


# What is not kept


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"<svg onload=alert(1)></svg>" * 50, "no_picture"), (picture()[:9000], "no_picture"),
     (picture("GIF"), "no_picture")],
)  # fmt: skip
async def test_what_is_no_picture_is_not_kept_and_the_phone_is_told_why(content, reason):
    one = await world(content)
    async with running_api():
        first, again = await one.send(), await one.send()
    assert [(answer.status, answer.json()["error"]) for answer in (first, again)] == [(422, reason)] * 2
    assert await here(stored)() == []
    assert not await here(PhotoPiece.objects.exists)()


async def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PHOTO_PIXELS", 59_999)
    monkeypatch.setattr(pictures, "_drawn_anew", pytest.fail)
    one = await world()
    async with running_api():
        answer = await one.send()
    assert (answer.status, answer.json()["error"]) == (422, "too_many_pixels")


async def test_a_large_one_is_kept_as_large_as_a_screen_shows_and_upright():
    image = Image.new("RGB", (2500, 1000), "teal")
    exif = Image.Exif()
    exif[0x0112] = 6
    written = BytesIO()
    image.save(written, "JPEG", exif=exif)
    one = await world(written.getvalue())
    async with running_api():
        assert (await one.send()).status == 200
    with Image.open(BytesIO(await here(opened)(one))) as kept:
        assert max(kept.size) <= LONGEST_SIDE
        assert kept.height > kept.width


@pytest.mark.parametrize("why", ["withdrawn", "erased", "key destroyed", "never given"])
async def test_without_consent_nothing_is_kept_and_the_phone_lets_it_go(why):
    one = await world()

    def change():
        with everything():
            if why == "withdrawn":
                agree(one.household, Purpose.PHOTO, given=False)
            elif why == "erased":
                Household.objects.filter(pk=one.household.pk).update(erased_at=timezone.now())
            elif why == "key destroyed":
                DataKey.objects.filter(pk=one.household.pk).update(wrapped=None, destroyed_at=timezone.now())
            else:
                other = known(one.team.hamlets.get())
                Photo.objects.filter(pk=one.pk).update(household=other.pk)

    async with running_api():
        await put(one.phone, one.sha256, 0, one.content[:PIECE])
        await here(change)()
        rest = await put(one.phone, one.sha256, PIECE, one.content[PIECE:])
        again = await one.send()
    assert [(answer.status, answer.json()) for answer in (rest, again)] == [(200, {"received": len(one.content)})] * 2
    assert await here(stored)() == []
    assert not await here(PhotoPiece.objects.exists)()
    photo = await here(lambda: one.photo)()
    assert (photo.file, photo.refused) == ("", "withdrawn")


async def test_erasing_takes_photos_away_whole_or_not():
    one = await world()
    async with running_api():
        await one.send()
    half = await here(announce)(one.household, one.member, "1" * 64, 100)
    assert len(await here(stored)()) == 1

    def erase():
        receive_piece(member=one.member.pk, sha256="1" * 64, offset=0, content=b"x" * 50)
        withdraw(household=one.household.pk, purposes=[Purpose.RECORD])
        assert delete_withdrawn() == 2

    await here(erase)()
    assert await here(stored)() == []
    assert not await here(PhotoPiece.objects.exists)()
    rest = await here(receive_piece)(member=one.member.pk, sha256=half.sha256, offset=50, content=b"x" * 50)
    assert rest.status == 200
    assert await here(stored)() == []


async def test_pieces_that_nobody_went_on_with_are_let_go_and_the_phone_begins_again():
    one = await world(announced_at=timezone.now() - dt.timedelta(days=UNFINISHED_DAYS - 1))
    async with running_api():
        await put(one.phone, one.sha256, 0, one.content[:PIECE])
        assert await here(forget_unfinished)() == 0
        assert await here(forget_unfinished)(now=timezone.now() + dt.timedelta(days=2)) == 1
        assert not await here(PhotoPiece.objects.exists)()
        assert (await head(one.phone, one.sha256)).headers["x-received"] == "0"
        assert (await one.send()).status == 200


async def test_a_crash_after_the_file_was_written_leaves_one_file(monkeypatch):
    one = await world()
    async with running_api():
        await put(one.phone, one.sha256, 0, one.content[:PIECE])

        def crash(*_arguments, **_options):
            raise OSError("cut off")

        with monkeypatch.context() as patched:
            patched.setattr("community_teams.photos.receiving.timezone.now", crash)
            broken = await put(one.phone, one.sha256, PIECE, one.content[PIECE:])
        assert (broken.status, broken.headers["retry-after"]) == (503, "2")
        assert (await head(one.phone, one.sha256)).headers["x-received"] == str(PIECE)
        assert len(await here(stored)()) == 1
        assert (await put(one.phone, one.sha256, PIECE, one.content[PIECE:])).status == 200
    assert len(await here(stored)()) == 1
    assert (await here(opened)(one))[:3] == b"\xff\xd8\xff"


# Two at once


async def test_two_phones_that_send_one_photo_at_once_make_one_photo():
    one = await world()
    other = await here(make_device)(one.member)

    async def upload(device: Device) -> int:
        received = 0
        while received < len(one.content):
            answer = await put(device, one.sha256, received, one.content[received : received + PIECE])
            assert answer.status in (200, 409), answer.body
            received = answer.json()["received"]
        return received

    async with running_api():
        done = await asyncio.gather(*(upload(device) for device in (one.phone, other, one.phone, other)))
    assert done == [len(one.content)] * 4
    assert len(await here(stored)()) == 1
    assert (await here(opened)(one))[:3] == b"\xff\xd8\xff"


def test_a_household_erased_while_its_photo_is_being_closed_keeps_none(monkeypatch):
    one = World(picture())
    closing, may_go_on = threading.Event(), threading.Event()
    really = pictures.clean

    def slowly(content):
        closing.set()
        may_go_on.wait(30)
        return really(content)

    monkeypatch.setattr("community_teams.photos.receiving.clean", slowly)

    def send():
        try:
            receive_piece(member=one.member.pk, sha256=one.sha256, offset=0, content=one.content)
        finally:
            connection.close()

    def erase():
        try:
            withdraw(household=one.household.pk, purposes=[Purpose.RECORD])
        finally:
            connection.close()

    sending, erasing = threading.Thread(target=send), threading.Thread(target=erase)
    sending.start()
    assert closing.wait(30)
    erasing.start()
    erasing.join(0.3)
    assert erasing.is_alive()
    may_go_on.set()
    sending.join(30)
    erasing.join(30)
    assert delete_withdrawn() == 1
    assert stored() == []
    assert one.photo.refused == "withdrawn"


# Looking


def test_only_a_leader_of_the_team_sees_it_and_that_is_written_down():
    one = World(picture())
    receive_piece(member=one.member.pk, sha256=one.sha256, offset=0, content=one.content)
    leader, other = join(one.team, leads=True), join(make_team("Tổ Tây"), leads=True)
    colleague, gone = join(one.team), join(one.team, leads=True, valid_to=timezone.localdate())
    address = f"/to-cong-nghe/anh/{one.pk}/"
    for user in (one.member, colleague, other, gone, make_user()):
        assert sign_in(Client(), user).get(address).status_code == 404
    assert Client().get(address).status_code == 404
    assert not AuditEntry.objects.filter(event=Event.PERSONAL_DATA_VIEWED).exists()
    answer = sign_in(Client(), leader).get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "image/jpeg", "private, no-store",
    )  # fmt: skip
    entry = AuditEntry.objects.get(event=Event.PERSONAL_DATA_VIEWED)
    assert (entry.actor, entry.object_type, entry.object_id) == (leader, "photo", str(one.pk))


def test_a_photo_that_is_not_whole_or_whose_file_or_key_is_gone_is_not_there():
    one = World(picture())
    client = sign_in(Client(), join(one.team, leads=True))
    address = f"/to-cong-nghe/anh/{one.pk}/"
    assert client.get(address).status_code == 404
    receive_piece(member=one.member.pk, sha256=one.sha256, offset=0, content=one.content)
    assert client.get(address).status_code == 200
    default_storage.delete(one.photo.file)
    assert client.get(address).status_code == 404
    with everything():
        DataKey.objects.filter(pk=one.household.pk).update(wrapped=None, destroyed_at=timezone.now())
    assert client.get(address).status_code == 404
