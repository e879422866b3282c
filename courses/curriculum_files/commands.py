"""What commands that load files, or write them, have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from foundation.reports import REFUSED, ReportingCommand

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from courses.curriculum_files.loading import Report
    from courses.curriculum_files.problems import Problem
    from courses.curriculum_files.writing.pages import Written


class LoadingCommand(ReportingCommand):
    """Tells what became of each file."""

    def tell(self, report: Report, summary: str) -> None:
        """Each file, then the counts in the words of ``summary``."""
        said = {"created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"), "kept": _("kept")}
        for event in report.events:
            text = f"{said[event.did]}: {event.file} “{event.title}”" + (f" ({event.reason})" if event.reason else "")
            self.say(
                "" if event.did == "unchanged" else text, did=event.did, file=event.file, title=event.title,
                reason=event.reason,
            )  # fmt: skip
        counts = {did: report.count(did) for did in ("created", "updated", "unchanged", "kept")}
        self.say(summary % counts, **counts, refusals=len(report.problems))

    def refuse_all(self, problems: Iterable[Problem]) -> None:
        """Each problem on a line of its own."""
        for problem in problems:
            self.refuse(_("refused: %s") % problem, **_data(problem))


class ExportingCommand(ReportingCommand):
    """Writes a folder that was empty before."""

    def check_folder(self, folder: Path, *, force: bool) -> None:
        """Refuse what is no folder or, unless by force, not empty."""
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise self.wrong_usage(_("%s is no folder.") % folder)
        if folder.exists() and any(folder.iterdir()) and not force:
            raise self.wrong_usage(_("%s is not empty; --force replaces it.") % folder)

    def tell(self, done: Written, folder: Path) -> None:
        """What was written, or why nothing was."""
        for note in done.notes:
            self.say(_("note: %s") % note, note=_data(note))
        for problem in done.problems:
            self.refuse(_("refused: %s") % problem, **_data(problem))
        if done.problems:
            raise CommandError(_("Nothing was written."), returncode=REFUSED)
        self.say(_("%d files written.") % len(done.files), files=len(done.files), folder=str(folder))


def _data(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line or None, "reason": problem.reason}
