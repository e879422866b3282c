"""An activity goes only if no lesson, published or not, ever needed it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from wagtail.log_actions import log

from courses.interactive.holding import may_go
from courses.interactive.models import H5PPackage
from courses.interactive.office.models import H5PUpload
from courses.interactive.office.usage import uses_of
from people.audit.events import Event
from people.audit.services import record
from people.models import User


class LessonsAreBeingPublished(Exception):
    """One of them may come to need it in this very moment."""


def delete(*, by: User, package: H5PPackage, request: HttpRequest | None = None) -> bool:
    """Delete it with all its versions; False where something uses it. What is stored by content stays for others.

    Raises `LessonsAreBeingPublished`; a moment later it can be tried again.
    """
    with transaction.atomic():
        if not may_go():
            raise LessonsAreBeingPublished
        # Who adds a version in this moment waits, and then finds it gone.
        held = H5PPackage.objects.select_for_update().filter(pk=package.pk).first()
        if held is None:
            return True
        if uses_of(held).any:
            return False
        log(instance=held, action="wagtail.delete", user=by)
        record(
            Event.H5P_DELETED, actor=by, object_type="h5ppackage", object_id=held.pk,
            note=f"{held.kind}, {held.number}", request=request,
        )  # fmt: skip
        for upload in H5PUpload.objects.filter(into=held):
            # Otherwise they would be fetched to be deleted.
            upload.forget()
        held.delete()
    return True
