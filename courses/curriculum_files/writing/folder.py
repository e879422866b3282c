"""A folder of curriculum files out of the tree: written beside, read again, put in its place when it is right."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.db import connection, transaction
from django.utils.translation import gettext as _

from courses.curriculum_files.problems import Problem
from courses.curriculum_files.reader import read_curriculum
from courses.curriculum_files.writing.cards import meaning
from courses.curriculum_files.writing.pages import Writer, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from courses.pages.courses import CoursePage


class Done(Protocol):
    """What writing tells."""

    problems: list[Problem]


D = TypeVar("D", bound=Done)


def export_curriculum(folder: Path, *, courses: Iterable[CoursePage], draft: bool = False) -> Written:
    """Write the courses. Where anything cannot be written, or would be read as something else, nothing is kept."""

    def write(root: Path) -> Written:
        done = Writer(root, draft=draft).write(courses)
        done.problems += _read_again(root, done)
        return done

    return write_beside(folder, write)


def write_beside(folder: Path, write: Callable[[Path], D]) -> D:
    """Let ``write`` fill an empty folder, which becomes ``folder`` if there are no problems."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        beside.chmod(0o755)
        # All rows as they were in one moment.
        with transaction.atomic():
            if not connection.savepoint_ids:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            done = write(beside)
        if not done.problems:
            _put_in_place(beside, folder)
        return done
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _read_again(root: Path, done: Written) -> list[Problem]:
    """What the reader would refuse, and what it would read as something else."""
    found = read_curriculum(root)
    wrong = [
        Problem(lesson.file, 0, _("cannot be written in a curriculum file: %s") % lesson.title)
        for track in found.tracks
        for course in track.courses
        for lesson in course.lessons
        if meaning(lesson.cards) != done.lessons.get(lesson.id)
    ]
    return [*found.problems, *wrong]


def _put_in_place(beside: Path, folder: Path) -> None:
    old = beside.with_name(f"{beside.name}-old")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
