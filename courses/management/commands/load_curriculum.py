"""`load_curriculum`: bring the tree up to date with a folder of curriculum files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.curriculum_files.commands import LoadingCommand
from courses.curriculum_files.loading import check_curriculum, load_curriculum
from courses.curriculum_files.reader import read_curriculum
from foundation.reports import REFUSED


class Command(LoadingCommand):
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
            self.tell(
                report,
                _("Curriculum: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(kept)s kept."),
            )
        self.refuse_all(problems)
        if problems:
            raise CommandError(_("What is named above was not loaded; the rest was."), returncode=REFUSED)
        if check:
            self.say(_("All files are right."), checked=True, problems=0)
