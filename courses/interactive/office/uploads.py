"""Bringing a file, and taking it in once its owner has read what that would do."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.h5p import Package, Step
from courses.interactive.importing import take_in
from courses.interactive.installing import INSTALLS, hold_libraries, may_install
from courses.interactive.models import H5PPackage
from courses.interactive.office.models import H5PUpload
from courses.interactive.office.plans import Looked, looked_through
from courses.interactive.office.rights import may
from people.audit.events import Event
from people.audit.services import record
from people.models import User

MOST_WAITING = 5
KEPT_HOURS = 24
A_RUN = 100


class UploadRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


@dataclass(slots=True)
class Brought:
    """What was found in a file; ``upload`` where it waits to be confirmed, None where it was refused and not kept."""

    looked: Looked
    upload: H5PUpload | None = None


@dataclass(slots=True)
class Confirmed:
    """What became of a file.

    ``done``: it was taken in just now; ``before``: earlier already; ``changed``: nothing was done, because it would
    do something else than was shown; ``refused``: likewise, because it cannot be taken in any more; ``gone``: it is
    not there.
    """

    did: Literal["done", "before", "changed", "refused", "gone"]
    upload: H5PUpload | None = None
    looked: Looked | None = None
    known: bool = False


def bring(*, by: User, file: IO[bytes], name: str, into: H5PPackage | None = None) -> Brought:
    """Check a file, and keep it if it is good. Raises ``UploadRefused``."""
    _check_right(by, into)
    _check_room(by)
    with Package(file) as package:
        looked = looked_through(package, install=may_install(by))
    if looked.plan is None:
        return Brought(looked)
    with transaction.atomic():
        if into is not None and not _held([into.pk]):
            raise UploadRefused(_("The activity was deleted meanwhile."))
        # Whoever brings two at the same time waits here.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        _check_room(by)
        upload = H5PUpload.objects.create(
            owner=by, into=into, name=name[:255], size=file.seek(0, 2), plan=looked.plan.told,
            uploaded_at=timezone.now(),
        )  # fmt: skip
        upload.keep(file)
    return Brought(looked, upload)


def confirm(*, by: User, upload: uuid.UUID, agreed: str, request: HttpRequest | None = None) -> Confirmed:
    """Take a file in as its owner was shown it: ``agreed`` is the digest of that plan. Raises ``UploadRefused``.

    What would be done is found out again while nobody else installs anything, so nothing is done that was not shown.
    """
    own, install = H5PUpload.objects.filter(pk=upload, owner=by), may_install(by)
    with transaction.atomic():
        if install:
            hold_libraries()
        # Before its file: whoever deletes an activity takes its files after it, too.
        _held(own.exclude(into=None).values_list("into", flat=True))
        # The second of two clicks waits here until the first is through.
        found = own.select_for_update(no_key=True, of=("self",)).select_related("into").first()
        if found is None:
            return Confirmed("gone")
        if found.done_at is not None:
            return Confirmed("before", found)
        _check_right(by, found.into)
        with found.opened() as file, Package(file) as package:
            looked = looked_through(package, install=install)
            if looked.plan is None:
                return Confirmed("refused", found, looked)
            if looked.plan.digest != agreed:
                found.plan = looked.plan.told
                found.save(update_fields=["plan"])
                return Confirmed("changed", found, looked)
            done = take_in(package=package, source=found.name, user=by, install=install, into=found.into)
        found.version, found.done_at = done.version, timezone.now()
        found.save(update_fields=["version", "done_at"])
        found.forget()
        _record(by, done.steps, done.version.package, request)
    return Confirmed("done", found, looked, known=done.known)


def discard(*, by: User, upload: uuid.UUID) -> bool:
    """Throw a file away that was not taken in; whether there was one."""
    with transaction.atomic():
        # What is being taken in is waited for, and then it is not thrown away any more.
        found = H5PUpload.objects.select_for_update().filter(pk=upload, owner=by, done_at=None).first()
        if found is None:
            return False
        found.forget()
        found.delete()
    return True


def waiting(user: User) -> list[H5PUpload]:
    """The files that somebody brought and has not confirmed, the newest first."""
    found = H5PUpload.objects.filter(owner=user, done_at=None).select_related("into")
    return list(found.order_by("-uploaded_at", "pk")[:MOST_WAITING])


def clean_old(*, now: dt.datetime | None = None) -> int:
    """The periodic job: after a day a file goes, confirmed or not."""
    before = (now or timezone.now()) - dt.timedelta(hours=KEPT_HOURS)
    old = list(H5PUpload.objects.filter(uploaded_at__lt=before).order_by("pk")[:A_RUN])
    for upload in old:
        with transaction.atomic():
            # Not what is being taken in this very moment.
            held = H5PUpload.objects.select_for_update(skip_locked=True).filter(pk=upload.pk)
            if held.exists():
                upload.forget()
                held.delete()
    return len(old)


def _check_right(by: User, into: H5PPackage | None) -> None:
    if not may(by, "add" if into is None else "change"):
        raise UploadRefused(_("You have no right to bring interactive activities."))


def _held(packages: Iterable[uuid.UUID]) -> list[H5PPackage]:
    """Those of these activities that are there, until the end of the transaction."""
    return list(H5PPackage.objects.select_for_update(no_key=True).filter(pk__in=list(packages)))


def _check_room(by: User) -> None:
    if H5PUpload.objects.filter(owner=by, done_at=None).count() >= MOST_WAITING:
        said = _("You have %(most)d files waiting already. Please confirm or throw away some of them first.")
        raise UploadRefused(said % {"most": MOST_WAITING})


def _record(by: User, steps: list[Step], package: H5PPackage, request: HttpRequest | None) -> None:
    installed = [f"{step.name} ({step.patch})" for step in steps if step.does in INSTALLS]
    if installed:
        record(
            Event.H5P_LIBRARIES_INSTALLED, actor=by, object_type="h5plibrary",
            note=f"{len(installed)}: {', '.join(installed)}", request=request,
        )  # fmt: skip
    record(
        Event.H5P_IMPORTED, actor=by, object_type="h5ppackage", object_id=package.pk,
        note=f"{package.kind}, {package.number}", request=request,
    )  # fmt: skip
