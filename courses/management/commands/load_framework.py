"""`load_framework`: import one version of a competence framework."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.curriculum_files.files import read_framework
from courses.curriculum_files.problems import RefusedError
from courses.framework.loading import FrameworkRefusedError, import_framework
from foundation.reports import REFUSED, ReportingCommand


class Command(ReportingCommand):
    """Load a framework."""

    help = _("Import a version of a competence framework from a YAML file. Other versions are never touched.")

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --force."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help=_("YAML, as docs/curriculum-format.md describes it"))
        parser.add_argument("--force", action="store_true", help=_("load even what officials changed since"))

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        """Read, import, report."""
        if not file.is_file():
            raise self.wrong_usage(_("%s is no file.") % file)
        try:
            found = read_framework(file, file.name)
            framework, did = import_framework(found, force=force)
        except RefusedError as refused:
            for problem in refused.problems:
                self.refuse(str(problem), file=problem.file, line=problem.line or None, reason=problem.reason)
            raise CommandError(_("Nothing of the framework was loaded."), returncode=REFUSED) from None
        except FrameworkRefusedError as error:
            self.refuse(str(error), file=file.name, line=None, reason=str(error))
            raise CommandError(_("Nothing of the framework was loaded."), returncode=REFUSED) from None
        said = {
            "created": _("Imported: %s"),
            "updated": _("Brought up to date: %s"),
            "unchanged": _("Unchanged: %s"),
            "kept": _("Kept as an official changed it: %s"),
        }
        self.say(said[did] % framework, did=did, code=framework.code, version=framework.version)
