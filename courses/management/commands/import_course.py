"""`import_course`: take in a course that another site exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.packages.services import import_course
from foundation.reports import REFUSED, ReportingCommand


class Command(ReportingCommand):
    """Import a course."""

    help = _("Take in a course from one file, as drafts; all of it or nothing. What officials changed since is kept.")

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --check, --publish, --force."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help=_("a course package"))
        parser.add_argument("--check", action="store_true", help=_("only try, and say what would be done"))
        parser.add_argument("--publish", action="store_true", help=_("publish at once instead of leaving drafts"))
        parser.add_argument("--force", action="store_true", help=_("load even what officials changed since"))

    def handle(self, *args: Any, file: Path, check: bool, publish: bool, force: bool, **options: Any) -> None:
        """Take in, report."""
        if not file.is_file():
            raise self.wrong_usage(_("%s is no file.") % file)
        with file.open("rb") as packed:
            report = import_course(file=packed, publish=publish, force=force, only_check=check)
        for problem in report.problems:
            self.refuse(_("refused: %s") % problem, file=problem.file, line=problem.line or None, reason=problem.reason)
        if report.problems:
            raise CommandError(_("Nothing was taken in."), returncode=REFUSED)
        said = {"created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"), "kept": _("kept")}
        for event in report.events:
            text = f"{said[event.did]}: {event.file} “{event.title}”" + (f" ({event.reason})" if event.reason else "")
            self.say(text, did=event.did, file=event.file, title=event.title, reason=event.reason)
        self.say(_("Only tried; nothing was kept.") if check else "", checked=check, files=len(report.events))
