"""Sending a course away as one file, and taking one in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.curriculum_files.loading import Event, Loader, Report
from courses.curriculum_files.problems import Problem, RefusedError
from courses.curriculum_files.reader import read_curriculum
from courses.curriculum_files.tree import CourseFile, Curriculum, TrackFile
from courses.curriculum_files.writing.folder import export_curriculum
from courses.curriculum_files.writing.pages import Written
from courses.framework.models import Framework
from courses.packages.archive import refusal, unpack, write_archive
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.pages.root import ensure_root
from courses.pages.tracks import TrackPage
from courses.versions.publish import one_publication
from people.audit import services as audit
from people.audit.events import Event as AuditEvent
from people.models import User

SUFFIX = ".bdhvs.zip"


class _NothingIsKept(Exception):
    """Ends the transaction of an import that was refused, or only tried."""


def export_course(
    *, course: CoursePage, file: IO[bytes], draft: bool = False, user: User | None = None,
    request: HttpRequest | None = None,
) -> Written:  # fmt: skip
    """Write a course into ``file``; nothing is written where ``problems`` says why."""
    with _folder() as folder:
        done = export_curriculum(folder / "course", courses=[course], draft=draft)
        if done.problems:
            return done
        manifest = {
            "site": settings.SITE_URL,
            "course": {"uuid": str(course.uuid), "title": course.title},
            "made_at": timezone.now().isoformat(timespec="seconds"),
        }
        write_archive(file, folder / "course", manifest)
    audit.record(
        AuditEvent.PACKAGE_EXPORTED, actor=user, object_type="page", object_id=course.pk, request=request
    )  # fmt: skip
    return done


def import_course(
    *, file: IO[bytes], publish: bool = False, force: bool = False, only_check: bool = False,
    user: User | None = None, request: HttpRequest | None = None,
) -> Report:  # fmt: skip
    """Take a course in, as drafts unless ``publish``; all of it, or nothing where the report has ``problems``.

    With ``only_check`` everything is tried and nothing is kept.
    """
    loader = Loader(force=force, publish=publish, user=user)
    try:
        with _folder() as folder:
            manifest = unpack(file, folder)
            curriculum = read_curriculum(folder)
            track, course = _the_course(curriculum, manifest)
            framework = _framework_of(curriculum, course)
            loader.report.course = course.id
            with one_publication():
                _load(loader, track, course, framework)
                if loader.report.problems or only_check:
                    raise _NothingIsKept
                page = CoursePage.objects.filter(uuid=course.id).first()
                audit.record(
                    AuditEvent.PACKAGE_IMPORTED, actor=user, object_type="page",
                    object_id=page.pk if page else "", request=request,
                )  # fmt: skip
    except RefusedError as refused:
        loader.report.problems += refused.problems
    except _NothingIsKept:
        _take_back(loader)
    except BaseException:
        _take_back(loader)
        raise
    loader.report.problems.sort()
    return loader.report


def _load(loader: Loader, track: TrackFile, course: CourseFile, framework: Framework | None) -> None:
    strangers = LessonPage.objects.filter(uuid__in=[lesson.id for lesson in course.lessons])
    files = {lesson.id: lesson.file for lesson in course.lessons}
    for lesson in strangers:
        if getattr(lesson.get_parent().specific, "uuid", None) != course.id:
            reason = _("This lesson stands in another course here: %s.") % lesson.title
            loader.report.problems.append(Problem(files[lesson.uuid], 0, reason))
    if loader.report.problems:
        return
    loader.load_course(course, _track_page(loader, track), framework)


def _track_page(loader: Loader, track: TrackFile) -> TrackPage:
    """The track as it is here, which a package never changes; a new one where there is none."""
    found = TrackPage.objects.filter(uuid=track.id).first()
    if found is None:
        found = TrackPage(title=track.title, slug=track.slug, summary=track.summary, uuid=track.id, live=False)
        catalogue = ensure_root()
        if TrackPage.objects.child_of(catalogue).filter(slug=track.slug).exists():
            raise refusal(_("Another track here has the address %s.") % track.slug, track.file)
        catalogue.add_child(instance=found)
        revision = found.save_revision(user=loader.user)
        if loader.publish:
            revision.publish(user=loader.user)
        loader.report.events.append(Event("created", track.file, track.title))
    return found


def _the_course(curriculum: Curriculum, manifest: dict[str, Any]) -> tuple[TrackFile, CourseFile]:
    """The one course of the package; raises ``RefusedError`` with everything that is wrong with its files."""
    if curriculum.problems:
        raise RefusedError(*curriculum.problems)
    found = [(track, course) for track in curriculum.tracks for course in track.courses]
    if len(found) != 1 or len(curriculum.tracks) != 1 or str(found[0][1].id) != manifest["course"]["uuid"]:
        raise refusal(_("A package holds one course, the one that its manifest names."))
    return found[0]


def _framework_of(curriculum: Curriculum, course: CourseFile) -> Framework | None:
    """The framework here that the course's competences are of; a package brings none along."""
    if not course.competences or curriculum.framework is None:
        return Framework.objects.order_by("-pk").first()
    told = curriculum.framework
    found = Framework.objects.filter(code=told.code, version=told.version).first()
    if found is None:
        reason = _("The framework “%(code)s”, version %(version)s, is not here yet: load it first.")
        raise refusal(reason % {"code": told.code, "version": told.version}, told.file)
    return found


def _take_back(loader: Loader) -> None:
    for shelf in loader.shelves:
        shelf.take_back()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is gone afterwards, whatever happens."""
    path = Path(tempfile.mkdtemp(prefix="bdhvs-package-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
