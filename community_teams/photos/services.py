"""Taking photos away: with their household or its consent, and what never became whole."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from community_teams.households.erasing import PHOTO_WITHDRAWN
from community_teams.photos.models import Photo, PhotoPiece
from community_teams.reach import everything

logger = logging.getLogger(__name__)

UNFINISHED_DAYS = 60
MOST_AT_ONCE = 200


def delete_withdrawn() -> int:
    """The periodic job: delete the files of photos whose household took its consent back. Returns how many.

    Without the key of an erased household they open nowhere before that already.
    """
    with everything():
        left = Photo.objects.filter(refused=PHOTO_WITHDRAWN).exclude(file="").order_by("pk")
        held = list(left.select_for_update(no_key=True, skip_locked=True)[:MOST_AT_ONCE])
        gone = [photo.pk for photo in held if _delete_file(photo.file)]
        Photo.objects.filter(pk__in=gone).update(file="")
    return len(gone)


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
        _delete_file(name)


def _delete_file(name: str) -> bool:
    try:
        default_storage.delete(name)
    except OSError:
        logger.warning("A sealed photo could not be deleted: %s", name)
        return False
    return True
