"""`export_curriculum`: write courses of the tree as curriculum files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from courses.curriculum_files.commands import ExportingCommand
from courses.curriculum_files.writing.folder import export_curriculum
from courses.pages.courses import CoursePage
from foundation.identifiers import parse_uuid


class Command(ExportingCommand):
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
        self.check_folder(folder, force=force)
        done = export_curriculum(folder.absolute(), courses=self._courses(course, draft=draft), draft=draft)
        self.tell(done, folder)

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
