"""`load_quizzes`: bring the question bank and the quizzes up to date with a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.curriculum_files.commands import LoadingCommand
from foundation.reports import REFUSED
from quizzes.files.checking import check_folder
from quizzes.files.loading import load_folder
from quizzes.files.reading import read_folder


class Command(LoadingCommand):
    """Load questions and quizzes."""

    help = _("Load a folder of questions and quizzes. What officials changed since is kept; a wrong file is left out.")

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR, --check, --force."""
        super().add_arguments(parser)
        starter = Path(apps.get_app_config("quizzes").path) / "starter"
        parser.add_argument(
            "folder", nargs="?", type=Path, default=starter, help=_("the folder; the starter questions without")
        )
        parser.add_argument("--check", action="store_true", help=_("only read the files and say what is wrong"))
        parser.add_argument("--force", action="store_true", help=_("load even what officials changed since"))

    def handle(self, *args: Any, folder: Path, check: bool, force: bool, **options: Any) -> None:
        """Read, load, report."""
        if not folder.is_dir():
            raise self.wrong_usage(_("%s is no folder.") % folder)
        found = read_folder(folder)
        if check:
            problems = check_folder(found)
        else:
            report = load_folder(found, force=force)
            problems = report.problems
            summary = _(
                "Questions and quizzes: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
                "%(kept)s kept."
            )
            self.tell(report, summary)
        self.refuse_all(problems)
        if problems:
            raise CommandError(_("What is named above was not loaded; the rest was."), returncode=REFUSED)
        if check:
            self.say(_("All files are right."), checked=True, problems=0)
