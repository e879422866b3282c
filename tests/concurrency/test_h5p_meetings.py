"""Two do opposite things with one activity at the same moment: one of both holds, and nobody sees an error."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from courses.interactive.authoring import pictures
from courses.interactive.models import H5PPackage, H5PVersion
from courses.interactive.office import uploads
from courses.interactive.office.deleting import LessonsAreBeingPublished, delete
from courses.interactive.office.models import H5PUpload, H5PUploadPiece
from courses.interactive.office.plans import Plan
from courses.interactive.office.uploads import UploadRefused, bring, confirm, discard
from courses.versions import publish
from courses.versions.models import LessonVersion
from people.models import User
from tests.courses.h5p.making import changed, good, zipped
from tests.courses.interactive.authoring.making import TYPED, writer, written
from tests.courses.interactive.authoring.making import brought as bring_libraries
from tests.courses.interactive.making import version
from tests.courses.making import LessonFactory, cards, make_photo, plant
from tests.courses.test_h5p_cards import h5p

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "h5p": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "h5p"}}
    }
    cache.clear()
    plant()


@pytest.fixture
def user() -> User:
    return User.objects.create_superuser("0912345678", "mot-mat-khau-dai")


def brought(user: User, into: H5PPackage | None = None) -> H5PUpload:
    files = changed(good(), "content/content.json", points=3)
    upload = bring(by=user, file=io.BytesIO(zipped(files)), name="a.h5p", into=into).upload
    assert upload is not None
    return upload


class Pause:
    """Stops whoever comes to a place of the code first, in a thread of its own, until the other one has begun."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, after: bool = False) -> None:
        self.there, self.on, self.done = Event(), Event(), getattr(module, name)
        self.after = after
        monkeypatch.setattr(module, name, self)

    def __call__(self, *args: Any, **given: Any) -> Any:
        if self.there.is_set():
            return self.done(*args, **given)
        if self.after:
            made = self.done(*args, **given)
            self._stop()
            return made
        self._stop()
        return self.done(*args, **given)

    def _stop(self) -> None:
        self.there.set()
        assert self.on.wait(20)


@contextmanager
def stopped(
    pause: Pause, work: Callable[[], Any], other: Callable[[], Any]
) -> Iterator[tuple[Future[Any], Future[Any]]]:
    """``work`` has come to its pause and ``other`` is done, or waits for it; then both go on."""

    def run(does: Callable[[], Any]) -> Any:
        try:
            return does()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(run, work)
        try:
            assert pause.there.wait(20), first.exception()
            second = pool.submit(run, other)
            _until(lambda: second.done() or _waits())
        finally:
            pause.on.set()
        yield first, second


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("place", ["take_in", "_record"])
def test_a_file_that_is_being_taken_in_is_not_thrown_away(
    place: str, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = brought(user)
    agreed = Plan(upload.plan).digest
    pause = Pause(monkeypatch, uploads, place)
    with stopped(
        pause,
        lambda: confirm(by=user, upload=upload.pk, agreed=agreed).did,
        lambda: discard(by=user, upload=upload.pk),
    ) as (did, thrown):
        assert did.result() == "done"
        assert thrown.result() is False
    assert H5PUpload.objects.get(pk=upload.pk).version == H5PVersion.objects.get()


def test_an_activity_is_deleted_while_its_next_version_is_taken_in(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    package = version().package
    upload = brought(user, into=package)
    agreed = Plan(upload.plan).digest
    pause = Pause(monkeypatch, uploads, "take_in")
    with stopped(
        pause,
        lambda: confirm(by=user, upload=upload.pk, agreed=agreed).did,
        lambda: delete(by=user, package=package),
    ) as (did, gone):
        assert did.result() == "done"
        assert gone.result() is True
    assert not H5PPackage.objects.exists()
    assert not H5PUpload.objects.exists()
    assert not H5PUploadPiece.objects.exists()


def test_a_file_for_an_activity_that_was_deleted_meanwhile_is_refused(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = version().package
    pause = Pause(monkeypatch, uploads, "looked_through", after=True)
    with stopped(pause, lambda: brought(user, into=package), lambda: delete(by=user, package=package)) as (made, gone):
        assert gone.result() is True
        with pytest.raises(UploadRefused):
            made.result()
    assert not H5PUpload.objects.exists()


def test_two_put_the_same_new_pictures_in_the_other_order_into_what_they_write(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_libraries()
    first, second = make_photo(colour="teal"), make_photo(colour="navy")
    titles = "Của tôi", "Của họ"

    def typed(title: str, *photos: Any) -> dict[str, Any]:
        rows = {f"rows-{place}-picture": photo.pk for place, photo in enumerate(photos)}
        rows |= {f"rows-{place}-picture_alt": "Ảnh" for place in range(len(photos))}
        return TYPED["H5P.Dialogcards"] | {"title": title} | rows

    pause = Pause(monkeypatch, pictures, "keep", after=True)
    writer()
    with stopped(
        pause,
        lambda: written("H5P.Dialogcards", typed(titles[0], first, second)),
        lambda: written("H5P.Dialogcards", typed(titles[1], second, first)),
    ) as both:
        made = [done.result() for done in both]
    assert tuple(one.package.title for one in made) == titles
    assert made[0].files == made[1].files


def test_an_activity_is_not_deleted_while_a_lesson_that_holds_it_is_published(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = version().package
    lesson = LessonFactory(live=False)
    pause = Pause(monkeypatch, publish, "frozen_version", after=True)

    def save_and_publish() -> None:
        with transaction.atomic():
            lesson.cards = cards(h5p(package))
            lesson.save_revision().publish()

    with stopped(pause, save_and_publish, lambda: delete(by=user, package=package)) as (published, gone):
        published.result()
        with pytest.raises(LessonsAreBeingPublished):
            gone.result()
    held = LessonVersion.objects.get(lesson=lesson.uuid).outline["cards"][0]["h5p"]["activity"]
    assert held == str(H5PPackage.objects.get().pk)
    assert delete(by=user, package=package) is False
