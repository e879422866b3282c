"""Taking photos away: with their household or its consent, and what never became whole."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from community_teams.photos.models import Photo, PhotoPiece
from community_teams.photos.receiving import NO_CONSENT
from community_teams.reach import everything

logger = logging.getLogger(__name__)

UNFINISHED_DAYS = 60
MOST_AT_ONCE = 200


def erase_photos(*, household: uuid.UUID) -> int:
    """Every photo of a household and its pieces: what comes of them later is not kept. Returns how many.

    Call it in the transaction that erases the household or takes in its "no", with the household's row locked. Files
    go after the commit; without their household's key they open nowhere in any case.
    """
    held = list(Photo.objects.select_for_update(no_key=True).filter(household=household).order_by("pk"))
    PhotoPiece.objects.filter(photo__in=held).delete()
    files = [photo.file for photo in held if photo.file]
    Photo.objects.filter(pk__in=[photo.pk for photo in held]).update(
        file="", refused=NO_CONSENT, done_at=timezone.now()
    )
    if files:
        transaction.on_commit(partial(_delete_files, files), robust=True)
    return len(held)


def forget_unfinished(*, now: dt.datetime | None = None) -> int:
    """Let go of pieces that nobody went on with for 60 days; a phone that comes back begins again. Returns how many."""
    limit = (now or timezone.now()) - dt.timedelta(days=UNFINISHED_DAYS)
    with everything():
        old = Photo.objects.filter(done_at=None, announced_at__lt=limit, received__gt=0).order_by("announced_at")
        held = list(old.select_for_update(no_key=True, skip_locked=True)[:MOST_AT_ONCE])
        PhotoPiece.objects.filter(photo__in=held).delete()
        Photo.objects.filter(pk__in=[photo.pk for photo in held]).update(received=0, file="")
        transaction.on_commit(partial(_delete_files, [photo.file for photo in held if photo.file]), robust=True)
    return len(held)


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            logger.warning("A sealed photo could not be deleted: %s", name)
