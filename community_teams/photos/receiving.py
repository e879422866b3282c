"""Taking in a photo piece by piece; when it is whole it is checked, cleaned and sealed.

Pieces lie in the database, so that any process can go on. The photo's row is locked meanwhile: of two phones that send
one photo the later is told how far it got.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from community_teams.households.consents import Purpose
from community_teams.households.erasing import PHOTO_WITHDRAWN
from community_teams.households.models import Household, HouseholdConsent
from community_teams.photos.models import Photo, PhotoPiece
from community_teams.photos.pictures import CONTENT_TYPE, NoPicture, clean
from community_teams.reach import everything
from community_teams.sealing.ciphers import seal_bytes, unwrap
from community_teams.sealing.models import DataKey

MOST_PIECE_BYTES: Final = 256 * 1024
FOLDER = "field-photos"


@dataclass(frozen=True, slots=True)
class Received:
    """How far the photo got, and the status with which the phone is told."""

    received: int
    status: int = 200
    reason: str = ""


def received_of(*, member: int, sha256: str) -> int | None:
    """How far this member's photo got; None while no visit that was applied names it."""
    with everything():
        return Photo.objects.filter(member=member, sha256=sha256).values_list("received", flat=True).first()


def receive_piece(*, member: int, sha256: str, offset: int, content: bytes) -> Received | None:
    """Take one piece, and close the photo with its last one; None while no visit that was applied names it."""
    with everything():
        found = Photo.objects.filter(member=member, sha256=sha256).first()
        if found is None:
            return None
        if offset + len(content) == found.size:
            # The household before the photo, as whoever erases it: the last piece waits for that, or that for it.
            Household.objects.select_for_update(no_key=True).filter(pk=found.household).first()
        photo = Photo.objects.select_for_update(no_key=True).get(pk=found.pk)
        if photo.done_at is not None:
            return _of_done(photo)
        if offset != photo.received:
            return Received(photo.received, 409, "offset")
        if offset + len(content) > photo.size:
            return Received(photo.received, 413, "too_large")
        if content:
            _keep(photo, content)
        return _close(photo) if photo.received == photo.size else Received(photo.received)


def photo_place(photo: Photo) -> str:
    """The place for which a photo is sealed."""
    return f"photo:{photo.pk}"


def _of_done(photo: Photo) -> Received:
    if photo.refused in ("", PHOTO_WITHDRAWN):
        return Received(photo.size)
    return Received(photo.size, 422, photo.refused)


def _keep(photo: Photo, content: bytes) -> None:
    PhotoPiece.objects.create(photo=photo, offset=photo.received, content=content)
    photo.received += len(content)
    # Named before it is written: what a crash leaves of the file is written over, or found and cleared away.
    photo.file = photo.file or f"{FOLDER}/{uuid.uuid4()}"
    photo.save(update_fields=["received", "file"])


def _close(photo: Photo) -> Received:
    content = b"".join(bytes(piece) for piece in photo.pieces.order_by("offset").values_list("content", flat=True))
    photo.pieces.all().delete()
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        photo.received = 0
        photo.save(update_fields=["received"])
        return Received(0, 409, "hash")
    key = _key(photo)
    if key is None:
        return _refuse(photo, PHOTO_WITHDRAWN)
    try:
        drawn = clean(content)
    except NoPicture as refused:
        return _refuse(photo, str(refused))
    _write(photo.file, seal_bytes(key, drawn, photo_place(photo)))
    photo.content_type = CONTENT_TYPE
    photo.done_at = timezone.now()
    photo.save(update_fields=["content_type", "done_at"])
    return Received(photo.size)


def _refuse(photo: Photo, reason: str) -> Received:
    photo.refused, photo.file, photo.done_at = reason, "", timezone.now()
    photo.save(update_fields=["refused", "file", "done_at"])
    return _of_done(photo)


def _key(photo: Photo) -> bytes | None:
    """The household's key while it is there and agrees to the photo."""
    given = (
        HouseholdConsent.objects.filter(household=photo.household, purpose=Purpose.PHOTO)
        .order_by("-at", "-received_at")
        .values_list("given", flat=True)
        .first()
    )
    is_there = Household.objects.filter(pk=photo.household, erased_at=None).exists()
    wrapped = DataKey.objects.filter(subject=photo.household).values_list("wrapped", flat=True).first()
    return unwrap(bytes(wrapped), photo.household) if given and is_there and wrapped is not None else None


def _write(name: str, sealed: bytes) -> None:
    """Under this very name: a file that is there was written by an attempt whose transaction did not end."""
    if default_storage.exists(name):
        default_storage.delete(name)
    written = default_storage.save(name, ContentFile(sealed))
    if written != name:
        raise OSError(f"The storage keeps {name} as {written}.")
