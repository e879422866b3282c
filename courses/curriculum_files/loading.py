"""Loading a curriculum into the tree: course by course, each as a whole or not at all.

What an official changed since the last loading is kept, unless it is loaded by force.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.curriculum_files.activities import officials, put_activity
from courses.curriculum_files.library import Shelf
from courses.curriculum_files.loaded import Place, Wanted
from courses.curriculum_files.pages import course_fields, lesson_fields, track_fields
from courses.curriculum_files.problems import Problem, RefusedError
from courses.curriculum_files.tree import fingerprint
from courses.curriculum_files.turns import take_turn
from courses.framework.loading import FrameworkRefusedError, import_framework
from courses.framework.models import Competence, Framework
from courses.interactive.own.installing import install_own_libraries
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.pages.root import ensure_root
from courses.pages.tracks import TrackPage
from courses.versions.publish import one_publication

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Iterator

    from courses.curriculum_files.activities import ActivityFile
    from courses.curriculum_files.loaded import Did, P
    from courses.curriculum_files.tree import CourseFile, Curriculum, FrameworkFile, LessonFile, TrackFile
    from courses.pages.home import CataloguePage
    from people.models import User


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one file."""

    did: Did
    file: str
    title: str
    reason: str = ""


@dataclass(slots=True)
class Report:
    """What became of all files."""

    events: list[Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Of the one course, where one was asked for.
    course: uuid.UUID | None = None

    def count(self, did: Did) -> int:
        """How many files had this done."""
        return sum(event.did == did for event in self.events)


def check_curriculum(curriculum: Curriculum) -> list[Problem]:
    """Every reason to refuse something that can be found without loading."""
    known = curriculum.framework.codes if curriculum.framework else set(_competences(_newest_framework()))
    unknown = [
        problem
        for track in curriculum.tracks
        for course in track.courses
        for problem in _unknown_competences(course, known)
    ]
    return sorted([*curriculum.problems, *unknown])


def load_curriculum(curriculum: Curriculum, *, force: bool = False) -> Report:
    """Load all that is right; what is wrong, or turns out to be, is in the report."""
    loader = Loader(force=force)
    loader.report.problems += curriculum.problems
    loader.load(curriculum)
    loader.report.problems.sort()
    return loader.report


class Loader:
    """Brings pages up to date, track by track and course by course, and keeps the report.

    Without ``publish`` everything waits as drafts of this ``user``.
    """

    def __init__(self, *, force: bool, publish: bool = True, user: User | None = None) -> None:
        self.force = force
        self.publish = publish
        self.user = user
        self.report = Report()
        self.shelves: list[Shelf] = []
        self.framework: Framework | None = None
        self.competences: dict[str, Competence] = {}

    def load(self, curriculum: Curriculum) -> None:
        """Load what was read."""
        with one_publication():
            take_turn()
            catalogue = ensure_root()
        if curriculum.framework is not None:
            self._load_framework(curriculum.framework)
        self.framework = self.framework or _newest_framework()
        self.competences = _competences(self.framework)
        for track in curriculum.tracks:
            self._load_track(track, catalogue)

    def load_course(self, course: CourseFile, track: TrackPage, framework: Framework | None) -> None:
        """Load one course below a track that is there, its competences looked up in this framework."""
        self.framework, self.competences = framework, _competences(framework)
        with self._step(course.file) as (events, shelf):
            self._load_course(course, track, events, shelf)

    def _load_framework(self, found: FrameworkFile) -> None:
        try:
            self.framework, did = import_framework(found, force=self.force)
        except FrameworkRefusedError as error:
            self.report.problems.append(Problem(found.file, 0, str(error)))
        else:
            reason = _("changed by an official") if did == "kept" else ""
            self.report.events.append(Event(did, found.file, found.title, reason))

    def _load_track(self, track: TrackFile, catalogue: CataloguePage) -> None:
        page: TrackPage | None = None
        with self._step(track.file) as (events, _shelf):
            wanted = Wanted(track.id, track.file, track.digest, track.slug, track.order, catalogue, None)
            page = self._put(TrackPage, wanted, track.title, partial(track_fields, track), events)
        for course in track.courses:
            if page is None:
                self._leave_out(course)
                continue
            with self._step(course.file) as (events, shelf):
                self._load_course(course, page, events, shelf)

    def _load_course(self, course: CourseFile, track: TrackPage, events: list[Event], shelf: Shelf) -> None:
        problems = _unknown_competences(course, set(self.competences))
        if problems:
            raise RefusedError(*problems)
        names = [self.competences[code] for code in course.competences]
        digest = fingerprint(course.source, course.slug, self.framework.pk if self.framework else 0)
        wanted = Wanted(course.id, course.file, digest, course.slug, course.order, track, track.uuid)
        page = self._put(CoursePage, wanted, course.title, partial(course_fields, course, names), events)
        if page is None:
            events += [
                Event("kept", lesson.file, lesson.title, _("its course was deleted by an official"))
                for lesson in course.lessons
            ]
            return
        if any(lesson.activities for lesson in course.lessons):
            # Those that come with this site: none is ever taken from a curriculum.
            install_own_libraries()
        for lesson in course.lessons:
            below = Wanted(lesson.id, lesson.file, lesson.digest, lesson.slug, lesson.order, page, page.uuid)
            fields = partial(lesson_fields, lesson, shelf, partial(self._put_activity, course))
            again = self.force and bool(_officials_activities(course, lesson))
            self._put(LessonPage, below, lesson.title, fields, events, again=again)
            events += _officials_activities(course, lesson)

    def _put(
        self, model: type[P], wanted: Wanted, title: str, fields: Callable[[], dict[str, Any]], events: list[Event],
        *, again: bool = False,
    ) -> P | None:  # fmt: skip
        """Bring one page up to date, or keep it; None when there is none because an official deleted it.

        With ``again`` it is loaded though its file did not change: something beside it did.
        """
        place = Place(model, wanted)
        reason = place.officials_reason()
        if reason and not self.force:
            events.append(Event("kept", wanted.file, title, reason))
            return place.page
        if place.is_up_to_date() and not reason and not again:
            events.append(Event("unchanged", wanted.file, title))
            return place.page
        page = place.page or model()
        did: Did = "updated" if place.page else "created"
        try:
            for name, value in {**fields(), "title": title}.items():
                setattr(page, name, value)
            page = place.put(page, publish=self.publish, user=self.user)
        except ValidationError as error:
            raise RefusedError(*(Problem(wanted.file, 0, message) for message in error.messages)) from error
        events.append(Event(did, wanted.file, title))
        return page

    def _put_activity(self, course: CourseFile, lesson: LessonFile, activity: ActivityFile) -> uuid.UUID:
        try:
            return put_activity(activity, course=course.id, force=self.force, user=self.user).pk
        except ValidationError as error:
            line = lesson.file_lines[activity.name]
            raise RefusedError(*(Problem(lesson.file, line, message) for message in error.messages)) from error

    def _leave_out(self, course: CourseFile) -> None:
        """A course whose track is not there: it was refused, or an official deleted it."""
        if any(event.did == "kept" and event.file.startswith(course.track_folder) for event in self.report.events):
            reason = _("its track was deleted by an official")
            self.report.events.append(Event("kept", course.file, course.title, reason))
        else:
            self.report.problems.append(Problem(course.file, 0, _("The track of this course is refused.")))

    @contextmanager
    def _step(self, file: str) -> Iterator[tuple[list[Event], Shelf]]:
        """One transaction; what it did is reported only when it is done, and when it is refused nothing is left."""
        events: list[Event] = []
        shelf = Shelf()
        self.shelves.append(shelf)
        try:
            with one_publication():
                take_turn()
                yield events, shelf
        except RefusedError as refused:
            shelf.take_back()
            self.report.problems += refused.problems
        except BaseException:
            shelf.take_back()
            raise
        else:
            self.report.events += events


def _officials_activities(course: CourseFile, lesson: LessonFile) -> list[Event]:
    """Those of the lesson's activities that are an official's by now."""
    folder = PurePosixPath(lesson.file).parent
    kept = ((name, officials(activity, course=course.id)) for name, activity in lesson.activities.items())
    reason = _("changed by an official")
    return [Event("kept", str(folder / name), package.title, reason) for name, package in kept if package]


def _newest_framework() -> Framework | None:
    return Framework.objects.order_by("-pk").first()


def _competences(framework: Framework | None) -> dict[str, Competence]:
    return {competence.code: competence for competence in Competence.objects.filter(group__framework=framework)}


def _unknown_competences(course: CourseFile, known: set[str]) -> list[Problem]:
    return [
        Problem(course.file, course.competences_line, _("The framework has no competence “%s”.") % code)
        for code in course.competences
        if code not in known
    ]
