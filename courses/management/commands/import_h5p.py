"""`import_h5p`: take in H5P packages, each as an activity that lessons can hold."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.h5p import PackageError, Problem, Step
from courses.interactive.importing import Imported, import_package
from courses.interactive.sentences import level, placed, step_told
from foundation.reports import REFUSED, ReportingCommand


class Command(ReportingCommand):
    """Import packages."""

    help = _(
        "Take in H5P packages, each by itself: one that is refused leaves the others alone. Content that is the newest "
        "version of an activity already makes no second one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --install-libraries, --check."""
        super().add_arguments(parser)
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("an H5P package (.h5p)"))
        parser.add_argument(
            "--install-libraries", action="store_true",
            help=_("install the packages' libraries as well: programs that will run in learners' browsers"),
        )  # fmt: skip
        parser.add_argument("--check", action="store_true", help=_("only try, and say what would be done"))

    def handle(self, *args: Any, files: list[Path], install_libraries: bool, check: bool, **options: Any) -> None:
        """Take in one after the other, report on each."""
        refused = sum(not self._take(file, install=install_libraries, check=check) for file in files)
        counts = {"good": len(files) - refused, "refused": refused}
        text = _("Could be taken in: %(good)d. Refused: %(refused)d. Nothing was kept.") if check else ""
        self.say((text or _("Taken in: %(good)d. Refused: %(refused)d.")) % counts, checked=check, **counts)
        if refused:
            was, would = _("What is named above was not taken in."), _("What is named above could not be taken in.")
            raise CommandError(would if check else was, returncode=REFUSED)

    def _take(self, file: Path, *, install: bool, check: bool) -> bool:
        """Whether it went in."""
        name = _shown(file)
        try:
            if not file.is_file():
                there = file.exists()
                text = _("%s is no file.") if there else _("%s is not there.")
                return self._refuse(name, "no-file" if there else "not-there", text % name)
            done = import_package(
                file=file, source=_shown(Path(file.name)), user=None, install=install, only_check=check, once=True
            )
        except OSError as error:
            reason = error.strerror or str(error)
            text = _("%(file)s cannot be read: %(reason)s")
            return self._refuse(name, "unreadable", text % {"file": name, "reason": reason})
        except PackageError as error:
            # Somebody wrote into the file while it was read.
            done = Imported(error.problems)
        self._tell_problems(name, done.problems)
        if done.ok:
            self._tell(name, done)
        elif not install and not self.as_json and any(each.code == "library-missing" for each in done.problems):
            self.say(_("If the file brings the libraries that are missing, --install-libraries installs them."))
        return done.ok

    def _refuse(self, name: str, code: str, text: str) -> bool:
        self.refuse(_("refused: %s") % text, file=name, code=code, reason=text)
        return False

    def _tell_problems(self, name: str, problems: list[Problem]) -> None:
        for problem in problems:
            reason = placed(problem)
            data = {"file": name, "code": problem.code, "path": problem.path, "values": problem.values}
            if problem.level == "error":
                self.refuse(_("refused: %s") % f"{name}: {reason}", **data, reason=reason)
            else:
                self.say(f"{level(problem)}: {name}: {reason}", note=data | {"reason": reason})

    def _tell(self, name: str, done: Imported) -> None:
        for step in done.steps:
            self._tell_step(name, step)
        version = done.version
        if version is None:
            self.say(_("can be taken in: %s") % name, file=name, did="checked")
            return
        did = "unchanged" if done.known else "created"
        text = _("already here: %(file)s “%(title)s”, activity %(activity)s, version %(version)d, %(size)s")
        if not done.known:
            text = _("taken in: %(file)s “%(title)s”, activity %(activity)s, version %(version)d, %(size)s")
        data = {"activity": str(version.package_id), "version": version.number, "title": version.package.title}
        self.say(
            text % {**data, "file": name, "size": filesizeformat(version.size)},
            file=name, did=did, **data, bytes=version.size, calls_out=version.calls_out,
        )  # fmt: skip
        hosts = len(version.calls_out)
        if hosts and not self.as_json:
            text = ngettext(
                "%(count)d other site is named in it, and will not be asked: %(hosts)s",
                "%(count)d other sites are named in it, and will not be asked: %(hosts)s",
                hosts,
            )
            self.say(text % {"count": hosts, "hosts": ", ".join(version.calls_out)})

    def _tell_step(self, name: str, step: Step) -> None:
        told = {"library": str(step.name), "patch": step.patch, "installed": step.installed, "did": step.does}
        # That a library is here already is the rule, and no news.
        self.say("" if step.does == "same" else step_told(step), file=name, **told)


def _shown(path: Path) -> str:
    """A name as it can be printed and kept: a file's name may be bytes that are no letters."""
    return os.fsencode(path).decode("utf-8", "replace")
