"""Two clicks at the same moment, two administrators with the same libraries, and more files than one may have."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import cache

from courses.interactive.models import H5PLibrary, H5PPackage, H5PVersion
from courses.interactive.office.models import H5PUpload
from courses.interactive.office.plans import Plan
from courses.interactive.office.uploads import MOST_WAITING, UploadRefused, bring, confirm
from people.audit.models import AuditEntry
from people.models import User
from tests.concurrency.test_publishing import at_once
from tests.courses.h5p.making import good, zipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "h5p": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    cache.clear()


def brought(user: User) -> H5PUpload:
    upload = bring(by=user, file=io.BytesIO(zipped(good())), name="a.h5p").upload
    assert upload is not None
    return upload


def test_of_clicks_at_the_same_moment_one_takes_the_file_in_and_the_others_are_told() -> None:
    user = User.objects.create_superuser("0912345678", "mot-mat-khau-dai")
    upload = brought(user)
    agreed = Plan(upload.plan).digest
    did: list[str] = []
    at_once(*[lambda: did.append(confirm(by=user, upload=upload.pk, agreed=agreed).did)] * 4)
    assert sorted(did) == ["before", "before", "before", "done"]
    assert H5PVersion.objects.count() == 1
    assert AuditEntry.objects.filter(event="h5p_imported").count() == 1


def test_of_two_who_would_install_the_same_the_second_reads_what_changed() -> None:
    users = [User.objects.create_superuser(f"091234567{n}", "mot-mat-khau-dai") for n in range(2)]
    uploads = [brought(user) for user in users]
    agreed = Plan(uploads[0].plan).digest
    did: list[str] = []
    at_once(
        *(
            lambda user=user, upload=upload: did.append(confirm(by=user, upload=upload.pk, agreed=agreed).did)
            for user, upload in zip(users, uploads, strict=True)
        )
    )
    assert sorted(did) == ["changed", "done"]
    assert H5PPackage.objects.count() == 1
    assert H5PLibrary.objects.filter(current=True).count() == 2
    assert AuditEntry.objects.filter(event="h5p_libraries_installed").count() == 1


def test_nobody_gets_past_the_bound_by_bringing_many_at_once() -> None:
    user = User.objects.create_superuser("0912345678", "mot-mat-khau-dai")
    refused: list[str] = []

    def work() -> None:
        try:
            brought(user)
        except UploadRefused as told:
            refused.append(str(told))

    at_once(*[work] * (MOST_WAITING + 3))
    assert H5PUpload.objects.count() == MOST_WAITING
    assert len(refused) == 3
