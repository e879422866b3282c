"""`catalogues`: keep the Vietnamese catalogues of all packages, without GNU gettext and without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

import foundation
from foundation.catalogues.checking import check
from foundation.catalogues.extracting import CannotExtract, packages
from foundation.catalogues.files import DamagedCatalogue, compile_catalogue
from foundation.catalogues.merging import merge
from foundation.catalogues.others import check_others, compile_others, merge_others

ROOT = Path(foundation.__file__).parent.parent


class Command(BaseCommand):
    """Extract and merge; or check; or compile."""

    help = "Bring every package's catalogue, and the one for the packages of others, in step with what is marked."
    # It must run before there is a database, and while a package is half written.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which packages, and what to do with them."""
        parser.add_argument("packages", nargs="*", help="packages of ours; without, all of them and those of others")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="change nothing; exit 1 and name whatever is wrong")
        what.add_argument("--compile", action="store_true", help="only write the .mo files that the site reads")
        what.add_argument("--prune", action="store_true", help="drop translations that are no longer used")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked for and say what changed."""
        everything = packages(ROOT)
        unknown = set(options["packages"]) - {package.name for package in everything}
        if unknown:
            raise CommandError(f"There is no package {', '.join(sorted(unknown))}.", returncode=2)
        chosen = [package for package in everything if not options["packages"] or package.name in options["packages"]]
        # Which texts of others are missing depends on all of our packages.
        others = [] if options["packages"] else [Path(folder) for folder in settings.LOCALE_PATHS]
        try:
            self._run(chosen, others, **options)
        except (CannotExtract, DamagedCatalogue) as error:
            raise CommandError(str(error)) from error

    def _run(self, chosen: list[Path], others: list[Path], **options: Any) -> None:
        if options["check"]:
            faults = check(chosen) + [fault for folder in others for fault in check_others(folder, chosen)]
            for fault in faults:
                self.stderr.write(str(fault))
            if faults:
                raise CommandError(f"{len(faults)} entries of the catalogues are wrong; see `manage.py catalogues`.")
            return
        if options["compile"]:
            changed = [package.name for package in chosen if compile_catalogue(package)]
            changed += [folder.name for folder in others if compile_others(folder)]
        else:
            changed = [package.name for package in chosen if merge(package, prune=options["prune"])]
            changed += [folder.name for folder in others if merge_others(folder, chosen, prune=options["prune"])]
        if options["verbosity"]:
            self.stdout.write(f"changed: {', '.join(changed) or 'nothing'}")
