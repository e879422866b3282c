"""`export_curriculum`: write courses of the tree as curriculum files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.curriculum_files.writing.folder import export_curriculum
from courses.pages.courses import CoursePage
from foundation.identifiers import parse_uuid
from foundation.reports import REFUSED, ReportingCommand

if TYPE_CHECKING:
    from courses.curriculum_files.problems import Problem


class Command(ReportingCommand):
    """Export a curriculum."""

    help = _("Write courses as a folder of curriculum files, all of them or none.")

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR, --course, --draft, --force."""
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, help=_("the folder to be made"))
        parser.add_argument(
            "--course", action="append", default=[], help=_("id or address of a course; may be repeated")
        )
        parser.add_argument("--draft", action="store_true", help=_("what was saved last, published or not"))
        parser.add_argument("--force", action="store_true", help=_("replace a folder that is not empty"))

    def handle(self, *args: Any, folder: Path, course: list[str], draft: bool, force: bool, **options: Any) -> None:
        """Choose, write, report."""
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise self.wrong_usage(_("%s is no folder.") % folder)
        if folder.exists() and any(folder.iterdir()) and not force:
            raise self.wrong_usage(_("%s is not empty; --force replaces it.") % folder)
        done = export_curriculum(folder.absolute(), courses=self._courses(course, draft=draft), draft=draft)
        for note in done.notes:
            self.say(_("note: %s") % note, note=_data(note))
        for problem in done.problems:
            self.refuse(_("refused: %s") % problem, **_data(problem))
        if done.problems:
            raise CommandError(_("Nothing was written."), returncode=REFUSED)
        self.say(_("%d files written.") % len(done.files), files=len(done.files), folder=str(folder))

    def _courses(self, named: list[str], *, draft: bool) -> list[CoursePage]:
        courses = CoursePage.objects.order_by("path")
        if not named:
            return list(courses if draft else courses.live())
        found = []
        for name in named:
            identity = parse_uuid(name)
            path = f"/{name.strip('/')}/"
            course = next((one for one in courses if one.uuid == identity or one.url == path), None)
            if course is None:
                raise self.wrong_usage(_("There is no course %s.") % name)
            if not (draft or course.live):
                raise self.wrong_usage(_("The course %s is not published; --draft exports it.") % name)
            found.append(course)
        return list(dict.fromkeys(found))


def _data(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line or None, "reason": problem.reason}
