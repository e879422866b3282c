"""A folder of curriculum files: tracks, courses, lessons. One wrong file keeps its whole course out, and no other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.curriculum_files.activities import FOLDER as ACTIVITIES
from courses.curriculum_files.files import read_course, read_framework, read_lesson, read_track
from courses.curriculum_files.media import FOLDERS
from courses.curriculum_files.problems import Problem, RefusedError
from courses.curriculum_files.tree import CourseFile, Curriculum, TrackFile
from courses.pages.lessons import MOST_LESSONS
from courses.pages.tracks import MOST_TRACKS

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator
    from pathlib import Path

FRAMEWORK_FILE = "framework.yaml"
MOST_COURSES = 500

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LESSON = re.compile(r"(?P<order>\d{2})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.md")


def read_curriculum(root: Path) -> Curriculum:
    """Read all of ``root``. Nothing is raised for what is wrong in it: that stands in ``problems``."""
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.curriculum = Curriculum()
        # Where each identifier was met first.
        self.owners: dict[uuid.UUID, str] = {}

    def read(self) -> Curriculum:
        found = self.curriculum
        framework = self.root / FRAMEWORK_FILE
        if framework.exists():
            try:
                found.framework = read_framework(framework, FRAMEWORK_FILE)
            except RefusedError as refused:
                found.problems += refused.problems
        folders = list(self._folders(self.root, {FRAMEWORK_FILE}))
        if not folders and found.framework is None and not found.problems:
            found.problems.append(Problem(".", 0, _("There is no curriculum here.")))
        for folder in folders[:MOST_TRACKS]:
            self._track(folder)
        for folder in folders[MOST_TRACKS:]:
            found.problems.append(Problem(folder.name, 0, _("There are at most %d tracks.") % MOST_TRACKS))
        found.tracks.sort(key=lambda track: (track.order, track.slug))
        found.problems.sort()
        return found

    def _track(self, folder: Path) -> None:
        """A wrong track keeps all its courses out: they would have no place to hang from."""
        try:
            track = read_track(folder / "track.md", self._name(folder / "track.md"))
            self._own(track.id, track.file)
        except RefusedError as refused:
            self.curriculum.problems += refused.problems
            track = None
        for place, course_folder in enumerate(self._folders(folder, {"track.md"})):
            try:
                if place >= MOST_COURSES:
                    raise RefusedError(Problem(self._name(course_folder), 0, _("There are too many courses.")))
                course = self._course(course_folder)
                if track is None:
                    raise RefusedError(Problem(course.file, 0, _("The track of this course is refused.")))
            except RefusedError as refused:
                self.curriculum.problems += refused.problems
            else:
                self._hang(track, course)
        if track is not None:
            self.curriculum.tracks.append(track)

    def _hang(self, track: TrackFile, course: CourseFile) -> None:
        track.courses.append(course)
        track.courses.sort(key=lambda one: (one.order, one.slug))

    def _course(self, folder: Path) -> CourseFile:
        """One course; whatever is wrong with any of its files is told at once."""
        problems: list[Problem] = []
        course = None
        try:
            course = read_course(folder / "course.md", self._name(folder / "course.md"))
            self._own(course.id, course.file)
        except RefusedError as refused:
            problems += refused.problems
        lessons = []
        paths = self._lesson_paths(folder, problems)
        if not 1 <= len(paths) <= MOST_LESSONS:
            problems.append(Problem(self._name(folder), 0, _("A course has 1 to %d lessons.") % MOST_LESSONS))
            paths = []
        for order, slug, path in paths:
            try:
                lesson = read_lesson(path, self._name(path), slug=slug, order=order)
                self._own(lesson.id, lesson.file)
                lessons.append(lesson)
            except RefusedError as refused:
                problems += refused.problems
        if problems or course is None:
            raise RefusedError(*problems)
        course.lessons = lessons
        return course

    def _lesson_paths(self, folder: Path, problems: list[Problem]) -> list[tuple[int, str, Path]]:
        """Order, slug and path of each lesson; what is neither lesson nor folder of media is a problem."""
        paths: list[tuple[int, str, Path]] = []
        for path in _entries(folder):
            match = _LESSON.fullmatch(path.name)
            if match:
                order, slug = int(match["order"]), match["slug"]
                if any(slug == other or order == number for number, other, _path in paths):
                    reason = _("Another lesson of the course has this number or this name.")
                    problems.append(Problem(self._name(path), 0, reason))
                paths.append((order, slug, path))
            elif path.name != "course.md" and not (path.name in (*FOLDERS, ACTIVITIES) and path.is_dir()):
                reason = _("This is no part of a course. Lessons are named 01-name-of-the-lesson.md.")
                problems.append(Problem(self._name(path), 0, reason))
        return paths

    def _folders(self, folder: Path, known: set[str]) -> Iterator[Path]:
        for path in _entries(folder):
            if path.name in known:
                continue
            if path.is_dir() and not path.is_symlink() and _SLUG.fullmatch(path.name):
                yield path
            else:
                reason = _("Here stand folders whose names have small letters without marks, digits and hyphens.")
                self.curriculum.problems.append(Problem(self._name(path), 0, reason))

    def _own(self, identifier: uuid.UUID, file: str) -> None:
        first = self.owners.setdefault(identifier, file)
        if first != file:
            raise RefusedError(Problem(file, 0, _("%s has the same id. Make a new one for this file.") % first))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
