"""`export_course`: a course as one file that another site can take in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.packages.services import export_course
from courses.pages.courses import CoursePage
from foundation.identifiers import parse_uuid
from foundation.reports import REFUSED, ReportingCommand


class Command(ReportingCommand):
    """Export a course."""

    help = _("Write a course as one file that another site can take in.")

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --course, --draft."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help=_("the file to be made"))
        parser.add_argument("--course", required=True, help=_("id or address of the course"))
        parser.add_argument("--draft", action="store_true", help=_("what was saved last, published or not"))

    def handle(self, *args: Any, file: Path, course: str, draft: bool, **options: Any) -> None:
        """Find, write, report."""
        if file.exists():
            raise self.wrong_usage(_("%s is there already.") % file)
        if not file.absolute().parent.is_dir():
            raise self.wrong_usage(_("%s is no folder.") % file.parent)
        page = self._course(course)
        if not (draft or page.live):
            raise self.wrong_usage(_("The course %s is not published; --draft exports it.") % course)
        with tempfile.TemporaryFile() as packed:
            done = export_course(course=page, file=packed, draft=draft)
            for problem in done.problems:
                self.refuse(_("refused: %s") % problem, file=problem.file, reason=problem.reason)
            if done.problems:
                raise CommandError(_("Nothing was written."), returncode=REFUSED)
            for note in done.notes:
                self.say(_("note: %s") % note, note={"file": note.file, "reason": note.reason})
            packed.seek(0)
            with file.open("xb") as target:
                while piece := packed.read(1024 * 1024):
                    target.write(piece)
        self.say(_("%d files written.") % len(done.files), files=len(done.files), file=str(file))

    def _course(self, named: str) -> CoursePage:
        path = f"/{named.strip('/')}/"
        for page in CoursePage.objects.order_by("path"):
            if page.uuid == parse_uuid(named) or page.url == path:
                return page
        raise self.wrong_usage(_("There is no course %s.") % named)
