"""`export_quizzes`: write the question bank and the quizzes as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from courses.curriculum_files.commands import ExportingCommand
from quizzes.files.writing import export_folder


class Command(ExportingCommand):
    """Export questions and quizzes."""

    help = _("Write the published questions and quizzes as a folder of files, all of them or none.")

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR, --force."""
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, help=_("the folder to be made"))
        parser.add_argument("--force", action="store_true", help=_("replace a folder that is not empty"))

    def handle(self, *args: Any, folder: Path, force: bool, **options: Any) -> None:
        """Write, report."""
        self.check_folder(folder, force=force)
        self.tell(export_folder(folder.absolute()), folder)
