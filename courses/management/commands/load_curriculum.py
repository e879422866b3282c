"""`load_curriculum`: bring the tree up to date with a folder of curriculum files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.curriculum_files.loading import check_curriculum, load_curriculum
from courses.curriculum_files.reader import read_curriculum
from foundation.reports import REFUSED, ReportingCommand

if TYPE_CHECKING:
    from courses.curriculum_files.loading import Report
    from courses.curriculum_files.problems import Problem


class Command(ReportingCommand):
    """Load a curriculum."""

    help = _("Load a folder of curriculum files. What officials changed since is kept; a wrong course is left out.")

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR, --check, --force."""
        super().add_arguments(parser)
        starter = Path(apps.get_app_config("courses").path) / "curriculum"
        parser.add_argument(
            "folder", nargs="?", type=Path, default=starter, help=_("the folder; the starter curriculum without")
        )
        parser.add_argument("--check", action="store_true", help=_("only read the files and say what is wrong"))
        parser.add_argument("--force", action="store_true", help=_("load even what officials changed since"))

    def handle(self, *args: Any, folder: Path, check: bool, force: bool, **options: Any) -> None:
        """Read, load, report."""
        if not folder.is_dir():
            raise self.wrong_usage(_("%s is no folder.") % folder)
        curriculum = read_curriculum(folder)
        if check:
            problems = check_curriculum(curriculum)
        else:
            report = load_curriculum(curriculum, force=force)
            problems = report.problems
            self._tell(report)
        self._refuse(problems)
        if problems:
            raise CommandError(_("What is named above was not loaded; the rest was."), returncode=REFUSED)
        if check:
            self.say(_("All files are right."), checked=True, problems=0)

    def _tell(self, report: Report) -> None:
        said = {"created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"), "kept": _("kept")}
        for event in report.events:
            text = f"{said[event.did]}: {event.file} “{event.title}”" + (f" ({event.reason})" if event.reason else "")
            self.say(
                "" if event.did == "unchanged" else text, did=event.did, file=event.file, title=event.title,
                reason=event.reason,
            )  # fmt: skip
        counts = {did: report.count(did) for did in ("created", "updated", "unchanged", "kept")}
        text = _("Curriculum: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(kept)s kept.")
        self.say(text % counts, **counts, refusals=len(report.problems))

    def _refuse(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.refuse(
                _("refused: %s") % problem, file=problem.file, line=problem.line or None, reason=problem.reason
            )  # fmt: skip
